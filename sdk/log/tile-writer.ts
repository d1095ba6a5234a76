import { EMPTY_ROOT, HASH_SIZE, hashText, leafHash } from "./log-hash.ts";
import { type LogHead, LogProofRefusedError } from "./log-proof.ts";
import { rootAt } from "./log-tree.ts";
import {
  bundlePath,
  decodeBundle,
  encodeBundle,
  ENTRY_LIMIT,
  EntryTooLongError,
  hashOfRow,
  type LogFiles,
  LogFileError,
  type Tile,
  TILE_WIDTH,
  TileHashes,
  tilePath,
  widthOf,
} from "./tiles.ts";

/** How many files are written at a time. */
const PARALLEL = 32;

/** The state of a log without an entry. */
export const EMPTY_LOG: LogHead = { size: 0, root: EMPTY_ROOT };

/**
 * Appends entries to a log that lies in static files.
 *
 * It keeps the last tile of each level in memory, 8 KiB each, and reads no file after it was opened. A log has one writer.
 * Where it is interrupted, open it again at the state of the last checkpoint: what lies beyond was never part of the log,
 * and is written over.
 */
export class TileWriter {
  readonly #files: LogFiles;
  #edge: Edge;
  /** The call before this one: appends take turns. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(files: LogFiles, edge: Edge) {
    this.#files = files;
    this.#edge = edge;
  }

  /**
   * Opens a log where it was left.
   *
   * @param files Where its files lie.
   * @param head The state that it was left in: that of its last checkpoint, or `EMPTY_LOG`.
   * @throws LogFileError where a file is missing or damaged, LogProofRefusedError where the files are of another log.
   * @example const log = await TileWriter.open(files, EMPTY_LOG);
   */
  static async open(files: LogFiles, head: LogHead): Promise<TileWriter> {
    const edge = await Edge.read(files, head.size);
    const { root } = edge.head();
    if (root !== head.root) {
      throw new LogProofRefusedError("RootDiffers", `Its files lead to ${root}, and the log's root is ${head.root}.`);
    }
    return new TileWriter(files, edge);
  }

  /** The log's state, with all that was appended. */
  get head(): LogHead {
    return this.#edge.head();
  }

