import { citationIn } from "../../sdk/chain/citation.ts";
import { type ExplainContext, RefusedError } from "../../sdk/chain/errors.ts";
import type { Submitted } from "../../sdk/chain/submit.ts";
import type { Citation } from "../../sdk/journal/citation.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { fitBatch } from "./fitBatch.ts";
import type { Office } from "./Office.ts";
import { recordBatch } from "./recordBatch.ts";
import type { Planned, RecordOptions, Refused } from "./recordEntries.ts";

/** A citation with its proof takes some 600 bytes and as many hashes as the batch's tree is high. */
export const MOST_CITATIONS = 60;

/**
 * Records corrections, each with the proof of the entry that it cites, and leaves out those that the ledger refuses.
 *
 * @param office The office.
 * @param series Where they are recorded.
 * @param planned The corrections in the order in which they are to stand; all ask for one role.
 * @param options References and what to tell.
 * @returns What was refused.
 */
export async function recordCorrections<S>(
  office: Office,
  series: Series,
  planned: readonly Planned<S>[],
  options: RecordOptions<S>,
): Promise<Refused<S>[]> {
  const refused: Refused<S>[] = [];
  // A refused batch does not tell which of its entries is at fault, so it is halved until it does.
  const waiting: (readonly Planned<S>[])[] = [];
  const entries = planned.map(({ entry }) => entry);
  for (let start = 0; start < planned.length; start += waiting.at(-1)!.length) {
    waiting.push(planned.slice(start, start + Math.min(fitBatch(entries, start), MOST_CITATIONS)));
  }
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    try {
      options.onBatch?.(await record(office, series, batch, options), batch);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        waiting.unshift(batch.slice(0, half), batch.slice(half));
        continue;
      }
      const bad = [{ ...batch[0]!, refusal: error.refusal }];
      refused.push(...bad);
      options.onRefused?.(bad);
    }
  }
  return refused;
}

/**
 * Proves the entries that corrections cite.
 *
 * @param office The office.
 * @param series Where the corrections are recorded; they cite entries of the same agency.
 * @param entries The corrections.
 * @returns The proofs, in their order.
 * @throws RangeError where the journal holds no such entry.
 */
export function citationsOf(office: Office, series: Series, entries: readonly Entry[]): Citation[] {
  return entries.map((entry) => {
    const { year, desk, number } = entry.cites!;
    const cited = office.replay.entryAt({ agency: series.agency, year, desk }, number);
    if (cited === null) throw new RangeError(`The journal holds no entry ${year}/${desk}/${number}.`);
    return citationIn({ ...cited.batch, series: cited.batch }, cited.index);
  });
}

async function record<S>(
  office: Office,
  series: Series,
  batch: readonly Planned<S>[],
  options: RecordOptions<S>,
): Promise<Submitted> {
  const batchRef = await options.refOf(batch);
  const entries = batch.map(({ entry }) => entry);
  const citations = citationsOf(office, series, entries);
  const context: ExplainContext = options.context ?? {};
  return recordBatch(office, { series, batchRef, entries, citations }, context);
}
