import { FiscError } from "../fisc-error.ts";

/**
 * A place that keeps bytes by name: tiles of a log, files of chunks, and, under their hashes, all of a content store.
 *
 * A name (key) is parts of small letters, digits, dots, dashes and underscores, with strokes between: whatever else is
 * refused before a path or a request is built from it, see {@link checkedKey}. An object is there whole or not at all.
 *
 * Warning: what comes out is what the disk or the server says. Who asks for bytes by name checks them against a hash or
 * a root that was kept elsewhere.
 */
export interface ObjectStore {
  /**
   * Keeps bytes under a name.
   *
   * @param key The name.
   * @param bytes The bytes.
   * @param options With `ifAbsent`, what is there stays: of many who put at once exactly one is first.
   * @returns Whether the store has these bytes under the name now; false only with `ifAbsent`, where it has others.
   * @throws OnceOnlyUnsupportedError where `ifAbsent` is asked of a server that does not do it.
   */
  put(key: string, bytes: Uint8Array, options?: { readonly ifAbsent?: boolean }): Promise<boolean>;
  /** Returns the bytes under a name, or null where there are none. */
  get(key: string): Promise<Uint8Array | null>;
  /**
   * Returns a part of the bytes under a name, or null where there are none.
   *
   * @param key The name.
   * @param start The first byte.
   * @param end The byte after the last one; the part is shorter where the object ends before.
   */
  getRange(key: string, start: number, end: number): Promise<Uint8Array | null>;
  /** Says how long an object is, without reading it, or null where there is none. */
  head(key: string): Promise<ObjectHead | null>;
  /** Lists the names that begin with a text, in no given order. */
  list(prefix?: string): AsyncIterable<string>;
  /**
   * Keeps a stream of any length, in memory of a fixed size.
   *
   * @param chunks The bytes.
   * @param key The name, or what tells it when all has gone by: a name that is a hash of the bytes is known at the end
   * alone. Where it tells null, nothing is kept.
   */
  putStream(chunks: AsyncIterable<Uint8Array>, key: string | (() => Promise<string | null>)): Promise<void>;
  /** Returns the bytes under a name chunk by chunk, in memory of a fixed size, or null where there are none. */
  getStream(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /**
   * Removes what streams left that never ended, because their process was killed.
   *
   * @param before Only what is older than this; a stream may still be running.
   * @returns How much was removed.
   */
  removeUnfinished(before: Date): Promise<number>;
}

/** What is known of an object without reading it. */
export interface ObjectHead {
  /** In bytes. */
  readonly length: number;
}

/** A text is no name of an object. */
export class KeyInvalidError extends FiscError {
  override readonly name = "KeyInvalidError";

  /**
   * @param given What stood in the place of a name.
   * @param why What is wrong with it, one sentence.
   */
  constructor(given: string, why: string) {
    super(
      `${JSON.stringify(given.length > 80 ? `${given.slice(0, 80)}…` : given)} is not a name of an object.`,
      why,
      'Use parts of small letters, digits and ".", "_", "-", with "/" between, as in "tile/0/x001/067".',
    );
  }
}

/** A range is none. */
export class RangeInvalidError extends FiscError {
  override readonly name = "RangeInvalidError";

  /**
   * @param start The first byte.
   * @param end The byte after the last one.
   */
  constructor(start: number, end: number) {
    super(
      `${start} to ${end} is not a range of bytes.`,
      "Both are whole numbers from 0 on, and the second is not the smaller.",
      "Give the first byte and the byte after the last one.",
    );
  }
}

/** A store cannot see to it that the first to put an object is the only one. */
export class OnceOnlyUnsupportedError extends FiscError {
  override readonly name = "OnceOnlyUnsupportedError";

  /**
   * @param why What it lacks, one sentence.
   * @param remedy What to do about it, one sentence.
   * @param cause The error behind it, where there is one.
   */
  constructor(why: string, remedy: string, cause?: unknown) {
    super("The store cannot keep an object only where there is none.", why, remedy, cause);
  }
}

/** What the folder of unfinished streams is called in every backend; no object can be in it. */
export const UNFINISHED = "unfinished";

/** Windows cannot have a file of such a name, whatever follows a dot. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;

/** With what a folder's own path needs, a path stays below Windows' 260 characters. */
const LONGEST_KEY = 200;

/**
 * Checks that a text is a name of an object: one that is the same on every file system and server, and leads nowhere
 * else on any.
 *
 * @param key The text.
 * @returns It.
 * @throws KeyInvalidError where it is none.
 * @example checkedKey("tile/0/x001/067") // the same; "../x", "a//b", "A", "con" and "unfinished/x" are refused
 */
export function checkedKey(key: string): string {
  if (key.length > LONGEST_KEY) throw new KeyInvalidError(key, `It has more than ${LONGEST_KEY} characters.`);
  for (const part of key.split("/")) {
    if (!/^[a-z0-9][a-z0-9._-]*$/.test(part)) {
      throw new KeyInvalidError(key, `"${part}" holds something else than a-z, 0-9, ".", "_" and "-", or begins so.`);
    }
    if (part.endsWith(".")) throw new KeyInvalidError(key, `"${part}" ends with a dot, which Windows drops.`);
    if (WINDOWS_DEVICE.test(part)) throw new KeyInvalidError(key, `"${part}" is a device on Windows.`);
  }
  if (key === UNFINISHED || key.startsWith(`${UNFINISHED}/`)) {
    throw new KeyInvalidError(key, `"${UNFINISHED}" is where the store keeps streams that have not ended.`);
  }
  return key;
}

/**
 * Checks that a text is the beginning of names.
 *
 * @param prefix The text; the empty one begins all names.
 * @returns It.
 * @throws KeyInvalidError where no name begins with it.
 * @example checkedPrefix("tile/0/x0")
 */
export function checkedPrefix(prefix: string): string {
  if (prefix !== "" && !prefix.endsWith("/") && !prefix.endsWith(".")) checkedKey(prefix);
  else if (prefix !== "") checkedKey(prefix.slice(0, -1));
  return prefix;
}

/**
 * Checks a range of bytes.
 *
 * @param start The first byte.
 * @param end The byte after the last one.
 * @throws RangeInvalidError where it is none.
 * @example checkRange(0, 65_536);
 */
export function checkRange(start: number, end: number): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeInvalidError(start, end);
  }
}

/**
 * Says whether two pieces of bytes are the same.
 *
 * @param a One.
 * @param b The other.
 * @returns True where they are.
 * @example sameBytes(new Uint8Array([1]), new Uint8Array([1])) // true
 */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
