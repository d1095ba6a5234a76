import type { Entry as LedgerEntry } from "../../sdk/journal/entry.ts";
import { kindOf } from "../../sdk/journal/kinds.ts";
import { valueDateOf } from "../../sdk/journal/value-day.ts";
import type { RowDiff } from "../import/diffRows.ts";
import type { Message } from "../import/message.ts";
import type { Entry, EntryRow, Evidence, MappedFile } from "../import/rows.ts";
import { CommitmentNumbers } from "./CommitmentNumbers.ts";
import type { IdentifiedRow } from "./earlierRows.ts";
import { type Credits, findCredits } from "./findCredits.ts";
import type { RemovedRow, RowOutcome } from "./ImportOutcome.ts";
import type { ImportRequest } from "./ImportRequest.ts";
import type { RowPlace } from "./manifest.ts";
import type { Office } from "./Office.ts";
import { planRow, type Slot } from "./planRow.ts";
import type { Planned } from "./recordEntries.ts";
import { amountsOf, isStanding, type RecordedRow } from "./recordedRows.ts";
import { type Correction, takeBack } from "./takeBack.ts";

/** Where an entry of an import comes from. */
export interface EntrySource {
  /** The row that it is recorded for; null for what only takes back. */
  readonly outcome: RowOutcome | null;
  /** The row that the file no longer has; null otherwise. */
  readonly removed: RemovedRow | null;
  /** The row whose entries it changes; null for an entry of a new row. */
  readonly changes: RowPlace | null;
  /** The negative row that takes back of that row's payment; null otherwise. */
  readonly credit: RowOutcome | null;
  /** The row that is recorded anew elsewhere, which it is not where this is refused; null otherwise. */
  readonly anew: RowOutcome | null;
}

/** A negative row whose payment is not recorded yet, so that nothing can cite it. */
export interface PendingCredit {
  readonly credit: RowOutcome;
  readonly payment: RowOutcome;
}

/** What is to be recorded of a file, by the year of the journal. */
export interface FilePlan {
  readonly rows: readonly RowOutcome[];
  readonly removed: readonly RemovedRow[];
  readonly pending: readonly PendingCredit[];
  readonly additions: Map<number, readonly Planned<EntrySource>[]>;
  readonly corrections: ReadonlyMap<number, readonly Planned<EntrySource>[]>;
}

/** What an entry is that is neither a credit note's nor of a row that is recorded anew. */
export const PLAIN = { credit: null, anew: null } as const;

/** What planning needs to know beside the rows. */
export interface PlanContext {
  readonly office: Office;
  readonly request: ImportRequest;
  readonly file: MappedFile;
  /** Indexes of payees by key. */
  readonly payees: ReadonlyMap<string, number>;
  /** Hashes of documents by the path that the file gives. */
  readonly documents: ReadonlyMap<string, string>;
}

/**
 * Works out which entries make the journal say what the file says. Nothing is sent.
 *
 * A new row has its entries. A changed one has the difference: more of an amount is a further entry, less of it a partial
 * correction; where line or payee changed, all is taken back and recorded anew. A row that is gone is taken back. A negative
 * row that corrects a payment takes back of that row, once it is recorded.
 *
 * @param diff The file against what is recorded of its earlier versions.
 * @param context Office, request, payees.
 * @returns The plan.
 */
export function planFile(diff: RowDiff<IdentifiedRow>, context: PlanContext): FilePlan {
  const entries = context.file.rows.filter((row): row is EntryRow => row.outcome === "entry");
  const planner = new Planner(context, findCredits(entries, context.file.currency.decimals));
  const before = new Map<EntryRow, RecordedRow>();
  for (const pair of [...diff.unchanged, ...diff.changed]) {
    if (pair.before.recorded !== null) before.set(pair.after.source, pair.before.recorded);
  }
  const rows = entries.map(
    (row) => planner.creditOf(row, before.get(row) ?? null) ?? planner.planRow(row, before.get(row) ?? null),
  );
  const removed = diff.removed.flatMap(({ recorded }) => (isStanding(recorded) ? [planner.planRemoval(recorded)] : []));
  const { pending, additions, corrections } = planner;
  return { rows, removed, pending, additions, corrections };
}

class Planner {
  readonly additions = new Map<number, Planned<EntrySource>[]>();
  readonly corrections = new Map<number, Planned<EntrySource>[]>();
  readonly pending: PendingCredit[] = [];
  readonly #context: PlanContext;
  readonly #numbers: CommitmentNumbers;
  readonly #credits: Credits;
  /** What becomes of negative rows that correct a payment; it is worked out with that payment. */
  readonly #outcomes = new Map<EntryRow, RowOutcome>();

