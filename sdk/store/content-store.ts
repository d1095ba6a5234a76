import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

import { FiscError } from "../fisc-error.ts";

/**
 * A place that keeps bytes by their SHA-256: documents, profiles, descriptions, labels.
 *
 * Whatever it returns was checked against the hash on the way out, so a store need not be trusted. Putting the same bytes
 * twice changes nothing. A hash is 0x and 64 hexadecimal digits in lower case.
 */
export interface ContentStore {
  /** Keeps bytes and returns their hash once they are safe. */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * Returns the bytes with a hash, or null where the store has none.
   *
   * @throws ContentCorruptError where the bytes it has are others.
   */
  get(hash: string): Promise<Uint8Array | null>;
  /**
   * Returns a part of the bytes with a hash, or null where the store has none.
   *
   * Warning: a part cannot be checked against the hash of the whole, and is what the store says. Who takes parts checks
   * them against a root over chunks; `get` and `getStream` check the whole.
   *
   * @param hash The hash.
   * @param start The first byte.
   * @param end The byte after the last one; the part is shorter where the content ends before.
   * @throws RangeInvalidError where that is no range.
   */
  getRange(hash: string, start: number, end: number): Promise<Uint8Array | null>;
  /** Says whether the store has something under a hash, without reading it. */
  has(hash: string): Promise<boolean>;
  /** Lists the hashes of everything in the store, in no given order. */
  list(): AsyncIterable<string>;
  /** Keeps a stream of bytes of any length and returns the hash once they are safe. */
  putStream(chunks: AsyncIterable<Uint8Array>): Promise<string>;
  /**
   * Returns the bytes with a hash chunk by chunk, or null where the store has none.
   *
   * The hash is known at the end alone: a reader acts on the bytes when the stream has ended without an error.
   *
   * @throws ContentCorruptError at the end of the stream where the bytes are others.
   */
  getStream(hash: string): Promise<AsyncIterable<Uint8Array> | null>;
}

/** What a store holds under a hash has another one. */
export class ContentCorruptError extends FiscError {
  override readonly name = "ContentCorruptError";
  /** The hash that was asked for. */
  readonly hash: string;
  /** The hash of what is there. */
  readonly found: string;

  /**
   * @param hash The hash that was asked for.
   * @param found The hash of what is there.
   */
  constructor(hash: string, found: string) {
    super(
      `What the store keeps as ${hash} is something else.`,
      `Its SHA-256 is ${found}: it was changed or damaged after it was stored.`,
      "Restore it from a copy; the right bytes are those with the hash.",
    );
    this.hash = hash;
    this.found = found;
  }
}

/** A text is no hash. */
export class HashInvalidError extends FiscError {
  override readonly name = "HashInvalidError";

  /** @param given What stood in the place of a hash. */
  constructor(given: string) {
    super(
      `"${given}" is not a hash.`,
      "A SHA-256 is 0x and 64 hexadecimal digits.",
      "Take it from an entry, a line or a payee.",
    );
  }
}

/**
 * Returns the hash by which a store keeps bytes.
 *
 * @param bytes The bytes.
 * @returns SHA-256: 0x and 64 hexadecimal digits in lower case.
 * @example contentHash(new TextEncoder().encode("invoice")) // "0x…"
 */
export function contentHash(bytes: Uint8Array): string {
  return `0x${bytesToHex(sha256(bytes))}`;
}

/**
 * Checks that a text is a hash.
 *
 * @param hash The text.
 * @returns It, in lower case.
 * @throws HashInvalidError where it is none, so that no path or query is ever built from anything else.
 * @example checkedHash("0xAB…") // "0xab…"
 */
export function checkedHash(hash: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(hash)) throw new HashInvalidError(hash);
  return hash.toLowerCase();
}
