import { FiscError } from "../fisc-error.ts";
import { decodeEntries, type Entry, entryWords } from "../journal/entry.ts";
import type { Citation } from "../journal/citation.ts";
import { packSeries, type Series } from "../journal/series.ts";
import { EntryTree } from "../journal/tree.ts";
import { toBeHex } from "ethers";
import { eventOf, type FiscEvent } from "./events.ts";
import type { Fisc } from "./fisc.ts";

/** The journal holds no entry at a place. */
export class EntryUnknownError extends FiscError {
  override readonly name = "EntryUnknownError";

  /**
   * @param series The series.
   * @param number The number that was asked for.
   */
  constructor(series: Series, number: number) {
    super(
      `The journal of agency ${series.agency}, year ${series.year}, desk ${series.desk} holds no entry ${number}.`,
      "Entries are numbered from 1 without gaps, and this number is not reached.",
      "Correct the number, or wait until the entry is recorded.",
    );
  }
}

/** An entry of the journal with its proof and the event that it came in. */
export interface ProvenEntry {
  readonly entry: Entry;
  readonly citation: Citation;
  readonly event: FiscEvent<"BatchRecorded">;
}

/**
 * Builds the citation of an entry from the batch that holds it.
 *
 * @param event The event of the batch, or a batch of a replay.
 * @param index The entry's place in the batch, from 0.
 * @returns The citation, with the proof.
 * @throws RangeError where the batch holds no such entry.
 * @example citationIn(event, 0).proof
 */
export function citationIn(
  event: Pick<FiscEvent<"BatchRecorded">, "batchRef" | "firstNumber" | "entries"> & { readonly series: Series },
  index: number,
): Citation {
  const tree = new EntryTree(event.entries);
  const proof = tree.proof(index);
  const [word0, word1] = entryWords(event.entries, index);
  const { agency, year, desk } = event.series;
  const { batchRef, firstNumber } = event;
  return { batchRef, agency, year, desk, firstNumber, count: tree.count, index, word0, word1, proof };
}

/**
 * Finds an entry in the ledger's events and builds its citation.
 *
 * @param fisc A connection.
 * @param series The series.
 * @param number The entry's number, from 1.
 * @returns The entry, its citation and its batch.
 * @throws EntryUnknownError where the journal holds none.
 * @example const { citation } = await proveEntry(fisc, { agency: 1, year: 2019, desk: 0 }, 42);
 */
export async function proveEntry(fisc: Fisc, series: Series, number: number): Promise<ProvenEntry> {
  const { ledger, provider, deployment } = fisc;
  // All batches of one series are found by its topic; their entries come along, so ranges keep answers small.
  const topics = [ledger.getEvent("BatchRecorded").fragment.topicHash, null, toBeHex(packSeries(series), 32)];
  const last = await provider.getBlockNumber();
  let span = 1_000;
  for (let from = deployment.firstBlock; from <= last;) {
    const to = Math.min(last, from + span - 1);
    try {
      const address = deployment.addresses.SpendingLedger;
      const logs = await provider.getLogs({ address, topics, fromBlock: from, toBlock: to });
      for (const log of logs) {
        const event = eventOf(log);
        if (event?.name !== "BatchRecorded") continue;
        const index = number - event.firstNumber;
        if (index < 0 || index >= event.entries.length / 64) continue;
        const [entry] = decodeEntries(event.entries.subarray(64 * index, 64 * index + 64));
        return { entry: entry!, citation: citationIn(event, index), event };
      }
      from = to + 1;
      span *= 2;
    } catch (error) {
      if (to === from) throw error;
      span = Math.max(1, Math.floor((to - from + 1) / 4));
    }
  }
  throw new EntryUnknownError(series, number);
}
