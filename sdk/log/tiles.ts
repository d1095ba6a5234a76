import { FiscError } from "../fisc-error.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { HASH_SIZE, nodeHash } from "./log-hash.ts";
import type { Subtree, SubtreeHashes } from "./log-tree.ts";

/** How many levels of the tree a tile stands for. */
export const TILE_HEIGHT = 8;

/** How many hashes a full tile has, and how many entries a full bundle. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/** Where the log's latest signed state lies. It is the only file that changes. */
export const CHECKPOINT_PATH = "checkpoint";

/** How many bytes an entry has at most: its length takes two. */
export const ENTRY_LIMIT = 0xffff;

/** A row of hashes of a log's tree. A hash at level l stands for 256^l entries. */
export interface Tile {
  readonly level: number;
  /** The tile's place in its level, from 0. */
  readonly index: number;
  /** How many hashes it has: 256 where it is full, fewer where it is the last of its level. */
  readonly width: number;
}

/**
 * The static files of a log by path, as C2SP tlog-tiles lays them out: a folder, a bucket, a web server.
 *
 * A reader checks whatever it gets, so it need not be trusted.
 */
export type LogFiles = Pick<ObjectStore, "get" | "put">;

/**
 * Returns the files of a log that lies in a store beside other things.
 *
 * @param objects The store.
 * @param prefix Under which name the log lies there, without a stroke at its end.
 * @returns The log's files.
 * @example const log = await TileWriter.open(logFilesIn(objects, "log/1"), EMPTY_LOG);
 */
export function logFilesIn(objects: LogFiles, prefix: string): LogFiles {
  return {
    get: (path) => objects.get(`${prefix}/${path}`),
    put: (path, bytes) => objects.put(`${prefix}/${path}`, bytes),
  };
}

/** A file of a log is not what it must be. */
export class LogFileError extends FiscError {
  override readonly name = "LogFileError";
  /** Where the file lies, in the log. */
  readonly path: string;

  /**
   * @param path Where the file lies, in the log.
   * @param why What is wrong with it, one sentence.
   */
  constructor(path: string, why: string) {
    super(
      `The log's file ${path} cannot be used.`,
      why,
      "Take the log from a copy; whoever keeps it can restore the file.",
    );
    this.path = path;
  }
}

/** An entry is too long for the log. */
export class EntryTooLongError extends FiscError {
  override readonly name = "EntryTooLongError";

  /** @param length How many bytes it has. */
  constructor(length: number) {
    super(
      "The entry is too long for the log.",
      `It has ${length} bytes, and a log's entry has ${ENTRY_LIMIT} at most.`,
      "Log its hash, and keep its bytes in the content store.",
    );
  }
}

/**
 * Returns where a tile lies.
 *
 * @param tile The tile.
 * @returns A path in the log, without a slash at its start.
 * @example tilePath({ level: 0, index: 1_234_067, width: 256 }) // "tile/0/x001/x234/067"
 */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${placePath(index, width)}`;
}

/**
 * Returns where a bundle of entries lies.
 *
 * @param index The bundle's place, from 0: that of its tile at level 0.
 * @param width How many entries it has: 256 where it is full.
 * @returns A path in the log, without a slash at its start.
 * @example bundlePath(273, 112) // "tile/entries/273.p/112"
 */
export function bundlePath(index: number, width: number): string {
  return `tile/entries/${placePath(index, width)}`;
}

/**
 * Says whether a text is the path of a file that a log has.
 *
 * @param path The text.
 * @returns Whether it is the checkpoint's, a tile's or a bundle's.
 * @example isLogPath("../secret") // false
 */
export function isLogPath(path: string): boolean {
  const place = String.raw`(?:x\d{3}/)*\d{3}(?:\.p/(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?`;
  return path === CHECKPOINT_PATH || new RegExp(`^tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/${place}$`, "u").test(path);
}

/**
 * Returns the tile that a whole subtree's hash is computed from.
 *
 * @param subtree The subtree.
 * @param size How many entries the log has: it says how wide the tile is.
 * @returns The tile.
 * @example tileOf({ level: 9, index: 0 }, 70_000) // { level: 1, index: 0, width: 256 }
 */
export function tileOf(subtree: Subtree, size: number): Tile {
  const { level, index } = placeOf(subtree);
  return { level, index, width: widthOf(level, index, size) };
}

/**
 * Returns how wide a tile is in a log.
 *
 * @param level The tile's level.
 * @param index Its place in the level, from 0.
 * @param size How many entries the log has.
 * @returns 256 where it is full, 0 where there is none yet.
 * @example widthOf(0, 273, 70_000) // 112
 */
export function widthOf(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/**
 * Writes entries one after the other, each after its length in two bytes.
 *
 * @param entries At most 256 entries.
 * @returns The bundle's bytes.
 * @throws EntryTooLongError where an entry has more than 65,535 bytes.
 * @example encodeBundle([receipt])
 */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > ENTRY_LIMIT) throw new EntryTooLongError(entry.length);
    view.setUint16(at, entry.length);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/**
 * Reads the entries of a bundle.
 *
 * @param bytes The bundle's bytes.
 * @returns The entries, or null where the bytes end within one.
 * @example decodeBundle(await files.get(bundlePath(0, 3)))
 */
export function decodeBundle(bytes: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 2 > bytes.length) return null;
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return null;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** Tiles at hand: they know the hash of each whole subtree that lies in one of them. */
export class TileHashes implements SubtreeHashes {
  readonly #tiles = new Map<string, Uint8Array>();

  /**
   * Takes a tile.
   *
   * @param tile Which one; its width does not matter.
   * @param bytes Its hashes.
   * @example tiles.set({ level: 0, index: 0 }, bytes)
   */
  set(tile: Pick<Tile, "level" | "index">, bytes: Uint8Array): void {
    this.#tiles.set(`${tile.level}/${tile.index}`, bytes);
  }

  hashOf(subtree: Subtree): Uint8Array {
    const { level, index, first, count } = placeOf(subtree);
    const bytes = this.#tiles.get(`${level}/${index}`);
    if (bytes === undefined || bytes.length < (first + count) * HASH_SIZE) {
      throw new RangeError(`No tile at hand has the subtree ${subtree.level}/${subtree.index}.`);
    }
    return hashOfRow(bytes.subarray(first * HASH_SIZE, (first + count) * HASH_SIZE));
  }
}

/**
 * Returns the hash of the subtree over a row of hashes.
 *
 * @param row A power of two of them, 32 bytes each.
 * @returns 32 bytes.
 * @example hashOfRow(fullTile)
 */
export function hashOfRow(row: Uint8Array): Uint8Array {
  if (row.length === HASH_SIZE) return row.slice();
  const middle = row.length / 2;
  return nodeHash(hashOfRow(row.subarray(0, middle)), hashOfRow(row.subarray(middle)));
}

/** Where a whole subtree lies: in which tile, from which hash of it, and over how many. */
function placeOf(subtree: Subtree): { level: number; index: number; first: number; count: number } {
  const level = Math.floor(subtree.level / TILE_HEIGHT);
  const count = 2 ** (subtree.level % TILE_HEIGHT);
  const first = subtree.index * count;
  return { level, index: Math.floor(first / TILE_WIDTH), first: first % TILE_WIDTH, count };
}

/** A place in groups of three digits, all but the last after an x, so that no file has a folder's name. */
function placePath(index: number, width: number): string {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return groups.join("/") + (width < TILE_WIDTH ? `.p/${width}` : "");
}
