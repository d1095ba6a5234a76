/* eslint-disable no-restricted-imports -- the folder backend, for Node alone; a browser has MemoryStore */
import { createHash } from "node:crypto";

import { ContentObjects } from "./content-objects.ts";
import { FolderObjects } from "./folder-objects.ts";

/** A content-addressed store in a folder, for Node: the object 0xabcdef… is the file ab/cd/abcdef…. */
export class FolderStore extends ContentObjects {
  /** @param folder The folder; it is created when something is put. */
  constructor(folder: string) {
    super(new FolderObjects(folder), () => createHash("sha256"));
  }
}
