import type { BatchHead } from "../../sdk/journal/batch.ts";
import type { Office } from "./Office.ts";

/**
 * Says whether a batch stands in the journal.
 *
 * @param office The office, refreshed.
 * @param batch Whose batch it is, and its reference.
 * @returns True where it is recorded.
 */
export function isRecorded(office: Office, { agency, batchRef }: Pick<BatchHead, "agency" | "batchRef">): boolean {
  return office.replay.batches.has(`${agency}/${batchRef}`);
}
