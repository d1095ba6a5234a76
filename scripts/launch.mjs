/**
 * Runs one of the project's TypeScript programs: `node scripts/launch.mjs scripts/start.ts --exit`. It brings the
 * working copy up to date first, chooses a Node that Hardhat accepts whichever one was used to call it, works from any
 * folder, hands signals on and ends with the program's own exit code.
 */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

import { bootstrap, projectNode } from "./bootstrap.mjs";

const inProject = (path) => new URL(`../${path}`, import.meta.url);

/**
 * @param {string} program path of a TypeScript file, seen from the project's folder
 * @param {readonly string[]} args its arguments
 */
export function launch(program, args) {
  bootstrap();
  const child = spawn(
    projectNode(),
    ["--import", inProject("node_modules/tsx/dist/loader.mjs").href, fileURLToPath(inProject(program)), ...args],
    { stdio: "inherit", env: { HARDHAT_CONFIG: fileURLToPath(inProject("hardhat.config.ts")), ...process.env } },
  );

  // Ctrl-C goes to everything in the terminal, so the program hears it by itself; other signals are handed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

  // npm, when it is ended, ends only the shell between itself and us: below npm, who has lost the shell stops as well.
  const shell = process.ppid;
  const watch = setInterval(() => process.ppid === shell || child.kill("SIGTERM"), 500);
  if (process.env.npm_lifecycle_event === undefined) clearInterval(watch);

  child.on("error", (error) => {
    process.stderr.write(`fisc: cannot start Node at ${projectNode()}: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [program, ...args] = process.argv.slice(2);
  launch(program, args);
}
