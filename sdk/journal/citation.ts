import { hexToBytes } from "@noble/hashes/utils.js";

import { rootAtPlace } from "./batch.ts";
import { type Entry, decodeEntries } from "./entry.ts";
import type { Series } from "./series.ts";
import { rootFromProof } from "./tree.ts";

/** An entry of the journal and the proof that it stands there. Contract: `ISpendingLedger.Citation`. */
export interface Citation extends Series {
  /** The batch that holds it: 0x and 64 hexadecimal digits. */
  readonly batchRef: string;
  /** The number of the batch's first entry. */
  readonly firstNumber: number;
  /** How many entries the batch holds. */
  readonly count: number;
  /** The place of the entry in the batch, from 0. */
  readonly index: number;
  /** The packed fields: 0x and 64 hexadecimal digits. */
  readonly word0: string;
  /** The document's SHA-256: 0x and 64 hexadecimal digits. */
  readonly word1: string;
  /** The siblings, from the leaf up. */
  readonly proof: readonly string[];
}

/**
 * Returns the batch root that a citation leads to, to be compared with `rootOf` of the ledger.
 *
 * @param citation The citation.
 * @returns 0x and 64 hexadecimal digits, or null where the proof has the wrong length or place.
 * @example citedRoot(citation) === (await ledger.rootOf(citation.agency, citation.batchRef))
 */
export function citedRoot(citation: Citation): string | null {
  const treeRoot = rootFromProof(packed(citation), citation.index, citation.count, citation.proof);
  return treeRoot === null ? null : rootAtPlace(treeRoot, citation, citation.count);
}

/**
 * Returns the entry that a citation is about.
 *
 * @param citation The citation.
 * @returns The entry, unpacked.
 * @example citedEntry(citation).amount
 */
export function citedEntry(citation: Citation): Entry {
  return decodeEntries(packed(citation))[0]!;
}

function packed(citation: Citation): Uint8Array {
  return hexToBytes(citation.word0.slice(2) + citation.word1.slice(2));
}
