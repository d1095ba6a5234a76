import { checkedHash } from "../store/content-store.ts";
import { HASH_SIZE, hashText, leafHash } from "./log-hash.ts";
import { type LogHead, requireConsistent, requireIncluded } from "./log-proof.ts";
import {
  consistencyProof,
  consistencySubtrees,
  inclusionProof,
  inclusionSubtrees,
  rootAt,
  rootSubtrees,
  type Subtree,
} from "./log-tree.ts";
import { MerkleLog } from "./merkle-log.ts";
import {
  bundlePath,
  decodeBundle,
  type LogFiles,
  LogFileError,
  type Tile,
  TILE_WIDTH,
  TileHashes,
  tileOf,
  tilePath,
  widthOf,
} from "./tiles.ts";

/** An entry of a log, and what proves that it stands there. */
export interface ProvedEntry {
  readonly entry: Uint8Array;
  /** Its place, from 0. */
  readonly index: number;
  /** The siblings, from the leaf up. */
  readonly proof: string[];
}

/**
 * A log as its static files have it, in one state.
 *
 * It fetches the tiles that a proof needs and no other, and checks each proof against the state before it returns it: the
 * files need not be trusted, the state must be. Take it from a checkpoint that was verified, or from the chain.
 */
export class TileReader {
  readonly #files: Pick<LogFiles, "get">;

  /** The state that everything is checked against. */
  readonly head: LogHead;

  /**
   * @param files Where the log's files lie.
   * @param head The state that everything is checked against.
   */
  constructor(files: Pick<LogFiles, "get">, head: LogHead) {
    this.#files = files;
    this.head = { size: head.size, root: checkedHash(head.root) };
  }

  /**
   * Returns an entry with the proof that it stands at its place.
   *
   * @param index The entry's place, from 0.
   * @throws RangeError where no entry stands there, LogFileError where a file is missing or damaged, and
   * LogProofRefusedError where the files do not belong to the state.
   * @example (await reader.entry(3)).entry
   */
  async entry(index: number): Promise<ProvedEntry> {
    requirePlace(index, this.head.size - 1);
    const [entries, hashes] = await Promise.all([
      this.#bundle(Math.floor(index / TILE_WIDTH)),
      this.#tiles(inclusionSubtrees(index, this.head.size)),
    ]);
    const entry = entries[index % TILE_WIDTH]!.slice();
    const proof = inclusionProof(hashes, index, this.head.size);
    requireIncluded(hashText(leafHash(entry)), index, this.head, proof);
    return { entry, index, proof };
  }

  /**
   * Returns the state that the log had at an earlier size, with the proof that its own state continues that.
   *
   * @param size The earlier size.
   * @throws RangeError where the log has not got so far, LogFileError where a file is missing or damaged, and
   * LogProofRefusedError where the files do not belong to the state.
   * @example await reader.growthSince(anchored.size)
   */
  async growthSince(size: number): Promise<{ before: LogHead; proof: string[] }> {
    requirePlace(size, this.head.size);
    const hashes = await this.#tiles([...rootSubtrees(size), ...consistencySubtrees(size, this.head.size)]);
    const before = { size, root: rootAt(hashes, size) };
    const proof = consistencyProof(hashes, size, this.head.size);
    requireConsistent(before, this.head, proof);
    return { before, proof };
  }

  /**
   * Returns the proof that the log continues a state that is known.
   *
   * @param known That state.
   * @returns The hashes of RFC 6962, 2.1.2, in its order.
   * @throws LogProofRefusedError where the log does not continue it; else as `growthSince`.
   * @example await anchor.anchor(head.size, head.root, await reader.consistencyProof(anchored))
   */
  async consistencyProof(known: LogHead): Promise<string[]> {
    const { proof } = await this.growthSince(known.size);
    requireConsistent(known, this.head, proof);
    return proof;
  }

  /**
   * Returns all entries of the log in order, bundle by bundle.
   *
   * Whether they are the log's is known at the end alone: a reader acts on them when the stream has ended without an error.
   *
   * @throws LogFileError where a file is missing or damaged, and LogProofRefusedError at the end of the stream where the
   * entries do not make up the state.
   * @example for await (const entry of reader.entries()) receipts.push(readReceipt(entry));
   */
  async *entries(): AsyncIterable<Uint8Array> {
    const log = new MerkleLog();
    for (let bundle = 0; log.size < this.head.size; bundle++) {
      for (const entry of await this.#bundle(bundle)) {
        log.append(entry);
        yield entry;
      }
    }
    requireConsistent(log.head(), this.head, []);
  }

  /** The tiles that whole subtrees lie in, each fetched once, and all at a time. */
  async #tiles(subtrees: readonly Subtree[]): Promise<TileHashes> {
    const tiles = new Map(
      subtrees.map((subtree) => {
        const tile = tileOf(subtree, this.head.size);
        return [tilePath(tile), tile] as const;
      }),
    );
    const hashes = new TileHashes();
    await Promise.all([...tiles.values()].map(async (tile) => hashes.set(tile, await this.#tile(tile))));
    return hashes;
  }

  async #tile(tile: Tile): Promise<Uint8Array> {
    const length = tile.width * HASH_SIZE;
    const { bytes, path } = await this.#read((width) => tilePath({ ...tile, width }), tile.width);
    if (bytes.length < length || bytes.length % HASH_SIZE !== 0) {
      throw new LogFileError(path, `It has ${bytes.length} bytes, and ${length} are needed.`);
    }
    return bytes.subarray(0, length);
  }

  async #bundle(index: number): Promise<Uint8Array[]> {
    const width = widthOf(0, index, this.head.size);
    const { bytes, path } = await this.#read((wide) => bundlePath(index, wide), width);
    const entries = decodeBundle(bytes);
    if (entries === null || entries.length < width) {
      throw new LogFileError(path, `It does not hold ${width} whole entries.`);
    }
    return entries.slice(0, width);
  }

  /** A file of some width, or else the full one: a log may delete the former once it has the latter. */
  async #read(pathOf: (width: number) => string, width: number): Promise<{ bytes: Uint8Array; path: string }> {
    for (const path of new Set([pathOf(width), pathOf(TILE_WIDTH)])) {
      const bytes = await this.#files.get(path);
      if (bytes !== null) return { bytes, path };
    }
    throw new LogFileError(pathOf(width), "It is not there, and the log's size says that it must be.");
  }
}

function requirePlace(value: number, limit: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= limit) return;
  throw new RangeError(`The log has no size or place ${value}: they end at ${limit}.`);
}
