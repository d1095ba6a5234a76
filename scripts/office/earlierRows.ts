import { FiscError } from "../../sdk/fisc-error.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import type { RowIdentity } from "../import/diffRows.ts";
import { identityOf } from "../import/identityOf.ts";
import { mapFile } from "../import/mapFile.ts";
import { parseMapping } from "../import/parseMapping.ts";
import type { EntryRow, MappedFile } from "../import/rows.ts";
import type { Manifest } from "./manifest.ts";
import { type RecordedRow, rowKey } from "./recordedRows.ts";

/** An earlier version of a file is needed for a comparison, and is not kept here. */
export class VersionMissingError extends FiscError {
  override readonly name = "VersionMissingError";

  /** @param hash The hash of the version, or of its mapping. */
  constructor(hash: string) {
    super(
      `${hash}, an earlier version of this file or its mapping, is not in the store.`,
      "What changed is told by comparing the two, and nothing is recorded twice on a guess.",
      "Bring back the store that was used for the earlier import (FISC_STORE).",
    );
  }
}

/** A row with what tells it from others, and what is recorded of it. */
export interface IdentifiedRow extends RowIdentity {
  readonly source: EntryRow;
  /** Null for a row of the file at hand. */
  readonly recorded: RecordedRow | null;
}

/**
 * Tells what a row is found again by: its content; where that changed, the office's own reference, or a budget line's code.
 *
 * @param source The row.
 * @param recorded What is recorded of it.
 * @returns Its identity.
 */
export function identify(source: EntryRow, recorded: RecordedRow | null = null): IdentifiedRow {
  const identity = identityOf(source);
  const reference = source.entry.kind === "budget" ? source.entry.line.code : identity.reference;
  return { ...identity, reference, source, recorded };
}

/**
 * Reads the rows that are recorded out of the versions of the file that they came with.
 *
 * @param recorded What is recorded, by `file:row`.
 * @param file The file at hand, mapped, which need not be read again.
 * @param stores Where earlier versions and their mappings are kept.
 * @returns The rows.
 * @throws VersionMissingError where a version is not there.
 */
export async function earlierRows(
  recorded: ReadonlyMap<string, RecordedRow>,
  file: MappedFile,
  stores: readonly ContentStore[],
): Promise<IdentifiedRow[]> {
  const versions = new Map<string, ReadonlyMap<number, EntryRow>>([[file.file, entriesOf(file)]]);
  const rows: IdentifiedRow[] = [];
  for (const row of recorded.values()) {
    const { manifest } = row;
    // A row that is not of the slice at hand is read as it was read then.
    let source = versions.get(row.file)?.get(row.row);
    if (source === undefined) {
      const key = `${manifest.file} ${manifest.mapping} ${manifest.offices}`;
      let version = versions.get(key);
      if (version === undefined) versions.set(key, (version = entriesOf(await readVersion(manifest, stores))));
      source = version.get(row.row);
    }
    if (source === undefined) throw new VersionMissingError(rowKey(row));
    rows.push(identify(source, row));
  }
  return rows;
}

function entriesOf(file: MappedFile): ReadonlyMap<number, EntryRow> {
  return new Map(file.rows.flatMap((row) => (row.outcome === "entry" ? [[row.row, row]] : [])));
}

async function readVersion(manifest: Manifest, stores: readonly ContentStore[]): Promise<MappedFile> {
  const bytes = await find(stores, manifest.file);
  const mapping = await find(stores, manifest.mapping);
  return mapFile(bytes, parseMapping(new TextDecoder().decode(mapping), manifest.mapping), {
    fileName: manifest.fileName,
    ...(manifest.fiscalYear === null ? {} : { fiscalYear: manifest.fiscalYear }),
    ...(manifest.offices === "" ? {} : { offices: manifest.offices }),
  });
}

async function find(stores: readonly ContentStore[], hash: string): Promise<Uint8Array> {
  for (const store of stores) {
    const bytes = await store.get(hash);
    if (bytes !== null) return bytes;
  }
  throw new VersionMissingError(hash);
}