  /**
   * Appends entries, and writes each bundle and tile that they fill or begin.
   *
   * What a failed call wrote is no part of the log: the state stays as it was, and the call can be made again.
   *
   * @param entries Entries of 65,535 bytes at most.
   * @returns The new state, once all files under it are safe. Sign it, and write the checkpoint last.
   * @throws EntryTooLongError where an entry is longer, and whatever the files throw.
   * @example const head = await log.append([receipt]);
   */
  async append(entries: readonly Uint8Array[]): Promise<LogHead> {
    const result = this.#turn.then(() => this.#append(entries));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #append(entries: readonly Uint8Array[]): Promise<LogHead> {
    const edge = this.#edge.copy();
    const written = edge.append(entries);
    for (let at = 0; at < written.length; at += PARALLEL) {
      await Promise.all(written.slice(at, at + PARALLEL).map(async ([path, bytes]) => this.#files.put(path, bytes)));
    }
    this.#edge = edge;
    return edge.head();
  }
}

type WrittenFile = readonly [path: string, bytes: Uint8Array];

/** What a log grows at: the last tile of each level and the last bundle, as far as they are not full. */
class Edge {
  #size: number;
  #bundle: Uint8Array[];
  /** The hashes of the last tile of each level, fewer than 256. */
  readonly #tiles: Uint8Array[][];

  private constructor(size: number, bundle: Uint8Array[], tiles: Uint8Array[][]) {
    this.#size = size;
    this.#bundle = bundle;
    this.#tiles = tiles;
  }

  static async read(files: LogFiles, size: number): Promise<Edge> {
    const tiles: Uint8Array[][] = [];
    for (let level = 0; TILE_WIDTH ** level <= size; level++) {
      const index = lastIndex(level, size);
      const width = widthOf(level, index, size);
      tiles.push(width === 0 ? [] : await readTile(files, { level, index, width }));
    }
    const index = lastIndex(0, size);
    const width = widthOf(0, index, size);
    const bundle = width === 0 ? [] : await readBundle(files, index, width, tiles[0]!);
    return new Edge(size, bundle, tiles);
  }

  copy(): Edge {
    return new Edge(
      this.#size,
      [...this.#bundle],
      this.#tiles.map((tile) => [...tile]),
    );
  }

  head(): LogHead {
    const hashes = new TileHashes();
    this.#tiles.forEach((tile, level) => hashes.set({ level, index: lastIndex(level, this.#size) }, joined(tile)));
    return { size: this.#size, root: rootAt(hashes, this.#size) };
  }

  /** Takes entries, and returns the files that they fill or begin. */
  append(entries: readonly Uint8Array[]): WrittenFile[] {
    const written: WrittenFile[] = [];
    const begun = new Set<number>();
    for (const entry of entries) {
      if (entry.length > ENTRY_LIMIT) throw new EntryTooLongError(entry.length);
      this.#bundle.push(entry.slice());
      const bundle = lastIndex(0, this.#size);
      this.#size++;
      if (this.#bundle.length === TILE_WIDTH) {
        written.push([bundlePath(bundle, TILE_WIDTH), encodeBundle(this.#bundle)]);
        this.#bundle = [];
      }
      this.#push(leafHash(entry), written, begun);
    }
    if (this.#bundle.length > 0 && entries.length > 0) {
      written.push([bundlePath(lastIndex(0, this.#size), this.#bundle.length), encodeBundle(this.#bundle)]);
    }
    for (const level of begun) {
      const tile = this.#tiles[level]!;
      if (tile.length === 0) continue;
      const index = lastIndex(level, this.#size);
      written.push([tilePath({ level, index, width: tile.length }), joined(tile)]);
    }
    return written;
  }

  #push(leaf: Uint8Array, written: WrittenFile[], begun: Set<number>): void {
    let hash = leaf;
    for (let level = 0; ; level++) {
      const tile = (this.#tiles[level] ??= []);
      tile.push(hash);
      begun.add(level);
      if (tile.length < TILE_WIDTH) return;
      const bytes = joined(tile);
      written.push([tilePath({ level, index: lastIndex(level, this.#size) - 1, width: TILE_WIDTH }), bytes]);
      this.#tiles[level] = [];
      hash = hashOfRow(bytes);
    }
  }
}

/** The place of the tile that a level's next hash goes to. */
function lastIndex(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** (level + 1));
}

async function readFile(files: LogFiles, path: string): Promise<Uint8Array> {
  const bytes = await files.get(path);
  if (bytes === null) throw new LogFileError(path, "It is not there, and the log's size says that it must be.");
  return bytes;
}

async function readBundle(
  files: LogFiles,
  index: number,
  width: number,
  leaves: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  const path = bundlePath(index, width);
  const entries = decodeBundle(await readFile(files, path));
  const fits =
    entries?.length === width &&
    entries.every((entry, place) => hashText(leafHash(entry)) === hashText(leaves[place]!));
  if (!fits) throw new LogFileError(path, "Its entries are not those that the tile beside it has the hashes of.");
  return entries;
}

async function readTile(files: LogFiles, tile: Tile): Promise<Uint8Array[]> {
  const path = tilePath(tile);
  const bytes = await readFile(files, path);
  const length = tile.width * HASH_SIZE;
  if (bytes.length !== length) throw new LogFileError(path, `It has ${bytes.length} bytes and must have ${length}.`);
  return Array.from({ length: tile.width }, (_, place) => bytes.slice(place * HASH_SIZE, (place + 1) * HASH_SIZE));
}

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_SIZE);
  hashes.forEach((hash, place) => bytes.set(hash, place * HASH_SIZE));
  return bytes;
}
