/* eslint-disable @typescript-eslint/require-await -- what is refused is a rejected promise here, as in every store */
import { checkedContent, checkedHash, contentHash, type ContentStore } from "./content-store.ts";

/** A content-addressed store in memory, for browsers and tests. */
export class MemoryStore implements ContentStore {
  readonly #contents = new Map<string, Uint8Array>();

  async put(bytes: Uint8Array): Promise<string> {
    const hash = contentHash(bytes);
    this.#contents.set(hash, bytes.slice());
    return hash;
  }

  async get(hash: string): Promise<Uint8Array | null> {
    const key = checkedHash(hash);
    const bytes = this.#contents.get(key);
    return bytes === undefined ? null : checkedContent(key, bytes.slice());
  }

  async has(hash: string): Promise<boolean> {
    return this.#contents.has(checkedHash(hash));
  }

  async *list(): AsyncIterable<string> {
    yield* [...this.#contents.keys()];
  }

  async putStream(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return this.put(whole);
  }

  async getStream(hash: string): Promise<AsyncIterable<Uint8Array> | null> {
    const bytes = await this.get(hash);
    return bytes === null ? null : once(bytes);
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
