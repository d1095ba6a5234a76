import { expect } from "chai";

import { encodeCompact } from "../../sdk/journal/compact.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import { KINDS, type Kind } from "../../sdk/journal/kinds.ts";
import { ROLES, roleNames } from "../../sdk/journal/role.ts";
import { closingTypedData, ruleTypedData } from "../../sdk/journal/typed-data.ts";
import { Role, ethers, hashOf, networkHelpers, termsOf } from "../access/accessFixture.ts";
import {
  ACTORS,
  type Account,
  type Actor,
  type Batch,
  type CitedEntry,
  Level,
  NEXT_YEAR,
  NO_DEADLINE,
  NO_LIMIT,
  YEAR,
  YearState,
  citationOf,
  correctionOf,
  deployFundedLedger,
  deployLedger,
  entryOf,
  lineOf,
  refusalOf,
  writesOf,
  yearTerms,
} from "../fixtures/ledger.ts";

const { loadFixture } = networkHelpers;

/** A year that no longer takes commitments: what is carried over or lapses leaves its line. */
const LAST_YEAR = YEAR - 1;
const LAST_YEAR_TERMS = yearTerms("2024-01-01", "2024-12-31", "2025-01-31");
const LAST_YEAR_DATE = "2024-12-31";

const VIREMENT_RULE = 1;
const CARRY_RULE = 2;
const OWED = 1;
const COLLECTIVE = 2;

/** Little enough that the department's policy asks for no approval: those that are needed, the kind needs. */
const AMOUNT = 100n;

/** What stands on a line or a commitment at each stage. */
const STANDING = 10_000n;

const RULE = {
  fromClass: 0,
  toClass: 0,
  carryOver: false,
  active: true,
  minApprovals: 1,
  yearlyCap: STANDING,
  text: hashOf("rule"),
};

/** Every set of roles that one account may hold, by the rule of `RoleLib.conflicts`. */
const ROLE_SETS: readonly number[] = Array.from({ length: 127 }, (_, index) => index + 1).filter((roles) => {
  const appointsOrAudits = roles & (ROLES.registrar | ROLES.auditor);
  const handlesMoney = roles & (ROLES.budgetOfficer | ROLES.recorder | ROLES.approver | ROLES.treasurer);
  return appointsOrAudits === 0 || handlesMoney === 0;
});

/**
 * A funded ledger on which an entry of each kind can be recorded: a reservation, a commitment to the supplier and a
 * collective one with something at each stage, a direct payment, rules, and a year before with something carried out.
 */
async function deployEveryKind() {
  const fixture = await deployFundedLedger();
  const { ledger, department, budgetOfficer, approver, place, record } = fixture;
  const { paving, supplies, grants, supplier } = fixture;
  const agency = Number(department);
  const maker = budgetOfficer.address;

  const setRule = async (number: number, carryOver: boolean) => {
    const rule = { ...RULE, carryOver };
    const change = { agency, number, rule, version: 0, maker, deadline: NO_DEADLINE };
    const { domain, types, message } = ruleTypedData(place, change);
    const signature = await approver.signTypedData(domain, types, message);
    const approvals = [{ approver: approver.address, signature }];
    await ledger.connect(budgetOfficer).setRule(agency, number, rule, NO_DEADLINE, approvals);
  };
  await setRule(VIREMENT_RULE, false);
  await setRule(CARRY_RULE, true);

  await record([
    entryOf("supplement", paving, 2n * STANDING),
    entryOf("supplement", supplies, STANDING),
    entryOf("allot", paving, STANDING),
  ]);
  await record([entryOf("reserve", paving, STANDING)]);
  for (const [commitment, payee] of [
    [OWED, supplier],
    [COLLECTIVE, 0],
  ] as const) {
    const kind = commitment === OWED ? "commit" : "commit-collective";
    const stage = (name: string, times: bigint, paidTo = payee) =>
      entryOf(name, paving, times * STANDING, { commitment, payee: paidTo, document: hashOf(`${name} ${commitment}`) });
    await record([stage(kind, 4n), stage("verify", 3n), stage("order", 2n), stage("pay", 1n, supplier)]);
  }
  const direct = await record([entryOf("pay-direct", grants, STANDING, { payee: supplier })]);

  await ledger.connect(budgetOfficer).openYear(department, LAST_YEAR, LAST_YEAR_TERMS);
  await ledger.connect(budgetOfficer).openLines(department, LAST_YEAR, [lineOf("old roads", department)]);
  const oldRoads = Number(await ledger.lineCount());
  const past = { valueDate: LAST_YEAR_DATE };
  await record([entryOf("appropriate", oldRoads, STANDING, past)], { year: LAST_YEAR });
  const closing = { agency, year: LAST_YEAR, state: 2, maker, deadline: NO_DEADLINE } as const;
  const { domain, types, message } = closingTypedData(place, closing);
  const signature = await approver.signTypedData(domain, types, message);
  await ledger
    .connect(budgetOfficer)
    .closeYear(department, LAST_YEAR, closing.state, NO_DEADLINE, [{ approver: approver.address, signature }]);
  const carriedOut = await record([entryOf("carry-out", oldRoads, AMOUNT, { ...past, commitment: CARRY_RULE })], {
    year: LAST_YEAR,
  });

  return { ...fixture, oldRoads, direct, carriedOut };
}

