import type { Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { canonicalJson } from "../../sdk/store/canonical-json.ts";
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
  const { agency, year, desk } = series;
  return canonicalJson({
    format: "fisc-proposal",
    version: 1,
    agency,
    year,
    desk,
    firstNumber: (office.replay.series.get(`${agency}/${year}/${desk}`)?.entryCount ?? 0) + 1,
    entries: entries.map((entry) => ({ ...entry, cites: entry.cites ?? null, amount: entry.amount.toString() })),
  });
}
