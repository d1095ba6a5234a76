/**
 * Writes the snapshots of the contracts' ABI, storage layout and size, or with `--check` compares them with the files.
 * (Gas snapshots are Hardhat's own: `hardhat test solidity --snapshot`.)
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { contractSnapshots } from "./contractSnapshots.ts";

const FOLDER = fileURLToPath(new URL("../../snapshots/", import.meta.url));
const KINDS = ["abi", "storage", "size"];

const { texts: wanted, tooLarge } = await contractSnapshots();
const existing = await readSnapshots();
const differing = [...new Set([...wanted.keys(), ...existing.keys()])]
  .filter((file) => wanted.get(file) !== existing.get(file))
  .sort();

if (process.argv.includes("--check")) {
  for (const file of differing) {
    console.error(`snapshots/${file}\n${differences(existing.get(file) ?? "", wanted.get(file) ?? "")}`);
  }
  if (differing.length > 0) {
    console.error(
      "The contracts no longer match these snapshots. If that is meant: npm run snapshots, and commit the diff.",
    );
    process.exitCode = 1;
  } else {
    console.log(`${wanted.size} snapshots of ABI, storage and size match.`);
  }
} else {
  await Promise.all(KINDS.map((kind) => rm(path.join(FOLDER, kind), { recursive: true, force: true })));
  for (const [file, text] of wanted) {
    await mkdir(path.dirname(path.join(FOLDER, file)), { recursive: true });
    await writeFile(path.join(FOLDER, file), text);
  }
  console.log(`${wanted.size} snapshots of ABI, storage and size written, ${differing.length} changed.`);
}

for (const sentence of tooLarge) {
  console.error(sentence);
  process.exitCode = 1;
}

async function readSnapshots(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const kind of KINDS) {
    const entries = await readdir(path.join(FOLDER, kind), { recursive: true }).catch(() => []);
    for (const entry of entries.filter((name) => name.endsWith(".txt"))) {
      const file = path.posix.join(kind, entry.split(path.sep).join("/"));
      found.set(file, (await readFile(path.join(FOLDER, file), "utf8")).replaceAll("\r\n", "\n"));
    }
  }
  return found;
}

function differences(before: string, after: string): string {
  const [old, current] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !current.includes(line)).map((line) => `  - ${line}`),
    ...current.filter((line) => !old.includes(line)).map((line) => `  + ${line}`),
  ].join("\n");
}
