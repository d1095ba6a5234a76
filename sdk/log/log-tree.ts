import { EMPTY_ROOT, hashText, nodeHash } from "./log-hash.ts";

/** A whole subtree of a log's tree: the 2^level entries from place index · 2^level on. A leaf has level 0. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** What knows the hashes of whole subtrees: a log in memory, or its tiles. Roots and proofs are made of nothing else. */
export interface SubtreeHashes {
  /** Returns the hash of a whole subtree, 32 bytes. */
  hashOf(subtree: Subtree): Uint8Array;
}

/** Entries from one place up to, and without, another. */
type Range = readonly [from: number, to: number];

/**
 * Returns the root of a log at a size.
 *
 * @param hashes What knows the whole subtrees that `rootSubtrees` lists.
 * @param size How many entries.
 * @returns RFC 6962's tree hash: 0x and 64 hexadecimal digits.
 * @example rootAt(log, 1_000)
 */
export function rootAt(hashes: SubtreeHashes, size: number): string {
  return size === 0 ? EMPTY_ROOT : hashText(rangeHash(hashes, [0, size]));
}

/**
 * Returns the proof that an entry stands at its place, as RFC 6962, 2.1.1 has it.
 *
 * @param hashes What knows the whole subtrees that `inclusionSubtrees` lists.
 * @param index The entry's place, from 0.
 * @param size How many entries the log has.
 * @returns The siblings, from the leaf up.
 * @example inclusionProof(log, 3, 1_000)
 */
export function inclusionProof(hashes: SubtreeHashes, index: number, size: number): string[] {
  return inclusionRanges(index, size).map((range) => hashText(rangeHash(hashes, range)));
}

/**
 * Returns the proof that a log of one size continues that of another, as RFC 6962, 2.1.2 has it.
 *
 * @param hashes What knows the whole subtrees that `consistencySubtrees` lists.
 * @param oldSize How many entries the log had.
 * @param newSize How many it has.
 * @returns Hashes in the order of the RFC; none where the log was empty or has not grown.
 * @example consistencyProof(log, 999, 1_000)
 */
export function consistencyProof(hashes: SubtreeHashes, oldSize: number, newSize: number): string[] {
  return consistencyRanges(oldSize, newSize).map((range) => hashText(rangeHash(hashes, range)));
}

/**
 * Lists the whole subtrees that the root at a size is made of, from left to right.
 *
 * @param size How many entries.
 * @returns As many as the size has bits that are 1.
 * @example rootSubtrees(6) // [{ level: 2, index: 0 }, { level: 1, index: 2 }]
 */
export function rootSubtrees(size: number): Subtree[] {
  return subtreesOf([0, size]);
}

/**
 * Lists the whole subtrees that an inclusion proof is made of.
 *
 * @param index The entry's place, from 0.
 * @param size How many entries the log has.
 * @returns Them, from the leaf up.
 * @example inclusionSubtrees(0, 4) // [{ level: 0, index: 1 }, { level: 1, index: 1 }]
 */
export function inclusionSubtrees(index: number, size: number): Subtree[] {
  return inclusionRanges(index, size).flatMap(subtreesOf);
}

/**
 * Lists the whole subtrees that a consistency proof is made of.
 *
 * @param oldSize How many entries the log had.
 * @param newSize How many it has.
 * @returns Them, in the proof's order.
 * @example consistencySubtrees(2, 4) // [{ level: 1, index: 1 }]
 */
export function consistencySubtrees(oldSize: number, newSize: number): Subtree[] {
  return consistencyRanges(oldSize, newSize).flatMap(subtreesOf);
}

function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = split([from, to]);
    if (index < middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  return ranges.reverse();
}

function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (oldSize === 0) return [];
  const ranges: Range[] = [];
  let [from, to] = [0, newSize];
  while (to > oldSize) {
    const middle = split([from, to]);
    if (oldSize <= middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  // From 0 on it is the old state itself, whose root the verifier knows.
  if (from > 0) ranges.push([from, to]);
  return ranges.reverse();
}

/** Where RFC 6962 divides a range of two entries or more: after the largest power of two that leaves something. */
function split([from, to]: Range): number {
  return from + 2 ** largestLevel(to - from - 1);
}

/** A range's whole subtrees. Every range here starts at a multiple of the first one's size. */
function subtreesOf([from, to]: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  while (from < to) {
    const level = largestLevel(to - from);
    subtrees.push({ level, index: from / 2 ** level });
    from += 2 ** level;
  }
  return subtrees;
}

function rangeHash(hashes: SubtreeHashes, range: Range): Uint8Array {
  return subtreesOf(range)
    .map((subtree) => hashes.hashOf(subtree))
    .reduceRight((right, left) => nodeHash(left, right));
}

/** The level of the largest whole subtree of at most so many entries; without bit operations, which end at 32 bits. */
function largestLevel(limit: number): number {
  let level = 0;
  while (2 ** (level + 1) <= limit) level++;
  return level;
}
