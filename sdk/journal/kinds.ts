import { FiscError } from "../fisc-error.ts";
import { type RoleName, ROLES } from "./role.ts";

/** Set in the kind of an entry that corrects one of the kind in the lower bits. */
export const CORRECTION = 0x80;

/** A total of a line. The first four are authority, the last four its use. */
export type TotalName =
  "revised" | "allotted" | "released" | "reserved" | "committed" | "verified" | "ordered" | "paid";

/** The eight totals of a line, as the contract packs them: four lanes of authority, four of use. */
export const TOTAL_NAMES: readonly TotalName[] = [
  "revised",
  "allotted",
  "released",
  "reserved",
  "committed",
  "verified",
  "ordered",
  "paid",
];

/** A part of a line's revised budget. */
export type BudgetPart =
  "original" | "supplementary" | "reductions" | "virementIn" | "virementOut" | "carriedIn" | "carriedOut" | "lapsed";

/** The parts of a line's revised budget, in the contract's order. */
export const BUDGET_PARTS: readonly BudgetPart[] = [
  "original",
  "supplementary",
  "reductions",
  "virementIn",
  "virementOut",
  "carriedIn",
  "carriedOut",
  "lapsed",
];

/** The stage of public spending that a kind belongs to. */
export type Stage =
  | "appropriation"
  | "allotment"
  | "cash release"
  | "virement"
  | "carry-over"
  | "reservation"
  | "commitment"
  | "verification"
  | "payment order"
  | "payment";

/** The state of a fiscal year, as the contract numbers it. */
export type YearStateName = "open" | "commitmentsClosed" | "closed";

/** A row of the posting table: what an entry of one kind does, and what it asks for. */
export interface Kind {
  /** The number in an entry. */
  readonly number: number;
  /** The name in mapping files, on the command line and in the API. */
  readonly name: string;
  /** The name for a person to read. */
  readonly labels: { readonly en: string; readonly "zh-CN": string };
  readonly stage: Stage;
  /** The totals that it raises. */
  readonly raises: readonly TotalName[];
  /** The totals that it lowers. */
  readonly lowers: readonly TotalName[];
  /** The part of the revised budget that it adds to. */
  readonly part: BudgetPart | null;
  /** The states of the fiscal year in which it is accepted. */
  readonly acceptedIn: readonly YearStateName[];
  /** The role that may make it. */
  readonly role: RoleName;
  /** Whether it names a commitment. */
  readonly namesCommitment: boolean;
  /** Whether it opens a commitment, or raises it. */
  readonly opensCommitment: boolean;
  /** Whether that commitment is collective: its payee is left open. */
  readonly collective: boolean;
  /** Whether it names a payee itself. */
  readonly namesPayee: boolean;
  /** Whether its document is an invoice: accepted once per payee. */
  readonly takesInvoice: boolean;
  /** Whether it cites an earlier entry. */
  readonly cites: boolean;
  /** Whether it needs one approval at the least, whatever the agency's policy says. */
  readonly needsApproval: boolean;
  /** The sort of rule that it names in the place of a commitment. */
  readonly rule: "virement" | "carry-over" | null;
}

/** No kind has this number or name. */
export class KindUnknownError extends FiscError {
  override readonly name = "KindUnknownError";

  /** @param given What stood in the place of a kind. */
  constructor(given: number | string) {
    super(
      `There is no kind of entry ${typeof given === "number" ? `number ${given}` : `named "${given}"`}.`,
      "The posting table has the kinds 1 to 30, and 128 more for a correction of each.",
      `Use one of: ${KINDS.map((kind) => kind.name).join(", ")}.`,
    );
  }
}

const OPEN: readonly YearStateName[] = ["open"];
const UNTIL_PAID: readonly YearStateName[] = ["open", "commitmentsClosed"];
const AT_CLOSE: readonly YearStateName[] = ["commitmentsClosed", "closed"];
const ALWAYS: readonly YearStateName[] = ["open", "commitmentsClosed", "closed"];
const USE: readonly TotalName[] = ["committed", "verified", "ordered", "paid"];

