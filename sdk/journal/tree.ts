import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

import { ENTRY_SIZE, EntryBytesError } from "./entry.ts";

const NODE_SIZE = 32;

/**
 * The Merkle tree over a batch's entries. Contract: `EntryTreeLib`.
 *
 * A leaf is keccak256 of the entry's 64 bytes; a node is keccak256(left ‖ right); the last node of a level with an odd
 * number of nodes moves up unchanged.
 */
export class EntryTree {
  readonly #levels: readonly Uint8Array[];

  /** How many entries the tree holds. */
  readonly count: number;

  /**
   * @param entries Packed entries, 64 bytes each, at least one.
   * @throws EntryBytesError where there is none, or the bytes are no whole number of entries.
   */
  constructor(entries: Uint8Array) {
    if (entries.length === 0 || entries.length % ENTRY_SIZE !== 0) throw new EntryBytesError(entries.length);
    this.count = entries.length / ENTRY_SIZE;
    const levels = [hashPairs(entries)];
    for (let level = levels[0]!; level.length > NODE_SIZE;) {
      level = hashPairs(level);
      levels.push(level);
    }
    this.#levels = levels;
  }

  /** The root of the tree: 0x and 64 hexadecimal digits. The batch root binds it to the batch's place. */
  get root(): string {
    return `0x${bytesToHex(this.#levels.at(-1)!)}`;
  }

  /**
   * Returns the siblings of an entry, from the leaf up.
   *
   * @param index The entry's place in the batch, from 0.
   * @returns Hashes as 0x and 64 hexadecimal digits; a node that moves up unchanged has none.
   * @throws RangeError where no entry stands there.
   * @example new EntryTree(encodeEntries(entries)).proof(3)
   */
  proof(index: number): string[] {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) {
      throw new RangeError(`The batch has no entry at place ${index}: it holds ${this.count}.`);
    }
    const proof: string[] = [];
    for (const level of this.#levels) {
      const sibling = (index ^ 1) * NODE_SIZE;
      if (sibling < level.length) proof.push(`0x${bytesToHex(level.subarray(sibling, sibling + NODE_SIZE))}`);
      index >>>= 1;
    }
    return proof;
  }
}

/**
 * Returns the root that a proof leads to.
 *
 * @param entry The packed entry, 64 bytes.
 * @param index The entry's place in the batch, from 0.
 * @param count How many entries the batch holds.
 * @param proof The siblings, from the leaf up.
 * @returns The tree's root, or null where the proof has the wrong length or place.
 * @example rootFromProof(bytes, 3, tree.count, tree.proof(3)) === tree.root
 */
export function rootFromProof(
  entry: Uint8Array,
  index: number,
  count: number,
  proof: readonly string[],
): string | null {
  if (entry.length !== ENTRY_SIZE || !Number.isInteger(index) || index < 0 || index >= count) return null;
  let hash = keccak_256(entry);
  let used = 0;
  const pair = new Uint8Array(2 * NODE_SIZE);
  for (; count > 1; index >>>= 1, count = (count + 1) >>> 1) {
    if ((index | 1) >= count) continue;
    const sibling = proof[used++];
    if (sibling === undefined) return null;
    const right = index & 1;
    pair.set(hash, right * NODE_SIZE);
    pair.set(hexToBytes(sibling.slice(2)), (1 - right) * NODE_SIZE);
    hash = keccak_256(pair);
  }
  return used === proof.length ? `0x${bytesToHex(hash)}` : null;
}

function hashPairs(nodes: Uint8Array): Uint8Array {
  const pairs = Math.floor(nodes.length / (2 * NODE_SIZE));
  const parents = new Uint8Array(Math.ceil(nodes.length / (2 * NODE_SIZE)) * NODE_SIZE);
  for (let i = 0; i < pairs; i++) {
    parents.set(keccak_256(nodes.subarray(2 * i * NODE_SIZE, 2 * (i + 1) * NODE_SIZE)), i * NODE_SIZE);
  }
  if (nodes.length % (2 * NODE_SIZE) !== 0) parents.set(nodes.subarray(2 * pairs * NODE_SIZE), pairs * NODE_SIZE);
  return parents;
}
