import type { Entry as LedgerEntry } from "../../sdk/journal/entry.ts";
import { kindOf } from "../../sdk/journal/kinds.ts";
import { valueDateOf } from "../../sdk/journal/value-day.ts";
import type { RowDiff } from "../import/diffRows.ts";
import type { EntryRow, Evidence, MappedFile } from "../import/rows.ts";
import { CommitmentNumbers } from "./CommitmentNumbers.ts";
import type { IdentifiedRow } from "./earlierRows.ts";
import type { RemovedRow, RowOutcome } from "./ImportOutcome.ts";
import type { ImportRequest } from "./ImportRequest.ts";
import type { RowPlace } from "./manifest.ts";
import type { Office } from "./Office.ts";
import { planRow, type Slot } from "./planRow.ts";
import type { Planned } from "./recordEntries.ts";
import { amountsOf, type RecordedRow } from "./recordedRows.ts";
import { type Correction, takeBack } from "./takeBack.ts";

/** Where an entry of an import comes from. */
export interface EntrySource {
  /** The row that it is recorded for; null for what only takes back. */
  readonly outcome: RowOutcome | null;
  /** The row that the file no longer has; null otherwise. */
  readonly removed: RemovedRow | null;
  /** The row whose entries it changes; null for an entry of a new row. */
  readonly changes: RowPlace | null;
}

/** What is to be recorded of a file, by the year of the journal. */
export interface FilePlan {
  readonly rows: readonly RowOutcome[];
  readonly removed: readonly RemovedRow[];
  readonly additions: Map<number, readonly Planned<EntrySource>[]>;
  readonly corrections: ReadonlyMap<number, readonly Planned<EntrySource>[]>;
}

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
 * correction; where line or payee changed, all is taken back and recorded anew. A row that is gone is taken back.
 *
 * @param diff The file against what is recorded of its earlier versions.
 * @param context Office, request, payees.
 * @returns The plan.
 */
export function planFile(diff: RowDiff<IdentifiedRow>, context: PlanContext): FilePlan {
  const planner = new Planner(context);
  const before = new Map<EntryRow, RecordedRow>();
  for (const pair of [...diff.unchanged, ...diff.changed]) {
    if (pair.before.recorded !== null) before.set(pair.after.source, pair.before.recorded);
  }
  const rows = context.file.rows
    .filter((row): row is EntryRow => row.outcome === "entry")
    .map((row) => planner.planRow(row, before.get(row) ?? null));
  const removed = diff.removed.flatMap(({ recorded }) => (recorded === null ? [] : [planner.planRemoval(recorded)]));
  return { rows, removed, additions: planner.additions, corrections: planner.corrections };
}

class Planner {
  readonly additions = new Map<number, Planned<EntrySource>[]>();
  readonly corrections = new Map<number, Planned<EntrySource>[]>();
  readonly #context: PlanContext;
  readonly #numbers: CommitmentNumbers;

  constructor(context: PlanContext) {
    this.#context = context;
    this.#numbers = new CommitmentNumbers(context.office.replay, context.office.agency);
  }

  planRow(row: EntryRow, recorded: RecordedRow | null): RowOutcome {
    const { office, request, file } = this.#context;
    const year = yearOf(row, request);
    const line = year === null ? null : office.lineByCode(year, row.entry.line.code);
    const outcome: RowOutcome = {
      row,
      line: line?.id ?? 0,
      before: false,
      entriesNow: 0,
      isProposed: false,
      refusal: null,
    };
    // A dry run opens no lines, so of these rows the ledger cannot be asked, but of what is recorded elsewhere of them.
    if (line === null && year !== null && request.dryRun && request.openLines) {
      if (recorded !== null) this.#takeBackAll(recorded, this.#documentOf(row.evidence));
      return outcome;
    }
    if (line === null || year === null) {
      const params = { line: row.entry.line.code, row: String(row.row) };
      return { ...outcome, refusal: { by: "import", reason: { code: "FAULT_LINE_UNKNOWN", params } } };
    }
    const plan = planRow(row, {
      line: line.id,
      commitment: this.#commitmentOf(row, year, line.id, recorded),
      viaCommitment:
        this.#numbers.collectiveOf(year, line.id) !== 0 || (line.ceilings && this.#numbers.hasCollective(year)),
      payee: row.entry.kind === "budget" ? 0 : (this.#context.payees.get(row.entry.payee.key) ?? 0),
    });
    if ("refused" in plan) return { ...outcome, refusal: { by: "import", reason: plan.refused } };

    const have = recorded === null ? new Map<number, bigint>() : amountsOf(recorded);
    const changes = recorded === null ? null : { file: recorded.file, row: recorded.row };
    const isSameRow = changes?.file === file.file && changes.row === row.row;
    const source: EntrySource = { outcome, removed: null, changes: isSameRow ? null : changes };
    const document = this.#documentOf(row.evidence);
    const isMoved =
      recorded?.entries.some(({ entry }) => entry.line !== line.id || isOtherPayee(entry, plan.slots)) === true;
    if (recorded !== null && isMoved) {
      this.#takeBackAll(recorded, document);
      have.clear();
    }
    let isWhole = true;
    for (const slot of plan.slots) {
      const missing = slot.amount - (have.get(slot.kind) ?? 0n);
      have.delete(slot.kind);
      if (missing === 0n) continue;
      isWhole = false;
      if (missing > 0n) {
        const entry = this.#entryOf(row, year, line.id, { ...slot, amount: missing }, document);
        push(this.additions, year, { entry, source: isMoved ? { ...source, changes: null } : source });
      } else if (recorded !== null) {
        this.#correct(takeBack(office, recorded, new Map([[slot.kind, -missing]]), document), source);
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
    const source: EntrySource = { outcome: null, removed, changes: removed.before };
    this.#correct(takeBack(this.#context.office, recorded, amountsOf(recorded), this.#context.file.file), source);
    return removed;
  }

  #commitmentOf(row: EntryRow, year: number, line: number, recorded: RecordedRow | null): number {
    if (row.entry.kind === "budget") {
      const { committed, recognised } = row.entry.measures;
      return (committed ?? 0n) > 0n || (recognised ?? 0n) > 0n ? this.#numbers.openCollective(year, line) : 0;
    }
    if (row.entry.kind === "payment") return this.#numbers.collectiveOf(year, line);
    return recorded?.entries[0]?.entry.commitment ?? this.#numbers.next(year);
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
  #takeBackAll(recorded: RecordedRow, document: string): void {
    const changes = { file: recorded.file, row: recorded.row };
    const corrections = takeBack(this.#context.office, recorded, amountsOf(recorded), document);
    this.#correct(corrections, { outcome: null, removed: null, changes });
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

function isOtherPayee(entry: LedgerEntry, slots: readonly Slot[]): boolean {
  return slots.some((slot) => slot.kind === entry.kind && slot.payee !== entry.payee);
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
