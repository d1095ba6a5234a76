import { join } from "node:path";

import { FolderStore } from "../../sdk/store/folder-store.ts";
import type { ProfileStores } from "../../sdk/store/payee-profile.ts";
import { S3Store } from "../../sdk/store/s3-store.ts";
import { s3Options } from "./s3Options.ts";

/**
 * Opens the two stores of an office: in a bucket where FISC_S3_ENDPOINT is set, in a folder otherwise.
 *
 * What the office alone may read is never locked: personal data may have to be erased.
 *
 * @param folder The folder that holds both.
 * @param env The variables.
 * @returns What everyone may read, and what the office alone may.
 * @throws UsageError where a variable of the bucket is missing or wrong.
 */
export function storesAt(folder: string, env: NodeJS.ProcessEnv = process.env): ProfileStores {
  const bucket = s3Options(env);
  if (bucket === null) {
    return { published: new FolderStore(join(folder, "published")), kept: new FolderStore(join(folder, "kept")) };
  }
  const { retainDays: _, ...unlocked } = bucket;
  return {
    published: new S3Store({ ...bucket, prefix: "published" }),
    kept: new S3Store({ ...unlocked, prefix: "kept" }),
  };
}