/** The same, with an officer of the department for each set of roles. */
async function deployRoleSets() {
  const fixture = await deployEveryKind();
  const { account, appoint, department } = fixture;
  const makers = new Map<number, Account>();
  for (const roles of ROLE_SETS) {
    const maker = await account(`officer with roles ${roles}`);
    await appoint(termsOf(maker, department, BigInt(roles), { limit: NO_LIMIT }));
    makers.set(roles, maker);
  }
  return { ...fixture, makers };
}

type EveryKind = Awaited<ReturnType<typeof deployEveryKind>>;
type RoleSets = Awaited<ReturnType<typeof deployRoleSets>>;

/** What a batch holds, and where it differs from one of the open year that cites nothing. */
interface Content {
  readonly entries: readonly Entry[];
  readonly year?: number;
  readonly citations?: readonly CitedEntry[];
}

/** Returns a batch's content with an entry of the kind for which all is as it should be. */
function contentOf({ name, rule, namesCommitment, collective }: Kind, fixture: EveryKind): Content {
  const { paving, supplies, grants, oldRoads, supplier, carriedOut } = fixture;
  const document = hashOf("new document");
  if (rule === "virement") {
    const commitment = VIREMENT_RULE;
    return {
      entries: [
        entryOf("virement-out", supplies, AMOUNT, { commitment }),
        entryOf("virement-in", paving, AMOUNT, { commitment }),
      ],
    };
  }
  if (name === "carry-in") {
    const { year, desk, firstNumber } = carriedOut.head;
    const cites = { year, desk, number: firstNumber };
    return {
      entries: [entryOf(name, paving, AMOUNT, { commitment: CARRY_RULE, cites })],
      citations: [citationOf(carriedOut)],
    };
  }
  if (name === "carry-out" || name === "lapse") {
    const commitment = rule === null ? 0 : CARRY_RULE;
    return {
      entries: [entryOf(name, oldRoads, AMOUNT, { commitment, valueDate: LAST_YEAR_DATE })],
      year: LAST_YEAR,
    };
  }
  if (name === "refund-direct") return { entries: [entryOf(name, grants, AMOUNT, { payee: supplier, document })] };
  if (namesCommitment) {
    const whose = collective ? { commitment: COLLECTIVE } : { commitment: OWED, payee: supplier };
    return { entries: [entryOf(name, paving, AMOUNT, { ...whose, document })] };
  }
  const payee = ["pay-direct", "pay-invoice", "disburse-direct"].includes(name) ? supplier : 0;
  return { entries: [entryOf(name, paving, AMOUNT, { payee, document })] };
}