  constructor(context: PlanContext, credits: Credits) {
    this.#context = context;
    this.#credits = credits;
    for (const row of [...credits.byPayment.values()].flat()) this.#outcomes.set(row, this.#outcomeOf(row));
    for (const [row, reason] of credits.refused) {
      this.#outcomes.set(row, { ...this.#outcomeOf(row), refusal: { by: "import", reason } });
    }
    this.#numbers = new CommitmentNumbers(context.office.replay, context.office.agency);
  }

  /** The outcome of a row that corrects a payment; null of any other. What was booked of it before as a refund is taken back. */
  creditOf(row: EntryRow, recorded: RecordedRow | null): RowOutcome | null {
    const outcome = this.#outcomes.get(row) ?? null;
    if (outcome !== null && recorded !== null) this.#takeBackAll(recorded, this.#documentOf(row.evidence), outcome);
    return outcome;
  }

  planRow(row: EntryRow, recorded: RecordedRow | null): RowOutcome {
    const { office, request, file } = this.#context;
    const year = yearOf(row, request);
    const line = year === null ? null : office.lineByCode(year, row.entry.line.code);
    const outcome = this.#outcomeOf(row);
    const credits = (this.#credits.byPayment.get(row) ?? []).map((credit) => this.#outcomes.get(credit)!);
    // A dry run opens no lines, so of these rows the ledger cannot be asked, but of what is recorded elsewhere of them.
    if (line === null && year !== null && request.dryRun && request.openLines) {
      if (recorded !== null) this.#takeBackAll(recorded, this.#documentOf(row.evidence), outcome);
      return outcome;
    }
    if (line === null || year === null) {
      const params = { line: row.entry.line.code, row: String(row.row) };
      return this.#refuse(outcome, credits, { code: "FAULT_LINE_UNKNOWN", params });
    }
    const plan = planRow(row, {
      line: line.id,
      commitment: this.#commitmentOf(row, year, line.id, recorded),
      viaCommitment:
        this.#numbers.collectiveOf(year, line.id) !== 0 || (line.ceilings && this.#numbers.hasCollective(year)),
      payee: row.entry.kind === "budget" ? 0 : (this.#context.payees.get(row.entry.payee.key) ?? 0),
    });
    if ("refused" in plan) return this.#refuse(outcome, credits, plan.refused);

    const have = recorded === null ? new Map<number, bigint>() : amountsOf(recorded);
    const changes = recorded === null ? null : { file: recorded.file, row: recorded.row };
    const isSameRow = changes?.file === file.file && changes.row === row.row;
    const source: EntrySource = { outcome, removed: null, changes: isSameRow ? null : changes, ...PLAIN };
    const document = this.#documentOf(row.evidence);
    const isMoved =
      recorded?.entries.some(({ entry }) => entry.line !== line.id || isOtherPayee(entry, plan.slots)) === true;
    if (recorded !== null && isMoved) {
      this.#takeBackAll(recorded, document, outcome);
      have.clear();
    }
    // What credit notes take back of it is taken back of an entry that stands in the journal.
    const isThere = recorded !== null && !isMoved;
    const credited = isThere ? credits.reduce((sum, { row: { entry } }) => sum + creditedBy(entry), 0n) : 0n;
    if (!isThere) this.pending.push(...credits.map((credit) => ({ credit, payment: outcome })));
    else for (const credit of credits) Object.assign(credit, { before: true });
    let isWhole = true;
    for (const slot of plan.slots) {
      const missing = slot.amount - credited - (have.get(slot.kind) ?? 0n);
      have.delete(slot.kind);
      if (missing === 0n) continue;
      if (missing > 0n) {
        isWhole = false;
        const entry = this.#entryOf(row, year, line.id, { ...slot, amount: missing }, document);
        push(this.additions, year, { entry, source: isMoved ? { ...source, changes: null } : source });
      } else if (recorded !== null) {
        const corrections = takeBack(office, recorded, new Map([[slot.kind, -missing]]), document);
        if (this.#correctByCredits(corrections, credits, source)) isWhole = false;
      }
    }
    if (recorded !== null && have.size > 0) {
      isWhole = false;
      this.#correct(takeBack(office, recorded, have, document), source);
    }
    return Object.assign(outcome, { before: isWhole && recorded !== null });
  }

  planRemoval(recorded: RecordedRow): RemovedRow {
    const removed: RemovedRow = { before: { file: recorded.file, row: recorded.row }, refusal: null };
    const source: EntrySource = { outcome: null, removed, changes: removed.before, ...PLAIN };
    this.#correct(takeBack(this.#context.office, recorded, amountsOf(recorded), this.#context.file.file), source);
    return removed;
  }

  #commitmentOf(row: EntryRow, year: number, line: number, recorded: RecordedRow | null): number {
    if (row.entry.kind === "budget") {
      const { committed, recognised } = row.entry.measures;
      return (committed ?? 0n) > 0n || (recognised ?? 0n) > 0n ? this.#numbers.openCollective(year, line) : 0;
    }
    if (row.entry.kind === "payment") return this.#numbers.collectiveOf(year, line);
    // A commitment is owed to one payee on one line, so a row that changes either opens another.
    const first = recorded?.entries[0]?.entry;
    const isSame = first?.line === line && first.payee === this.#context.payees.get(row.entry.payee.key);
    return isSame ? first.commitment : this.#numbers.next(year);
  }

  #entryOf(row: EntryRow, year: number, line: number, slot: Slot, document: string): LedgerEntry {
    const { office, request } = this.#context;
    const terms = office.replay.years.get(`${office.agency}/${year}`);
    const isOriginal = kindOf(slot.kind).name === "appropriate";
    const day = isOriginal ? terms?.firstDay : terms?.endDay;
    const given = row.entry.kind === "budget" ? null : row.entry.valueDate;
    const valueDate = given ?? request.valueDate ?? valueDateOf(day ?? 0);
    const { kind, commitment, payee, amount } = slot;
    return { line, commitment, payee, valueDate, kind, amount, document };
  }

  #documentOf(evidence: Evidence): string {
    if (evidence.holds !== "path") return evidence.sha256;
    // A document that is not at hand leaves its place empty, and the ledger refuses an entry without one.
    return this.#context.documents.get(evidence.path) ?? `0x${"00".repeat(32)}`;
  }

