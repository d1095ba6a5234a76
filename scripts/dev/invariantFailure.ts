import { stripVTControlCharacters } from "node:util";

/** How a run of the invariant tests ended. */
export interface TestRun {
  /** The exit code; null where the run was cut off. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An invariant that fails, as Hardhat tells of it at the end, and on the line below why. */
const FAILED = /^ *\d+\) LedgerInvariantsTest#(invariant_\w+)\(.*\)\n *(?:Error: )?(.*)$/gm;

/** The same of what comes before them, where the replay or the ghost already finds the ledger out. */
const FOUND_OUT =
  /^ *\d+\) LedgerInvariantsTest#setUp\(\)\n *(?:Error: )?((?:replay: |reverted with custom error 'Differs\().*)$/m;

/** A reason that lies in how the tests are set up, and says nothing about the contracts. */
const NOT_RUN = "failed to set up invariant testing environment";

/**
 * Tells which invariants a run of their tests found broken.
 *
 * @param run The run.
 * @returns How many fail, and the reason of the first; null where all hold.
 * @throws Error where the run tells nothing of the contracts: it did not get to them, or failed for another reason.
 */
export function invariantFailure({ status, stdout, stderr }: TestRun): string | null {
  const text = stripVTControlCharacters(stdout);
  if (!text.includes("LedgerInvariantsTest")) throw new Error(`The tests did not run:\n${text}${stderr}`);
  if (status === 0) return null;
  const failed = [...text.matchAll(FAILED)].filter(([, , reason = ""]) => !reason.startsWith(NOT_RUN));
  const [first] = failed;
  const foundOut = FOUND_OUT.exec(text)?.[1];
  if (first === undefined && foundOut !== undefined) return `none gets to run: ${foundOut}`;
  if (first === undefined) {
    throw new Error(`The tests ended with code ${status}, and no invariant is broken:\n${text}${stderr}`);
  }
  return `${failed.length} invariant ${failed.length === 1 ? "test fails" : "tests fail"}: ${first[2] ?? ""}`;
}