/** Asks the ledger whether it would record an entry of the kind, made by `maker` and signed by the approvers. */
async function attempt(fixture: EveryKind, kind: Kind, maker: Account, approvers: readonly Account[]) {
  const { entries, year = YEAR, citations } = contentOf(kind, fixture);
  const batch = await fixture.prepare(entries, { maker, year });
  const approvals = await fixture.sign(batch, approvers);
  const sending = fixture.ledger.connect(maker);
  return citations === undefined
    ? sending.submit.staticCall(batch.head, batch.bytes, approvals)
    : sending.submitCiting.staticCall(batch.head, batch.bytes, [...citations], approvals);
}

function makerWith({ makers }: RoleSets, roles: number): Account {
  const maker = makers.get(roles);
  if (maker === undefined) throw new Error(`The fixture has no officer with the roles ${roles}.`);
  return maker;
}

/** The amount of the whole batch that `contentOf` returns. */
const totalFor = ({ rule }: Kind): bigint => (rule === "virement" ? 2n * AMOUNT : AMOUNT);

interface Permission {
  readonly needed: bigint;
  /** Whether an officer of an agency above may act as well. */
  readonly fromAbove?: true;
  readonly allowed: readonly Actor[];
  /** Sends the call as the actor, with all else as it should be. */
  readonly send: (fixture: EveryKind, actor: Actor) => Promise<unknown>;
}

/** Prepares a batch of the actor's and signs it as somebody who is none of the actors. */
async function signedBatch(
  fixture: EveryKind,
  actor: Actor,
  entries: readonly Entry[],
): Promise<[batch: Batch, approvals: Awaited<ReturnType<EveryKind["sign"]>>]> {
  const batch = await fixture.prepare(entries, { maker: fixture[actor] });
  return [batch, await fixture.sign(batch, [fixture.thirdApprover])];
}

/** The whole of who may do what; a function that is not here fails the test below. */
const PERMISSIONS: Record<string, Permission> = {
  openYear: {
    needed: Role.BUDGET_OFFICER,
    fromAbove: true,
    allowed: ["budgetOfficer", "ministryBudgetOfficer"],
    send: ({ ledger, department, ...all }, actor) =>
      ledger
        .connect(all[actor])
        .openYear.staticCall(department, NEXT_YEAR, yearTerms("2026-01-01", "2026-12-31", "2027-01-31")),
  },
  closeYear: {
    needed: Role.BUDGET_OFFICER,
    allowed: ["budgetOfficer"],
    send: async (fixture, actor) => {
      const { ledger, department, place, thirdApprover } = fixture;
      const maker = fixture[actor];
      const { domain, types, message } = closingTypedData(place, {
        agency: Number(department),
        year: YEAR,
        state: 2,
        maker: maker.address,
        deadline: NO_DEADLINE,
      });
      const signature = await thirdApprover.signTypedData(domain, types, message);
      const approvals = [{ approver: thirdApprover.address, signature }];
      return ledger
        .connect(maker)
        .closeYear.staticCall(department, YEAR, YearState.CommitmentsClosed, NO_DEADLINE, approvals);
    },
  },
  openLines: {
    needed: Role.BUDGET_OFFICER,
    fromAbove: true,
    allowed: ["budgetOfficer", "ministryBudgetOfficer"],
    send: ({ ledger, department, ...all }, actor) =>
      ledger.connect(all[actor]).openLines.staticCall(department, YEAR, [lineOf("new line", department)]),
  },
  describeLine: {
    needed: Role.BUDGET_OFFICER,
    fromAbove: true,
    allowed: ["budgetOfficer", "ministryBudgetOfficer"],
    send: ({ ledger, paving, ...all }, actor) =>
      ledger.connect(all[actor]).describeLine.staticCall(paving, hashOf("new description")),
  },
  setLineOpen: {
    needed: Role.BUDGET_OFFICER,
    fromAbove: true,
    allowed: ["budgetOfficer", "ministryBudgetOfficer"],
    send: ({ ledger, paving, ...all }, actor) => ledger.connect(all[actor]).setLineOpen.staticCall(paving, false),
  },
  setRule: {
    needed: Role.BUDGET_OFFICER,
    allowed: ["budgetOfficer"],
    send: async (fixture, actor) => {
      const { ledger, department, place, thirdApprover } = fixture;
      const maker = fixture[actor];
      const { domain, types, message } = ruleTypedData(place, {
        agency: Number(department),
        number: 3,
        rule: RULE,
        version: 0,
        maker: maker.address,
        deadline: NO_DEADLINE,
      });
      const signature = await thirdApprover.signTypedData(domain, types, message);
      const approvals = [{ approver: thirdApprover.address, signature }];
      return ledger.connect(maker).setRule.staticCall(department, 3, RULE, NO_DEADLINE, approvals);
    },
  },
  submit: {
    needed: Role.RECORDER,
    allowed: ["recorder"],
    send: async (fixture, actor) => {
      const payment = entryOf("pay-direct", fixture.grants, AMOUNT, { payee: fixture.supplier });
      const [{ head, bytes }, approvals] = await signedBatch(fixture, actor, [payment]);
      return fixture.ledger.connect(fixture[actor]).submit.staticCall(head, bytes, approvals);
    },
  },
  submitCompact: {
    needed: Role.RECORDER,
    allowed: ["recorder"],
    send: async (fixture, actor) => {
      const payment = entryOf("pay-direct", fixture.grants, AMOUNT, { payee: fixture.supplier });
      const [{ head, bytes }, approvals] = await signedBatch(fixture, actor, [payment]);
      return fixture.ledger.connect(fixture[actor]).submitCompact.staticCall(head, encodeCompact(bytes), approvals);
    },
  },
  submitCiting: {
    needed: Role.RECORDER,
    allowed: ["recorder"],
    send: async (fixture, actor) => {
      const { direct } = fixture;
      const [{ head, bytes }, approvals] = await signedBatch(fixture, actor, [correctionOf(direct)]);
      return fixture.ledger
        .connect(fixture[actor])
        .submitCiting.staticCall(head, bytes, [citationOf(direct)], approvals);
    },
  },
};

