import type { MappedFile, MappedRow } from "./rows.ts";

/** How many rows, and what they add up to. */
export interface Total {
  readonly rows: number;
  /** By field: the sum of the amounts that could be read. Minor units. */
  readonly sums: Readonly<Record<string, bigint>>;
  /** Rows with an amount that could not be read, and that is therefore in no sum. */
  readonly unreadable: number;
}

/** The rows of a file by what became of them. The parts add up to `read`. */
export interface Totals {
  readonly read: Total;
  readonly entry: Total;
  readonly refused: Total;
  readonly skipped: Total;
  /** Skipped rows by the rule that skipped them. */
  readonly bySkipRule: Readonly<Record<string, Total>>;
  /** Refused rows by the code of the reason. */
  readonly byReason: Readonly<Record<string, Total>>;
}

/**
 * Adds up a file by outcome.
 *
 * @param file The mapped file.
 * @returns Totals of all rows, of entries, refusals and skips.
 * @throws RangeError if entries, refusals and skips do not add up to what was read (a fault of this program).
 */
export function totalRows(file: Pick<MappedFile, "rows">): Totals {
  const { rows } = file;
  const of = (outcome: MappedRow["outcome"]): Total => total(rows.filter((row) => row.outcome === outcome));
  const totals = {
    read: total(rows),
    entry: of("entry"),
    refused: of("refused"),
    skipped: of("skipped"),
    bySkipRule: totalBy(rows, (row) => (row.outcome === "skipped" ? row.rule : null)),
    byReason: totalBy(rows, (row) => (row.outcome === "refused" ? row.reason.code : null)),
  };
  assertAddsUp(totals);
  return totals;
}

function total(rows: readonly MappedRow[]): Total {
  const sums: Record<string, bigint> = {};
  let unreadable = 0;
  for (const row of rows) {
    if (row.unreadable.length > 0) unreadable++;
    for (const [field, amount] of Object.entries(row.amounts)) sums[field] = (sums[field] ?? 0n) + amount;
  }
  return { rows: rows.length, sums, unreadable };
}

function totalBy(rows: readonly MappedRow[], keyOf: (row: MappedRow) => string | null): Record<string, Total> {
  const groups = new Map<string, MappedRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return Object.fromEntries([...groups].map(([key, group]) => [key, total(group)]));
}

function assertAddsUp({ read, entry, refused, skipped }: Totals): void {
  const parts = [entry, refused, skipped];
  const sum = (pick: (part: Total) => bigint): bigint => parts.reduce((all, part) => all + pick(part), 0n);
  const equal =
    sum((part) => BigInt(part.rows)) === BigInt(read.rows) &&
    sum((part) => BigInt(part.unreadable)) === BigInt(read.unreadable) &&
    Object.entries(read.sums).every(([field, amount]) => sum((part) => part.sums[field] ?? 0n) === amount);
  if (!equal) throw new RangeError("Entries, refusals and skips do not add up to the rows that were read.");
}
