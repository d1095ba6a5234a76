import { describeEntry, summariseBatch } from "../../sdk/journal/batch-summary.ts";
import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import type { Language } from "../import/message.ts";
import type { Office } from "../office/Office.ts";
import { entryNames } from "./entryNames.ts";
import type { Session } from "./Session.ts";

/** How many entries are told one by one, where not all are asked for. */
const TOLD = 20;

/** An entry of a batch in words. */
export interface ToldEntry {
  readonly number: number;
  readonly says: string;
  readonly document: string;
  /** Whether the store has the document. */
  readonly documentAtHand: boolean;
}

/**
 * Says in words what the entries of a batch do, with the names of lines and payees as far as they are at hand.
 *
 * @param session The session.
 * @param office The office, refreshed.
 * @param file The batch.
 * @param all Whether all are told, not the first twenty alone.
 * @returns The entries, in order.
 */
export async function tellEntries(
  session: Session,
  office: Office,
  file: BatchFile,
  all = false,
): Promise<ToldEntry[]> {
  const told = all ? file.entries : file.entries.slice(0, TOLD);
  const names = await entryNames(session, office, told);
  return told.map((entry, index) => ({
    number: file.head.firstNumber + index,
    says: describeEntry(entry, file.currency, session.language, names),
    document: entry.document,
    documentAtHand: names.hasDocument(entry.document),
  }));
}

/**
 * Says in words and totals what a batch does.
 *
 * @param file The batch.
 * @param entries What its entries do, or the first of them.
 * @param language The language.
 * @returns Some lines.
 */
export function batchText(file: BatchFile, entries: readonly ToldEntry[], language: Language): string {
  const summary = summariseBatch(file.head, file.entries, file.currency, language);
  const zh = language === "zh-CN";
  const more = file.entries.length - entries.length;
  return [
    summary.says,
    ...summary.kinds.map(({ kind, entries: count, total }) => `  ${kind}: ${count}, ${total}`),
    ...entries.flatMap(({ number, says, document, documentAtHand }) => [
      `  ${number}. ${says}`,
      `     ${zh ? "凭证" : "document"} ${document}${documentAtHand ? "" : zh ? "（本机存储中没有）" : " (not in this store)"}`,
    ]),
    ...(more > 0 ? [zh ? `  …… 另有 ${more} 笔` : `  … and ${more} more`] : []),
    `${zh ? "制单人" : "made by"} ${file.maker}`,
    `${zh ? "有效期至" : "counts until"} ${summary.deadline}`,
    ...file.approvals.map(({ approver }) => `${zh ? "已审批" : "approved by"} ${approver}`),
  ].join("\n");
}
