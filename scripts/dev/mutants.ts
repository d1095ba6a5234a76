/**
 * Plants one bug after the other in a copy of the contracts, and runs the invariants on each: every one must be caught.
 * It takes some minutes a bug, most of it to compile; arguments choose bugs by number, from 1. `npm run mutants`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { reportError } from "../cli/reportError.ts";
import { UsageError } from "../cli/UsageError.ts";
import { chosenBugs, type NumberedBug } from "./chosenBugs.ts";
import { invariantFailure } from "./invariantFailure.ts";
import { plantBug } from "./plantBug.ts";
import type { PlantedBug } from "./plantedBugs.ts";

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

/** Says how many invariant tests fail with a bug, and why the first does; null where all pass. */
function failureOf(bug: PlantedBug): string | null {
  const folder = mkdtempSync(join(tmpdir(), "fisc-mutant-"));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const path = join(folder, bug.file);
    writeFileSync(path, plantBug(bug, readFileSync(path, "utf8")));
    const hardhat = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");
    const args = ["--build-profile", "unoptimized", "test", "solidity", "test/solidity/LedgerInvariants.t.sol"];
    const run = spawnSync(process.execPath, [hardhat, ...args], {
      cwd: folder,
      env: { ...process.env, HARDHAT_CONFIG: join(folder, "hardhat.config.ts") },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.error !== undefined) throw run.error;
    return invariantFailure(run);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tries bugs, says what became of each, and returns how many are missed. */
function tryBugs(bugs: readonly NumberedBug[]): number {
  let missed = 0;
  for (const { number, bug } of bugs) {
    const failure = failureOf(bug);
    if (failure === null) missed++;
    console.log(`${failure === null ? "MISSED" : "caught"}  ${number}. ${bug.name} (promise ${bug.breaks.join(", ")})`);
    if (failure !== null) console.log(`        ${failure}`);
  }
  return missed;
}

try {
  if (tryBugs(chosenBugs(process.argv.slice(2))) > 0) process.exitCode = 1;
} catch (error) {
  // What the tests printed is told whole.
  if (!(error instanceof UsageError)) throw error;
  process.exitCode = reportError(error);
}
