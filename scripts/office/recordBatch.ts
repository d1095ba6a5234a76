import { signApproval } from "../../sdk/chain/approve.ts";
import type { ExplainContext } from "../../sdk/chain/errors.ts";
import { submitBatch, type Submitted, toApprove } from "../../sdk/chain/submit.ts";
import { type BatchHead, minApprovalsFor, totalOf } from "../../sdk/journal/batch.ts";
import type { Citation } from "../../sdk/journal/citation.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import { kindOf } from "../../sdk/journal/kinds.ts";
import { seriesKey } from "../../sdk/replay/replay.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { approversFor } from "./approversFor.ts";
import type { Office } from "./Office.ts";

/** How long approvals given on the spot count, in seconds. */
const DEADLINE_SECONDS = 24 * 60 * 60;

/** A batch to be recorded at once, its approvers being at hand. */
export interface BatchToRecord {
  readonly series: Series;
  readonly entries: readonly Entry[];
  readonly batchRef: string;
  readonly citations?: readonly Citation[] | undefined;
}

/**
 * Makes the head of the next batch of a series.
 *
 * @param office The office.
 * @param batch Its series, entries and reference.
 * @param seconds How long approvals count.
 * @returns The head.
 */
export async function headOf(office: Office, batch: BatchToRecord, seconds = DEADLINE_SECONDS): Promise<BatchHead> {
  const { agency, year, desk } = batch.series;
  const firstNumber = (office.replay.series.get(seriesKey(batch.series))?.entryCount ?? 0) + 1;
  const deadline = (await office.time()) + seconds;
  return { agency, year, desk, firstNumber, deadline, total: totalOf(batch.entries), batchRef: batch.batchRef };
}

/**
 * Records a batch: the maker sends it, approvers at hand sign it.
 *
 * @param office The office; what was recorded is applied to its replay.
 * @param batch The batch; all of its entries ask for one role.
 * @param context Language, currency and names for explanations.
 * @returns What was recorded.
 * @throws RefusedError where the ledger refuses it.
 * @throws NoAccountError or TooFewApproversError where the officers are not at hand.
 */
export async function recordBatch(
  office: Office,
  batch: BatchToRecord,
  context: ExplainContext = {},
): Promise<Submitted> {
  const { entries, citations } = batch;
  const maker = office.makerFor(kindOf(entries[0]!.kind).role);
  const head = await headOf(office, batch);
  const approvers = await approversFor(office, head.total, maker.address, minApprovalsFor(entries));
  const { data } = toApprove(office.fisc, head, entries, maker.address);
  const approvals = await Promise.all(
    approvers.map((approver) => signApproval(office.as(approver), approver.address, data)),
  );
  const submitted = await submitBatch(office.as(maker), { head, entries, citations, approvals }, context);
  office.apply(submitted.event);
  return submitted;
}
