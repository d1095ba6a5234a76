import { expect } from "chai";

import { ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import { Action, BASIS, DAY, DECISION, PURPOSE, SharingClass, deploySharing, grantIdOf } from "./sharingFixture.ts";

const { loadFixture, time } = networkHelpers;

const Status = { Unknown: 0n, Pending: 1n, Escalated: 2n, Approved: 3n, Refused: 4n, Recalled: 5n } as const;
const Refusal = { None: 0n, NoLegalBasis: 3n } as const;
const DOCUMENT = hashOf("request");

/** Day 20,459 since 1970 is Tuesday, 2026-01-06. */
const TUESDAY = 20_459n * DAY;

async function deployOnTuesday() {
  const sharing = await deploySharing();
  const { grants, citySteward, city, asset, administrator, manager } = sharing;
  // Far enough ahead of the chain's clock to be one of the future, and a Tuesday all the same.
  const start = TUESDAY + ((BigInt(await time.latest()) - TUESDAY) / (7n * DAY) + 2n) * 7n * DAY;
  await time.increaseTo(start + 9n * 3_600n);
  const request = async (of = asset) => {
    await grants.connect(citySteward).requestAccess(of, city, Action.READ | Action.DERIVE, PURPOSE, BASIS, DOCUMENT);
    return grants.requestCount();
  };
  const administer = async (data: string) => {
    const target = await grants.getAddress();
    return manager.connect(administrator).execute(target, data);
  };
  const toCalendar = (day: bigint, exceptions: bigint) =>
    administer(grants.interface.encodeFunctionData("setCalendar", [day >> 8n, exceptions]));
  return { ...sharing, start, request, administer, toCalendar };
}

/** The last second of the day that is so many days after another. */
const endOfDay = (start: bigint, days: bigint) => start + (days + 1n) * DAY - 1n;

describe("GrantRegister.requestAccess", () => {
  it("is due at the end of the class's working days, weekends left out", async () => {
    const { grants, register, request, start } = await loadFixture(deployOnTuesday);
    const due = async (of?: bigint) => (await grants.requestOf(await request(of))).dueAt;
    // Ten working days after a Tuesday is the Tuesday in two weeks; two are Thursday.
    expect(await due()).to.equal(endOfDay(start, 14n));
    expect(await due(await register(SharingClass.Unconditional))).to.equal(endOfDay(start, 2n));
  });

  it("leaves out holidays, and counts weekends that are worked", async () => {
    const { grants, register, request, start, toCalendar } = await loadFixture(deployOnTuesday);
    const open = await register(SharingClass.Unconditional);
    const due = async () => (await grants.requestOf(await request(open))).dueAt;
    const day = (after: bigint) => start / DAY + after;
    // Wednesday to Friday are holidays; where all lie in one word of the calendar, one call says so.
    const words = new Map<bigint, bigint>();
    const flip = (after: bigint) =>
      words.set(day(after) >> 8n, (words.get(day(after) >> 8n) ?? 0n) | (1n << (day(after) & 255n)));
    for (const after of [1n, 2n, 3n]) flip(after);
    for (const [word, exceptions] of words) await toCalendar(word << 8n, exceptions);
    expect(await due()).to.equal(endOfDay(start, 7n)); // Monday and Tuesday
    flip(4n); // and the Saturday is worked
    for (const [word, exceptions] of words) {
      if ((await grants.calendarOf(word)) !== exceptions) await toCalendar(word << 8n, exceptions);
    }
    expect(await due()).to.equal(endOfDay(start, 6n)); // Saturday and Monday
  });

  it("keeps its date where the days change later", async () => {
    const { grants, request, administer, start } = await loadFixture(deployOnTuesday);
    const before = await request();
    await administer(grants.interface.encodeFunctionData("setStatutoryDays", [SharingClass.Conditional, 1n]));
    const after = await request();
    expect((await grants.requestOf(before)).dueAt).to.equal(endOfDay(start, 14n));
    expect((await grants.requestOf(after)).dueAt).to.equal(endOfDay(start, 1n));
  });

  it("takes days from 1 to 60, from the administrator alone", async () => {
    const { grants, administer, dataSteward } = await loadFixture(deployOnTuesday);
    const encode = (sharingClass: bigint, days: bigint) =>
      grants.interface.encodeFunctionData("setStatutoryDays", [sharingClass, days]);
    for (const [sharingClass, days] of [
      [SharingClass.Unknown, 5n],
      [SharingClass.Conditional, 0n],
      [SharingClass.Conditional, 61n],
    ] as const) {
      await expect(administer(encode(sharingClass, days))).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_InvalidDays",
      );
    }
    await expect(administer(encode(SharingClass.Conditional, 10n))).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_Unchanged",
    );
    await expect(grants.connect(dataSteward).setStatutoryDays(SharingClass.Conditional, 5n))
      .to.be.revertedWithCustomError(grants, "AccessManagedUnauthorized")
      .withArgs(dataSteward.address);
  });

  it("refuses whoever does not speak for the agency, and what is not shared or not said", async () => {
    const { grants, stranger, citySteward, city, asset } = await loadFixture(deployOnTuesday);
    const ask = (
      account: typeof citySteward,
      [of, actions, purpose, basis, document]: readonly [bigint, bigint, string, string, string],
    ) => grants.connect(account).requestAccess(of, city, actions, purpose, basis, document);
    const right = [asset, Action.READ, PURPOSE, BASIS, DOCUMENT] as const;
    await expect(grants.connect(stranger).requestAccess(asset, city, 1n, PURPOSE, BASIS, DOCUMENT))
      .to.be.revertedWithCustomError(grants, "GrantRegister_NotSteward")
      .withArgs(stranger.address, city);
    for (const [place, value, error] of [
      [0, 77n, "AssetNotShared"],
      [1, 0n, "InvalidActions"],
      [1, 33n, "InvalidActions"],
      [2, ethers.ZeroHash, "EmptyHash"],
      [3, ethers.ZeroHash, "EmptyHash"],
      [4, ethers.ZeroHash, "EmptyHash"],
    ] as const) {
      const wrong = right.with(place, value) as unknown as typeof right;
      await expect(ask(citySteward, wrong)).to.be.revertedWithCustomError(grants, `GrantRegister_${error}`);
    }
  });
});

