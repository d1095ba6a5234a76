import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import { type BatchFile, batchFileText } from "../../sdk/journal/batch-file.ts";
import type { BatchHead } from "../../sdk/journal/batch.ts";
import { kindOf } from "../../sdk/journal/kinds.ts";
import type { FileKind } from "../import/rows.ts";
import type { Office } from "../office/Office.ts";
import type { ProposalRegister, RegisteredProposal } from "../office/ProposalRegister.ts";
import type { ProposedBatch } from "../office/proposeParts.ts";
import { rowRanges } from "../office/rowRanges.ts";
import { readBatchFile, writeBatchFile } from "./batchFiles.ts";
import { UsageError } from "./UsageError.ts";

/** Numbers in file names are filled up, so that a folder lists the files in the order in which they are submitted. */
const DIGITS = 7;

/** A batch file that stands in the folder. */
export interface WrittenProposal extends RegisteredProposal {
  readonly file: BatchFile;
  /** Whether it stood there already, with its signatures. */
  readonly kept: boolean;
}

/** Whose files they are. */
export interface ProposalOrigin {
  readonly source: string;
  readonly offices: string;
  readonly kind: FileKind;
  readonly desk: number;
}

/**
 * Writes the batches of an import to a folder, in the place of those that it wrote before and that are not recorded.
 *
 * A file that says the same already stays as it is, with its signatures. A run that is killed is made good by the next one.
 *
 * @param folder The folder, an absolute path.
 * @param batches The batches.
 * @param origin Which import they are of.
 * @param office The office, refreshed.
 * @param register What is on its way.
 * @returns The files, in the order in which they are to be submitted.
 * @throws UsageError where a file of that name is there that is none of this import's.
 */
export async function writeProposals(
  folder: string,
  batches: readonly ProposedBatch[],
  origin: ProposalOrigin,
  office: Office,
  register: ProposalRegister,
): Promise<WrittenProposal[]> {
  await mkdir(folder, { recursive: true });
  const before = (await register.unrecorded(office)).filter(
    ({ source, offices, desk, path }) =>
      source === origin.source && offices === origin.offices && desk === origin.desk && dirname(path) === folder,
  );
  const now = await office.time();
  const written: WrittenProposal[] = [];
  for (const batch of batches) {
    const path = join(folder, proposalName(batch.file.head));
    const found = await batchAt(path);
    const kept = found !== null && found.head.deadline > now && isSameBatch(found, batch.file);
    const isOwn = before.some(({ batchRef }) => batchRef === found?.head.batchRef);
    if (existsSync(path) && !kept && !isOwn) {
      throw new UsageError(
        `There is a file ${path} already.`,
        "This import did not write it, so it is not written over.",
        "Move it away, or name another folder.",
      );
    }
    written.push(describe(batch, path, origin, kept ? found : batch.file, kept));
  }
  for (const stale of before) {
    if (written.some(({ path, batchRef, kept }) => kept && path === stale.path && batchRef === stale.batchRef))
      continue;
    if ((await batchAt(stale.path))?.head.batchRef === stale.batchRef) await rm(stale.path);
    await register.drop(stale);
  }
  for (const { file, kept, ...proposal } of written) {
    await register.note(proposal);
    if (!kept) await writeBatchFile(proposal.path, file);
  }
  return written;
}

/** The batch of a file; null where there is none, or the file holds something else. */
function batchAt(path: string): Promise<BatchFile | null> {
  return readBatchFile(path).catch(() => null);
}

/** Names a batch file by year, desk and first number. */
function proposalName({ year, desk, firstNumber }: BatchHead): string {
  return `${year}-${desk}-${String(firstNumber).padStart(DIGITS, "0")}.json`;
}

/** Whether two files hold one batch, whatever their deadlines and signatures. */
function isSameBatch(found: BatchFile, batch: BatchFile): boolean {
  const { deadline } = found.head;
  const text = (file: BatchFile) => batchFileText({ ...file, head: { ...file.head, deadline }, approvals: [] });
  return text(found) === text(batch);
}

function describe(
  { planned }: ProposedBatch,
  path: string,
  { source, offices, kind }: ProposalOrigin,
  file: BatchFile,
  kept: boolean,
): WrittenProposal {
  const { agency, year, desk, firstNumber, deadline, batchRef } = file.head;
  return {
    ...{ agency, year, desk, firstNumber, deadline, batchRef, path, source, offices, kind },
    chainId: file.chainId.toString(),
    ledger: file.ledger,
    count: planned.length,
    rows: rowRanges(planned.map((item) => (item.source.credit ?? item.source.outcome)?.row.row ?? 0)),
    opensCollective: planned.some(({ entry }) => entry.cites === undefined && kindOf(entry.kind).collective),
    ...{ file, kept },
  };
}