type Row = Pick<Kind, "stage" | "role" | "needsApproval" | "acceptedIn"> &
  Partial<Omit<Kind, "number" | "name" | "labels">>;

function kind(number: number, name: string, en: string, zh: string, row: Row): Kind {
  return {
    number,
    name,
    labels: { en, "zh-CN": zh },
    raises: [],
    lowers: [],
    part: null,
    namesCommitment: false,
    opensCommitment: false,
    collective: false,
    namesPayee: false,
    takesInvoice: false,
    cites: false,
    rule: null,
    ...row,
  };
}

const budget = { role: "budgetOfficer", needsApproval: true } as const;
const cash = { role: "treasurer", needsApproval: true, stage: "cash release" } as const;
const note = { role: "recorder", needsApproval: false } as const;
const money = { role: "recorder", needsApproval: true } as const;
const opening = {
  ...money,
  stage: "commitment",
  acceptedIn: OPEN,
  namesCommitment: true,
  opensCommitment: true,
} as const;
const onCommitment = { ...money, namesCommitment: true } as const;
const direct = { ...money, stage: "payment", raises: USE, acceptedIn: OPEN, namesPayee: true } as const;

/** The posting table. Contract: `KindLib`; a test holds the two together. */
export const KINDS: readonly Kind[] = [
  kind(1, "appropriate", "Appropriation", "预算批复", {
    ...budget,
    stage: "appropriation",
    raises: ["revised"],
    part: "original",
    acceptedIn: OPEN,
  }),
  kind(2, "supplement", "Supplementary appropriation", "追加预算", {
    ...budget,
    stage: "appropriation",
    raises: ["revised"],
    part: "supplementary",
    acceptedIn: OPEN,
  }),
  kind(3, "reduce", "Reduction of an appropriation", "追减预算", {
    ...budget,
    stage: "appropriation",
    lowers: ["revised"],
    part: "reductions",
    acceptedIn: OPEN,
  }),
  kind(4, "allot", "Allotment", "额度下达", { ...budget, stage: "allotment", raises: ["allotted"], acceptedIn: OPEN }),
  kind(5, "withdraw-allotment", "Withdrawal of an allotment", "额度收回", {
    ...budget,
    stage: "allotment",
    lowers: ["allotted"],
    acceptedIn: ALWAYS,
  }),
  kind(6, "release-cash", "Cash release", "用款额度下达", { ...cash, raises: ["released"], acceptedIn: UNTIL_PAID }),
  kind(7, "withdraw-cash", "Withdrawal of a cash release", "用款额度收回", {
    ...cash,
    lowers: ["released"],
    acceptedIn: ALWAYS,
  }),
  kind(8, "virement-out", "Virement out of a line", "预算调剂(调出)", {
    ...budget,
    stage: "virement",
    lowers: ["revised"],
    part: "virementOut",
    acceptedIn: OPEN,
    rule: "virement",
  }),
  kind(9, "virement-in", "Virement into a line", "预算调剂(调入)", {
    ...budget,
    stage: "virement",
    raises: ["revised"],
    part: "virementIn",
    acceptedIn: OPEN,
    rule: "virement",
  }),
  kind(10, "carry-out", "Carry-over to the next year", "结转下年(转出)", {
    ...budget,
    stage: "carry-over",
    lowers: ["revised"],
    part: "carriedOut",
    acceptedIn: AT_CLOSE,
    rule: "carry-over",
  }),
  kind(11, "carry-in", "Carry-over from the year before", "上年结转(转入)", {
    ...budget,
    stage: "carry-over",
    raises: ["revised"],
    part: "carriedIn",
    acceptedIn: OPEN,
    rule: "carry-over",
    cites: true,
  }),
  kind(12, "lapse", "Lapse", "额度失效", {
    ...budget,
    stage: "carry-over",
    lowers: ["revised"],
    part: "lapsed",
    acceptedIn: AT_CLOSE,
  }),
  kind(13, "reserve", "Reservation", "预留", { ...note, stage: "reservation", raises: ["reserved"], acceptedIn: OPEN }),
  kind(14, "release-reservation", "Release of a reservation", "解除预留", {
    ...note,
    stage: "reservation",
    lowers: ["reserved"],
    acceptedIn: ALWAYS,
  }),
  kind(15, "commit", "Commitment", "支出承诺", { ...opening, raises: ["committed"], namesPayee: true }),
  kind(16, "commit-reserved", "Commitment out of a reservation", "支出承诺(自预留)", {
    ...opening,
    raises: ["committed"],
    lowers: ["reserved"],
    namesPayee: true,
  }),
  kind(17, "commit-collective", "Collective commitment", "集合支出承诺", {
    ...opening,
    raises: ["committed"],
    collective: true,
  }),
  kind(18, "commit-collective-reserved", "Collective commitment out of a reservation", "集合支出承诺(自预留)", {
    ...opening,
    raises: ["committed"],
    lowers: ["reserved"],
    collective: true,
  }),
  kind(19, "decommit", "De-commitment", "撤销承诺", {
    ...onCommitment,
    stage: "commitment",
    lowers: ["committed"],
    acceptedIn: ALWAYS,
  }),
  kind(20, "verify", "Verification", "验收核实", {
    ...note,
    stage: "verification",
    raises: ["verified"],
    acceptedIn: UNTIL_PAID,
    namesCommitment: true,
    takesInvoice: true,
  }),
  kind(21, "withdraw-verification", "Withdrawal of a verification", "撤回核实", {
    ...onCommitment,
    stage: "verification",
    lowers: ["verified"],
    acceptedIn: ALWAYS,
  }),
  kind(22, "order", "Payment order", "支付令", {
    ...onCommitment,
    stage: "payment order",
    raises: ["ordered"],
    acceptedIn: UNTIL_PAID,
  }),
  kind(23, "cancel-order", "Cancellation of a payment order", "撤销支付令", {
    ...onCommitment,
    stage: "payment order",
    lowers: ["ordered"],
    acceptedIn: ALWAYS,
  }),
  kind(24, "pay", "Payment", "支付", {
    ...onCommitment,
    stage: "payment",
    raises: ["paid"],
    acceptedIn: UNTIL_PAID,
    namesPayee: true,
  }),
  kind(25, "disburse", "Disbursement to another reporting unit", "拨付其他单位", {
    ...onCommitment,
    stage: "payment",
    raises: ["paid"],
    acceptedIn: UNTIL_PAID,
    namesPayee: true,
  }),
  kind(26, "refund", "Refund", "退款", {
    ...onCommitment,
    stage: "payment",
    lowers: ["paid"],
    acceptedIn: UNTIL_PAID,
    namesPayee: true,
  }),
  kind(27, "pay-direct", "Direct payment", "直接支付", direct),
  kind(28, "pay-invoice", "Direct payment of an invoice", "凭发票直接支付", { ...direct, takesInvoice: true }),
  kind(29, "disburse-direct", "Direct disbursement to another reporting unit", "直接拨付其他单位", direct),
  kind(30, "refund-direct", "Refund of a direct payment", "直接支付退款", {
    ...direct,
    raises: [],
    lowers: USE,
    acceptedIn: UNTIL_PAID,
  }),
];

