import { summariseBatch, describeEntry } from "../../sdk/journal/batch-summary.ts";
import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import type { Language } from "../import/message.ts";

/** How many entries are told one by one. */
const TOLD = 20;

/**
 * Says in words and totals what a batch does.
 *
 * @param file The batch.
 * @param language The language.
 * @returns Some lines.
 */
export function batchText(file: BatchFile, language: Language): string {
  const summary = summariseBatch(file.head, file.entries, file.currency, language);
  const zh = language === "zh-CN";
  return [
    summary.says,
    ...summary.kinds.map(({ kind, entries, total }) => `  ${kind}: ${entries}, ${total}`),
    ...file.entries
      .slice(0, TOLD)
      .map((entry, index) => `  ${file.head.firstNumber + index}. ${describeEntry(entry, file.currency, language)}`),
    ...(file.entries.length > TOLD
      ? [zh ? `  …… 另有 ${file.entries.length - TOLD} 笔` : `  … and ${file.entries.length - TOLD} more`]
      : []),
    `${zh ? "制单人" : "made by"} ${file.maker}`,
    `${zh ? "有效期至" : "counts until"} ${summary.deadline}`,
    ...file.approvals.map(({ approver }) => `${zh ? "已审批" : "approved by"} ${approver}`),
  ].join("\n");
}
