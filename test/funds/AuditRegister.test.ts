import { expect } from "chai";

import { Role, ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import {
  ACCOUNT_INTERVAL,
  ACTORS,
  type Account,
  type Actor,
  type CitedEntry,
  ENTRY_INTERVAL,
  citationOf,
  deployLedger,
  entryIdOf,
  entryOf,
  placeOf,
  refusalOf,
  writesOf,
} from "../fixtures/ledger.ts";

const { loadFixture, time } = networkHelpers;

const Status = { Unknown: 0n, Open: 1n, Answered: 2n, Resolved: 3n } as const;

const FINDING = hashOf("finding");
const RESPONSE = hashOf("response");
const FOLLOW_UP = hashOf("follow-up");
const EVIDENCE = hashOf("evidence");

/** Three payments without ceilings, and nothing found on them yet. */
async function deployEntries() {
  const ledger = await deployLedger();
  const { record, grants, supplier, audit, auditor, ministryAuditor, budgetOfficer } = ledger;
  const batch = await record([1n, 2n, 3n].map((amount) => entryOf("pay-direct", grants, amount, { payee: supplier })));
  const entry = citationOf(batch, 1);
  const entryId = entryIdOf(batch, 1);
  const where = placeOf(batch, 1);
  const find = (by: Account = auditor, document = FINDING, cited: CitedEntry = entry) =>
    audit.connect(by).recordFinding(cited, document);
  const respond = (finding = 1n, document = RESPONSE) =>
    audit.connect(budgetOfficer).respondToFinding(finding, document);
  const follow = (resolved: boolean, by: Account = auditor, document = FOLLOW_UP) =>
    audit.connect(by).followUp(1n, resolved, document);
  const flag = (by: Account, cited: CitedEntry = entry, evidence = EVIDENCE) =>
    audit.connect(by).flagEntry(cited, evidence);
  return { ...ledger, batch, entry, entryId, where, find, respond, follow, flag, ministryAuditor };
}

/** The same, with a finding of the department's auditor that waits for a response. */
async function deployFinding() {
  const entries = await deployEntries();
  await entries.find();
  return entries;
}

/** The same, with the response given. */
async function deployResponse() {
  const entries = await deployFinding();
  await entries.respond();
  return entries;
}

/** The same, with the finding resolved. */
async function deployResolved() {
  const entries = await deployResponse();
  await entries.follow(true);
  return entries;
}

describe("AuditRegister", () => {
  describe("deployment", () => {
    it("shows what it relies on and how often one can flag", async () => {
      const { audit, registry, recording } = await loadFixture(deployEntries);
      expect(await audit.AGENCY_REGISTRY()).to.equal(await registry.getAddress());
      expect(await audit.JOURNAL()).to.equal(await recording.getAddress());
      expect(await audit.ACCOUNT_INTERVAL()).to.equal(ACCOUNT_INTERVAL);
      expect(await audit.ENTRY_INTERVAL()).to.equal(ENTRY_INTERVAL);
    });

    it("refuses intervals of nothing, and those that would shut flags off", async () => {
      const { audit, registry, recording } = await loadFixture(deployEntries);
      const longest = await audit.LONGEST_INTERVAL();
      for (const wrong of [0n, longest + 1n]) {
        for (const intervals of [
          [wrong, ENTRY_INTERVAL],
          [ACCOUNT_INTERVAL, wrong],
        ] as const) {
          await expect(ethers.deployContract("AuditRegister", [registry, recording, ...intervals]))
            .to.be.revertedWithCustomError(audit, "AuditRegister_IntervalOutside")
            .withArgs(wrong, longest);
        }
      }
      await ethers.deployContract("AuditRegister", [registry, recording, 1n, longest]);
    });
  });

  describe("recordFinding", () => {
    describe("given an entry without findings", () => {
      it("tells who found what, once", async () => {
        const { audit, auditor, department, entryId, find } = await loadFixture(deployEntries);
        const sent = await find();
        await expect(sent)
          .to.emit(audit, "FindingRecorded")
          .withArgs(1n, entryId, auditor.address, department, FINDING);
        expect((await sent.wait())!.logs).to.have.lengthOf(1);
      });

      it("opens the finding, to be found by its number and by the entry", async () => {
        const { audit, auditor, department, entryId, where, find } = await loadFixture(deployEntries);
        expect(await audit.findingOf(1n)).to.deep.equal([0n, 0n, Status.Unknown, 0n]);
        expect(await audit.findingCountOf(...where)).to.equal(0n);

        await find();

        const takenAt = BigInt(await time.latest());
        expect(await audit.findingCount()).to.equal(1n);
        expect(await audit.findingOf(1n)).to.deep.equal([entryId, department, Status.Open, 1n]);
        expect(await audit.stepOf(1n, 0)).to.deep.equal([FINDING, auditor.address, takenAt, Status.Open]);
        expect(await audit.findingCountOf(...where)).to.equal(1n);
        expect(await audit.findingAt(...where, 0)).to.equal(1n);
      });

      it("returns the number of the finding", async () => {
        const { audit, auditor, entry } = await loadFixture(deployEntries);
        expect(await audit.connect(auditor).recordFinding.staticCall(entry, FINDING)).to.equal(1n);
      });

      it("takes the auditor of the agency above, on behalf of that agency", async () => {
        const { audit, ministry, ministryAuditor, entryId, find } = await loadFixture(deployEntries);
        await expect(find(ministryAuditor))
          .to.emit(audit, "FindingRecorded")
          .withArgs(1n, entryId, ministryAuditor.address, ministry, FINDING);
        expect((await audit.findingOf(1n)).auditing).to.equal(ministry);
      });
    });

    describe("given findings", () => {
      it("adds others, on the same entry and on other ones", async () => {
        const { audit, auditor, ministryAuditor, batch, where, find } = await loadFixture(deployFinding);
        await find(ministryAuditor, hashOf("second"));
        await find(auditor, FINDING, citationOf(batch, 2));
        expect(await audit.findingCount()).to.equal(3n);
        expect(await audit.findingCountOf(...where)).to.equal(2n);
        expect(await audit.findingAt(...where, 1)).to.equal(2n);
        expect(await audit.findingAt(...placeOf(batch, 2), 0)).to.equal(3n);
      });

      it("refuses the same document on the same entry", async () => {
        const { audit, ministryAuditor, entryId, find } = await loadFixture(deployFinding);
        await expect(find(ministryAuditor))
          .to.be.revertedWithCustomError(audit, "AuditRegister_FindingRecorded")
          .withArgs(entryId, FINDING, 1n);
      });
    });

    describe("given a fault", () => {
      it("refuses a finding without a document", async () => {
        const { audit, auditor, find } = await loadFixture(deployEntries);
        await expect(find(auditor, ethers.ZeroHash)).to.be.revertedWithCustomError(audit, "AuditRegister_EmptyHash");
      });

      it("refuses an entry that is not in the journal", async () => {
        const { audit, auditor, entry, find } = await loadFixture(deployEntries);
        await expect(find(auditor, FINDING, { ...entry, index: 2 }))
          .to.be.revertedWithCustomError(audit, "AuditRegister_ProofInvalid")
          .withArgs(entry.batchRef, 2);
      });
    });
  });

  describe("respondToFinding", () => {
    it("given an open finding, records the agency's response, once", async () => {
      const { audit, budgetOfficer, department, entryId, respond } = await loadFixture(deployFinding);
      const sent = await respond();
      await expect(sent).to.emit(audit, "FindingAnswered").withArgs(1n, entryId, budgetOfficer.address, RESPONSE);
      expect((await sent.wait())!.logs).to.have.lengthOf(1);

      const takenAt = BigInt(await time.latest());
      expect(await audit.findingOf(1n)).to.deep.equal([entryId, department, Status.Answered, 2n]);
      expect(await audit.stepOf(1n, 1)).to.deep.equal([RESPONSE, budgetOfficer.address, takenAt, Status.Answered]);
    });

    it("given a finding from above, takes the response of the agency below", async () => {
      const { audit, ministryAuditor, find, respond } = await loadFixture(deployEntries);
      await find(ministryAuditor);
      await respond();
      expect((await audit.findingOf(1n)).status).to.equal(Status.Answered);
    });

    it("given a response, refuses another one", async () => {
      const { audit, respond } = await loadFixture(deployResponse);
      await expect(respond(1n, hashOf("second")))
        .to.be.revertedWithCustomError(audit, "AuditRegister_NotOpen")
        .withArgs(1n, Status.Answered);
    });

    it("given a resolved finding, refuses a response", async () => {
      const { audit, respond } = await loadFixture(deployResolved);
      await expect(respond())
        .to.be.revertedWithCustomError(audit, "AuditRegister_NotOpen")
        .withArgs(1n, Status.Resolved);
    });

    it("given no finding, refuses", async () => {
      const { audit, respond } = await loadFixture(deployFinding);
      for (const finding of [0n, 2n]) {
        await expect(respond(finding))
          .to.be.revertedWithCustomError(audit, "AuditRegister_UnknownFinding")
          .withArgs(finding);
      }
    });

    it("given no document, refuses", async () => {
      const { audit, respond } = await loadFixture(deployFinding);
      await expect(respond(1n, ethers.ZeroHash)).to.be.revertedWithCustomError(audit, "AuditRegister_EmptyHash");
    });
  });

  describe("followUp", () => {
    describe("given a response", () => {
      for (const [resolved, status] of [
        [true, Status.Resolved],
        [false, Status.Open],
      ] as const) {
        it(`${resolved ? "resolves the finding" : "asks the agency again"}, once`, async () => {
          const { audit, auditor, department, entryId, follow } = await loadFixture(deployResponse);
          const sent = await follow(resolved);
          await expect(sent)
            .to.emit(audit, "FindingFollowedUp")
            .withArgs(1n, entryId, auditor.address, status, FOLLOW_UP);
          expect((await sent.wait())!.logs).to.have.lengthOf(1);

          const takenAt = BigInt(await time.latest());
          expect(await audit.findingOf(1n)).to.deep.equal([entryId, department, status, 3n]);
          expect(await audit.stepOf(1n, 2)).to.deep.equal([FOLLOW_UP, auditor.address, takenAt, status]);
        });
      }

      it("goes as many rounds as it takes, and keeps each step", async () => {
        const { audit, auditor, follow, respond } = await loadFixture(deployResponse);
        await follow(false);
        await respond(1n, hashOf("second response"));
        await follow(false, auditor, hashOf("second follow-up"));
        await respond(1n, hashOf("third response"));
        await follow(true, auditor, hashOf("third follow-up"));

        const documents = [
          FINDING,
          RESPONSE,
          FOLLOW_UP,
          ...["second response", "second follow-up", "third response", "third follow-up"].map(hashOf),
        ];
        const { stepCount, status } = await audit.findingOf(1n);
        expect(status).to.equal(Status.Resolved);
        expect(stepCount).to.equal(BigInt(documents.length));
        for (const [index, document] of documents.entries()) {
          expect((await audit.stepOf(1n, index)).document).to.equal(document);
        }
      });
    });

    describe("given no response", () => {
      it("resolves a finding that was mistaken", async () => {
        const { audit, follow } = await loadFixture(deployFinding);
        await follow(true);
        expect((await audit.findingOf(1n)).status).to.equal(Status.Resolved);
      });

      it("refuses to leave open what is open", async () => {
        const { audit, follow } = await loadFixture(deployFinding);
        await expect(follow(false))
          .to.be.revertedWithCustomError(audit, "AuditRegister_StatusUnchanged")
          .withArgs(1n, Status.Open);
      });
    });

    describe("given a resolved finding", () => {
      it("opens it again", async () => {
        const { audit, follow, respond } = await loadFixture(deployResolved);
        await follow(false);
        expect((await audit.findingOf(1n)).status).to.equal(Status.Open);
        await respond(1n, hashOf("second response"));
        expect((await audit.findingOf(1n)).status).to.equal(Status.Answered);
      });

      it("refuses to resolve it twice", async () => {
        const { audit, follow } = await loadFixture(deployResolved);
        await expect(follow(true))
          .to.be.revertedWithCustomError(audit, "AuditRegister_StatusUnchanged")
          .withArgs(1n, Status.Resolved);
      });
    });

    describe("given a finding from above", () => {
      it("refuses the agency's own auditor", async () => {
        const { registry, auditor, ministry, ministryAuditor, department, find, follow } =
          await loadFixture(deployEntries);
        await find(ministryAuditor);
        await expect(follow(true, auditor))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
          .withArgs(auditor.address, ministry, department);
      });

      it("takes any auditor of the agency that found it", async () => {
        const { audit, officer, ministry, ministryAuditor, ministryRegistrar, ministrySecond, find, follow } =
          await loadFixture(deployEntries);
        await find(ministryAuditor);
        const successor = await officer("successor", ministry, Role.AUDITOR, [ministryRegistrar, ministrySecond]);
        await follow(true, successor);
        expect((await audit.stepOf(1n, 1)).by).to.equal(successor.address);
      });
    });

    it("given a finding of the agency's own auditor, takes the auditor of the agency above", async () => {
      const { audit, ministryAuditor, follow } = await loadFixture(deployResponse);
      await follow(true, ministryAuditor);
      expect((await audit.findingOf(1n)).status).to.equal(Status.Resolved);
    });

    it("given no finding, refuses", async () => {
      const { audit, auditor } = await loadFixture(deployEntries);
      await expect(audit.connect(auditor).followUp(1n, true, FOLLOW_UP))
        .to.be.revertedWithCustomError(audit, "AuditRegister_UnknownFinding")
        .withArgs(1n);
    });

    it("given no document, refuses", async () => {
      const { audit, auditor, follow } = await loadFixture(deployResponse);
      await expect(follow(true, auditor, ethers.ZeroHash)).to.be.revertedWithCustomError(
        audit,
        "AuditRegister_EmptyHash",
      );
    });
  });

  describe("flagEntry", () => {
    describe("given an entry without flags", () => {
      it("tells who flagged it and with what, once", async () => {
        const { audit, stranger, entryId, flag } = await loadFixture(deployEntries);
        const sent = await flag(stranger);
        await expect(sent).to.emit(audit, "EntryFlagged").withArgs(entryId, stranger.address, EVIDENCE, 1n);
        expect((await sent.wait())!.logs).to.have.lengthOf(1);
      });

      it("keeps the evidence and the time", async () => {
        const { audit, stranger, where, flag } = await loadFixture(deployEntries);
        expect(await audit.flagsOf(...where)).to.deep.equal([0n, 0n]);
        expect(await audit.evidenceOf(...where, stranger)).to.equal(ethers.ZeroHash);
        expect(await audit.lastFlagOf(stranger)).to.equal(0n);

        await flag(stranger);

        const flaggedAt = BigInt(await time.latest());
        expect(await audit.flagsOf(...where)).to.deep.equal([1n, flaggedAt]);
        expect(await audit.evidenceOf(...where, stranger)).to.equal(EVIDENCE);
        expect(await audit.lastFlagOf(stranger)).to.equal(flaggedAt);
      });

      it("moves no total and stops no entry", async () => {
        const { ledger, grants, stranger, flag, batch, correct } = await loadFixture(deployEntries);
        const before = await ledger.totalsOf(grants);
        await flag(stranger);
        expect(await ledger.totalsOf(grants)).to.deep.equal(before);
        await correct(batch, 1);
        expect((await ledger.totalsOf(grants)).paid).to.equal(before.paid - 2n);
      });
    });

    describe("given a flag by the account", () => {
      it("refuses a second one on the entry, however late", async () => {
        const { audit, stranger, entryId, flag } = await loadFixture(deployEntries);
        await flag(stranger);
        await time.increase(365n * 86_400n);
        await expect(flag(stranger))
          .to.be.revertedWithCustomError(audit, "AuditRegister_AlreadyFlagged")
          .withArgs(entryId, stranger.address);
      });

      it("refuses one on another entry until the account's interval is over", async () => {
        const { audit, stranger, batch, flag } = await loadFixture(deployEntries);
        await flag(stranger);
        const nextAt = BigInt(await time.latest()) + ACCOUNT_INTERVAL;

        await time.setNextBlockTimestamp(nextAt - 1n);
        await expect(flag(stranger, citationOf(batch, 2)))
          .to.be.revertedWithCustomError(audit, "AuditRegister_AccountFlaggedLately")
          .withArgs(stranger.address, nextAt, nextAt - 1n);

        await time.increaseTo(nextAt - 1n);
        await flag(stranger, citationOf(batch, 2));
        expect(await audit.lastFlagOf(stranger)).to.equal(nextAt);
      });
    });

    describe("given a flag by another account", () => {
      it("refuses one on the same entry until the entry's interval is over", async () => {
        const { audit, stranger, newcomer, entryId, where, flag } = await loadFixture(deployEntries);
        await flag(stranger);
        const nextAt = BigInt(await time.latest()) + ENTRY_INTERVAL;

        await time.setNextBlockTimestamp(nextAt - 1n);
        await expect(flag(newcomer))
          .to.be.revertedWithCustomError(audit, "AuditRegister_EntryFlaggedLately")
          .withArgs(entryId, nextAt, nextAt - 1n);

        await time.increaseTo(nextAt - 1n);
        await expect(flag(newcomer)).to.emit(audit, "EntryFlagged").withArgs(entryId, newcomer.address, EVIDENCE, 2n);
        expect(await audit.flagsOf(...where)).to.deep.equal([2n, nextAt]);
      });

      it("takes one on another entry at once", async () => {
        const { audit, stranger, newcomer, batch, flag } = await loadFixture(deployEntries);
        await flag(stranger);
        await flag(newcomer, citationOf(batch, 2));
        expect((await audit.flagsOf(...placeOf(batch, 2))).flagCount).to.equal(1n);
      });
    });

    describe("given a fault", () => {
      it("refuses a flag without evidence", async () => {
        const { audit, stranger, entry, flag } = await loadFixture(deployEntries);
        await expect(flag(stranger, entry, ethers.ZeroHash)).to.be.revertedWithCustomError(
          audit,
          "AuditRegister_EmptyHash",
        );
      });

      it("refuses an entry that is not in the journal", async () => {
        const { audit, stranger, entry, flag } = await loadFixture(deployEntries);
        await expect(flag(stranger, { ...entry, firstNumber: 7 }))
          .to.be.revertedWithCustomError(audit, "AuditRegister_ProofInvalid")
          .withArgs(entry.batchRef, entry.index);
      });
    });
  });

  describe("reads", () => {
    it("name the steps and places that there are not", async () => {
      const { audit, entryId, where } = await loadFixture(deployFinding);
      await expect(audit.stepOf(1n, 1))
        .to.be.revertedWithCustomError(audit, "AuditRegister_UnknownStep")
        .withArgs(1n, 1, 1);
      await expect(audit.stepOf(2n, 0))
        .to.be.revertedWithCustomError(audit, "AuditRegister_UnknownStep")
        .withArgs(2n, 0, 0);
      await expect(audit.findingAt(...where, 1))
        .to.be.revertedWithCustomError(audit, "AuditRegister_UnknownPlace")
        .withArgs(entryId, 1, 1);
    });
  });

  describe("permissions", () => {
    type Fixture = Awaited<ReturnType<typeof deployEntries>>;
    interface Permission {
      allowed: readonly Actor[];
      needed: bigint;
      fromAbove?: boolean;
      send: (fixture: Fixture, actor: Actor) => Promise<unknown>;
    }
    const PERMISSIONS: Record<string, Permission> = {
      recordFinding: {
        allowed: ["auditor", "ministryAuditor"],
        needed: Role.AUDITOR,
        fromAbove: true,
        send: (fixture, actor) => fixture.find(fixture[actor]),
      },
      respondToFinding: {
        allowed: ["budgetOfficer"],
        needed: Role.BUDGET_OFFICER,
        send: async (fixture, actor) => {
          await fixture.find();
          return fixture.audit.connect(fixture[actor]).respondToFinding(1n, RESPONSE);
        },
      },
      followUp: {
        allowed: ["auditor", "ministryAuditor"],
        needed: Role.AUDITOR,
        fromAbove: true,
        send: async (fixture, actor) => {
          await fixture.find();
          return fixture.follow(true, fixture[actor]);
        },
      },
      flagEntry: {
        allowed: ACTORS,
        needed: 0n,
        send: (fixture, actor) => fixture.flag(fixture[actor]),
      },
    };

    it("list every function that changes state", async () => {
      const { audit } = await loadFixture(deployEntries);
      expect(Object.keys(PERMISSIONS)).to.have.members(writesOf(audit));
    });

    for (const [name, { allowed, needed, fromAbove, send }] of Object.entries(PERMISSIONS)) {
      for (const actor of ACTORS) {
        if (allowed.includes(actor)) {
          it(`open ${name} to the ${actor}`, async () => {
            await expect(send(await loadFixture(deployEntries), actor)).to.not.revert(ethers);
          });
        } else {
          it(`close ${name} to the ${actor}`, async () => {
            const fixture = await loadFixture(deployEntries);
            const [error, args] = await refusalOf(fixture, actor, needed, fromAbove);
            await expect(send(fixture, actor))
              .to.be.revertedWithCustomError(fixture.registry, error)
              .withArgs(...args);
          });
        }
      }
    }
  });
});
