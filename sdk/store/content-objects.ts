import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

import { checkedHash, ContentCorruptError, type ContentStore } from "./content-store.ts";
import type { ObjectStore } from "./object-store.ts";

/** A SHA-256 in the making. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/**
 * A content store that keeps its bytes in an object store: the object 0xabcdef… is named ab/cd/abcdef….
 *
 * All that makes a store trustworthy is here, once for every backend: names come from checked hashes alone, and what
 * comes out was hashed on the way.
 */
export class ContentObjects implements ContentStore {
  readonly #objects: ObjectStore;
  readonly #newHasher: () => Hasher;

  /**
   * @param objects Where the bytes are kept; nothing else puts objects there.
   * @param newHasher Begins a SHA-256; Node's own is several times as fast as the one that runs everywhere.
   */
  constructor(objects: ObjectStore, newHasher: () => Hasher = () => sha256.create()) {
    this.#objects = objects;
    this.#newHasher = newHasher;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = this.#hashOf(bytes);
    if (!(await this.#isWhole(hash, bytes.length))) await this.#objects.put(keyOf(hash), bytes);
    return hash;
  }

  async get(hash: string): Promise<Uint8Array | null> {
    const wanted = checkedHash(hash);
    const bytes = await this.#objects.get(keyOf(wanted));
    if (bytes === null) return null;
    requireSame(wanted, this.#hashOf(bytes));
    return bytes;
  }

  async getRange(hash: string, start: number, end: number): Promise<Uint8Array | null> {
    return this.#objects.getRange(keyOf(checkedHash(hash)), start, end);
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#objects.head(keyOf(checkedHash(hash)))) !== null;
  }

  async *list(): AsyncIterable<string> {
    for await (const key of this.#objects.list()) {
      const hash = `0x${key.slice(6)}`;
      if (/^0x[0-9a-f]{64}$/.test(hash) && key === keyOf(hash)) yield hash;
    }
  }

  async putStream(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    const hasher = this.#newHasher();
    let length = 0;
    let hash = "";
    const hashed = async function* () {
      for await (const chunk of chunks) {
        hasher.update(chunk);
        length += chunk.length;
        yield chunk;
      }
    };
    await this.#objects.putStream(hashed(), async () => {
      hash = digestOf(hasher);
      return (await this.#isWhole(hash, length)) ? null : keyOf(hash);
    });
    return hash;
  }

  async getStream(hash: string): Promise<AsyncIterable<Uint8Array> | null> {
    const wanted = checkedHash(hash);
    const chunks = await this.#objects.getStream(keyOf(wanted));
    return chunks === null ? null : this.#checked(wanted, chunks);
  }

  async *#checked(hash: string, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const hasher = this.#newHasher();
    for await (const chunk of chunks) {
      hasher.update(chunk);
      yield chunk;
    }
    requireSame(hash, digestOf(hasher));
  }

  /** Whether the object is there and sound; one that is damaged is put again. */
  async #isWhole(hash: string, length: number): Promise<boolean> {
    const head = await this.#objects.head(keyOf(hash));
    if (head?.length !== length) return false;
    const chunks = await this.#objects.getStream(keyOf(hash));
    if (chunks === null) return false;
    const hasher = this.#newHasher();
    for await (const chunk of chunks) hasher.update(chunk);
    return digestOf(hasher) === hash;
  }

  #hashOf(bytes: Uint8Array): string {
    const hasher = this.#newHasher();
    hasher.update(bytes);
    return digestOf(hasher);
  }
}

/** The name of an object, for file systems that dislike folders of a million files. */
function keyOf(hash: string): string {
  const digits = hash.slice(2);
  return `${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits}`;
}

function digestOf(hasher: Hasher): string {
  return `0x${bytesToHex(hasher.digest())}`;
}

function requireSame(hash: string, found: string): void {
  if (found !== hash) throw new ContentCorruptError(hash, found);
}
