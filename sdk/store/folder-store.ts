/* eslint-disable no-restricted-imports -- the folder backend, for Node alone; a browser has MemoryStore */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, opendir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { checkedContent, checkedHash, ContentCorruptError, contentHash, type ContentStore } from "./content-store.ts";

/** Where unfinished writes lie; what a crash leaves there is never read. */
const UNFINISHED = "unfinished";

/**
 * A content-addressed store in a folder, for Node.
 *
 * The object 0xabcdef… is the file ab/cd/abcdef…. A write goes to a file of its own first, is flushed to the disk, and is
 * then renamed to its place, and the folder is flushed too: a crash leaves an object whole or absent, and writers of the
 * same object, in one process or several, do not disturb each other.
 */
export class FolderStore implements ContentStore {
  readonly #folder: string;

  /** @param folder The folder; it is created when something is put. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = contentHash(bytes);
    if (await this.#isWhole(hash)) return hash;
    await this.#write(async (file) => {
      await file.writeFile(bytes);
      return hash;
    });
    return hash;
  }

  async get(hash: string): Promise<Uint8Array | null> {
    const key = checkedHash(hash);
    const bytes = await readFile(this.#pathOf(key)).catch(nullWhereAbsent);
    return bytes === null
      ? null
      : checkedContent(key, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  async has(hash: string): Promise<boolean> {
    return (await stat(this.#pathOf(checkedHash(hash))).catch(nullWhereAbsent)) !== null;
  }

  async *list(): AsyncIterable<string> {
    const folder = await opendir(this.#folder, { recursive: true }).catch(nullWhereAbsent);
    if (folder === null) return;
    for await (const item of folder) if (item.isFile() && /^[0-9a-f]{64}$/.test(item.name)) yield `0x${item.name}`;
  }

  async putStream(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    return this.#write(async (file) => {
      const hasher = createHash("sha256");
      for await (const chunk of chunks) {
        hasher.update(chunk);
        for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
      }
      return `0x${hasher.digest("hex")}`;
    });
  }

  async getStream(hash: string): Promise<AsyncIterable<Uint8Array> | null> {
    const key = checkedHash(hash);
    if (!(await this.has(key))) return null;
    return checkedStream(key, createReadStream(this.#pathOf(key)));
  }

  #pathOf(hash: string): string {
    const name = hash.slice(2);
    return join(this.#folder, name.slice(0, 2), name.slice(2, 4), name);
  }

  /** Whether the object is there and sound; one that is damaged is put again. */
  async #isWhole(hash: string): Promise<boolean> {
    try {
      return (await this.get(hash)) !== null;
    } catch (error) {
      if (error instanceof ContentCorruptError) return false;
      throw error;
    }
  }

  async #write(fill: (file: FileHandle) => Promise<string>): Promise<string> {
    const unfinished = join(this.#folder, UNFINISHED, randomUUID());
    await mkdir(dirname(unfinished), { recursive: true });
    try {
      const file = await open(unfinished, "wx", 0o644);
      let hash: string;
      try {
        hash = await fill(file);
        await file.sync();
      } finally {
        await file.close();
      }
      const path = this.#pathOf(hash);
      await mkdir(dirname(path), { recursive: true });
      await rename(unfinished, path);
      // A rename is safe once its folder is; new folders, once those above are.
      for (const folder of [dirname(path), dirname(dirname(path)), this.#folder]) await flush(folder);
      return hash;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }
}

async function* checkedStream(hash: string, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const hasher = createHash("sha256");
  for await (const chunk of chunks) {
    hasher.update(chunk);
    yield chunk;
  }
  const found = `0x${hasher.digest("hex")}`;
  if (found !== hash) throw new ContentCorruptError(hash, found);
}

async function flush(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Windows opens no folders; its file system keeps a journal of renames.
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function nullWhereAbsent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
}