describe("a request", () => {
  it("is answered by the grant that names it, for no more than was asked, once", async () => {
    const { grants, dataSteward, request, termsFor, grant } = await loadFixture(deployOnTuesday);
    const number = await request();
    await expect(grants.connect(dataSteward).grant(await termsFor({ request: number }), []))
      .to.be.revertedWithCustomError(grants, "GrantRegister_ExceedsRequest")
      .withArgs(number, 11n, 9n);
    const terms = await grant({ request: number, actions: Action.READ });
    expect((await grants.requestOf(number)).status).to.equal(Status.Approved);
    expect((await grants.grantOf(grantIdOf(terms))).status).to.equal(1n);
    await expect(
      grants.connect(dataSteward).grant(await termsFor({ request: number, actions: Action.READ }), []),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_WrongStatus");
  });

  it("is answered by no grant to another agency, or of another asset", async () => {
    const { grants, dataSteward, request, termsFor, below, register, asset, city } = await loadFixture(deployOnTuesday);
    const number = await request();
    const other = await register(SharingClass.Conditional);
    for (const change of [{ grantee: below[0]!.agency }, { asset: other }]) {
      const terms = await termsFor({ request: number, actions: Action.READ, ...change });
      await expect(grants.connect(dataSteward).grant(terms, []))
        .to.be.revertedWithCustomError(grants, "GrantRegister_OtherRequest")
        .withArgs(number, asset, city);
    }
  });

  it("is refused with a reason and a document", async () => {
    const { grants, dataSteward, citySteward, request, asset } = await loadFixture(deployOnTuesday);
    const number = await request();
    await expect(grants.connect(dataSteward).refuse(number, Refusal.None, DECISION)).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_NoReason",
    );
    await expect(
      grants.connect(dataSteward).refuse(number, Refusal.NoLegalBasis, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_EmptyHash");
    await expect(
      grants.connect(citySteward).refuse(number, Refusal.NoLegalBasis, DECISION),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_NotSteward");
    await expect(grants.connect(dataSteward).refuse(number, Refusal.NoLegalBasis, DECISION))
      .to.emit(grants, "RequestRefused")
      .withArgs(number, asset, dataSteward.address, Refusal.NoLegalBasis, DECISION);
    const { status, reason } = await grants.requestOf(number);
    expect([status, reason]).to.deep.equal([Status.Refused, Refusal.NoLegalBasis]);
  });

  it("is recalled by whoever asked", async () => {
    const { grants, dataSteward, citySteward, request } = await loadFixture(deployOnTuesday);
    const number = await request();
    await expect(grants.connect(dataSteward).recallRequest(number)).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_NotSteward",
    );
    await grants.connect(citySteward).recallRequest(number);
    expect((await grants.requestOf(number)).status).to.equal(Status.Recalled);
    await expect(grants.connect(citySteward).recallRequest(number)).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_WrongStatus",
    );
  });

  it("is listed once it is overdue, can then be escalated by anyone, and be decided from above", async () => {
    const { grants, ministrySteward, dataSteward, stranger, request, termsFor, approve } =
      await loadFixture(deployOnTuesday);
    const [first, second, third] = [await request(), await request(), await request()];
    const { dueAt } = await grants.requestOf(first);
    await expect(grants.connect(stranger).escalate(first))
      .to.be.revertedWithCustomError(grants, "GrantRegister_NotOverdue")
      .withArgs(first, dueAt);
    const terms = await termsFor({ request: first, actions: Action.READ, notAfter: dueAt + 30n * DAY });
    const above = await approve(ministrySteward, terms);
    await expect(grants.connect(stranger).grant(terms, [above])).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_NotSteward",
    );
    await grants.connect(dataSteward).refuse(second, Refusal.NoLegalBasis, DECISION);
    await time.increaseTo(dueAt + 1n);
    expect(await grants.overdueRequests(1n, 100n)).to.deep.equal([first, third]);
    expect(await grants.overdueRequests(2n, 1n)).to.deep.equal([]);
    expect(await grants.overdueRequests(0n, 2n ** 32n - 1n).catch(() => "too many")).to.equal("too many");
    expect([await grants.isOverdue(first), await grants.isOverdue(second)]).to.deep.equal([true, false]);
    await expect(
      grants.connect(ministrySteward).refuse(third, Refusal.NoLegalBasis, DECISION),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_NotSteward");
    await grants.connect(stranger).escalate(first);
    await grants.connect(stranger).escalate(third);
    await grants.connect(stranger).grant(terms, [above]);
    await grants.connect(ministrySteward).refuse(third, Refusal.NoLegalBasis, DECISION);
    expect(await grants.overdueRequests(1n, 100n)).to.deep.equal([]);
  });
});
