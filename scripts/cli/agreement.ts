import { createInterface } from "node:readline/promises";

import { UsageError } from "./UsageError.ts";

/** How an act that nothing undoes is agreed to. */
export interface Agreement {
  /** Whether --yes stands for the answer. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** Whether results are for machines: a person would be asked about what is not shown. */
  readonly json: boolean;
}

/**
 * Refuses an act that nobody can be asked about, before anything is done for it.
 *
 * @param agreement How it is agreed to.
 * @param act What is to be agreed to, as "sign a batch".
 * @throws UsageError where nobody sits at a terminal or sees what it is about, and --yes is not given.
 */
export function requireAgreement({ yes, dryRun, json }: Agreement, act: string): void {
  if (yes || dryRun || (process.stdin.isTTY && !json)) return;
  throw new UsageError(
    `Nobody is there to be asked whether to ${act}.`,
    json ? "With --json nothing is shown that could be asked about." : "The command does not run at a terminal.",
    "Look at what --dry-run shows, and add --yes.",
  );
}

/**
 * Asks whoever sits at the terminal.
 *
 * @param agreement How the act is agreed to.
 * @param question The question, which a yes answers.
 * @returns True where it is agreed to.
 */
export async function isAgreed({ yes }: Agreement, question: string): Promise<boolean> {
  if (yes) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y(es)?|是)$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
