import { BatchFileForeignError, CannotApproveError } from "../../sdk/chain/approve.ts";
import { RefusedError } from "../../sdk/chain/errors.ts";
import { NotMakerError } from "../../sdk/chain/submit.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import { NoAccountError } from "../office/Accounts.ts";
import { AnnouncedError } from "../office/administer.ts";
import { ProposalsWaitingError } from "../office/refuseWhileWaiting.ts";
import { ExitCode } from "./ExitCode.ts";
import { UsageError } from "./UsageError.ts";

/** What a rule of the contracts stands against, as they say it themselves or as the SDK knows beforehand. */
const REFUSALS = [RefusedError, CannotApproveError, BatchFileForeignError, NotMakerError] as const;

/**
 * Says what went wrong on stderr: what happened, why, and what to do next.
 *
 * @param error What was thrown.
 * @returns The exit code.
 */
export function reportError(error: unknown): number {
  if (error instanceof FiscError) {
    process.stderr.write(`${error.what}\n${error.why}\n${error.remedy}\n`);
  } else {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${process.env["FISC_DEBUG"] === undefined ? shorten(message) : (stack ?? message)}\n`);
  }
  return exitCodeOf(error);
}

/**
 * Says which exit code an error has.
 *
 * @param error What was thrown.
 * @returns The code.
 */
export function exitCodeOf(error: unknown): number {
  if (REFUSALS.some((refusal) => error instanceof refusal)) return ExitCode.refused;
  if (error instanceof UsageError || error instanceof NoAccountError) return ExitCode.usage;
  if (error instanceof AnnouncedError || error instanceof ProposalsWaitingError) return ExitCode.waiting;
  return ExitCode.failed;
}

/** ethers puts whole transactions into its messages. */
function shorten(message: string): string {
  return message.length > 500 ? `${message.slice(0, 500)}…` : message;
}