const BY_NAME = new Map(KINDS.map((row) => [row.name, row]));

/**
 * Says whether a kind number stands for a correction.
 *
 * @param number The kind of an entry.
 * @returns True where the top bit is set.
 * @example isCorrection(128 + 24) // true
 */
export function isCorrection(number: number): boolean {
  return (number & CORRECTION) !== 0;
}

/**
 * Returns the row of a kind; for a correction, the row of the kind that it corrects.
 *
 * @param number The kind of an entry.
 * @returns The row.
 * @throws KindUnknownError where there is none.
 * @example kindOf(24).name // "pay"
 */
export function kindOf(number: number): Kind {
  const row = KINDS[(number & ~CORRECTION) - 1];
  if (row === undefined || number < 0 || number > 0xff) throw new KindUnknownError(number);
  return row;
}

/**
 * Returns the row with a name.
 *
 * @param name A name of the posting table, as "pay-direct".
 * @returns The row.
 * @throws KindUnknownError where there is none.
 * @example kindNamed("pay").number // 24
 */
export function kindNamed(name: string): Kind {
  const row = BY_NAME.get(name);
  if (row === undefined) throw new KindUnknownError(name);
  return row;
}

/**
 * Names the kind of an entry for a person to read.
 *
 * @param number The kind of an entry, a correction's too.
 * @param locale The language.
 * @returns The label.
 * @throws KindUnknownError where there is no such kind.
 * @example kindLabel(128 + 24, "en") // "Correction of: Payment"
 */
