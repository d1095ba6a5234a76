import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Prints its arguments, then ends with the code that is the first of them, or waits. */
const PROGRAM = `
const [code, ...rest]: string[] = process.argv.slice(2);
process.once("SIGTERM", () => process.exit(5));
if (code === "wait") setInterval(() => undefined, 1_000);
else process.exitCode = Number(code);
console.log(JSON.stringify({ rest, configured: process.env["HARDHAT_CONFIG"] !== undefined }));
`;

describe("launch", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fisc-launch-"));
    writeFileSync(path.join(folder, "program.ts"), PROGRAM);
  });

  after(() => rmSync(folder, { recursive: true }));

  function launch(...args: string[]): ChildProcess {
    const program = path.relative(ROOT, path.join(folder, "program.ts"));
    return spawn(process.execPath, [path.join(ROOT, "scripts", "launch.mjs"), program, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
  }

  async function firstOutput(child: ChildProcess): Promise<unknown> {
    const [chunk] = (await once(child.stdout!, "data")) as [Buffer];
    return JSON.parse(chunk.toString());
  }

  async function exitCode(child: ChildProcess): Promise<number | null> {
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  }

  it("passes arguments on and ends with the program's exit code, from any folder", async () => {
    const child = launch("7", "--year", "2019", "two words");
    const [printed, code] = await Promise.all([firstOutput(child), exitCode(child)]);
    expect(printed).to.deep.equal({ rest: ["--year", "2019", "two words"], configured: true });
    expect(code).to.equal(7);
  });

  it("hands a signal on and lets the program end in its own way", async () => {
    const child = launch("wait");
    await firstOutput(child);
    child.kill("SIGTERM");
    expect(await exitCode(child)).to.equal(5);
  });
});