describe("Permissions of SpendingLedger", () => {
  describe("kinds of entry", () => {
    it("are the thirty of the posting table", async () => {
      const { ledger } = await loadFixture(deployRoleSets);
      expect(KINDS.map(({ number }) => number)).to.deep.equal(Array.from({ length: 30 }, (_, index) => index + 1));
      for (const { number, role, needsApproval } of KINDS) {
        const row = await ledger.kindRow(number);
        expect((row >> 32n) & 0xffn, `role of kind ${number}`).to.equal(BigInt(ROLES[role]));
        expect((row >> 29n) & 1n, `approval of kind ${number}`).to.equal(needsApproval ? 1n : 0n);
      }
      expect(await ledger.kindRow(31)).to.equal(0n);
    });

    for (const roles of ROLE_SETS) {
      describe(`given an officer with the roles ${roleNames(roles).join(", ")}`, () => {
        for (const kind of KINDS) {
          const needed = ROLES[kind.role];
          describe(`when making kind ${kind.number}, ${kind.name}`, () => {
            if ((roles & needed) === 0) {
              it("is refused for want of the role", async () => {
                const fixture = await loadFixture(deployRoleSets);
                const maker = makerWith(fixture, roles);
                await expect(attempt(fixture, kind, maker, [fixture.approver]))
                  .to.be.revertedWithCustomError(fixture.registry, "AgencyRegistry_RoleMissing")
                  .withArgs(maker.address, roles, needed);
              });
              return;
            }

            it("is accepted with another officer's approval", async () => {
              const fixture = await loadFixture(deployRoleSets);
              await attempt(fixture, kind, makerWith(fixture, roles), [fixture.approver]);
            });

            if (kind.needsApproval) {
              it("is refused without an approval", async () => {
                const fixture = await loadFixture(deployRoleSets);
                await expect(attempt(fixture, kind, makerWith(fixture, roles), []))
                  .to.be.revertedWithCustomError(fixture.registry, "AgencyRegistry_TooFewApprovals")
                  .withArgs(fixture.department, totalFor(kind), 1n, 0n);
              });
            } else {
              it("is accepted without an approval", async () => {
                const fixture = await loadFixture(deployRoleSets);
                await attempt(fixture, kind, makerWith(fixture, roles), []);
              });
            }

            it("is refused with the maker's own signature", async () => {
              const fixture = await loadFixture(deployRoleSets);
              const maker = makerWith(fixture, roles);
              await expect(attempt(fixture, kind, maker, [maker]))
                .to.be.revertedWithCustomError(fixture.registry, "AgencyRegistry_ApproverIsMaker")
                .withArgs(maker.address);
            });
          });
        }
      });
    }
  });

  describe("functions", () => {
    it("list every function that changes state", async () => {
      const { ledger } = await loadFixture(deployEveryKind);
      // A preview is open to anybody and always undone.
      expect([...Object.keys(PERMISSIONS), "preview"]).to.have.members(writesOf(ledger));
    });

    for (const [name, { needed, fromAbove, allowed, send }] of Object.entries(PERMISSIONS)) {
      describe(name, () => {
        for (const actor of ACTORS) {
          if (allowed.includes(actor)) {
            it(`is open to the ${actor}`, async () => {
              await send(await loadFixture(deployEveryKind), actor);
            });
          } else {
            it(`is closed to the ${actor}`, async () => {
              const fixture = await loadFixture(deployEveryKind);
              const [error, args] = await refusalOf(fixture, actor, needed, fromAbove);
              await expect(send(fixture, actor))
                .to.be.revertedWithCustomError(fixture.registry, error)
                .withArgs(...args);
            });
          }
        }
      });
    }
  });
});

