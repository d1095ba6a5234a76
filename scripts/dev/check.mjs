/**
 * Everything that must hold before a change is accepted, in order; `.ci/run` runs the same. A step that fails does not
 * keep the later ones from being run. The snapshots need a build of their own, as long as the one for the tests: both run
 * at a time. The tests come last, so that the output ends with the test runner's own summary.
 */
import { Buffer } from "node:buffer";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

import { bootstrap } from "../bootstrap.mjs";

const WINDOWS = process.platform === "win32";
// The gas of the Solidity tests is compared with .gas-snapshot where they run anyway.
const TESTS = ["test", "--", "--snapshot-check"];

const failed = [];

bootstrap({ installOnly: true });
const snapshots = begin("check:snapshots");
bootstrap();
for (const name of ["check:format", "check:lint", "check:types"]) {
  console.log(`\n> ${name}`);
  note(name, spawnSync("npm", ["run", "--silent", name], { stdio: "inherit", shell: WINDOWS }).status);
}
await end(snapshots);
console.log(`\n> test`);
const { status } = spawnSync("npm", ["run", "--silent", ...TESTS], { stdio: "inherit", shell: WINDOWS });
if (status !== 0) failed.push("test");

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exitCode = 1;
}

/** Begins a step whose output is kept until it is asked for. */
function begin(name) {
  const child = spawn("npm", ["run", "--silent", name], { stdio: ["ignore", "pipe", "pipe"], shell: WINDOWS });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => output.push(bytes));
  return { name, output, ended: once(child, "close") };
}

async function end({ name, output, ended }) {
  const [code] = await ended;
  console.log(`\n> ${name}`);
  process.stdout.write(Buffer.concat(output));
  note(name, code);
}

function note(name, code) {
  if (code !== 0) failed.push(name);
  console.log(code === 0 ? "passed" : "FAILED");
}
