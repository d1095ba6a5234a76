import { MEASURE_NAMES, type EntryRow, type MappedRow } from "../import/rows.ts";
import type { ImportOutcome } from "./ImportOutcome.ts";

/** How many rows, and the sum of their amounts in minor units, with the file's signs. */
export interface RowSum {
  rows: number;
  amount: bigint;
}

/** The rows of a file by what became of them: recorded, proposed, refused and skipped add up to read. */
export interface ImportSummary {
  /** All rows but those outside the part of the file that was asked for. */
  readonly read: RowSum;
  readonly recorded: RowSum;
  /** Rows that wait for approval, in whole or for what is not recorded of them. */
  readonly proposed: RowSum;
  readonly refused: RowSum;
  readonly skipped: RowSum;
  /** Of the recorded ones, those that earlier runs recorded. */
  readonly before: RowSum;
  /** Rows outside the part of the file that was asked for. */
  readonly outside: RowSum;
  /** Skipped rows by the name of the rule. */
  readonly bySkipRule: Readonly<Record<string, RowSum>>;
}

/**
 * Adds up what became of a file's rows.
 *
 * @param outcome The outcome.
 * @returns The sums. A row's amount is that of its entry; of a budget line, all its measures together.
 * @throws RangeError where the parts do not add up to the whole (a fault of this program).
 */
export function summariseImport(outcome: ImportOutcome): ImportSummary {
  const [read, recorded, proposed, refused, skipped, before, outside] = Array.from({ length: 7 }, zero) as [
    RowSum,
    RowSum,
    RowSum,
    RowSum,
    RowSum,
    RowSum,
    RowSum,
  ];
  const bySkipRule: Record<string, RowSum> = {};
  const outcomes = new Map(outcome.rows.map((row) => [row.row, row]));
  for (const row of outcome.file.rows) {
    if (row.outcome === "skipped" && row.rule === "out-of-slice") {
      count(outside, row);
      continue;
    }
    count(read, row);
    if (row.outcome === "skipped") {
      count(skipped, row);
      count((bySkipRule[row.rule] ??= zero()), row);
      continue;
    }
    const became = row.outcome === "entry" ? outcomes.get(row) : undefined;
    if (became === undefined || became.refusal !== null) {
      count(refused, row);
      continue;
    }
    if (became.isProposed) {
      count(proposed, row);
      continue;
    }
    count(recorded, row);
    if (became.before) count(before, row);
  }
  if (
    recorded.rows + proposed.rows + refused.rows + skipped.rows !== read.rows ||
    recorded.amount + proposed.amount + refused.amount + skipped.amount !== read.amount
  ) {
    throw new RangeError("Recorded, proposed, refused and skipped rows do not add up to those that were read.");
  }
  return { read, recorded, proposed, refused, skipped, before, outside, bySkipRule };
}

/**
 * Returns a row's amount.
 *
 * @param row A row.
 * @returns Minor units, with the file's sign; of a budget line, all its measures together; 0 where none could be read.
 */
export function amountOf(row: MappedRow | EntryRow): bigint {
  const { amounts } = row;
  if (amounts["amount"] !== undefined) return amounts["amount"];
  return MEASURE_NAMES.reduce((sum, name) => sum + (amounts[name] ?? 0n), 0n);
}

function zero(): RowSum {
  return { rows: 0, amount: 0n };
}

function count(sum: RowSum, row: MappedRow): void {
  sum.rows++;
  sum.amount += amountOf(row);
}
