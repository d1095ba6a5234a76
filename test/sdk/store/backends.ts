/** The backends that hold to the storage contract: all that there are here. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ContentObjects } from "../../../sdk/store/content-objects.ts";
import type { ContentStore } from "../../../sdk/store/content-store.ts";
import { FolderObjects } from "../../../sdk/store/folder-objects.ts";
import { FolderStore } from "../../../sdk/store/folder-store.ts";
import { MemoryObjects } from "../../../sdk/store/memory-objects.ts";
import { MemoryStore } from "../../../sdk/store/memory-store.ts";
import type { ObjectStore } from "../../../sdk/store/object-store.ts";
import { S3Objects } from "../../../sdk/store/s3-objects.ts";
import { S3Store } from "../../../sdk/store/s3-store.ts";
import { freshBucket, S3_FOUND, s3Server } from "./s3-server.ts";

/** A backend; what is opened is empty, and gone after the tests. */
export interface Backend {
  readonly name: string;
  objects(): Promise<ObjectStore>;
  content(): Promise<ContentStore>;
}

const folders: string[] = [];
const freshFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "fisc-store-"));
  folders.push(folder);
  return join(folder, "store");
};
after(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

let bucket: Promise<string> | null = null;
let prefixes = 0;

/** A part of one bucket without versions, which all tests of the contract share. */
async function freshPrefix() {
  const { options } = await s3Server();
  bucket ??= (async () => {
    const name = freshBucket();
    const objects = new S3Objects({ ...options, bucket: name });
    await objects.createBucket();
    await objects.close();
    return name;
  })();
  return { ...options, bucket: await bucket, prefix: `t${++prefixes}`, pageSize: 3 };
}

const S3: Backend = {
  name: "S3",
  objects: async () => new S3Objects(await freshPrefix()),
  content: async () => new S3Store(await freshPrefix()),
};

const everywhere: Backend[] = [
  {
    name: "memory",
    objects: () => Promise.resolve(new MemoryObjects()),
    content: () => Promise.resolve(new MemoryStore()),
  },
  {
    name: "folder",
    objects: async () => new FolderObjects(await freshFolder()),
    content: async () => new FolderStore(await freshFolder()),
  },
];

export const BACKENDS: readonly Backend[] = "missing" in S3_FOUND ? everywhere : [...everywhere, S3];

/** A content store over objects that a test can change behind its back. */
export async function contentOver(backend: Backend): Promise<{ store: ContentStore; objects: ObjectStore }> {
  const objects = await backend.objects();
  return { store: new ContentObjects(objects), objects };
}
