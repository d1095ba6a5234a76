/* eslint-disable @typescript-eslint/require-await -- what is refused is a rejected promise here, as in every store */
import { checkedKey, checkedPrefix, checkRange, type ObjectHead, type ObjectStore, sameBytes } from "./object-store.ts";

/** An object store in memory, for browsers and tests. Its streams are as long as memory allows. */
export class MemoryObjects implements ObjectStore {
  readonly #objects = new Map<string, Uint8Array>();

  async put(key: string, bytes: Uint8Array, { ifAbsent = false } = {}): Promise<boolean> {
    const there = this.#objects.get(checkedKey(key));
    if (ifAbsent && there !== undefined) return sameBytes(there, bytes);
    this.#objects.set(key, bytes.slice());
    return true;
  }

  async get(key: string): Promise<Uint8Array | null> {
    return this.#objects.get(checkedKey(key))?.slice() ?? null;
  }

  async getRange(key: string, start: number, end: number): Promise<Uint8Array | null> {
    checkRange(start, end);
    return this.#objects.get(checkedKey(key))?.slice(start, end) ?? null;
  }

  async head(key: string): Promise<ObjectHead | null> {
    const bytes = this.#objects.get(checkedKey(key));
    return bytes === undefined ? null : { length: bytes.length };
  }

  async *list(prefix = ""): AsyncIterable<string> {
    checkedPrefix(prefix);
    yield* [...this.#objects.keys()].filter((key) => key.startsWith(prefix));
  }

  async putStream(chunks: AsyncIterable<Uint8Array>, key: string | (() => Promise<string | null>)): Promise<void> {
    if (typeof key === "string") checkedKey(key);
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    const target = typeof key === "string" ? key : await key();
    if (target === null) return;
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#objects.set(checkedKey(target), whole);
  }

  async getStream(key: string): Promise<AsyncIterable<Uint8Array> | null> {
    const bytes = await this.get(key);
    return bytes === null ? null : once(bytes);
  }

  async removeUnfinished(): Promise<number> {
    return 0;
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
