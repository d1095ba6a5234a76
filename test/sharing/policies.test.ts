import { expect } from "chai";
import fc from "fast-check";

import {
  type AdmissionTerms,
  type OfferTerms,
  admissionTypedData,
  offerTypedData,
  renewalTypedData,
} from "../../sdk/sharing/terms.ts";
import type { TypedData } from "../../sdk/journal/typed-data.ts";
import { type Account, ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import {
  DAY,
  DECISION,
  EndReason,
  HOUR,
  SILENCE,
  SharingClass,
  type Terms,
  deploySharing,
  grantIdOf,
} from "./sharingFixture.ts";

const { loadFixture, time } = networkHelpers;
const LATER = 2 ** 48 - 1;
const DELAY = 7n * DAY;

/** The department's policy asks for four eyes, two acts a day and a week's delay; the city's for four eyes alone. */
async function deployPolicies() {
  const sharing = await deploySharing();
  const { grants, signGrants, department, city, registrar, second, cityRegistrar, citySecond, dataSteward } = sharing;
  const { register, assets, version, gateway } = sharing;
  const open = await register(SharingClass.Unconditional);
  await assets.connect(dataSteward).publishVersion(open, version);
  await assets.connect(dataSteward).admitGateway(open, gateway, []);
  const before = await sharing.grant({ delegable: true });
  const set = async (agency: bigint, by: Account, other: Account, dailyCap: bigint, delay: bigint) => {
    const message = { agency, dailyCap, delay, fourEyes: true, version: 0n, deadline: LATER };
    const types = {
      SharingPolicy: [
        { name: "agency", type: "uint32" },
        { name: "dailyCap", type: "uint16" },
        { name: "delay", type: "uint32" },
        { name: "fourEyes", type: "bool" },
        { name: "version", type: "uint32" },
        { name: "deadline", type: "uint48" },
      ],
    };
    const signature = await signGrants(other, types, message);
    const approval = { signer: other.address, deadline: LATER, signature };
    await grants.connect(by).setPolicy(agency, dailyCap, delay, true, approval);
  };
  await set(department, registrar, second, 2n, DELAY);
  await set(city, cityRegistrar, citySecond, 0n, 0n);
  const place = { chainId: (await ethers.provider.getNetwork()).chainId, address: await grants.getAddress() };
  const signed = async (by: Account, { domain, types, message }: TypedData) => [
    { signer: by.address, deadline: LATER, signature: await by.signTypedData(domain, types, message) },
  ];
  const offerFrom = async (opensIn: bigint): Promise<OfferTerms> => ({
    actions: 1,
    termDays: 90,
    maxUses: 100,
    maxBytes: 1_000_000,
    retentionDays: 30,
    opensAt: Number(BigInt(await time.latest()) + opensIn),
    agreement: hashOf("offer"),
    purpose: ethers.ZeroHash,
  });
  return { ...sharing, open, before, place, signed, offerFrom };
}

describe("an agency's policy", () => {
  describe("T22: a stolen steward's key", () => {
    it("offers nothing alone, nor at once, nor again what was approved before", async () => {
      const { assets, grants, open, dataSteward, secondSteward, place, signed, offerFrom } =
        await loadFixture(deployPolicies);
      const owner = assets.connect(dataSteward);
      await expect(owner.setOffer(open, await offerFrom(2n * DELAY), []))
        .to.be.revertedWithCustomError(grants, "GrantRegister_TooFewStewards")
        .withArgs(2n, 1n, 2n);
      const soon = await offerFrom(DELAY - HOUR);
      const approve = async (offer: OfferTerms) =>
        signed(secondSteward, offerTypedData(place, Number(open), offer, LATER));
      await expect(owner.setOffer(open, soon, await approve(soon))).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_OpensTooEarly",
      );
      const offer = await offerFrom(2n * DELAY);
      const approvals = await approve(offer);
      await owner.setOffer(open, offer, approvals);
      await owner.endOffer(open);
      await expect(owner.setOffer(open, offer, approvals)).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_OpensTooEarly",
      );
    });

    it("makes no offer that is taken before it opens, or for another purpose", async () => {
      const sharing = await loadFixture(deployPolicies);
      const { assets, grants, open, dataSteward, secondSteward, citySteward, place, signed, termsFor } = sharing;
      const offer = { ...(await sharing.offerFrom(2n * DELAY)), purpose: hashOf("https://w3id.org/dpv#Audit") };
      const approvals = await signed(secondSteward, offerTypedData(place, Number(open), offer, LATER));
      await assets.connect(dataSteward).setOffer(open, offer, approvals);
      const take = async (purpose: string) => {
        const terms = { asset: open, actions: 1n, maxUses: 1n, maxBytes: 1n, agreement: offer.agreement, purpose };
        return grants.connect(citySteward).takeOffer(await termsFor(terms));
      };
      await expect(take(offer.purpose)).to.be.revertedWithCustomError(grants, "GrantRegister_ExceedsOffer");
      await time.increaseTo(offer.opensAt);
      await expect(take(hashOf("other"))).to.be.revertedWithCustomError(grants, "GrantRegister_ExceedsOffer");
      await take(offer.purpose);
    });

    it("admits no gateway alone, nor again what was approved before", async () => {
      const { assets, grants, asset, gateway, dataSteward, secondSteward, operator, place, signed } =
        await loadFixture(deployPolicies);
      const owner = assets.connect(dataSteward);
      await owner.dismissGateway(asset, gateway);
      await expect(owner.admitGateway(asset, gateway, [])).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_TooFewStewards",
      );
      const { count } = await assets.admissionOf(asset, gateway);
      const admission: AdmissionTerms = {
        asset: Number(asset),
        gateway: Number(gateway),
        operator: operator.address,
        count: Number(count),
      };
      const approvals = await signed(secondSteward, admissionTypedData(place, admission, LATER));
      await owner.admitGateway(asset, gateway, approvals);
      await owner.dismissGateway(asset, gateway);
      await expect(owner.admitGateway(asset, gateway, approvals))
        .to.be.revertedWithCustomError(grants, "GrantRegister_InvalidSignature")
        .withArgs(secondSteward.address);
    });

    it("renews nothing that is over, or will be before the delay is", async () => {
      const { grants, dataSteward, secondSteward, before, place, signed } = await loadFixture(deployPolicies);
      const id = grantIdOf(before);
      const endsAt = Number(before.notAfter) + 100 * Number(DAY);
      const approvals = await signed(secondSteward, renewalTypedData(place, id, endsAt, LATER));
      const renew = () => grants.connect(dataSteward).renew(id, endsAt, approvals);
      await time.increaseTo(BigInt(before.notAfter) - DELAY + 1n);
      await expect(renew()).to.be.revertedWithCustomError(grants, "GrantRegister_TooEarly");
      await time.increaseTo(BigInt(before.notAfter) + 1n);
      await expect(renew()).to.be.revertedWithCustomError(grants, "GrantRegister_TooEarly");
    });

    it("delegates nothing alone where the delegating agency's own policy asks for two", async () => {
      const { grants, city, citySteward, before, below, delegate } = await loadFixture(deployPolicies);
      await expect(delegate([before], citySteward, { grantee: below[0]!.agency }))
        .to.be.revertedWithCustomError(grants, "GrantRegister_TooFewStewards")
        .withArgs(city, 1n, 2n);
    });
  });

  it("T21: stops nothing that takes access away, though the agency is suspended", async () => {
    const sharing = await loadFixture(deployPolicies);
    const { assets, gateways, grants, manager, administrator, registry, department, dataSteward } = sharing;
    const { asset, open, gateway, before, citySteward, termsFor } = sharing;
    const suspension = registry.interface.encodeFunctionData("suspendAgency", [department, DECISION]);
    await manager.connect(administrator).execute(await registry.getAddress(), suspension);
    expect(await gateways.isLive(gateway)).to.equal(false);
    await expect(grants.connect(citySteward).takeOffer(await termsFor({ asset: open }))).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_OwnerNotActive",
    );
    await grants.connect(dataSteward).revoke(grantIdOf(before), EndReason.Security, DECISION);
    await assets.connect(dataSteward).dismissGateway(asset, gateway);
    await assets.connect(dataSteward).withdrawVersion(asset, 1n, DECISION);
    await assets.connect(dataSteward).withdrawAsset(asset, DECISION);
    await gateways.connect(dataSteward).suspendGateway(gateway, DECISION);
  });

  it("lets what the authority suspended go on by its word alone", async () => {
    const { grants, dataSteward, ministrySteward, before } = await loadFixture(deployPolicies);
    const AUTHORITY = 5n;
    const id = grantIdOf(before);
    await expect(grants.connect(dataSteward).suspend(id, AUTHORITY, DECISION))
      .to.be.revertedWithCustomError(grants, "GrantRegister_MayNotEnd")
      .withArgs(id, dataSteward.address);
    await grants.connect(ministrySteward).suspend(id, AUTHORITY, DECISION);
    await expect(grants.connect(dataSteward).resume(id, DECISION)).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_MayNotEnd",
    );
    await grants.connect(ministrySteward).resume(id, DECISION);
  });
});

