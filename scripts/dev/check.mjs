/**
 * Everything that must hold before a change is accepted, in order; `.ci/run` runs the same. A step that fails does not
 * keep the later ones from being run. The tests come last, so that the output ends with the test runner's own summary.
 */
import { spawnSync } from "node:child_process";

const STEPS = [
  ["check:format"],
  ["check:lint"],
  ["check:types"],
  ["check:snapshots"],
  // The gas of the Solidity tests is compared with .gas-snapshot where they run anyway.
  ["test", "--", "--snapshot-check"],
];

const failed = [];
for (const step of STEPS) {
  const [name] = step;
  console.log(`\n> ${name}`);
  const started = Date.now();
  const { status } = spawnSync("npm", ["run", "--silent", ...step], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) failed.push(name);
  if (step !== STEPS.at(-1))
    console.log(`${status === 0 ? "passed" : "FAILED"} in ${Math.round((Date.now() - started) / 1000)} s`);
}

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
