/* eslint-disable no-restricted-imports -- the folder backend, for Node alone; a browser has MemoryObjects */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, link, mkdir, open, opendir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

import {
  checkedKey,
  checkedPrefix,
  checkRange,
  KeyInvalidError,
  type ObjectHead,
  type ObjectStore,
  OnceOnlyUnsupportedError,
  sameBytes,
  UNFINISHED,
} from "./object-store.ts";

/**
 * An object store in a folder, for Node.
 *
 * The object tile/0/067 is the file of that path. A write goes to a file of its own first, is flushed to the disk, and is
 * then renamed to its place, and the folder is flushed too: a crash leaves an object whole or absent, and writers of the
 * same object, in one process or several, do not disturb each other. With `ifAbsent` it is linked to its place, which
 * exactly one can do.
 *
 * Unlike on a server, an object cannot have the name of a folder of others: beside tile/0 there is no tile/0/067.
 */
export class FolderObjects implements ObjectStore {
  readonly #folder: string;

  /** @param folder The folder; it is created when something is put. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: string, bytes: Uint8Array, { ifAbsent = false } = {}): Promise<boolean> {
    const path = this.#pathOf(key);
    let isFirst = true;
    await this.#write(async (file, unfinished) => {
      await file.writeFile(bytes);
      return async () => {
        if (!ifAbsent) return this.#place(key, unfinished);
        await this.#folderFor(key);
        isFirst = await link(unfinished, path).then(() => true, falseWhereThere);
        await rm(unfinished);
        if (isFirst) await this.#flushAbove(key);
      };
    });
    if (isFirst) return true;
    const there = await this.get(key);
    return there !== null && sameBytes(there, bytes);
  }

  async get(key: string): Promise<Uint8Array | null> {
    const bytes = await readFile(this.#pathOf(key)).catch(nullWhereAbsent);
    return bytes === null ? null : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  async getRange(key: string, start: number, end: number): Promise<Uint8Array | null> {
    checkRange(start, end);
    if ((await this.head(key)) === null) return null;
    const file = await open(this.#pathOf(key), "r").catch(nullWhereAbsent);
    if (file === null) return null;
    try {
      const length = Math.max(Math.min(end, (await file.stat()).size) - start, 0);
      const bytes = new Uint8Array(length);
      let at = 0;
      while (at < length) {
        const { bytesRead } = await file.read(bytes, at, length - at, start + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    } finally {
      await file.close();
    }
  }

  async head(key: string): Promise<ObjectHead | null> {
    const found = await stat(this.#pathOf(key)).catch(nullWhereAbsent);
    return found?.isFile() === true ? { length: found.size } : null;
  }

  async *list(prefix = ""): AsyncIterable<string> {
    const above = checkedPrefix(prefix).split("/").slice(0, -1);
    const folder = await opendir(join(this.#folder, ...above), { recursive: true }).catch(nullWhereAbsent);
    if (folder === null) return;
    for await (const item of folder) {
      if (!item.isFile()) continue;
      const key = relative(this.#folder, join(item.parentPath, item.name)).split(sep).join("/");
      if (key.startsWith(prefix) && isKey(key)) yield key;
    }
  }

  async putStream(chunks: AsyncIterable<Uint8Array>, key: string | (() => Promise<string | null>)): Promise<void> {
    if (typeof key === "string") checkedKey(key);
    await this.#write(async (file, unfinished) => {
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
      }
      const target = typeof key === "string" ? key : await key();
      return async () => (target === null ? rm(unfinished) : this.#place(target, unfinished));
    });
  }

  async getStream(key: string): Promise<AsyncIterable<Uint8Array> | null> {
    if ((await this.head(key)) === null) return null;
    return createReadStream(this.#pathOf(key));
  }

  async removeUnfinished(before: Date): Promise<number> {
    const folder = join(this.#folder, UNFINISHED);
    let removed = 0;
    for (const name of (await readdir(folder).catch(nullWhereAbsent)) ?? []) {
      const path = join(folder, name);
      const found = await stat(path).catch(nullWhereAbsent);
      if (found === null || found.mtime >= before) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }

  #pathOf(key: string): string {
    return join(this.#folder, ...checkedKey(key).split("/"));
  }

  /** Fills a file of its own and flushes it; what `fill` returns then brings it to its place. */
  async #write(fill: (file: FileHandle, path: string) => Promise<() => Promise<void>>): Promise<void> {
    const unfinished = join(this.#folder, UNFINISHED, randomUUID());
    await mkdir(dirname(unfinished), { recursive: true });
    try {
      const file = await open(unfinished, "wx", 0o644);
      let place: () => Promise<void>;
      try {
        place = await fill(file, unfinished);
        await file.sync();
      } finally {
        await file.close();
      }
      await place();
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  async #place(key: string, unfinished: string): Promise<void> {
    const path = this.#pathOf(key);
    await this.#folderFor(key);
    await rename(unfinished, path).catch((error: unknown) => {
      if (["EISDIR", "ENOTEMPTY", "EEXIST"].includes(codeOf(error))) throw new KeyInvalidError(key, IS_FOLDER);
      throw error;
    });
    await this.#flushAbove(key);
  }

  async #folderFor(key: string): Promise<void> {
    await mkdir(dirname(this.#pathOf(key)), { recursive: true }).catch((error: unknown) => {
      if (["EEXIST", "ENOTDIR"].includes(codeOf(error))) throw new KeyInvalidError(key, IS_OBJECT);
      throw error;
    });
  }

  /** A rename is safe once its folder is; new folders, once those above are. */
  async #flushAbove(key: string): Promise<void> {
    for (let above = key.split("/").slice(0, -1); ; above = above.slice(0, -1)) {
      await flush(join(this.#folder, ...above));
      if (above.length === 0) return;
    }
  }
}

const IS_FOLDER = "In this folder there are objects whose names go on after it.";
const IS_OBJECT = "In this folder there is an object whose name is the beginning of it.";

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
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL"].includes(codeOf(error))) throw error;
  }
}

function isKey(text: string): boolean {
  try {
    checkedKey(text);
    return true;
  } catch {
    return false;
  }
}

function nullWhereAbsent(error: unknown): null {
  if (["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(error))) return null;
  throw error;
}

function falseWhereThere(error: unknown): false {
  if (codeOf(error) === "EEXIST") return false;
  if (["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(codeOf(error))) {
    throw new OnceOnlyUnsupportedError(
      "The folder's file system has no hard links.",
      "Keep the store on a file system that has: ext4, XFS, APFS, NTFS.",
      error,
    );
  }
  throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