  /** Takes back a row that stands elsewhere now; what is recorded for it there changes nothing of this. */
  #takeBackAll(recorded: RecordedRow, document: string, anew: RowOutcome): void {
    const changes = { file: recorded.file, row: recorded.row };
    const corrections = takeBack(this.#context.office, recorded, amountsOf(recorded), document);
    this.#correct(corrections, { outcome: null, removed: null, changes, credit: null, anew });
  }

  /**
   * Corrections of a payment are those of its credit notes, the last ones first; what is left is the payment's own, and it is
   * told whether anything is.
   */
  #correctByCredits(corrections: readonly Correction[], credits: readonly RowOutcome[], source: EntrySource): boolean {
    let isOwn = corrections.length === 0 && credits.length === 0;
    const waiting = credits.map((credit) => ({ credit, left: creditedBy(credit.row.entry) }));
    for (const { year, entry } of corrections) {
      let { amount } = entry;
      for (const each of waiting.toReversed()) {
        const part = each.left < amount ? each.left : amount;
        if (part === 0n) continue;
        each.left -= part;
        amount -= part;
        Object.assign(each.credit, { before: false });
        const document = this.#documentOf(each.credit.row.evidence);
        this.#correct([{ year, entry: { ...entry, amount: part, document } }], { ...source, credit: each.credit });
      }
      if (amount === 0n) continue;
      isOwn = true;
      this.#correct([{ year, entry: { ...entry, amount } }], source);
    }
    return isOwn;
  }

  #refuse(outcome: RowOutcome, credits: readonly RowOutcome[], reason: Message): RowOutcome {
    outcome.refusal = { by: "import", reason };
    this.pending.push(...credits.map((credit) => ({ credit, payment: outcome })));
    return outcome;
  }

  #outcomeOf(row: EntryRow): RowOutcome {
    const year = yearOf(row, this.#context.request);
    const line = year === null ? null : this.#context.office.lineByCode(year, row.entry.line.code);
    return { row, line: line?.id ?? 0, before: false, entriesNow: 0, isProposed: false, refusal: null };
  }

  #correct(corrections: readonly Correction[], source: EntrySource): void {
    for (const { year, entry } of corrections) push(this.corrections, year, { entry, source });
  }
}

/**
 * Says which fiscal year a row belongs to.
 *
 * @param row The row.
 * @param request What the caller knows better.
 * @returns The year, or null where nobody says.
 */
export function yearOf(row: EntryRow, request: Pick<ImportRequest, "fiscalYear">): number | null {
  return row.entry.fiscalYear ?? request.fiscalYear ?? null;
}

/** What a credit note takes back, in minor units. */
function creditedBy(entry: Entry): bigint {
  return entry.kind === "budget" ? 0n : -entry.amount;
}

function isOtherPayee(entry: LedgerEntry, slots: readonly Slot[]): boolean {
  return slots.some((slot) => slot.kind === entry.kind && slot.payee !== entry.payee);
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
