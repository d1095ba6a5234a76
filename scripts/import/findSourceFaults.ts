import { amountText } from "../../sdk/money/amount.ts";
import type { BudgetLine } from "./combineLines.ts";
import type { Message } from "./message.ts";
import type { MessageCode } from "./messageCatalogue.ts";
import type { MappedFile } from "./rows.ts";

/** Something in an office's files that does not add up. It is shown as it is, and nothing is bent to fit. */
export interface SourceFault {
  /** Code of the line. */
  readonly line: string;
  /** The rows that it is about: of the budget file, or, for a payment without a line, of the payments file. */
  readonly rows: readonly number[];
  readonly fault: Message;
}

/**
 * Looks for what does not add up in a budget file, and for payments or commitments whose line it does not have.
 *
 * @param lines The lines of the budget file.
 * @param decimals Decimals of the currency, to print amounts.
 * @param spending Mapped payments or commitments of the same year.
 * @returns The faults: lines first in their order, then rows in theirs.
 */
export function findSourceFaults(
  lines: ReadonlyMap<string, BudgetLine>,
  decimals: number,
  spending?: Pick<MappedFile, "rows">,
): SourceFault[] {
  const faults = [...lines.values()].flatMap((line) => lineFaults(line, decimals));
  for (const row of spending?.rows ?? []) {
    if (row.outcome !== "entry" || lines.has(row.entry.line.code)) continue;
    const line = row.entry.line.code;
    faults.push({
      line,
      rows: [row.row],
      fault: { code: "FAULT_LINE_UNKNOWN", params: { line, row: String(row.row) } },
    });
  }
  return faults;
}

function lineFaults({ line, measures, rows }: BudgetLine, decimals: number): SourceFault[] {
  const { initialCredit, modifications, finalCredit, authorised, committed, recognised } = measures;
  const faults: SourceFault[] = [];
  const report = (code: MessageCode, amounts: Readonly<Record<string, bigint>>): void => {
    const printed = Object.entries(amounts).map(([name, amount]): [string, string] => [
      name,
      amountText(amount, decimals),
    ]);
    faults.push({
      line: line.code,
      rows,
      fault: { code, params: { line: line.code, ...Object.fromEntries(printed) } },
    });
  };
  if (initialCredit !== null && modifications !== null && finalCredit !== null) {
    const sum = initialCredit + modifications;
    if (sum !== finalCredit) report("FAULT_FINAL_CREDIT", { initialCredit, modifications, sum, finalCredit });
  }
  if (authorised !== null && committed !== null && committed > authorised) {
    report("FAULT_COMMITTED", { committed, authorised });
  }
  if (committed !== null && recognised !== null && recognised > committed) {
    report("FAULT_RECOGNISED", { recognised, committed });
  }
  return faults;
}
