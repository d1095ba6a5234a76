import {
  MEASURE_NAMES,
  type BudgetRow,
  type LineRef,
  type MappedFile,
  type MeasureName,
  type Measures,
} from "./rows.ts";

/** A budget line with its totals. */
export interface BudgetLine {
  readonly line: LineRef;
  readonly fiscalYear: number | null;
  readonly measures: Measures;
  /** The rows of the file that name it; their amounts are added up. */
  readonly rows: readonly number[];
}

/**
 * Makes one line of all rows that name it. Names and parents are those of its first row.
 *
 * @param file A mapped budget file.
 * @returns Its lines by code, in the order in which the file first names them.
 */
export function combineLines(file: Pick<MappedFile, "rows">): ReadonlyMap<string, BudgetLine> {
  const lines = new Map<string, BudgetLine>();
  for (const row of file.rows) {
    if (row.outcome !== "entry" || row.entry.kind !== "budget") continue;
    const { entry } = row;
    const found = lines.get(entry.line.code);
    lines.set(entry.line.code, found === undefined ? open(entry, row.row) : add(found, entry, row.row));
  }
  return lines;
}

function open(entry: BudgetRow, row: number): BudgetLine {
  return { line: entry.line, fiscalYear: entry.fiscalYear, measures: entry.measures, rows: [row] };
}

function add(found: BudgetLine, entry: BudgetRow, row: number): BudgetLine {
  const sums = MEASURE_NAMES.map((name): [MeasureName, bigint | null] => [
    name,
    plus(found.measures[name], entry.measures[name]),
  ]);
  return { ...found, measures: Object.fromEntries(sums) as unknown as Measures, rows: [...found.rows, row] };
}

function plus(left: bigint | null, right: bigint | null): bigint | null {
  return left === null ? right : right === null ? left : left + right;
}
