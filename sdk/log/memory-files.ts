/* eslint-disable @typescript-eslint/require-await -- as every kind of log files */
import type { LogFiles } from "./tiles.ts";

/** A log's files in memory, for browsers and tests. */
export class MemoryFiles implements LogFiles {
  readonly #files = new Map<string, Uint8Array>();

  async read(path: string): Promise<Uint8Array | null> {
    return this.#files.get(path)?.slice() ?? null;
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(path, bytes.slice());
  }
}
