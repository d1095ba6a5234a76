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
  /** The folder that it works in; the test's own where it is not given. */
  readonly cwd?: string;
  /** What is typed, an answer to each question in turn; nobody is there to answer where it is not given. */
  readonly answers?: readonly string[];
  /** Goes away before anything is printed, as `head` does when it has its lines. */
  readonly stopsReading?: boolean;
  /** Presses Ctrl-C when it says so on stderr. */
  readonly interruptAt?: RegExp;
  /** Kills it, as by a power cut, when it is aborted. */
  readonly kill?: AbortSignal;
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
        env: {
          ...process.env,
          HARDHAT_CONFIG: inProject("hardhat.config.ts"),
          // What .env names is no place for what tests keep.
          FISC_S3_ENDPOINT: "",
          ...options.env,
        },
        stdio: [options.answers === undefined ? "ignore" : "pipe", "pipe", "pipe"],
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      },
    );
    const read = { stdout: "", stderr: "" };
    const answers = [...(options.answers ?? [])];
    const hear = (stream: "stdout" | "stderr", text: string): void => {
      read[stream] += text;
      if (stream === "stderr" && options.interruptAt?.test(text) === true) child.kill("SIGINT");
      if (!/: $/.test(text) || answers.length === 0) return;
      child.stdin?.write(`${answers.shift()}\n`);
      if (answers.length === 0) child.stdin?.end();
    };
    if (options.stopsReading === true) child.stdout!.destroy();
    else child.stdout!.setEncoding("utf8").on("data", (text: string) => hear("stdout", text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => hear("stderr", text));
    options.kill?.addEventListener("abort", () => child.kill("SIGKILL"));
    const timer =
      options.killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), options.killAfter);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...read });
    });
  });
}
