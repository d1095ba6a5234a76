import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";

/** The root of a log without entries: SHA-256 of nothing. */
export const EMPTY_ROOT = `0x${bytesToHex(sha256(new Uint8Array()))}`;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * Hashes an entry of a log.
 *
 * @param entry The entry's bytes.
 * @returns SHA-256 of a byte 0 and the entry: 0x and 64 hexadecimal digits.
 * @example leafHash(new TextEncoder().encode(receipt))
 */
export function leafHash(entry: Uint8Array): string {
  return `0x${bytesToHex(sha256(concatBytes(LEAF, entry)))}`;
}

/**
 * Hashes two neighbours of a level.
 *
 * @param left The left one: 0x and 64 hexadecimal digits.
 * @param right The right one.
 * @returns SHA-256 of a byte 1 and both.
 * @example nodeHash(leafHash(first), leafHash(second))
 */
export function nodeHash(left: string, right: string): string {
  return `0x${bytesToHex(sha256(concatBytes(NODE, hexToBytes(left.slice(2)), hexToBytes(right.slice(2)))))}`;
}

/**
 * An append-only log as in RFC 6962, by the hashes of its entries. Contract: `LogProofLib`.
 *
 * The hashes of whole subtrees are kept, so a root or a proof takes as many steps as the tree is high.
 */
export class MerkleLog {
  /** By height, from the leaves up: the hashes of whole subtrees of 2^height entries. */
  readonly #levels: string[][] = [[]];

  /** How many entries it holds. */
  get size(): number {
    return this.#levels[0]!.length;
  }

  /**
   * Appends an entry.
   *
   * @param leaf Its hash, as `leafHash` returns it.
   * @returns Its place, from 0.
   */
  append(leaf: string): number {
    const index = this.size;
    this.#levels[0]!.push(leaf);
    for (let height = 0; this.#levels[height]!.length % 2 === 0; height++) {
      const level = this.#levels[height]!;
      (this.#levels[height + 1] ??= []).push(nodeHash(level.at(-2)!, level.at(-1)!));
    }
    return index;
  }

  /**
   * Returns the root over the first entries.
   *
   * @param size How many; all where it is not given.
   * @returns 0x and 64 hexadecimal digits.
   * @throws RangeError where there are not as many.
   */
  root(size = this.size): string {
    this.#requireWithin(size);
    return size === 0 ? EMPTY_ROOT : this.#hash(0, size);
  }

  /**
   * Proves that an entry stands in the log.
   *
   * @param index Its place, from 0.
   * @param size In the log of the first so many entries; of all where it is not given.
   * @returns The siblings from the leaf up.
   * @throws RangeError where no such entry is there.
   */
  inclusionProof(index: number, size = this.size): string[] {
    this.#requireWithin(size);
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new RangeError(`The log of ${size} entries has none at place ${index}.`);
    }
    const path: string[] = [];
    for (let [start, end] = [0, size]; end - start > 1;) {
      const middle = start + split(end - start);
      if (index < middle) {
        path.push(this.#hash(middle, end));
        end = middle;
      } else {
        path.push(this.#hash(start, middle));
        start = middle;
      }
    }
    return path.reverse();
  }

  /**
   * Proves that the log of the first entries is the beginning of a longer one.
   *
   * @param size How many the shorter one holds.
   * @param newSize How many the longer one holds; all where it is not given.
   * @returns Hashes of subtrees as in RFC 9162, section 2.1.4.1; none where the sizes are equal or the shorter is empty.
   * @throws RangeError where there are not as many.
   */
  consistencyProof(size: number, newSize = this.size): string[] {
    this.#requireWithin(newSize);
    if (!Number.isInteger(size) || size < 0 || size > newSize) {
      throw new RangeError(`A log of ${newSize} entries does not begin with one of ${size}.`);
    }
    if (size === 0 || size === newSize) return [];
    const path: string[] = [];
    let [start, end, isWhole] = [0, newSize, true];
    while (end !== size) {
      const middle = start + split(end - start);
      if (size <= middle) {
        path.push(this.#hash(middle, end));
        end = middle;
      } else {
        path.push(this.#hash(start, middle));
        [start, isWhole] = [middle, false];
      }
    }
    // The shorter log is itself a subtree of the longer one, and its root is known.
    if (!isWhole) path.push(this.#hash(start, end));
    return path.reverse();
  }

  /** The hash of the entries from `start` to before `end`, of which a power of two stand before `start`. */
  #hash(start: number, end: number): string {
    const count = end - start;
    // What starts at a multiple of a power of two and is as long is a whole subtree.
    const whole = count === 1 ? 1 : 2 * split(count);
    if (whole === count) return this.#levels[heightOf(count)]![start / count]!;
    const middle = start + split(count);
    return nodeHash(this.#hash(start, middle), this.#hash(middle, end));
  }

  #requireWithin(size: number): void {
    if (!Number.isInteger(size) || size < 0 || size > this.size) {
      throw new RangeError(`The log holds ${this.size} entries, not ${size}.`);
    }
  }
}

/**
 * Says whether an entry stands at a place of a log. Contract: `LogProofLib.isIncluded`.
 *
 * @param leaf The entry's hash.
 * @param index Its place, from 0.
 * @param size How many entries the log holds.
 * @param root The log's root.
 * @param proof The siblings from the leaf up.
 * @returns False for a proof of any other length than index and size fix, too.
 * @example isIncluded(leafHash(receipt), 7, checkpoint.size, checkpoint.root, proof)
 */
export function isIncluded(leaf: string, index: number, size: number, root: string, proof: readonly string[]): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash === root;
}

/**
 * Says whether a log begins with a shorter one. Contract: `LogProofLib.isConsistent`.
 *
 * @param size How many entries the shorter one holds.
 * @param root Its root.
 * @param newSize How many the longer one holds.
 * @param newRoot Its root.
 * @param proof Hashes of subtrees, in the order of RFC 9162.
 * @returns False for a proof of any other length than the sizes fix, too.
 * @example isConsistent(anchored.size, anchored.root, size, root, proof)
 */
export function isConsistent(
  size: number,
  root: string,
  newSize: number,
  newRoot: string,
  proof: readonly string[],
): boolean {
  if (newSize < size) return false;
  if (size === 0) return proof.length === 0 && (newSize !== 0 || newRoot === EMPTY_ROOT);
  if (size === newSize) return proof.length === 0 && root === newRoot;
  let [node, last] = [size - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [first, ...rest] = node === 0 ? [root, ...proof] : proof;
  if (first === undefined) return false;
  let [old, grown] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [old, grown] = [nodeHash(sibling, old), nodeHash(sibling, grown)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      grown = nodeHash(grown, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && old === root && grown === newRoot;
}

/** The greatest power of two below a count of two or more. */
function split(count: number): number {
  let whole = 1;
  while (2 * whole < count) whole *= 2;
  return whole;
}

/** How high a whole subtree of so many entries is. */
function heightOf(count: number): number {
  return 31 - Math.clz32(count);
}

function half(number: number): number {
  return Math.floor(number / 2);
}