describe("Refusals of SpendingLedger's books", () => {
  describe("openYear", () => {
    describe("given a year that is open", () => {
      it("refuses to open it again", async () => {
        const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
        await expect(ledger.connect(budgetOfficer).openYear(department, YEAR, yearTerms()))
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_YearExists")
          .withArgs(department, YEAR);
      });
    });

    describe("given a year that is not open yet", () => {
      const terms = yearTerms("2026-01-01", "2026-12-31", "2027-01-31");
      const { firstDay, endDay, lastDay } = terms;

      for (const [what, year, wrong] of [
        ["the year 0", 0, terms],
        ["an end before the first day", NEXT_YEAR, { ...terms, endDay: firstDay - 1 }],
        ["a last day before the end", NEXT_YEAR, { ...terms, lastDay: endDay - 1 }],
      ] as const) {
        it(`refuses ${what}`, async () => {
          const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
          await expect(ledger.connect(budgetOfficer).openYear(department, year, wrong))
            .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidYear")
            .withArgs(year, wrong.firstDay, wrong.endDay, wrong.lastDay);
        });
      }

      it("accepts a year of one day", async () => {
        const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
        const day = { ...terms, endDay: firstDay, lastDay: firstDay };
        expect(lastDay).to.be.greaterThan(firstDay);
        await ledger.connect(budgetOfficer).openYear(department, NEXT_YEAR, day);
        expect((await ledger.yearOf(department, NEXT_YEAR)).lastDay).to.equal(BigInt(firstDay));
      });

      for (const [what, currency, decimals] of [
        ["no currency", "0x000000", 2],
        ["a currency in small letters", "0x657572", 2],
        ["a currency whose first letter stands before A", "0x405552", 2],
        ["a currency whose second letter stands after Z", "0x455b52", 2],
        ["a currency of two letters", "0x455500", 2],
        ["five decimal places", "0x455552", 5],
      ] as const) {
        it(`refuses ${what}`, async () => {
          const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
          const wrong = { ...terms, currency, decimals };
          await expect(ledger.connect(budgetOfficer).openYear(department, NEXT_YEAR, wrong))
            .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidCurrency")
            .withArgs(currency, decimals);
        });
      }

      it("accepts the first and the last letter, and four decimal places", async () => {
        const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
        await ledger
          .connect(budgetOfficer)
          .openYear(department, NEXT_YEAR, { ...terms, currency: "0x415a41", decimals: 4 });
        const opened = await ledger.yearOf(department, NEXT_YEAR);
        expect([opened.currency, opened.decimals]).to.deep.equal(["0x415a41", 4n]);
      });
    });
  });

  describe("openLines", () => {
    describe("given a hash that is empty", () => {
      for (const empty of ["code", "description"] as const) {
        it(`refuses a line without ${empty}`, async () => {
          const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
          const spec = lineOf("new line", department, { [empty]: ethers.ZeroHash });
          await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, [spec])).to.be.revertedWithCustomError(
            ledger,
            "SpendingLedger_EmptyHash",
          );
        });
      }
    });

    describe("given a level that does not go with the line above", () => {
      for (const [what, parent, level] of [
        ["a detail line on its own", null, Level.Detail],
        ["a detail line below a summary line", "summary", Level.Detail],
        ["a summary line below a control line", "supplies", Level.Summary],
        ["a control line below a control line", "supplies", Level.Control],
        ["a control line below a detail line", "paving", Level.Control],
      ] as const) {
        it(`refuses ${what}`, async () => {
          const fixture = await loadFixture(deployLedger);
          const { ledger, department, budgetOfficer } = fixture;
          const above = parent === null ? 0 : fixture[parent];
          const spec = lineOf("new line", department, { parent: above, level });
          await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, [spec]))
            .to.be.revertedWithCustomError(ledger, "SpendingLedger_LevelNotAllowed")
            .withArgs(above, level);
        });
      }
    });

    describe("given an accountable agency that is not the keeper", () => {
      for (const agency of ["city", "ministry"] as const) {
        it(`refuses the ${agency}, which is not below the department`, async () => {
          const fixture = await loadFixture(deployLedger);
          const { ledger, department, budgetOfficer } = fixture;
          const spec = lineOf("new line", fixture[agency]);
          await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, [spec]))
            .to.be.revertedWithCustomError(ledger, "SpendingLedger_AgencyNotWithin")
            .withArgs(fixture[agency], department);
        });
      }

      it("accepts the department in the ministry's books", async () => {
        const { ledger, ministry, department, ministryBudgetOfficer } = await loadFixture(deployLedger);
        const keeping = ledger.connect(ministryBudgetOfficer);
        await keeping.openYear(ministry, YEAR, yearTerms());
        await keeping.openLines(ministry, YEAR, [lineOf("new line", department)]);
        const opened = await ledger.lineOf(await ledger.lineCount());
        expect([opened.keeper, opened.agency]).to.deep.equal([ministry, department]);
      });
    });
  });

  describe("describeLine", () => {
    it("refuses an empty hash", async () => {
      const { ledger, paving, budgetOfficer } = await loadFixture(deployLedger);
      await expect(ledger.connect(budgetOfficer).describeLine(paving, ethers.ZeroHash)).to.be.revertedWithCustomError(
        ledger,
        "SpendingLedger_EmptyHash",
      );
    });
  });

  describe("submit", () => {
    describe("given a desk past the last", () => {
      it("refuses the batch", async () => {
        const { ledger, prepare, submit, grants, supplier } = await loadFixture(deployLedger);
        const batch = await prepare([entryOf("pay-direct", grants, 1n, { payee: supplier })], { desk: 64 });
        await expect(submit(batch))
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_DeskOutOfRange")
          .withArgs(64, 63);
      });
    });

    describe("given the last desk", () => {
      it("records the batch", async () => {
        const { ledger, department, record, grants, supplier } = await loadFixture(deployLedger);
        await record([entryOf("pay-direct", grants, 1n, { payee: supplier })], { desk: 63 });
        expect(await ledger.desksOf(department, YEAR)).to.equal(1n << 63n);
      });
    });
  });
});
