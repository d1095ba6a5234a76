import { readFile, rename, writeFile } from "node:fs/promises";

import { type BatchFile, batchFileText, parseBatchFile } from "../../sdk/journal/batch-file.ts";
import { UsageError } from "./UsageError.ts";

/**
 * Reads a batch that waits for approval.
 *
 * @param path The file.
 * @returns The batch.
 * @throws UsageError where there is no such file.
 * @throws JsonFieldError where it was changed or is none.
 */
export async function readBatchFile(path: string): Promise<BatchFile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UsageError(
      `The file ${path} cannot be read.`,
      "There is no such file, or it is not yours to read.",
      "Correct the path.",
      cause,
    );
  });
  return parseBatchFile(text);
}

/**
 * Writes a batch that waits for approval: whole or not at all.
 *
 * @param path The file.
 * @param file The batch.
 */
export async function writeBatchFile(path: string, file: BatchFile): Promise<void> {
  await writeFile(`${path}.unfinished`, batchFileText(file));
  await rename(`${path}.unfinished`, path);
}
