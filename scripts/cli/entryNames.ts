import type { EntryNames } from "../../sdk/journal/batch-summary.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Office } from "../office/Office.ts";
import type { Session } from "./Session.ts";

/**
 * Finds what the lines, payees and documents of entries are called, as far as the store has it.
 *
 * @param session The session.
 * @param office The office, refreshed.
 * @param entries The entries that are told.
 * @returns The names; whatever is not at hand is told by its number.
 */
export async function entryNames(
  session: Session,
  office: Office,
  entries: readonly Pick<Entry, "line" | "payee" | "document">[],
): Promise<EntryNames> {
  const lines = new Map<number, string>();
  const payees = new Map<number, string>();
  const documents = new Set<string>();
  for (const { line, payee, document } of entries) {
    const found = office.replay.lines.get(line);
    const description = found === undefined || lines.has(line) ? null : await session.descriptionOf(found);
    if (description !== null) lines.set(line, `${description.code} ${description.name}`.trim());
    const name = payees.has(payee) ? undefined : await session.payeeName(office, payee);
    if (name !== undefined) payees.set(payee, name);
    const isAtHand = documents.has(document) || (await session.published(document, () => true)) === true;
    if (isAtHand) documents.add(document);
  }
  return {
    lineOf: (line) => lines.get(line),
    payeeOf: (payee) => payees.get(payee),
    hasDocument: (document) => documents.has(document),
  };
}
