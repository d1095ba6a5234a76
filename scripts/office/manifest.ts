import { canonicalJson } from "../../sdk/store/canonical-json.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import type { FileKind, Hash } from "../import/rows.ts";

const FORMAT = "fisc-import";
const VERSION = 1;

/** A row of a version of a file. */
export interface RowPlace {
  readonly file: Hash;
  readonly row: number;
}

/**
 * What a batch was made of. Its hash is the batch's reference, so chain and store alone tell which rows of which file are
 * recorded.
 */
export interface Manifest {
  /** What the file is a version of: dataset and period. Files of one source correct each other. */
  readonly source: string;
  readonly kind: FileKind;
  readonly fileName: string;
  /** SHA-256 of the file. */
  readonly file: Hash;
  /** SHA-256 of the mapping. */
  readonly mapping: Hash;
  readonly fiscalYear: number | null;
  /** The part of the file that was imported; the whole where it is empty. */
  readonly offices: string;
  /** For each entry of the batch, the row that it comes from; 0 for a row that the file no longer has. */
  readonly rows: readonly number[];
  /** For each entry of the batch, its kind: a row of a budget leads to entries of several. */
  readonly kinds: readonly number[];
  /** For each entry of the batch, the row whose entries it changes; null for an entry of a new row. */
  readonly changes?: readonly (RowPlace | null)[] | undefined;
  /** How many batches with the same rows were recorded before this one, and taken back; not given for the first. */
  readonly again?: number | undefined;
}

/**
 * Keeps a manifest.
 *
 * @param store Where.
 * @param manifest The manifest.
 * @returns The batch's reference.
 */
export async function keepManifest(store: ContentStore, manifest: Manifest): Promise<string> {
  const given = Object.fromEntries(Object.entries(manifest).filter(([, value]) => value !== undefined));
  return store.put(canonicalJson({ format: FORMAT, version: VERSION, ...given }));
}

/** What the document says whose hash is a batch's reference. */
export interface Origin {
  /** The manifest; undefined where the batch was made of something else than a file. */
  readonly manifest: Manifest | undefined;
}

/**
 * Finds out what a batch was made of.
 *
 * @param store Where its document may be kept.
 * @param batchRef The batch's reference.
 * @returns What its document says, or undefined where the store does not have it.
 */
export async function findOrigin(store: ContentStore, batchRef: string): Promise<Origin | undefined> {
  const bytes = await store.get(batchRef);
  return bytes === null ? undefined : { manifest: manifestIn(bytes) };
}

function manifestIn(bytes: Uint8Array): Manifest | undefined {
  try {
    const document = JSON.parse(new TextDecoder().decode(bytes)) as Manifest & { format?: string; version?: number };
    return document.format === FORMAT && document.version === VERSION ? document : undefined;
  } catch {
    return undefined; // the reference is the hash of something else
  }
}
