import { FiscError } from "../../sdk/fisc-error.ts";
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

/** A manifest is of another version than this program reads. */
export class ManifestVersionError extends FiscError {
  override readonly name = "ManifestVersionError";

  /**
   * @param batchRef The batch's reference.
   * @param version The manifest's version.
   */
  constructor(batchRef: string, version: unknown) {
    super(
      `The manifest of batch ${batchRef} is of version ${String(version)}, and this program reads version ${VERSION}.`,
      "The rows that the batch holds cannot be told, and could be recorded twice.",
      "Import with the version of Fisc that recorded the batch, or a later one.",
    );
  }
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
 * @throws ManifestVersionError where it is a manifest that another version of Fisc wrote.
 */
export async function findOrigin(store: ContentStore, batchRef: string): Promise<Origin | undefined> {
  const bytes = await store.get(batchRef);
  return bytes === null ? undefined : { manifest: manifestIn(batchRef, bytes) };
}

function manifestIn(batchRef: string, bytes: Uint8Array): Manifest | undefined {
  let document: (Manifest & { readonly format?: unknown; readonly version?: unknown }) | null;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes)) as typeof document;
  } catch {
    return undefined; // the reference is the hash of a document that is no JSON
  }
  if (document?.format !== FORMAT) return undefined;
  if (document.version !== VERSION) throw new ManifestVersionError(batchRef, document.version);
  return document;
}
