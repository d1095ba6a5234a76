import type { BudgetLine } from "../import/combineLines.ts";
import type { MeasureName } from "../import/rows.ts";
import type { Office } from "./Office.ts";

/** A published total that the ledger does not show as published. */
export interface LineDifference {
  readonly line: string;
  readonly measure: MeasureName;
  /** Minor units, as the office publishes it. */
  readonly published: bigint;
  /** Minor units, as the ledger says. */
  readonly recorded: bigint;
}

/**
 * Compares what an office publishes of its lines with what the ledger says of them.
 *
 * @param office The office, refreshed.
 * @param year The fiscal year.
 * @param lines The published lines by code.
 * @returns What differs.
 */
export function reconcileBudget(
  office: Office,
  year: number,
  lines: ReadonlyMap<string, BudgetLine>,
): LineDifference[] {
  const differences: LineDifference[] = [];
  for (const [code, { measures }] of lines) {
    const id = office.lineByCode(year, code)?.id ?? 0;
    const totals = office.replay.totalsOf(id);
    const parts = office.replay.partsOf(id);
    const recorded: Readonly<Record<MeasureName, bigint>> = {
      initialCredit: parts.original,
      modifications: parts.supplementary - parts.reductions,
      finalCredit: totals.revised,
      // What was reserved and is committed now is authorised still.
      authorised: totals.reserved + totals.committed,
      committed: totals.committed,
      recognised: totals.ordered,
    };
    for (const [measure, published] of Object.entries(measures) as [MeasureName, bigint | null][]) {
      if (published === null || published === recorded[measure]) continue;
      differences.push({ line: code, measure, published, recorded: recorded[measure] });
    }
  }
  return differences;
}
