#!/usr/bin/env node
/** Starts the command line on a Node that can run it, whichever Node was used to call it and from whichever folder. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { bootstrap, projectNode } from "./bootstrap.mjs";

const at = (path) => new URL(`../${path}`, import.meta.url);

bootstrap();

const child = spawn(
  projectNode(),
  [
    "--import",
    at("node_modules/tsx/dist/loader.mjs").href,
    fileURLToPath(at("scripts/fisc.ts")),
    ...process.argv.slice(2),
  ],
  { stdio: "inherit", env: { HARDHAT_CONFIG: fileURLToPath(at("hardhat.config.ts")), ...process.env } },
);

// Ctrl-C goes to the whole terminal group, so the command hears it by itself; other signals are handed on.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

child.on("error", (error) => {
  process.stderr.write(`fisc: cannot start Node at ${projectNode()}: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal] ?? 1;
});
