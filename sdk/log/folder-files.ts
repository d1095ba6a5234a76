/* eslint-disable no-restricted-imports -- the folder backend, for Node alone; a browser has MemoryFiles */
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { isLogPath, type LogFiles, LogFileError } from "./tiles.ts";

/** Where unfinished writes lie; what a crash leaves there is never read. */
const UNFINISHED = "unfinished";

/**
 * A log's files in a folder, for Node: as they lie there, a web server can serve them.
 *
 * A write goes to a file of its own first, is flushed to the disk, and is then renamed to its place, and the folders are
 * flushed too: a crash leaves each file as it was or as it shall be.
 */
export class FolderFiles implements LogFiles {
  readonly #folder: string;

  /** @param folder The folder; it is created when something is written. */
  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  async read(path: string): Promise<Uint8Array | null> {
    const bytes = await readFile(this.#placeOf(path)).catch(nullWhereAbsent);
    return bytes === null ? null : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const place = this.#placeOf(path);
    const unfinished = join(this.#folder, UNFINISHED, randomUUID());
    await mkdir(dirname(unfinished), { recursive: true });
    try {
      const file = await open(unfinished, "wx", 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(dirname(place), { recursive: true });
      await rename(unfinished, place);
      for (let folder = dirname(place); folder.length >= this.#folder.length; folder = dirname(folder)) {
        await flush(folder);
      }
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  #placeOf(path: string): string {
    if (!isLogPath(path)) throw new LogFileError(path, "No file of a log lies there.");
    return join(this.#folder, ...path.split("/"));
  }
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
