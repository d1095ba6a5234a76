import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** How a program ended. */
export interface Ended {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program is run with. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which it is killed, as by a power cut. */
  readonly killAfter?: number;
}

/** Runs one of the project's programs as a process of its own. */
export function runScript(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        "--import",
        new URL("../../node_modules/tsx/dist/loader.mjs", import.meta.url).href,
        inProject(program),
        ...args,
      ],
      {
        env: { ...process.env, HARDHAT_CONFIG: inProject("hardhat.config.ts"), ...options.env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const read = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (read.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (read.stderr += text));
    const timer =
      options.killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), options.killAfter);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...read });
    });
  });
}
