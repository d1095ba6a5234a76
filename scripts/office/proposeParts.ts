import { getAddress } from "ethers";

import { type ExplainContext, RefusedError } from "../../sdk/chain/errors.ts";
import { ledgerPlace } from "../../sdk/chain/fisc.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import { minApprovalsFor } from "../../sdk/journal/batch.ts";
import { CORRECTION, kindOf } from "../../sdk/journal/kinds.ts";
import { ROLES } from "../../sdk/journal/role.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { fitBatch } from "./fitBatch.ts";
import type { Office } from "./Office.ts";
import type { EntrySource } from "./planFile.ts";
import type { AcceptedPart } from "./previewPlan.ts";
import { headOf } from "./recordBatch.ts";
import { citationsOf, MOST_CITATIONS } from "./recordCorrections.ts";
import type { Planned } from "./recordEntries.ts";
import { simulateBatch } from "./simulateBatch.ts";

/** No officers of the agency could approve a batch. */
export class NobodyApprovesError extends FiscError {
  override readonly name = "NobodyApprovesError";

  /**
   * @param total What the batch adds up to, in minor units.
   * @param needed How many approvals it needs.
   * @param able How many officers can give one.
   */
  constructor(total: bigint, needed: number, able: number) {
    super(
      `A batch of ${total} minor units needs ${needed} approvals, and ${able} officers of the agency can give one.`,
      "An approver holds the role, has a limit as high as the batch's total, and did not make the batch.",
      "Have approvers appointed, or their limits raised, with `fisc officer`; then propose again.",
    );
  }
}

/** A batch that waits for approval, and what it is made of. */
export interface ProposedBatch {
  readonly file: BatchFile;
  readonly planned: readonly Planned<EntrySource>[];
}

/** How batches are proposed. */
export interface ProposeOptions {
  /** Makes the reference of a batch, and keeps what it stands for. */
  readonly refOf: (batch: readonly Planned<EntrySource>[]) => Promise<string>;
  /** How long approvals count, in seconds. */
  readonly seconds: number;
  readonly context: ExplainContext;
}

/**
 * Cuts what the ledger would record into batches that wait for approval.
 *
 * A series is numbered without a gap, so its batches are submitted in the order of their first numbers: corrections first,
 * then credit, allotment, cash, commitments with what is verified and ordered on them, payments. Each of them is made by
 * one role. The first of a series is asked for as a whole; the entries of the others are accepted after those before them.
 *
 * @param office The office, refreshed; the makers are at hand.
 * @param parts What the ledger would record.
 * @param options References, and how long approvals count.
 * @returns The batches, in the order in which they are to be submitted.
 * @throws RefusedError where the ledger would not take the first batch of a series from its maker.
 * @throws NobodyApprovesError where the agency has not the approvers for a batch.
 */
export async function proposeParts(
  office: Office,
  parts: readonly AcceptedPart[],
  options: ProposeOptions,
): Promise<ProposedBatch[]> {
  const proposed: ProposedBatch[] = [];
  for (const { series, corrections, additions } of parts) {
    let before = 0;
    for (const planned of [...cut(corrections), ...cut(additions)]) {
      const file = await fileOf(office, series, planned, before, options);
      await requireApprovers(office, file);
      if (before === 0) await requireAcceptance(office, file, options.context);
      proposed.push({ file, planned });
      before += planned.length;
    }
  }
  return proposed;
}

/** Entries that are made by one role and fit one transaction stand in one batch. */
function cut(planned: readonly Planned<EntrySource>[]): Planned<EntrySource>[][] {
  const batches: Planned<EntrySource>[][] = [];
  for (let start = 0; start < planned.length;) {
    const role = roleOf(planned[start]!);
    const next = planned.findIndex((item, place) => place > start && roleOf(item) !== role);
    const ofRole = planned.slice(start, next === -1 ? planned.length : next);
    const isCiting = ofRole[0]!.entry.cites !== undefined;
    const entries = ofRole.map(({ entry }) => entry);
    const length = Math.min(fitBatch(entries, 0), isCiting ? MOST_CITATIONS : ofRole.length);
    batches.push(ofRole.slice(0, length));
    start += length;
  }
  return batches;
}

function roleOf({ entry }: Planned<EntrySource>) {
  return kindOf(entry.kind & ~CORRECTION).role;
}

async function fileOf(
  office: Office,
  series: Series,
  planned: readonly Planned<EntrySource>[],
  before: number,
  { refOf, seconds }: ProposeOptions,
): Promise<BatchFile> {
  const entries = planned.map(({ entry }) => entry);
  const batchRef = await refOf(planned);
  const head = await headOf(office, { series, entries, batchRef }, seconds);
  const { chainId, address } = ledgerPlace(office.fisc);
  return {
    chainId,
    ledger: address,
    currency: office.currencyOf(series.year) ?? { code: "XXX", decimals: 2 },
    maker: office.makerFor(roleOf(planned[0]!)).address,
    head: { ...head, firstNumber: head.firstNumber + before },
    entries,
    ...(entries[0]!.cites === undefined ? {} : { citations: citationsOf(office, series, entries) }),
    approvals: [],
  };
}

async function requireAcceptance(office: Office, file: BatchFile, context: ExplainContext): Promise<void> {
  const simulation = await simulateBatch(office, file, null, context);
  if (simulation.outcome === "refused") throw new RefusedError("record the batch", simulation.refusal);
}

/** Approvers sit elsewhere, so that there are such at all is looked up in what the chain says of officers. */
async function requireApprovers(office: Office, file: BatchFile): Promise<void> {
  const { head, maker, entries } = file;
  const byPolicy = await office.fisc.agencies.approvalsNeeded(office.agency, head.total);
  const needed = Math.max(Number(byPolicy), minApprovalsFor(entries));
  const now = await office.time();
  const able = [...office.replay.officers.values()].filter(
    ({ account, agency, roles, limit, startsAt, endsAt, suspended }) =>
      agency === office.agency &&
      (roles & ROLES.approver) !== 0 &&
      !suspended &&
      startsAt <= now &&
      endsAt > now &&
      limit >= head.total &&
      getAddress(account) !== getAddress(maker),
  );
  if (able.length < needed) throw new NobodyApprovesError(head.total, needed, able.length);
}
