import { boundOf } from "./bounds.ts";
import type { Cell } from "./cells.ts";
import type { GasReport, LedgerBatch } from "./measureGas.ts";
import type { Measurement } from "./Measurement.ts";
import { TRANSACTION_GAS_CAP } from "./startChain.ts";

const WORK: Record<Cell["work"], string> = {
  "pay-direct": "Direct payments",
  reserve: "Reservations",
  pay: "Payments on commitments",
  stages: "Verification, payment order and payment on commitments",
};
const GAP = "  ";

/**
 * Writes a report for people: a table for each sort of batch, then one for what it is held against.
 *
 * @param report The report.
 * @returns Lines without a line break at the end.
 */
export function reportText(report: GasReport): string {
  const titles = new Set(report.batches.map(titleOf));
  return [
    "Gas an entry, on the simulated chain under Osaka's rules, with the build that is released.",
    `×: against one ERC-20 transfer to a new holder, ${wholeNumber(report.unit)} gas.`,
    "floor: what the fee schedule asks for the same calldata (EIP-7623), with the 21,000 of the transaction.",
    `*: needs more than the ${wholeNumber(TRANSACTION_GAS_CAP)} gas that a transaction may use (EIP-7825).`,
    ...[...titles].flatMap((title) => ["", title, ...ledgerTable(report.batches.filter((b) => titleOf(b) === title))]),
    "",
    "Beside it: ERC-20 transfers (disperse: to holders that have some), and attestations of the same 64 bytes",
    ...layOut([["design", "n", "gas", "×", "floor"], ...report.rivals.map((row) => [row.design, ...cellsOf(row)])], 1),
  ].join("\n");
}

function titleOf({ cell }: LedgerBatch): string {
  const approvals = `${cell.approvals} approval${cell.approvals === 1 ? "" : "s"}`;
  const each = cell.work !== "pay" ? "" : cell.commitments === cell.lines ? ", one a line" : ", one an entry";
  return `${WORK[cell.work]}${each}, ${approvals}`;
}

function ledgerTable(batches: readonly LedgerBatch[]): string[] {
  const names = ["n", "lines", "commitments", "fisc", "×", "floor", "bound", "fisc-compact", "×", "floor", "bound"];
  const rows = batches.map(({ plain, compact }) => {
    const [n, ...figures] = cellsOf(plain);
    const [, ...compactFigures] = cellsOf(compact);
    const place = [n ?? "", wholeNumber(plain.lines), plain.commitments === 0 ? "" : wholeNumber(plain.commitments)];
    return [...place, ...figures, boundText(plain), ...compactFigures, boundText(compact)];
  });
  return layOut([names, ...rows], 0);
}

function cellsOf({ n, gasPerEntry, ratio, floor }: Measurement): string[] {
  const mark = gasPerEntry * n > TRANSACTION_GAS_CAP ? "*" : "";
  return [wholeNumber(n), mark + wholeNumber(gasPerEntry), ratio.toFixed(3), wholeNumber(floor)];
}

function boundText(row: Measurement): string {
  const bound = boundOf(row);
  if (bound === undefined) return "";
  return `≤ ${wholeNumber(bound.most)} ${row.gasPerEntry <= bound.most ? "pass" : "FAIL"}`;
}

/** Sets all columns but the first few to the right; columns without a cell below their name are left out. */
function layOut(rows: readonly (readonly string[])[], leftColumns: number): string[] {
  const [names = [], ...body] = rows;
  const columns = names.map((_, column) => column).filter((column) => body.some((row) => row[column] !== ""));
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const padded = (row: readonly string[], column: number) =>
    column < leftColumns ? (row[column] ?? "").padEnd(width(column)) : (row[column] ?? "").padStart(width(column));
  return rows.map((row) => columns.map((column) => padded(row, column)).join(GAP));
}

function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString("en");
}
