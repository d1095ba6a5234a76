import type { EventPlace } from "../chain/events.ts";
import type { EntryId } from "../journal/entry-id.ts";
import type { BudgetPart, TotalName } from "../journal/kinds.ts";
import type { Series } from "../journal/series.ts";
import type { RuleTerms } from "../journal/typed-data.ts";

/** An agency, as its events leave it. */
export interface ReplayedAgency {
  readonly id: number;
  readonly parent: number;
  readonly identifierHash: string;
  profile: string;
  suspended: boolean;
  /** Null until the agency sets one. */
  policy: { readonly freeUpTo: bigint; readonly oneUpTo: bigint; readonly twoUpTo: bigint } | null;
}

/** An officer, as its events leave it. */
export interface ReplayedOfficer {
  readonly account: string;
  readonly agency: number;
  /** Bits of RoleLib. */
  roles: number;
  /** In minor units. */
  limit: bigint;
  /** Unix seconds. */
  startsAt: number;
  /** Unix seconds. */
  endsAt: number;
  suspended: boolean;
}

/** A payee, as its events leave it. */
export interface ReplayedPayee {
  readonly id: number;
  /** The agency that keeps the profile. */
  readonly keeper: number;
  profile: string;
}

/** A fiscal year, as its events leave it. */
export interface ReplayedYear {
  readonly agency: number;
  readonly year: number;
  /** 1 Open, 2 CommitmentsClosed, 3 Closed. */
  state: number;
  readonly firstDay: number;
  readonly endDay: number;
  readonly lastDay: number;
  /** The ISO 4217 code. */
  readonly currency: string;
  readonly decimals: number;
}

/** A budget line, as its events leave it. Totals and parts are of entries on it and, for a control line, below it. */
export interface ReplayedLine {
  readonly id: number;
  readonly keeper: number;
  readonly year: number;
  readonly agency: number;
  /** The line above, 0 for none. */
  readonly parent: number;
  /** The line where its ceilings bind, 0 for a summary line. */
  readonly control: number;
  readonly ceilings: boolean;
  readonly class: number;
  /** SHA-256 of the code. */
  readonly code: string;
  /** SHA-256 of the description. */
  description: string;
  open: boolean;
  /** The lines below it, in the order in which they were opened. */
  readonly children: number[];
  /** Minor units; index as TOTAL_NAMES. */
  readonly totals: bigint[];
  /** Minor units; index as BUDGET_PARTS. */
  readonly parts: bigint[];
}

/** A commitment, as its entries leave it. */
export interface ReplayedCommitment {
  readonly agency: number;
  readonly year: number;
  readonly number: number;
  readonly line: number;
  /** 0 for a collective one. */
  readonly payee: number;
  readonly collective: boolean;
  /** Minor units: committed, verified, ordered, paid. */
  readonly use: [committed: bigint, verified: bigint, ordered: bigint, paid: bigint];
}

/** A batch, as its event tells it. */
export interface ReplayedBatch extends Series {
  readonly batchRef: string;
  readonly firstNumber: number;
  readonly count: number;
  /** Minor units. */
  readonly total: bigint;
  readonly root: string;
  readonly maker: string;
  readonly approvers: readonly string[];
  /** 64 bytes each. */
  readonly entries: Uint8Array;
  readonly place: EventPlace;
}

/** A series, as its batches leave it. */
export interface ReplayedSeries extends Series {
  entryCount: number;
  /** In the order in which they were recorded, so ascending by number. */
  readonly batches: ReplayedBatch[];
}

/** A rule of virement or carry-over, as its events leave it. */
export interface ReplayedRule {
  readonly agency: number;
  readonly number: number;
  terms: RuleTerms;
  /** How often it was set. */
  version: number;
}

/** The settlement of a payment, as its events leave it. */
export interface ReplayedSettlement {
  readonly entry: EntryId;
  readonly bankRef: string;
  /** Net of the corrections recorded before, in minor units. */
  readonly amount: bigint;
  readonly place: EventPlace;
}

/** A step of a finding. */
export interface ReplayedStep {
  readonly document: string;
  readonly by: string;
  /** 1 Open, 2 Answered, 3 Resolved. */
  readonly status: number;
  readonly place: EventPlace;
}

/** An auditor's finding, as its events leave it. */
export interface ReplayedFinding {
  readonly id: number;
  readonly entry: EntryId;
  /** The agency that the auditor acts for. */
  readonly auditing: number;
  /** The finding itself, responses and follow-ups, in order; the last one says how it stands. */
  readonly steps: ReplayedStep[];
}

/** A public flag on an entry. */
export interface ReplayedFlag {
  readonly entry: EntryId;
  readonly by: string;
  readonly evidence: string;
  readonly place: EventPlace;
}

/** The totals of a line by name, in minor units. */
export type LineTotals = Readonly<Record<TotalName, bigint>>;

/** The parts of a line's revised budget by name, in minor units. */
export type LineParts = Readonly<Record<BudgetPart, bigint>>;
