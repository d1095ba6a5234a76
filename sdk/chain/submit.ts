import { type ContractTransactionReceipt, getAddress, hexlify } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { type BatchFile, signedBatchOf } from "../journal/batch-file.ts";
import type { BatchApproval } from "../journal/batch-file.ts";
import { type BatchHead, batchRoot, totalOf } from "../journal/batch.ts";
import type { Citation } from "../journal/citation.ts";
import { calldataFloor, encodeCompact } from "../journal/compact.ts";
import { encodeEntries, type Entry } from "../journal/entry.ts";
import { batchTypedData, type SignedBatch, type TypedData } from "../journal/typed-data.ts";
import { type ExplainContext, refusalOf } from "./errors.ts";
import { eventOf, type FiscEvent } from "./events.ts";
import { type Fisc, ledgerPlace, NoSignerError } from "./fisc.ts";

/** From this many entries on, unpacking the compact encoding is cheaper than the calldata that it spares. */
export const COMPACT_FROM = 200;

/** A batch that is ready to be sent. */
export interface Submission {
  readonly head: BatchHead;
  readonly entries: readonly Entry[];
  /** One for each entry, where the entries cite. */
  readonly citations?: readonly Citation[] | undefined;
  /** Ascending by approver. */
  readonly approvals: readonly BatchApproval[];
}

/** How a batch travels. */
export type Encoding = "plain" | "compact" | "citing";

/** What came of a submission. */
export interface Submitted {
  readonly event: FiscEvent<"BatchRecorded">;
  readonly encoding: Encoding;
  readonly gasUsed: bigint;
  readonly transaction: string;
}

/** A batch was sent and the chain tells of none. */
export class NotRecordedError extends FiscError {
  override readonly name = "NotRecordedError";

  /** @param transaction The transaction. */
  constructor(transaction: string) {
    super(
      `Transaction ${transaction} recorded no batch.`,
      "It failed in its block although the simulation before it did not: something else was recorded in between.",
      "Read the series again; the same batch can be proposed anew and is never recorded twice.",
    );
  }
}

/** A file is sent by another account than the one that made it. */
export class NotMakerError extends FiscError {
  override readonly name = "NotMakerError";

  /**
   * @param maker Who made the file.
   * @param sender Who would send it.
   */
  constructor(maker: string, sender: string) {
    super(
      `The batch was made by ${maker}, and ${sender} would send it.`,
      "The approvers signed for a batch that its maker sends.",
      "Send it from the maker's account.",
    );
  }
}

/**
 * Returns what the approvers of a batch sign, without a file in between.
 *
 * @param fisc A connection.
 * @param head The batch's head.
 * @param entries Its entries.
 * @param maker The account that will send it.
 * @returns The typed data and what stands in it.
 * @throws EntryFieldError where an entry does not fit.
 * @example const { data } = toApprove(fisc, head, entries, maker);
 */
export function toApprove(
  fisc: Fisc,
  head: BatchHead,
  entries: readonly Entry[],
  maker: string,
): { readonly data: TypedData; readonly batch: SignedBatch } {
  const batch = { head, count: entries.length, root: batchRoot(head, encodeEntries(entries)), maker };
  return { data: batchTypedData(ledgerPlace(fisc), batch), batch };
}

/**
 * Chooses how a batch travels.
 *
 * @param submission The batch.
 * @returns "citing" where it has citations, else "compact" where that is cheaper, else "plain".
 * @throws EntryFieldError where an entry does not fit.
 * @example encodingFor(submission) // "compact"
 */
export function encodingFor(submission: Pick<Submission, "entries" | "citations">): Encoding {
  if (submission.citations !== undefined) return "citing";
  if (submission.entries.length < COMPACT_FROM) return "plain";
  const entries = encodeEntries(submission.entries);
  return calldataFloor(encodeCompact(entries)) < calldataFloor(entries) ? "compact" : "plain";
}

/**
 * Records a batch: simulates it, sends it, waits for its block.
 *
 * @param fisc A connection with the maker behind it.
 * @param submission The batch.
 * @param context Language, currency and names for explanations.
 * @param encoding How it travels; the cheapest where it is not given.
 * @returns What was recorded.
 * @throws NoSignerError where the connection only reads.
 * @throws RefusedError where the ledger refuses it; nothing is sent then.
 * @throws NotRecordedError where it was sent and failed.
 * @example const { event } = await submitBatch(withSigner(fisc, recorder), { head, entries, approvals });
 */
export async function submitBatch(
  fisc: Fisc,
  submission: Submission,
  context: ExplainContext = {},
  encoding: Encoding = encodingFor(submission),
): Promise<Submitted> {
  if (fisc.signer === null) throw new NoSignerError("submit the batch");
  const { ledger, signer } = fisc;
  const head = { ...submission.head, total: totalOf(submission.entries) };
  const entries = encodeEntries(submission.entries);
  const approvals = submission.approvals.map(({ approver, signature }) => ({ approver, signature }));
  const request =
    encoding === "citing"
      ? await ledger.submitCiting.populateTransaction(head, hexlify(entries), citationsOf(submission), approvals)
      : encoding === "compact"
        ? await ledger.submitCompact.populateTransaction(head, hexlify(encodeCompact(entries)), approvals)
        : await ledger.submit.populateTransaction(head, hexlify(entries), approvals);
  let receipt: ContractTransactionReceipt | null;
  try {
    // Estimating runs the whole call, so it is the simulation too; nothing is sent where it fails.
    const gasLimit = await signer.estimateGas(request);
    receipt = (await (
      await signer.sendTransaction({ ...request, gasLimit })
    ).wait()) as ContractTransactionReceipt | null;
  } catch (error) {
    throw refusalOf(`record batch ${head.batchRef}`, error, context);
  }
  const event = receipt?.logs.map(eventOf).find((found) => found?.name === "BatchRecorded");
  if (receipt === null || event?.name !== "BatchRecorded") throw new NotRecordedError(receipt?.hash ?? head.batchRef);
  return { event, encoding, gasUsed: receipt.gasUsed, transaction: receipt.hash };
}

/**
 * Records the batch of a file.
 *
 * @param fisc A connection with the file's maker behind it.
 * @param file The file, approved.
 * @param context Language and names for explanations; the currency is the file's.
 * @returns What was recorded.
 * @throws NotMakerError where another account is behind the connection.
 * @throws RefusedError where the ledger refuses it.
 * @example await submitBatchFile(fisc, mergeApprovals(fromAna, fromBela));
 */
export async function submitBatchFile(fisc: Fisc, file: BatchFile, context: ExplainContext = {}): Promise<Submitted> {
  if (fisc.signer === null) throw new NoSignerError("submit the batch");
  const sender = await fisc.signer.getAddress();
  const { maker } = signedBatchOf(file);
  if (getAddress(maker) !== getAddress(sender)) throw new NotMakerError(maker, sender);
  return submitBatch(fisc, file, { currency: file.currency, ...context });
}

function citationsOf(submission: Submission) {
  return (submission.citations ?? []).map((citation) => ({ ...citation, proof: [...citation.proof] }));
}
