import type { Cells } from "./Cells.ts";
import type { SupersedeRule } from "./mapping.ts";
import type { EntryRow, MappedRow } from "./rows.ts";

/**
 * Skips entries that a later row of the file publishes again. Entries that tie for the last place are all kept, since
 * nothing tells which of them is meant.
 *
 * @param rows The rows of a file.
 * @param rule What makes two rows the same item, and which of them is later.
 * @param cells Reads the rule's texts.
 * @returns As many rows, in the same order.
 */
export function skipSuperseded(rows: readonly MappedRow[], rule: SupersedeRule, cells: Cells): readonly MappedRow[] {
  const latest = new Map<string, { order: string; row: EntryRow }>();
  for (const row of rows) {
    if (row.outcome !== "entry") continue;
    const order = cells.textOf(row.cells, rule.order) ?? "";
    const key = keyOf(row, rule, cells);
    const found = latest.get(key);
    if (found === undefined || order > found.order) latest.set(key, { order, row });
  }
  return rows.map((row): MappedRow => {
    if (row.outcome !== "entry") return row;
    const last = latest.get(keyOf(row, rule, cells));
    if (last === undefined || (cells.textOf(row.cells, rule.order) ?? "") === last.order) return row;
    const { entry: _entry, record: _record, evidence: _evidence, ...fields } = row;
    const reason = { code: "ROW_SUPERSEDED" as const, params: { row: String(last.row.row) } };
    return { ...fields, outcome: "skipped", rule: rule.rule, reason };
  });
}

function keyOf(row: EntryRow, rule: SupersedeRule, cells: Cells): string {
  return JSON.stringify(rule.by.map((each) => cells.textOf(row.cells, each)));
}
