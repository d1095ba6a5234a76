/** Puts objects one after the other and tells the parent of each that is acknowledged, until it is killed. */
import { FolderStore } from "../../../sdk/store/folder-store.ts";

const [folder, round] = process.argv.slice(2);
const store = new FolderStore(folder ?? "");
// Only a parent that forks this file with a folder can be told.
for (let index = 0; process.send !== undefined && folder !== undefined; index++) {
  const bytes = new TextEncoder().encode(`document ${round} ${index} `.repeat(2_000));
  process.send?.(await store.put(bytes));
}
