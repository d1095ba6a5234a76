import { HASH_SIZE, leafHash, nodeHash } from "./log-hash.ts";
import type { LogHead } from "./log-proof.ts";
import { consistencyProof, inclusionProof, rootAt, type Subtree, type SubtreeHashes } from "./log-tree.ts";

/**
 * An append-only log's tree in memory, after RFC 6962. Contract: `LogProofLib`.
 *
 * It keeps the hashes and not the entries: 64 bytes an entry. Every state that it ever had can still be proved.
 */
export class MerkleLog implements SubtreeHashes {
  /** The hashes of whole subtrees, by level. */
  readonly #levels: HashList[] = [new HashList()];

  /** How many entries the log has. */
  get size(): number {
    return this.#levels[0]!.length;
  }

  /**
   * Appends an entry.
   *
   * @param entry The entry's bytes.
   * @returns Its place, from 0.
   * @example log.append(receipt)
   */
  append(entry: Uint8Array): number {
    return this.appendLeaf(leafHash(entry));
  }

  /**
   * Appends an entry of which only the leaf's hash is known.
   *
   * @param leaf The leaf's hash, 32 bytes.
   * @returns Its place, from 0.
   * @example log.appendLeaf(leafHash(receipt))
   */
  appendLeaf(leaf: Uint8Array): number {
    let hash = leaf;
    for (let level = 0; ; level++) {
      const nodes = (this.#levels[level] ??= new HashList());
      nodes.push(hash);
      if (nodes.length % 2 === 1) return this.size - 1;
      hash = nodeHash(nodes.at(nodes.length - 2), hash);
    }
  }

  /**
   * Returns the log's state.
   *
   * @param size At which size; now, where none is given.
   * @throws RangeError where the log never had that size.
   * @example log.head(1_000).root
   */
  head(size = this.size): LogHead {
    requireWithin(size, this.size);
    return { size, root: rootAt(this, size) };
  }

  /**
   * Returns the proof that an entry stands at its place.
   *
   * @param index The entry's place, from 0.
   * @param size In the log of which size; of now, where none is given.
   * @returns The siblings, from the leaf up: 0x and 64 hexadecimal digits each.
   * @throws RangeError where no entry stands there.
   * @example log.inclusionProof(3)
   */
  inclusionProof(index: number, size = this.size): string[] {
    requireWithin(size, this.size);
    requireWithin(index, size - 1);
    return inclusionProof(this, index, size);
  }

  /**
   * Returns the proof that the log continues what it was.
   *
   * @param oldSize How many entries it had.
   * @param newSize How many it has in the state that is to be proved; now, where none is given.
   * @returns Hashes in the order of RFC 6962, 2.1.2; none where it was empty or has not grown.
   * @throws RangeError where the log never had these sizes, or not in this order.
   * @example log.consistencyProof(anchored.size)
   */
  consistencyProof(oldSize: number, newSize = this.size): string[] {
    requireWithin(newSize, this.size);
    requireWithin(oldSize, newSize);
    return consistencyProof(this, oldSize, newSize);
  }

  hashOf({ level, index }: Subtree): Uint8Array {
    const nodes = this.#levels[level];
    if (nodes === undefined || index >= nodes.length) throw new RangeError(`The log has no subtree ${level}/${index}.`);
    return nodes.at(index);
  }
}

function requireWithin(value: number, limit: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= limit) return;
  throw new RangeError(`The log has no size or place ${value}: they end at ${limit}.`);
}

/** Hashes in one stretch of memory: an object for each would take four times as much. */
class HashList {
  #bytes = new Uint8Array(8 * HASH_SIZE);
  length = 0;

  push(hash: Uint8Array): void {
    const end = this.length * HASH_SIZE;
    if (end === this.#bytes.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash, end);
    this.length++;
  }

  at(index: number): Uint8Array {
    return this.#bytes.slice(index * HASH_SIZE, (index + 1) * HASH_SIZE);
  }
}