export function kindLabel(number: number, locale: "en" | "zh-CN"): string {
  const label = kindOf(number).labels[locale];
  if (!isCorrection(number)) return label;
  return locale === "en" ? `Correction of: ${label}` : `更正:${label}`;
}

/**
 * Returns the totals that an entry moves, with a correction's signs swapped.
 *
 * @param number The kind of an entry.
 * @returns The totals raised and lowered, and the sign (1 or -1) by which the part of the revised budget moves.
 * @throws KindUnknownError where there is no such kind.
 * @example postingOf(128 + 24) // { raises: [], lowers: ["paid"], part: null, partSign: -1n }
 */
export function postingOf(number: number): {
  readonly raises: readonly TotalName[];
  readonly lowers: readonly TotalName[];
  readonly part: BudgetPart | null;
  readonly partSign: 1n | -1n;
} {
  const row = kindOf(number);
  return isCorrection(number)
    ? { raises: row.lowers, lowers: row.raises, part: row.part, partSign: -1n }
    : { raises: row.raises, lowers: row.lowers, part: row.part, partSign: 1n };
}

/**
 * What the ledger stores of a line: balances, each a sum of totals, so that each ceiling says no more than that no balance
 * goes below zero. Contract: `BalancesLib`; four lanes of funds, four of pipeline.
 */
const BALANCES: readonly { readonly plus: TotalName; readonly minus: readonly TotalName[] }[] = [
  { plus: "allotted", minus: ["reserved", "committed"] }, // uncommitted
  { plus: "released", minus: ["paid"] }, // cash
  { plus: "paid", minus: [] },
  { plus: "reserved", minus: [] },
  { plus: "committed", minus: ["verified"] }, // unverified
  { plus: "verified", minus: ["ordered"] }, // unordered
  { plus: "ordered", minus: ["paid"] }, // unpaid
  { plus: "revised", minus: ["allotted"] }, // unallotted
];

/**
 * Packs a row as the contract does, to compare the two.
 *
 * @param row The row.
 * @returns What `kindRow` of the ledger returns.
 * @example packKind(kindOf(24)) === (await ledger.kindRow(24))
 */
export function packKind(row: Kind): bigint {
  const change = (name: TotalName) => Number(row.raises.includes(name)) - Number(row.lowers.includes(name));
  let lanes = 0n;
  BALANCES.forEach(({ plus, minus }, index) => {
    const moved = change(plus) - minus.reduce((sum, name) => sum + change(name), 0);
    const lane = BigInt(index < 4 ? index : index + 4);
    if (moved !== 0) lanes |= 1n << (moved > 0 ? lane : lane + 4n);
  });
  const states: readonly YearStateName[] = ["open", "commitmentsClosed", "closed"];
  const flags: readonly (readonly [bit: bigint, set: boolean])[] = [
    [23n, row.namesCommitment],
    [24n, row.opensCommitment],
    [25n, row.collective],
    [26n, row.namesPayee],
    [27n, row.takesInvoice],
    [28n, row.cites],
    [29n, row.needsApproval],
    [30n, row.rule === "virement"],
    [31n, row.rule === "carry-over"],
    [41n, (["revised", "allotted", "released"] as const).some((name) => change(name) !== 0)],
  ];
  return (
    lanes |
    (row.part === null ? 0n : BigInt(BUDGET_PARTS.indexOf(row.part) + 1) << 16n) |
    row.acceptedIn.reduce((bits, state) => bits | (1n << BigInt(20 + states.indexOf(state))), 0n) |
    flags.reduce((bits, [bit, set]) => (set ? bits | (1n << bit) : bits), 0n) |
    (BigInt(ROLES[row.role]) << 32n)
  );
}
