import { RefusedError, type ExplainContext, type ExplainedRevert } from "../../sdk/chain/errors.ts";
import { MAX_PREVIEW_ENTRIES, previewEntries } from "../../sdk/chain/preview.ts";
import type { Submitted } from "../../sdk/chain/submit.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { seriesKey } from "../../sdk/replay/replay.ts";
import { fitBatch } from "./fitBatch.ts";
import type { Office } from "./Office.ts";
import { recordBatch } from "./recordBatch.ts";

/** An entry, and where it comes from. */
export interface Planned<S> {
  readonly entry: Entry;
  readonly source: S;
}

/** An entry that the ledger refuses, and why. */
export interface Refused<S> extends Planned<S> {
  readonly refusal: ExplainedRevert;
}

/** How entries are recorded. */
export interface RecordOptions<S> {
  /** Makes the reference of a batch, and keeps what it stands for. */
  readonly refOf: (batch: readonly Planned<S>[]) => Promise<string>;
  /** Called after each batch. */
  readonly onBatch?: ((submitted: Submitted, batch: readonly Planned<S>[]) => void) | undefined;
  /** Called where entries are refused. */
  readonly onRefused?: ((refused: readonly Refused<S>[]) => void) | undefined;
  readonly context?: ExplainContext | undefined;
}

/**
 * Records entries in as many batches as they need, and leaves out those that the ledger itself refuses.
 *
 * No rule is written a second time here: a batch is tried, and where it is refused, the ledger is asked which of its
 * entries it would not record.
 *
 * @param office The office.
 * @param series Where they are recorded.
 * @param planned The entries in the order in which they are to stand; all ask for one role, and none cites.
 * @param options References and what to tell.
 * @returns What was refused.
 * @throws RefusedError where the ledger refuses a batch for a reason that lies in none of its entries.
 */
export async function recordEntries<S>(
  office: Office,
  series: Series,
  planned: readonly Planned<S>[],
  options: RecordOptions<S>,
): Promise<Refused<S>[]> {
  const refused: Refused<S>[] = [];
  const entries = planned.map(({ entry }) => entry);
  for (let start = 0; start < planned.length;) {
    let batch = planned.slice(start, start + fitBatch(entries, start));
    if (!(await tryBatch(office, series, batch, options))) {
      batch = batch.slice(0, MAX_PREVIEW_ENTRIES);
      const refusals = await preview(office, series, batch, options);
      const bad = batch.flatMap((item, index) => {
        const refusal = refusals[index];
        return refusal === null || refusal === undefined ? [] : [{ ...item, refusal }];
      });
      const good = batch.filter((_, index) => refusals[index] === null);
      refused.push(...bad);
      options.onRefused?.(bad);
      if (good.length > 0) {
        options.onBatch?.(await record(office, series, good, options), good);
      }
    }
    start += batch.length;
  }
  return refused;
}

async function tryBatch<S>(
  office: Office,
  series: Series,
  batch: readonly Planned<S>[],
  options: RecordOptions<S>,
): Promise<boolean> {
  try {
    options.onBatch?.(await record(office, series, batch, options), batch);
    return true;
  } catch (error) {
    if (error instanceof RefusedError && isOfEntries(error.refusal.name)) return false;
    throw error;
  }
}

/** A reason that lies in a person, a signature or the batch as a whole would refuse each of its entries. */
function isOfEntries(name: string): boolean {
  return (
    name.startsWith("SpendingLedger_") &&
    !/_(BatchRecorded|InvalidBatchRef|SeriesMoved|Expired|TotalMismatch|InvalidSignature|Year|DeskOutOfRange|InvalidLength)/.test(
      name,
    )
  );
}

async function record<S>(
  office: Office,
  series: Series,
  batch: readonly Planned<S>[],
  options: RecordOptions<S>,
): Promise<Submitted> {
  const batchRef = await options.refOf(batch);
  return recordBatch(office, { series, batchRef, entries: batch.map(({ entry }) => entry) }, options.context);
}

async function preview<S>(
  office: Office,
  series: Series,
  batch: readonly Planned<S>[],
  options: RecordOptions<S>,
): Promise<(ExplainedRevert | null)[]> {
  const firstNumber = (office.replay.series.get(seriesKey(series))?.entryCount ?? 0) + 1;
  const batchRef = await options.refOf(batch);
  const entries = batch.map(({ entry }) => entry);
  return previewEntries(office.fisc, { ...series, firstNumber, batchRef }, entries, options.context);
}
