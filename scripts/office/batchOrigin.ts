import { decodeEntries, type Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { seriesKey } from "../../sdk/replay/replay.ts";
import type { ReplayedBatch } from "../../sdk/replay/replayed.ts";
import { canonicalJson } from "../../sdk/store/canonical-json.ts";
import { sha256 } from "../import/sha256.ts";
import type { Office } from "./Office.ts";

/**
 * Writes down what a batch of an officer's own entries is made of; its hash is the batch's reference.
 *
 * @param office The office.
 * @param series Where it is recorded next.
 * @param entries The entries.
 * @returns The bytes.
 */
export function batchOrigin(office: Office, series: Series, entries: readonly Entry[]): Uint8Array {
  const recorded = office.replay.series.get(seriesKey(series))?.entryCount ?? 0;
  return originOf({ ...series, firstNumber: recorded + 1 }, entries);
}

/**
 * Says whether a recorded batch is of an officer's own entries, and of no file: its reference is then the hash of what
 * stands on the chain, so that no store is needed to tell.
 *
 * @param batch The batch.
 * @returns True where it is.
 */
export function isOfOwnEntries(batch: ReplayedBatch): boolean {
  const { agency, year, desk, firstNumber, batchRef } = batch;
  return sha256(originOf({ agency, year, desk, firstNumber }, decodeEntries(batch.entries))) === batchRef;
}

function originOf(place: Series & { readonly firstNumber: number }, entries: readonly Entry[]): Uint8Array {
  const { agency, year, desk, firstNumber } = place;
  return canonicalJson({
    format: "fisc-proposal",
    version: 1,
    ...{ agency, year, desk, firstNumber },
    entries: entries.map((entry) => ({ ...entry, cites: entry.cites ?? null, amount: entry.amount.toString() })),
  });
}