describe("a grant's interval, across gateways", () => {
  async function deployTwo() {
    const sharing = await deploySharing();
    const { gateways, assets, dataSteward, department, asset, stranger, grants, operator, gateway } = sharing;
    await gateways
      .connect(dataSteward)
      .registerGateway(department, stranger.address, stranger.address, SILENCE, hashOf("other"));
    const other = await gateways.gatewayCount();
    await assets.connect(dataSteward).admitGateway(asset, other, []);
    await gateways.connect(stranger).anchor(other, 0n, ethers.sha256("0x"), []);
    const lease = async (terms: Terms, first: boolean, seconds: bigint) =>
      grants
        .connect(first ? operator : stranger)
        .lease([terms], first ? gateway : other, 1n, 0n, BigInt(await time.latest()) + seconds);
    const settle = async (terms: Terms, first: boolean, uses: bigint) =>
      grants.connect(first ? operator : stranger).settleLease([terms], first ? gateway : other, uses, 0n);
    return { ...sharing, lease, settle };
  }

  it("T6: is kept though an old lease is settled late", async () => {
    const { grants, grant, lease, settle } = await loadFixture(deployTwo);
    const terms = await grant({ minInterval: 600n });
    await lease(terms, true, 5n);
    await time.increase(700n);
    await lease(terms, false, HOUR);
    const { nextUseAt } = await grants.grantOf(grantIdOf(terms));
    await settle(terms, true, 0n);
    expect((await grants.grantOf(grantIdOf(terms))).nextUseAt).to.equal(nextUseAt);
    await expect(lease(terms, true, HOUR)).to.be.revertedWithCustomError(grants, "GrantRegister_NotInForce");
  });

  it("T6: is kept though leases that ran out were never settled", async () => {
    const { grants, grant, gateway, lease, settle } = await loadFixture(deployTwo);
    const terms = await grant({ minInterval: 600n });
    await lease(terms, true, 5n);
    await time.increase(DAY / 8n);
    await expect(lease(terms, true, HOUR))
      .to.be.revertedWithCustomError(grants, "GrantRegister_LeaseUnsettled")
      .withArgs(grantIdOf(terms), gateway);
    await settle(terms, true, 1n);
    await lease(terms, true, HOUR);
  });
});

