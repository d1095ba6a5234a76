/**
 * Plants one bug after the other in a copy of the contracts, and runs the invariants on each: every one must be caught.
 * It takes some minutes a bug, most of it to compile; arguments choose bugs by number, from 1. `npm run mutants`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type PlantedBug, PLANTED_BUGS } from "./plantedBugs.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COPIED = [
  "contracts",
  "test/solidity",
  "test/access",
  "hardhat.config.ts",
  "scripts/cli/loadEnvironment.ts",
  "package.json",
  "tsconfig.json",
];

/** Returns how many invariant tests fail and why, or null where all pass. */
function failureOf(bug: PlantedBug): string | null {
  const folder = mkdtempSync(join(tmpdir(), "fisc-mutant-"));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    plant(bug, join(folder, bug.file));
    const hardhat = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");
    const args = ["--build-profile", "unoptimized", "test", "solidity", "test/solidity/LedgerInvariants.t.sol"];
    const { status, stdout, stderr } = spawnSync(process.execPath, [hardhat, ...args], {
      cwd: folder,
      env: { ...process.env, HARDHAT_CONFIG: join(folder, "hardhat.config.ts") },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (!stdout.includes("LedgerInvariantsTest")) throw new Error(`The tests did not run:\n${stdout}${stderr}`);
    if (status === 0) return null;
    const lines = stdout.split("\n").map((line) => line.trim());
    const failed = lines.filter((line) => /^\d+\) invariant_/.test(line)).map((line) => line.replace(/^\d+\) /, ""));
    if (failed.length === 0) throw new Error(`No invariant fails, and the run does:\n${stdout}${stderr}`);
    const reason =
      lines.find((line) => /^(Error|Reason|CustomError|AssertionError)|reverted|FailedAs/.test(line)) ?? "";
    return `${[...new Set(failed)].length} invariant tests fail: ${reason}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function plant({ find, replace, name }: PlantedBug, path: string): void {
  const text = readFileSync(path, "utf8");
  if (text.split(find).length !== 2) throw new Error(`"${name}": what it replaces stands not once in ${path}.`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}

const chosen = process.argv.slice(2).map((argument) => {
  const number = Number(argument);
  if (PLANTED_BUGS[number - 1] !== undefined) return number;
  console.error(`There is no bug ${argument}: they are 1 to ${PLANTED_BUGS.length}.`);
  process.exit(2);
});
let missed = 0;
PLANTED_BUGS.forEach((bug, index) => {
  if (chosen.length > 0 && !chosen.includes(index + 1)) return;
  const failure = failureOf(bug);
  if (failure === null) missed++;
  console.log(
    `${failure === null ? "MISSED" : "caught"}  ${index + 1}. ${bug.name} (promise ${bug.breaks.join(", ")})`,
  );
  if (failure !== null) console.log(`        ${failure}`);
});
if (missed > 0) process.exitCode = 1;
