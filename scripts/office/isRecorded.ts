import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import type { Office } from "./Office.ts";

/**
 * Says whether the batch of a file stands in the journal.
 *
 * @param office The office, refreshed.
 * @param file The file.
 * @returns True where its reference is recorded.
 */
export function isRecorded(office: Office, file: BatchFile): boolean {
  const { agency, batchRef } = file.head;
  return office.replay.batches.has(`${agency}/${batchRef}`);
}
