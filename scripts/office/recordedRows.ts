import { CORRECTION, isCorrection } from "../../sdk/journal/kinds.ts";
import { decodeEntries, type Entry } from "../../sdk/journal/entry.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import type { Series } from "../../sdk/journal/series.ts";
import type { Replay } from "../../sdk/replay/replay.ts";
import type { ReplayedBatch } from "../../sdk/replay/replayed.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import { isOfOwnEntries } from "./batchOrigin.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import { findOrigin, type Manifest, type Origin, type RowPlace } from "./manifest.ts";

/** How many batches an error names. */
const NAMED = 3;

/** Batches are recorded of which nobody here can say what they were made of. */
export class ManifestMissingError extends FiscError {
  override readonly name = "ManifestMissingError";

  /** @param batches The batches. */
  constructor(batches: readonly ReplayedBatch[]) {
    const named = batches.slice(0, NAMED).map(({ batchRef, year, desk, firstNumber, count }) => {
      return `${batchRef} (entries ${year}/${desk}/${firstNumber} to ${firstNumber + count - 1})`;
    });
    super(
      `${batches.length} ${batches.length === 1 ? "batch is" : "batches are"} recorded whose manifest is not in the store: ` +
        `${named.join(", ")}${batches.length > NAMED ? ", …" : ""}.`,
      "They may hold rows of this file or of an earlier version of it, which would then be recorded twice.",
      "Bring back the store that was used for the earlier import (FISC_STORE, or --store). Where you know that they come from other files, add --ignore-unknown-batches.",
    );
  }
}

/** An entry that a row led to. */
export interface RecordedEntry {
  readonly series: Series;
  readonly number: number;
  readonly entry: Entry;
}

/** A row whose entries stand in the journal. */
export interface RecordedRow extends RowPlace {
  /** The import that recorded it, or changed it last. */
  readonly manifest: Manifest;
  /** Entries that imports made for it, oldest first. */
  readonly entries: RecordedEntry[];
  /** What imports took back of them, in minor units, by kind. */
  readonly takenBack: Map<number, bigint>;
}

/**
 * Finds out which rows of a file's earlier versions are recorded, from the chain and the store alone.
 *
 * What officers correct by hand counts as recorded all the same: the file that comes again does not undo it.
 *
 * @param replay The chain.
 * @param agency The agency that keeps the books.
 * @param source Dataset and period.
 * @param stores Where manifests are looked for, in this order.
 * @param ignoreUnknown Whether batches that neither a manifest nor their own entries explain are passed over.
 * @returns The rows, by `file:row`.
 * @throws ManifestMissingError where there are such batches, and they are not to be passed over.
 * @throws ManifestVersionError where another version of Fisc wrote the manifest of one.
 */
export async function recordedRows(
  replay: Replay,
  agency: number,
  source: string,
  stores: readonly ContentStore[],
  ignoreUnknown: boolean,
): Promise<Map<string, RecordedRow>> {
  const batches = [...replay.batches.values()].filter((batch) => batch.agency === agency);
  const origins = await forEachAtOnce(batches, async ({ batchRef }) => originIn(stores, batchRef));
  const unknown = batches.filter((batch, place) => origins[place] === undefined && !isOfOwnEntries(batch));
  if (unknown.length > 0 && !ignoreUnknown) throw new ManifestMissingError(unknown);
  const rows = new Map<string, RecordedRow>();
  batches.forEach((batch, place) => {
    const manifest = origins[place]?.manifest;
    if (manifest?.source !== source) return;
    const series = { agency: batch.agency, year: batch.year, desk: batch.desk };
    decodeEntries(batch.entries).forEach((entry, index) => {
      const recorded = { series, number: batch.firstNumber + index, entry };
      apply(rows, manifest, recorded, manifest.rows[index] ?? 0, manifest.changes?.[index] ?? null);
    });
  });
  return rows;
}

/**
 * Returns the key of a row.
 *
 * @param place The row.
 * @returns `file:row`.
 */
export function rowKey({ file, row }: RowPlace): string {
  return `${file}:${row}`;
}

/**
 * Adds up what is recorded of a row, by kind.
 *
 * @param row The row.
 * @returns Minor units, net of what imports took back; kinds with nothing left are left out.
 */
export function amountsOf(row: RecordedRow): Map<number, bigint> {
  const amounts = new Map<number, bigint>();
  for (const { entry } of row.entries) amounts.set(entry.kind, (amounts.get(entry.kind) ?? 0n) + entry.amount);
  for (const [kind, amount] of row.takenBack) amounts.set(kind, (amounts.get(kind) ?? 0n) - amount);
  for (const [kind, amount] of amounts) if (amount === 0n) amounts.delete(kind);
  return amounts;
}

/**
 * Says whether something of a row stands in the journal that could be taken back.
 *
 * @param row What is recorded of it; null where nothing ever was.
 * @returns True where something is left.
 */
export function isStanding(row: RecordedRow | null): row is RecordedRow {
  return row !== null && amountsOf(row).size > 0;
}

async function originIn(stores: readonly ContentStore[], batchRef: string): Promise<Origin | undefined> {
  for (const store of stores) {
    const origin = await findOrigin(store, batchRef);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

function apply(
  rows: Map<string, RecordedRow>,
  manifest: Manifest,
  recorded: RecordedEntry,
  row: number,
  changes: RowPlace | null,
): void {
  const { file } = manifest;
  // What was recorded of the file as a whole belongs to none of its rows.
  if (row === 0 && changes === null) return;
  const before = changes === null ? undefined : rows.get(rowKey(changes));
  // A row that was changed goes on under its new place; one that is gone, under its old one until nothing is left.
  const place: RowPlace = row === 0 && changes !== null ? changes : { file, row };
  const key = rowKey(place);
  const found = before ?? rows.get(key);
  const now: RecordedRow = {
    ...place,
    manifest: row === 0 && found !== undefined ? found.manifest : manifest,
    entries: found?.entries ?? [],
    takenBack: found?.takenBack ?? new Map<number, bigint>(),
  };
  const { kind, amount } = recorded.entry;
  if (isCorrection(kind)) {
    const corrected = kind & ~CORRECTION;
    now.takenBack.set(corrected, (now.takenBack.get(corrected) ?? 0n) + amount);
  } else {
    now.entries.push(recorded);
  }
  if (changes !== null) rows.delete(rowKey(changes));
  // A row of which a credit note took all back is still known, as long as the file has it.
  if (row === 0 && amountsOf(now).size === 0) rows.delete(key);
  else rows.set(key, now);
}
