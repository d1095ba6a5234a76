import type { RowIdentity } from "./diffRows.ts";
import type { EntryRow } from "./rows.ts";

/**
 * Takes from a row what tells it from others when the file comes again.
 *
 * @param row A row that is an entry.
 * @returns Its identity; small, and without the row's content.
 */
export function identityOf(row: EntryRow): RowIdentity {
  const { entry, content, occurrence } = row;
  return { row: row.row, content, occurrence, reference: entry.referenceIsOwn ? entry.reference : null };
}
