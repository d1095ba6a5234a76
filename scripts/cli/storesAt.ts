import { join } from "node:path";

import { FolderStore } from "../../sdk/store/folder-store.ts";
import type { ProfileStores } from "../../sdk/store/payee-profile.ts";

/**
 * Opens the two stores of an office.
 *
 * @param folder The folder that holds both.
 * @returns What everyone may read, and what the office alone may.
 */
export function storesAt(folder: string): ProfileStores {
  return { published: new FolderStore(join(folder, "published")), kept: new FolderStore(join(folder, "kept")) };
}
