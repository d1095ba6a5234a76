import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** How many bytes a hash has. */
export const HASH_SIZE = 32;

/** The root of a log without an entry: SHA-256 of nothing. */
export const EMPTY_ROOT = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const LEAF = 0x00;
const NODE = 0x01;

/**
 * Returns the hash of an entry's leaf, as RFC 6962 has it: SHA-256(0x00 ‖ entry). Contract: `LogProofLib.leafHash`.
 *
 * @param entry The entry's bytes.
 * @returns 32 bytes.
 * @example leafHash(receipt)
 */
export function leafHash(entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + entry.length);
  bytes[0] = LEAF;
  bytes.set(entry, 1);
  return sha256(bytes);
}

/**
 * Returns the hash of two nodes' parent, as RFC 6962 has it: SHA-256(0x01 ‖ left ‖ right).
 *
 * @param left The left node's hash, 32 bytes.
 * @param right The right node's hash, 32 bytes.
 * @returns 32 bytes.
 * @example nodeHash(leafHash(first), leafHash(second))
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * HASH_SIZE);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_SIZE);
  return sha256(bytes);
}

/**
 * Writes a hash as text.
 *
 * @param hash 32 bytes.
 * @returns 0x and 64 hexadecimal digits in lower case.
 * @example hashText(leafHash(receipt)) // "0x…"
 */
export function hashText(hash: Uint8Array): string {
  return `0x${bytesToHex(hash)}`;
}
