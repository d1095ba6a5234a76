import { expect } from "chai";
import { ZeroHash } from "ethers";

import { type Entry, MAX_AMOUNT, NO_DOCUMENT } from "../../sdk/journal/entry.ts";
import { encodeCompact } from "../../sdk/journal/compact.ts";
import { CORRECTION, kindNamed } from "../../sdk/journal/kinds.ts";
import { valueDayOf } from "../../sdk/journal/value-day.ts";
import { ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import {
  type Batch,
  type BatchOptions,
  type CitedEntry,
  END_DATE,
  FIRST_DATE,
  FUNDED,
  LAST_DATE,
  Level,
  NEXT_YEAR,
  YEAR,
  YearState,
  citationOf,
  correctionOf,
  deployFundedLedger,
  entryOf,
  lineOf,
  yearTerms,
} from "../fixtures/ledger.ts";

const { loadFixture, time } = networkHelpers;

/** The largest amount of a total, and of a total of a line without ceilings that may go below zero. */
const MAX = 2n ** 61n - 1n;
const FREE_MAX = 2n ** 60n - 1n;

const UNKNOWN_LINE = 99;
const UNKNOWN_KIND = 31;

/** How errors number totals. */
const Total = { REVISED: 0, ALLOTTED: 1, RELEASED: 2, RESERVED: 3, PAID: 7, ORIGINAL: 8 } as const;

const VIREMENT_RULE = 1;
const CARRY_RULE = 2;
const INACTIVE_RULE = 3;
const CLASS_RULE = 4;
const OTHER_RULE = 5;
const CAP = 1_000n;

/** Commitments: to the supplier and with nobody named, both on supplies. */
const NAMED = 1;
const COLLECTIVE = 2;
const COMMITTED = 4_000n;
const VERIFIED = 3_000n;
const ORDERED = 2_000n;
const PAID = 1_000n;

/** What the two commitments use of supplies, and pay from it. */
const USED = 2n * COMMITTED;
const PAID_OUT = 2n * PAID;

const numberOf = (name: string): number => kindNamed(name).number;

/** A funded ledger with rules, and two commitments with something at each stage. */
async function deployUsedLedger() {
  const fixture = await deployFundedLedger();
  const { record, setRule, supplies, supplier } = fixture;
  await setRule(VIREMENT_RULE, { yearlyCap: CAP });
  await setRule(CARRY_RULE, { carryOver: true });
  await setRule(INACTIVE_RULE, { active: false });
  await setRule(CLASS_RULE, { fromClass: 2, toClass: 1, minApprovals: 3 });
  await setRule(OTHER_RULE);
  for (const commitment of [NAMED, COLLECTIVE]) {
    const payee = commitment === NAMED ? supplier : 0;
    const stage = (name: string, amount: bigint, paidTo = payee) =>
      entryOf(name, supplies, amount, { commitment, payee: paidTo, document: hashOf(`${name} ${commitment}`) });
    await record([
      stage(commitment === NAMED ? "commit" : "commit-collective", COMMITTED),
      stage("verify", VERIFIED),
      stage("order", ORDERED),
      stage("pay", PAID, supplier),
    ]);
  }
  return fixture;
}

type Used = Awaited<ReturnType<typeof deployUsedLedger>>;

interface Sent {
  readonly entries: readonly Entry[];
  readonly options?: BatchOptions;
  readonly citations?: readonly CitedEntry[];
}

/** A batch that is refused. */
interface Refusal {
  readonly name: string;
  readonly send: (fixture: Used) => Sent | Promise<Sent>;
  readonly error: string;
  /** @param first The number that the batch's first entry would have. */
  readonly args: (fixture: Used, first: number, sent: Sent) => readonly unknown[];
}

/** A refusal of entries that cite nothing, made by the officer that their kinds need. */
const entries = (
  name: string,
  entriesOf: (fixture: Used) => readonly Entry[],
  error: string,
  args: Refusal["args"],
): Refusal => ({ name, send: (fixture) => ({ entries: entriesOf(fixture) }), error, args });

const owed =
  (name: string, amount: bigint, others: Partial<Entry> = {}) =>
  ({ supplies, supplier }: Used) => [
    entryOf(name, supplies, amount, { commitment: NAMED, payee: supplier, ...others }),
  ];

const virement =
  (commitment: number, amount: bigint, back = amount) =>
  ({ supplies, paving }: Used) => [
    entryOf("virement-out", supplies, amount, { commitment }),
    entryOf("virement-in", paving, back, { commitment }),
  ];

/** Sends a batch as it would be recorded. */
async function attempt({ prepare, submit }: Used, { entries: sent, options, citations }: Sent): Promise<void> {
  const batch = await prepare(sent, options);
  await submit(batch, citations === undefined ? {} : { citations });
}

function itRefuses({ name, send, error, args }: Refusal): void {
  it(`refuses ${name}`, async () => {
    const fixture = await loadFixture(deployUsedLedger);
    const { ledger, department } = fixture;
    const sent = await send(fixture);
    const { agency = Number(department), year = YEAR, desk = 0 } = sent.options ?? {};
    const { entryCount } = await ledger.seriesOf(agency, year, desk);
    await expect(attempt(fixture, sent))
      .to.be.revertedWithCustomError(ledger, `SpendingLedger_${error}`)
      .withArgs(...args(fixture, Number(entryCount) + 1, sent));
  });
}

/** Opens the year before, with a line `old roads`; it takes entries of its own days alone. */
async function openLastYear({ ledger, budgetOfficer, department }: Used): Promise<number> {
  const books = ledger.connect(budgetOfficer);
  await books.openYear(department, YEAR - 1, yearTerms("2024-01-01", "2024-12-31", "2025-01-31"));
  await books.openLines(department, YEAR - 1, [lineOf("old roads", department)]);
  return Number(await ledger.lineCount());
}

/** Closes the department's year for commitments and carries something of supplies out of it. */
async function carryOut({ closeYear, record, supplies }: Used): Promise<Batch> {
  await closeYear(2);
  return record([
    entryOf("withdraw-allotment", supplies, PAID),
    entryOf("carry-out", supplies, PAID, { commitment: CARRY_RULE }),
  ]);
}

describe("SpendingLedger: what it refuses", () => {
  describe("an entry", () => {
    const kind = numberOf("pay-direct");
    const direct =
      (others: Partial<Entry>, amount = 1n) =>
      ({ grants, supplier }: Used) => [
        entryOf("pay-direct", grants, 1n, { payee: supplier }),
        entryOf("pay-direct", grants, amount, { payee: supplier, ...others }),
      ];

    itRefuses({
      name: "of a kind that is none",
      send: ({ grants, recorder }) => ({
        entries: [entryOf("pay-direct", grants, 1n, { kind: UNKNOWN_KIND })],
        options: { maker: recorder },
      }),
      error: "UnknownKind",
      args: (_, first) => [first, UNKNOWN_KIND],
    });
    for (const name of ["carry-out", "lapse"]) {
      itRefuses(
        entries(
          `(${name}) that the year does not take while it is open`,
          ({ supplies }) => [entryOf(name, supplies, 1n, { commitment: CARRY_RULE })],
          "NotAcceptedInState",
          () => [numberOf(name), YearState.Open],
        ),
      );
    }
    itRefuses(entries("of nothing", direct({}, 0n), "ZeroAmount", (_, first) => [first + 1]));
    itRefuses(
      entries("without a document", direct({ document: NO_DOCUMENT }), "NoDocument", (_, first) => [first + 1]),
    );
    for (const [valueDate, when] of [
      ["2024-12-31", "before the year"],
      ["2026-01-01", "after the year"],
    ] as const) {
      itRefuses(
        entries(`with a value date ${when}`, direct({ valueDate }), "ValueDateOutside", (_, first) => [
          ...[first + 1, valueDayOf(valueDate)],
          ...[valueDayOf(FIRST_DATE), valueDayOf(END_DATE)],
        ]),
      );
    }
    itRefuses(
      entries(
        "with a value date after the time of the year's payments",
        owed("pay", 1n, { valueDate: "2026-02-01" }),
        "ValueDateOutside",
        (_, first) => [first, valueDayOf("2026-02-01"), valueDayOf(FIRST_DATE), valueDayOf(LAST_DATE)],
      ),
    );
    itRefuses(
      entries(
        "that names a payee where the kind has none",
        ({ grants, supplier }) => [entryOf("reserve", grants, 1n, { payee: supplier })],
        "PayeeNotAllowed",
        ({ grants, supplier }) => [grants, numberOf("reserve"), supplier],
      ),
    );
    itRefuses(entries("that names no payee", direct({ payee: 0 }), "PayeeMissing", ({ grants }) => [grants, kind]));
    itRefuses(entries("for a payee that is not registered", direct({ payee: 4 }), "PayeeUnknown", () => [4, 3]));
    itRefuses(
      entries(
        "that names a commitment where the kind has none",
        direct({ commitment: NAMED }),
        "CommitmentNotAllowed",
        ({ grants }) => [grants, kind, NAMED],
      ),
    );
    itRefuses(
      entries(
        "that cites where the kind does not",
        direct({ cites: { year: YEAR, desk: 0, number: 1 } }),
        "CitationNotAllowed",
        (_, first) => [first + 1, kind],
      ),
    );
    for (const [name, others] of [
      ["a carry-in", { kind: numberOf("carry-in"), commitment: CARRY_RULE }],
      ["a correction", { kind: numberOf("allot") | CORRECTION }],
    ] as const) {
      itRefuses({
        name: `(${name}) without the proof of what it cites`,
        send: ({ supplies, budgetOfficer }) => ({
          entries: [entryOf("allot", supplies, 1n, { cites: { year: YEAR, desk: 0, number: 1 }, ...others })],
          options: { maker: budgetOfficer },
        }),
        error: "CitationMissing",
        args: (_, first) => [first, others.kind],
      });
    }
    itRefuses(
      entries(
        "(a refund past commitments) on a line with ceilings",
        ({ supplies, supplier }) => [entryOf("refund-direct", supplies, 1n, { payee: supplier })],
        "RefundMustCite",
        ({ supplies }) => [supplies],
      ),
    );
  });

  describe("an entry on a line", () => {
    const reserve = (line: (fixture: Used) => number) => (fixture: Used) => [entryOf("reserve", line(fixture), 1n)];

    itRefuses(
      entries(
        "that is not there",
        reserve(() => UNKNOWN_LINE),
        "LineUnknown",
        () => [UNKNOWN_LINE],
      ),
    );
    itRefuses(
      entries(
        "of another agency",
        reserve(({ cityLine }) => cityLine),
        "LineInOtherBooks",
        ({ cityLine, city }) => [...[cityLine, city, YEAR]],
      ),
    );
    itRefuses({
      name: "of another year",
      send: async (fixture) => {
        await openLastYear(fixture);
        return {
          entries: [entryOf("reserve", fixture.supplies, 1n, { valueDate: "2024-12-31" })],
          options: { year: YEAR - 1 },
        };
      },
      error: "LineInOtherBooks",
      args: ({ supplies, department }) => [supplies, department, YEAR],
    });
    itRefuses(
      entries(
        "that only adds up others",
        reserve(({ summary }) => summary),
        "LineIsSummary",
        ({ summary }) => [summary],
      ),
    );
    itRefuses({
      name: "that adds up others and has none yet",
      send: async ({ ledger, department, budgetOfficer }) => {
        const empty = lineOf("empty", department, { level: Level.Summary });
        await ledger.connect(budgetOfficer).openLines(department, YEAR, [empty]);
        return { entries: [entryOf("reserve", Number(await ledger.lineCount()), 1n)] };
      },
      error: "LineIsSummary",
      args: ({ cityLine }) => [cityLine + 1],
    });
    itRefuses(
      entries(
        "with detail below it",
        reserve(({ roads }) => roads),
        "LineHasChildren",
        ({ roads }) => [roads],
      ),
    );
    itRefuses({
      name: "that is closed",
      send: async ({ ledger, budgetOfficer, grants }) => {
        await ledger.connect(budgetOfficer).setLineOpen(grants, false);
        return { entries: [entryOf("reserve", grants, 1n)] };
      },
      error: "LineClosed",
      args: ({ grants }) => [grants],
    });

    it("takes a correction on a line that is closed", async () => {
      const { ledger, budgetOfficer, grants, supplier, record, correct } = await loadFixture(deployUsedLedger);
      const batch = await record([entryOf("pay-direct", grants, 5n, { payee: supplier })]);
      await ledger.connect(budgetOfficer).setLineOpen(grants, false);
      await correct(batch);
      expect((await ledger.totalsOf(grants)).paid).to.equal(0n);
    });

    it("takes a correction in the next year on the line that it moved in the last", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { ledger, budgetOfficer, department, grants, supplier, record } = fixture;
      const batch = await record([entryOf("pay-direct", grants, 5n, { payee: supplier })]);
      await ledger
        .connect(budgetOfficer)
        .openYear(department, NEXT_YEAR, yearTerms("2026-01-01", "2026-12-31", "2027-01-31"));
      await record([correctionOf(batch, 0, { valueDate: "2026-01-01" })], {
        year: NEXT_YEAR,
        citations: [citationOf(batch)],
      });
      expect((await ledger.totalsOf(grants)).paid).to.equal(0n);
    });
  });

  describe("an entry on a commitment", () => {
    itRefuses(
      entries("that it does not name", owed("commit", 1n, { commitment: 0 }), "CommitmentMissing", ({ supplies }) => [
        ...[supplies, numberOf("commit")],
      ]),
    );
    itRefuses(entries("that nobody opened", owed("verify", 1n, { commitment: 9 }), "CommitmentUnknown", () => [9]));
    itRefuses(
      entries(
        "of another line",
        ({ grants, supplier }) => [entryOf("pay", grants, 1n, { commitment: NAMED, payee: supplier })],
        "CommitmentOnOtherLine",
        ({ supplies, grants }) => [NAMED, supplies, grants],
      ),
    );
    itRefuses(
      entries(
        "that names a payee, as on a collective one",
        owed("commit-collective", 1n, { payee: 0 }),
        "CommitmentOtherKind",
        () => [NAMED, false],
      ),
    );
    itRefuses(
      entries(
        "that is collective, as on one to a payee",
        owed("commit", 1n, { commitment: COLLECTIVE }),
        "CommitmentOtherKind",
        () => [COLLECTIVE, true],
      ),
    );
    itRefuses(
      entries(
        "to another payee",
        (fixture) => owed("verify", 1n, { payee: fixture.builder, document: hashOf("another") })(fixture),
        "OtherPayee",
        ({ supplier, builder }) => [NAMED, supplier, builder],
      ),
    );
    itRefuses(
      entries(
        "that is collective, for a payee who is not registered",
        owed("pay", 1n, { commitment: COLLECTIVE, payee: 4 }),
        "PayeeUnknown",
        () => [4, 3],
      ),
    );
    itRefuses(
      entries(
        "beyond what is committed",
        owed("verify", 1_001n, { document: hashOf("another") }),
        "ExceedsCommitted",
        ({ supplies }) => [supplies, NAMED, COMMITTED, VERIFIED, 1_001n],
      ),
    );
    itRefuses(
      entries("beyond what is verified", owed("order", 1_001n), "ExceedsVerified", ({ supplies }) => [
        ...[supplies, NAMED, VERIFIED, ORDERED, 1_001n],
      ]),
    );
    itRefuses(
      entries("beyond what is ordered", owed("pay", 1_001n), "ExceedsOrdered", ({ supplies }) => [
        ...[supplies, NAMED, ORDERED, PAID, 1_001n],
      ]),
    );
    itRefuses(
      entries("(a refund) beyond what is paid", owed("refund", 1_001n), "BelowZero", ({ supplies }) => [
        ...[supplies, Total.PAID, PAID, 1_001n],
      ]),
    );
    itRefuses(
      entries(
        "beyond what a total can hold",
        ({ grants, supplier }) =>
          [1n, MAX].map((amount, index) =>
            entryOf("commit", grants, amount, { commitment: 3, payee: supplier, valueDate: `2025-03-0${index + 1}` }),
          ),
        "AmountTooLarge",
        ({ grants }) => [grants, MAX + 1n],
      ),
    );
    itRefuses({
      name: "that already holds nearly as much as a total can",
      send: async ({ record, grants, supplier }) => {
        const entry = entryOf("commit", grants, 1n, { commitment: 3, payee: supplier });
        await record([entry]);
        return { entries: [{ ...entry, amount: MAX }] };
      },
      error: "TotalOverflow",
      args: ({ grants }) => [grants, Total.PAID, 0n, MAX],
    });
  });

  describe("an invoice", () => {
    const invoice = hashOf("invoice");
    const paid = (line: number, payee: number, amount = 5n) =>
      entryOf("pay-invoice", line, amount, { payee, document: invoice });
    const seriesOf = ({ department }: Used) => (department << 32n) | (BigInt(YEAR) << 16n);

    itRefuses({
      name: "that an earlier batch charged",
      send: async ({ record, grants, supplier }) => {
        await record([paid(grants, supplier)]);
        return { entries: [paid(grants, supplier)] };
      },
      error: "InvoiceUsed",
      args: (fixture, first) => [fixture.supplier, invoice, seriesOf(fixture), first - 1],
    });
    for (const [where, lines] of [
      ["to the same line", ["grants", "grants"]],
      ["to an earlier line", ["grants", "supplies"]],
    ] as const) {
      itRefuses(
        entries(
          `that the batch charged before, ${where}`,
          (fixture) => lines.map((line) => paid(fixture[line], fixture.supplier)),
          "InvoiceUsed",
          (fixture, first) => [fixture.supplier, invoice, seriesOf(fixture), first],
        ),
      );
    }

    it("may be charged to several lines by one batch, and again once all of these are corrected", async () => {
      const { ledger, record, correct, supplies, grants, supplier } = await loadFixture(deployUsedLedger);
      const batch = await record([paid(supplies, supplier), paid(grants, supplier)]);
      await correct(batch, 0);
      expect(await ledger.isInvoiceUsed(supplier, invoice)).to.equal(true);
      await correct(batch, 1, { amount: 4n });
      expect(await ledger.isInvoiceUsed(supplier, invoice)).to.equal(true);
      await record([correctionOf(batch, 1, { amount: 1n })], { citations: [citationOf(batch, 1)] });
      expect(await ledger.isInvoiceUsed(supplier, invoice)).to.equal(false);
      await record([paid(grants, supplier)]);
    });

    it("of nobody, on a collective commitment, is none", async () => {
      const { ledger, record, correct, supplies } = await loadFixture(deployUsedLedger);
      const batch = await record([entryOf("verify", supplies, 5n, { commitment: COLLECTIVE, document: invoice })]);
      await correct(batch);
      const { verified } = await ledger.commitmentOf(batch.head.agency, YEAR, COLLECTIVE);
      expect(verified).to.equal(VERIFIED);
      expect(await ledger.isInvoiceUsed(0, invoice)).to.equal(false);
    });
  });

  describe("an amount on a line with ceilings", () => {
    const on =
      (name: string, amount: bigint, others: Partial<Entry> = {}) =>
      ({ supplies }: Used) => [entryOf(name, supplies, amount, others)];

    itRefuses(
      entries("beyond what is revised and not allotted", on("reduce", 1n), "ExceedsRevised", ({ supplies }) => [
        ...[supplies, FUNDED, FUNDED, 1n],
      ]),
    );
    itRefuses(
      entries("beyond what is allotted", on("reserve", FUNDED - USED + 1n), "ExceedsAllotment", ({ supplies }) => [
        ...[supplies, FUNDED, USED, FUNDED - USED + 1n],
      ]),
    );
    itRefuses({
      name: "beyond the cash that is released",
      send: async ({ record, supplies, supplier }) => {
        await record([entryOf("withdraw-cash", supplies, FUNDED - PAID_OUT)]);
        return { entries: [entryOf("pay-direct", supplies, 1n, { payee: supplier })] };
      },
      error: "ExceedsReleased",
      args: ({ supplies }) => [supplies, PAID_OUT, PAID_OUT, 1n],
    });
    itRefuses(
      entries("of cash beyond what is allotted", on("release-cash", 1n), "ReleaseExceedsAllotment", ({ supplies }) => [
        ...[supplies, FUNDED, FUNDED, 1n],
      ]),
    );
    itRefuses(
      entries(
        "that leaves less allotted than is released",
        on("withdraw-allotment", 1n),
        "ReleaseExceedsAllotment",
        ({ supplies }) => [supplies, FUNDED - 1n, FUNDED, 0n],
      ),
    );
    itRefuses(
      entries("beyond what is reserved", on("release-reservation", 1n), "BelowZero", ({ supplies }) => [
        ...[supplies, Total.RESERVED, 0n, 1n],
      ]),
    );
    itRefuses({
      name: "beyond what a total can hold",
      send: async (fixture) => {
        await fixture.record(on("supplement", 1n)(fixture));
        return { entries: on("supplement", MAX)(fixture) };
      },
      error: "TotalOverflow",
      args: ({ supplies }) => [supplies, Total.REVISED, FUNDED + 1n, MAX],
    });
    itRefuses(
      entries("beyond what any total can hold", on("supplement", MAX_AMOUNT), "AmountTooLarge", ({ supplies }) => [
        ...[supplies, MAX_AMOUNT],
      ]),
    );
  });

  describe("an amount on a line without ceilings", () => {
    for (const [name, total] of [
      ["reduce", Total.REVISED],
      ["withdraw-allotment", Total.ALLOTTED],
      ["withdraw-cash", Total.RELEASED],
      ["release-reservation", Total.RESERVED],
      ["refund-direct", Total.PAID],
    ] as const) {
      itRefuses(
        entries(
          `(${name}) that takes a total below zero`,
          ({ grants, supplier }) => [entryOf(name, grants, 1n, { payee: name === "refund-direct" ? supplier : 0 })],
          "BelowZero",
          ({ grants }) => [grants, total, 0n, 1n],
        ),
      );
    }
    for (const [name, total] of [
      ["appropriate", Total.REVISED],
      ["release-cash", Total.PAID],
    ] as const) {
      itRefuses(
        entries(
          `(${name}) beyond what a total can hold`,
          ({ grants }) => [entryOf(name, grants, FREE_MAX + 1n)],
          "TotalOverflow",
          ({ grants }) => [grants, total, 0n, FREE_MAX + 1n],
        ),
      );
    }
    itRefuses({
      name: "beyond what a part of the budget can hold",
      send: async ({ record, grants }) => {
        for (let times = 0; times < 2; times++) {
          await record([entryOf("appropriate", grants, FREE_MAX), entryOf("reduce", grants, FREE_MAX)]);
        }
        return { entries: [entryOf("appropriate", grants, FREE_MAX)] };
      },
      error: "TotalOverflow",
      args: ({ grants }) => [grants, Total.ORIGINAL, 2n * FREE_MAX, FREE_MAX],
    });
  });

  describe("a virement or a carry-over", () => {
    itRefuses(
      entries("under a rule that is not in force", virement(INACTIVE_RULE, 1n), "RuleInactive", ({ department }) => [
        ...[department, INACTIVE_RULE],
      ]),
    );
    itRefuses(
      entries("under a rule of the other sort", virement(CARRY_RULE, 1n), "RuleOfOtherSort", ({ department }) => [
        ...[department, CARRY_RULE, true],
      ]),
    );
    itRefuses(
      entries(
        "from a line of a class that the rule does not allow",
        ({ paving }) => [entryOf("virement-out", paving, 1n, { commitment: CLASS_RULE })],
        "ClassNotAllowed",
        ({ paving }) => [CLASS_RULE, paving, 1, 2],
      ),
    );
    itRefuses(
      entries(
        "to a line of a class that the rule does not allow",
        ({ supplies }) => [entryOf("virement-in", supplies, 1n, { commitment: CLASS_RULE })],
        "ClassNotAllowed",
        ({ supplies }) => [CLASS_RULE, supplies, 2, 1],
      ),
    );
    itRefuses(
      entries(
        "under another rule than the batch's first",
        ({ paving, grants }) => [
          entryOf("virement-in", paving, 1n, { commitment: VIREMENT_RULE }),
          entryOf("virement-in", grants, 1n, { commitment: OTHER_RULE }),
        ],
        "RuleMixed",
        () => [VIREMENT_RULE, OTHER_RULE, YEAR, YEAR],
      ),
    );
    itRefuses({
      name: "beyond the rule's yearly cap",
      send: async ({ record, supplies, paving, budgetOfficer }) => {
        await record([entryOf("supplement", supplies, 2n * CAP)]);
        const fixture = { supplies, paving } as Used;
        await record(virement(VIREMENT_RULE, 1n)(fixture), { maker: budgetOfficer });
        return { entries: virement(VIREMENT_RULE, CAP)(fixture) };
      },
      error: "ExceedsYearlyCap",
      args: () => [VIREMENT_RULE, CAP, 1n, CAP],
    });
    itRefuses({
      name: "that brings less than it takes",
      send: async (fixture) => {
        await fixture.record([entryOf("supplement", fixture.supplies, 5n)]);
        return { entries: virement(VIREMENT_RULE, 5n, 4n)(fixture) };
      },
      error: "VirementUnbalanced",
      args: () => [5n, 4n],
    });

    it("needs as many approvals as the rule says, where the policy asks for fewer", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { registry, record, department, supplies, approver, otherApprover } = fixture;
      await record([entryOf("supplement", supplies, 5n)]);
      await expect(record(virement(CLASS_RULE, 5n)(fixture), { approvers: [approver, otherApprover] }))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_TooFewApprovals")
        .withArgs(department, 10n, 3n, 2n);
      await record(virement(CLASS_RULE, 5n)(fixture));
    });
  });

  describe("a citation", () => {
    /** Pays a supplier and sends what should correct it, with one thing made different. */
    const correcting =
      (change: Partial<Entry>, cited: (citation: CitedEntry) => CitedEntry = (citation) => citation) =>
      async ({ record, grants, supplier, recorder }: Used): Promise<Sent> => {
        const batch = await record(
          [10n, 20n].map((amount) => entryOf("pay-direct", grants, amount, { payee: supplier })),
        );
        return {
          entries: [correctionOf(batch, 1, { amount: 20n, ...change })],
          citations: [cited(citationOf(batch, 1))],
          options: { maker: recorder },
        };
      };
    const mismatch = (name: string, send: Refusal["send"]): Refusal => ({
      name,
      send,
      error: "CitationMismatch",
      args: (_, first) => [first, first - 1],
    });

    itRefuses({
      name: "whose proof is another's",
      send: correcting({}, (citation) => ({ ...citation, index: 0 })),
      error: "ProofInvalid",
      args: (_, __, { citations }) => [citations?.[0]?.batchRef, 0],
    });
    itRefuses({
      name: "of a place that the batch does not have",
      send: correcting({}, (citation) => ({ ...citation, index: 2 })),
      error: "ProofInvalid",
      args: (_, __, { citations }) => [citations?.[0]?.batchRef, 2],
    });
    itRefuses({
      name: "beyond what is cited",
      send: correcting({ amount: 21n }),
      error: "ExceedsCited",
      args: (_, first) => [first - 1, 20n, 0n, 21n],
    });
    itRefuses(mismatch("of another entry than is proved", correcting({ cites: { year: YEAR, desk: 0, number: 1 } })));
    itRefuses(mismatch("of another kind than is corrected", correcting({ kind: numberOf("reserve") | CORRECTION })));
    itRefuses(mismatch("of an entry to another payee", correcting({ payee: 2 })));
    itRefuses(
      mismatch("of a correction", async ({ record, correct, grants, supplier, recorder }) => {
        const batch = await correct(await record([entryOf("pay-direct", grants, 5n, { payee: supplier })]));
        return {
          entries: [correctionOf(batch)],
          citations: [citationOf(batch)],
          options: { maker: recorder },
        };
      }),
    );
    itRefuses({
      name: "of another agency's entry",
      send: async ({ record, cityLine, city, cityRecorder, recorder }) => {
        const batch = await record([entryOf("reserve", cityLine, 5n)], { agency: Number(city), maker: cityRecorder });
        return { entries: [correctionOf(batch)], citations: [citationOf(batch)], options: { maker: recorder } };
      },
      error: "CitationMismatch",
      args: (_, first) => [first, 4],
    });

    describe("by a carry-in", () => {
      const arriving = (batch: Batch, index: number, line: number, others: Partial<Entry> = {}) =>
        entryOf("carry-in", line, PAID, {
          commitment: CARRY_RULE,
          cites: { year: batch.head.year, desk: 0, number: batch.head.firstNumber + index },
          ...others,
        });
      const nextYear = async ({ ledger, budgetOfficer, department }: Used): Promise<number> => {
        const books = ledger.connect(budgetOfficer);
        await books.openYear(department, NEXT_YEAR, yearTerms("2026-01-01", "2026-12-31", "2027-01-31"));
        await books.openLines(department, NEXT_YEAR, [lineOf("new supplies", department)]);
        return Number(await ledger.lineCount());
      };
      const citing =
        (year: number, valueDate: string, index: number, others: Partial<Entry> = {}) =>
        async (fixture: Used): Promise<Sent> => {
          await fixture.record([entryOf("withdraw-cash", fixture.supplies, PAID)]);
          const line = year > YEAR ? await nextYear(fixture) : await openLastYear(fixture);
          const batch = await carryOut(fixture);
          return {
            entries: [arriving(batch, index, line, { valueDate, ...others })],
            citations: [citationOf(batch, index)],
            options: { year },
          };
        };
      const refusals: readonly [name: string, send: ReturnType<typeof citing>, index: number][] = [
        ["in a year before that of the carry-out", citing(YEAR - 1, "2024-06-30", 1), 1],
        ["of what was not carried out", citing(NEXT_YEAR, "2026-01-01", 0), 0],
        ["under another rule", citing(NEXT_YEAR, "2026-01-01", 1, { commitment: OTHER_RULE }), 1],
      ];
      for (const [name, send, index] of refusals) {
        it(`refuses one ${name}`, async () => {
          const fixture = await loadFixture(deployUsedLedger);
          const sent = await send(fixture);
          const { firstNumber = 0 } = sent.citations?.[0] ?? {};
          await expect(attempt(fixture, sent))
            .to.be.revertedWithCustomError(fixture.ledger, "SpendingLedger_CitationMismatch")
            .withArgs(1, Number(firstNumber) + index);
        });
      }

      it("takes one of what was carried out", async () => {
        const fixture = await loadFixture(deployUsedLedger);
        await attempt(fixture, await citing(NEXT_YEAR, "2026-01-01", 1)(fixture));
        const line = Number(await fixture.ledger.lineCount());
        expect((await fixture.ledger.budgetOf(line)).carriedIn).to.equal(PAID);
      });
    });
  });

  describe("a batch", () => {
    const payment = ({ grants, supplier }: Used) => [entryOf("pay-direct", grants, 5n, { payee: supplier })];
    const batchWith = (name: string, options: BatchOptions, error: string, args: Refusal["args"]): Refusal => ({
      name,
      send: (fixture) => ({ entries: payment(fixture), options }),
      error,
      args,
    });

    itRefuses(batchWith("that leaves a gap", { firstNumber: 99 }, "SeriesMoved", (_, first) => [first, 99]));
    itRefuses(batchWith("whose total is not that of its entries", { total: 6n }, "TotalMismatch", () => [6n, 5n]));
    itRefuses(batchWith("without a reference", { batchRef: ZeroHash }, "InvalidBatchRef", () => []));

    it("refuses a batch that is recorded", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { ledger, record } = fixture;
      const { batchRef } = (await record(payment(fixture))).head;
      await expect(record(payment(fixture), { batchRef }))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_BatchRecorded")
        .withArgs(batchRef);
    });

    it("takes a batch at its deadline and refuses it a second later", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { ledger, prepare, submit } = fixture;
      const deadline = (await time.latest()) + 100;
      const batch = await prepare(payment(fixture), { deadline });
      const before = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(deadline + 1);
      await expect(submit(batch))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_Expired")
        .withArgs(deadline, deadline + 1);
      await before.restore();
      await time.setNextBlockTimestamp(deadline);
      await submit(batch);
    });

    for (const length of [0, 63, 65]) {
      it(`refuses ${length} bytes of entries`, async () => {
        const fixture = await loadFixture(deployUsedLedger);
        const { ledger, recorder, prepare } = fixture;
        const { head } = await prepare(payment(fixture));
        const sending = ledger.connect(recorder);
        const bytes = new Uint8Array(length);
        const invalid = ["SpendingLedger_InvalidLength", length] as const;
        await expect(sending.submit(head, bytes, []))
          .to.be.revertedWithCustomError(ledger, invalid[0])
          .withArgs(invalid[1]);
        if (length === 0) return;
        await expect(sending.preview(head, bytes))
          .to.be.revertedWithCustomError(ledger, invalid[0])
          .withArgs(invalid[1]);
      });
    }

    it("refuses a batch of no entries in the compact encoding", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { ledger, recorder, prepare } = fixture;
      const { head } = await prepare(payment(fixture));
      await expect(ledger.connect(recorder).submitCompact(head, encodeCompact(new Uint8Array()), []))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidLength")
        .withArgs(0);
    });

    it("refuses entries without a citation each", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { ledger, recorder, prepare } = fixture;
      const { head, bytes } = await prepare(payment(fixture));
      await expect(ledger.connect(recorder).submitCiting(head, bytes, [], []))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidLength")
        .withArgs(64);
    });

    it("refuses a head with more bits in a field than fit, and says nothing", async () => {
      const fixture = await loadFixture(deployUsedLedger);
      const { ledger, recorder, place, prepare } = fixture;
      const { head, bytes } = await prepare(payment(fixture));
      const call = ledger.interface.encodeFunctionData("submit", [head, bytes, []]);
      for (const [field, bits] of [32, 16, 16, 40, 48, 64].entries()) {
        const at = 2 + 8 + field * 64 + 64 - bits / 4 - 1;
        const data = `${call.slice(0, at)}1${call.slice(at + 1)}`;
        await expect(recorder.sendTransaction({ to: place.address, data })).to.be.revertedWithoutReason(ethers);
      }
    });
  });
});
