/**
 * Puts a stream of a given length into a store and reads it back, and tells the parent how long that took and how much
 * memory the process has taken at the most.
 */
import { createHash } from "node:crypto";

import { FolderStore } from "../../../sdk/store/folder-store.ts";
import type { S3Options } from "../../../sdk/store/s3-objects.ts";
import { S3Store } from "../../../sdk/store/s3-store.ts";

/** What it is told. */
export interface Load {
  readonly length: number;
  readonly store: { readonly folder: string } | { readonly s3: S3Options };
}

/** What it tells. */
export interface Moved {
  readonly hash: string;
  readonly expected: string;
  readonly read: number;
  /** In bytes. */
  readonly peak: number;
  readonly putSeconds: number;
  readonly getSeconds: number;
}

const CHUNK = 256 * 1024;

/** Bytes of which no two chunks are the same. */
async function* bytesOf(length: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < length; at += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, length - at), "fisc");
    chunk.writeUInt32LE(at / CHUNK, 0);
    yield await Promise.resolve(chunk);
  }
}

async function move({ length, store: where }: Load): Promise<Moved> {
  const store = "folder" in where ? new FolderStore(where.folder) : new S3Store(where.s3);
  const hasher = createHash("sha256");
  for await (const chunk of bytesOf(length)) hasher.update(chunk);
  const expected = `0x${hasher.digest("hex")}`;
  const began = performance.now();
  const hash = await store.putStream(bytesOf(length));
  const put = performance.now();
  let read = 0;
  for await (const chunk of (await store.getStream(hash))!) read += chunk.length;
  const got = performance.now();
  const peak = process.resourceUsage().maxRSS * 1024;
  return { hash, expected, read, peak, putSeconds: (put - began) / 1000, getSeconds: (got - put) / 1000 };
}

// Only a parent that forks this file can be told.
process.once("message", (load) => {
  void move(load as Load).then((moved) => process.send?.(moved, () => process.disconnect()));
});
