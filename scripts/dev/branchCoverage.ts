/**
 * Measures which branches of the contracts the tests take: `npm run coverage`. In a copy of the project each branch tells
 * when it is taken, and Hardhat's coverage collects what is told; docs/coverage.md says what counts. Most of the time goes
 * into compiling. `--typescript` or `--solidity` runs these tests alone. It ends with code 1 where a test fails, or a
 * branch is neither taken nor explained.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type Branch, instrument } from "./branches.ts";
import { UNREACHABLE_BRANCHES, type UnreachableBranch } from "./unreachableBranches.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COPIED = [
  ...["contracts", "ignition", "mappings", "scripts", "sdk", "test"],
  ...["hardhat.config.ts", "package.json", "tsconfig.json"],
];

/** Tests that run contracts on a simulated chain, in their own process. */
const TYPESCRIPT_TESTS = [
  ...["test/access", "test/funds", "test/ignition/administration.test.ts"],
  ...["test/sdk/audit", "test/sdk/chain", "test/sdk/replay", "test/sdk/trace"],
];

const CONFIG = "coverage.config.ts";
const CONFIG_SOURCE = `import type { NetworkUserConfig } from "hardhat/types/config";

import config from "./hardhat.config.ts";

// What tells makes contracts larger than a chain allows.
function larger([name, network]: [string, NetworkUserConfig]): [string, NetworkUserConfig] {
  return [name, network.type === "edr-simulated" ? { ...network, allowUnlimitedContractSize: true } : network];
}

export default {
  ...config,
  networks: Object.fromEntries(Object.entries(config.networks ?? {}).map(larger)),
  // Hardhat would count statements; what counts is told by the sources themselves.
  coverage: { skipFiles: ["**"] },
};
`;

const chosen = process.argv.slice(2);
const isChosen = (name: string) => chosen.length === 0 || chosen.includes(name);

const folder = mkdtempSync(join(tmpdir(), "fisc-coverage-"));
try {
  const branches = copyInstrumented();
  let passes = true;
  if (isChosen("--typescript")) {
    passes = hardhat("build", "--no-tests") && hardhat("test", "mocha", "--no-compile", ...typescriptTests());
  }
  if (isChosen("--solidity")) passes = hardhat("test", "solidity") && passes;
  if (!report(branches, takenIds()) || !passes) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function copyInstrumented(): readonly Branch[] {
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, CONFIG), CONFIG_SOURCE);
  const paths = [...filesIn("contracts"), ...filesIn("test")].filter((path) => path.endsWith(".sol"));
  const { sources, branches } = instrument(
    new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), "utf8")])),
    (path) => path.startsWith("contracts/access/") || path.startsWith("contracts/funds/"),
  );
  for (const [path, text] of sources) writeFileSync(join(folder, path), text);
  return branches;
}

/** Runs Hardhat in the copy and says what it does; returns whether it succeeds, and shows what it printed where it does not. */
function hardhat(...task: string[]): boolean {
  console.log(`> hardhat ${task.filter((word) => !word.endsWith(".ts")).join(" ")}`);
  const cli = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, "--coverage", "--build-profile", "unoptimized", ...task],
    {
      cwd: folder,
      env: { ...process.env, HARDHAT_CONFIG: join(folder, CONFIG) },
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  console.log(status === 0 ? (/^ *\d+ passing.*$/m.exec(stdout)?.[0] ?? "  done") : `${stdout}${stderr}`);
  return status === 0;
}

function typescriptTests(): string[] {
  return TYPESCRIPT_TESTS.flatMap((path) => (path.endsWith(".ts") ? [path] : filesIn(path))).filter((path) =>
    path.endsWith(".test.ts"),
  );
}

function filesIn(path: string): string[] {
  return readdirSync(join(ROOT, path), { recursive: true, encoding: "utf8" })
    .map((entry) => `${path}/${entry.replaceAll("\\", "/")}`)
    .sort();
}

/** The ids of the branches that were taken, as Hardhat keeps them: files of tags in hexadecimal. */
function takenIds(): Set<number> {
  const data = join(folder, "coverage", "data");
  // Where the sources do not compile, nothing was taken.
  if (!existsSync(data)) return new Set();
  const files = readdirSync(data, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".json"));
  const tags = files.flatMap((path) => Object.keys(JSON.parse(readFileSync(join(data, path), "utf8")) as object));
  return new Set(tags.map((tag) => parseInt(tag, 16)));
}

/** Prints the numbers of each file and the branches that are missing; returns whether there is none. */
function report(branches: readonly Branch[], taken: ReadonlySet<number>): boolean {
  const isTaken = ({ id }: Branch) => taken.has(id);
  const concerns = (gap: UnreachableBranch, branch: Branch) =>
    (["file", "within", "condition", "way"] as const).every((field) => gap[field] === branch[field]);
  const isExplained = (branch: Branch) => UNREACHABLE_BRANCHES.some((gap) => concerns(gap, branch));

  const row = (name: string, own: readonly Branch[]) => {
    const open = own.filter((branch) => !isTaken(branch));
    const [all, hit, explained] = [own.length, own.length - open.length, open.filter(isExplained).length];
    console.log(`${String(all).padStart(8)}${String(hit).padStart(7)}${String(explained).padStart(11)}  ${name}`);
  };
  console.log("\nbranches  taken  explained");
  for (const field of ["file", "point"] as const) {
    const names = [...new Set(branches.map((branch) => branch[field]))];
    for (const name of names)
      row(
        name,
        branches.filter((branch) => branch[field] === name),
      );
    console.log();
  }
  row("all", branches);

  const missing = branches.filter((branch) => !isTaken(branch) && !isExplained(branch));
  if (missing.length > 0) console.log("\nNeither taken nor explained:");
  for (const { file, line, within, point, condition, way } of missing) {
    console.log(`  ${file}:${line} ${within}: ${point} ${condition === within ? "" : `(${condition}) `}never ${way}`);
  }
  const stale = UNREACHABLE_BRANCHES.filter((gap) => !branches.some((each) => concerns(gap, each) && !isTaken(each)));
  if (stale.length > 0) console.log("\nExplained, but taken or not there:");
  for (const { file, within, condition, way } of stale) console.log(`  ${file} ${within}: (${condition}) ${way}`);
  return missing.length === 0 && stale.length === 0;
}