describe("a grant's id", () => {
  it("is the EIP-712 hash of any terms, and the event tells them as they are (property)", async () => {
    const { grants, termsFor } = await loadFixture(deploySharing);
    const base = await termsFor();
    const bits = (width: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n });
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => ethers.hexlify(bytes));
    const any = fc.record({
      asset: bits(32),
      actions: bits(8),
      notBefore: bits(48),
      maxBytes: bits(48),
      retentionDays: bits(16),
      delegable: fc.boolean(),
      nonce: bits(64),
      purpose: hash,
      parent: hash,
    });
    await fc.assert(
      fc.asyncProperty(any, async (changes) => {
        const terms = { ...base, ...changes };
        expect(await grants.grantIdOf(terms)).to.equal(grantIdOf(terms));
      }),
      { numRuns: 40 },
    );
  });

  it("is of no terms with more bits than their types", async () => {
    const { grants, termsFor, stranger } = await loadFixture(deploySharing);
    const data = grants.interface.encodeFunctionData("grantIdOf", [await termsFor()]);
    const to = await grants.getAddress();
    for (let field = 0; field < 13; field++) {
      const place = 10 + 64 * field;
      const dirty = `${data.slice(0, place)}8${data.slice(place + 1)}`;
      await expect(stranger.call({ to, data: dirty }), `field ${field}`).to.be.revert(ethers);
    }
    const boolean = 10 + 64 * 11;
    const two = `${data.slice(0, boolean)}${"2".padStart(64, "0")}${data.slice(boolean + 64)}`;
    await expect(stranger.call({ to, data: two })).to.be.revert(ethers);
  });

  it("is told with exactly the terms that were granted", async () => {
    const { grants, dataSteward, department, termsFor } = await loadFixture(deploySharing);
    const terms = await termsFor();
    await expect(grants.connect(dataSteward).grant(terms, []))
      .to.emit(grants, "GrantMade")
      .withArgs(grantIdOf(terms), terms.asset, terms.grantee, dataSteward.address, department, Object.values(terms));
  });
});
