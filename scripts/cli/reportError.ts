import { BatchFileForeignError, CannotApproveError } from "../../sdk/chain/approve.ts";
import { ChainUnreachableError } from "../../sdk/chain/connect-chain.ts";
import { EntryUnknownError } from "../../sdk/chain/citation.ts";
import { RefusedError } from "../../sdk/chain/errors.ts";
import { NotMakerError } from "../../sdk/chain/submit.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import { NoAccountError } from "../office/Accounts.ts";
import { AnnouncedError } from "../office/administer.ts";
import { ProposalsWaitingError } from "../office/refuseWhileWaiting.ts";
import { ExitCode } from "./ExitCode.ts";
import { InterruptedError } from "./interruptible.ts";
import { UsageError } from "./UsageError.ts";

/** What a rule of the contracts stands against, as they say it themselves or as the SDK knows beforehand. */
const REFUSALS = [RefusedError, CannotApproveError, BatchFileForeignError, NotMakerError] as const;

/** What the command was given does not name anything, or is not set. */
const UNUSABLE = [UsageError, NoAccountError, ChainUnreachableError, EntryUnknownError] as const;

/** What the system says of a path, by its code. */
const PATH_FAULTS: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOENT: ["There is no such file or folder.", "Correct the path, or make the folder first."],
  ENOTDIR: ["A part of it is a file, where a folder is needed.", "Correct the path."],
  EISDIR: ["It is a folder, where a file is needed.", "Correct the path."],
  EEXIST: ["There is a file in the place of a folder.", "Correct the path, or move the file away."],
  EACCES: ["The system does not allow it.", "Ask for the right to it, or choose another path."],
  EPERM: ["The system does not allow it.", "Ask for the right to it, or choose another path."],
  EROFS: ["It can only be read.", "Choose another path."],
  ENOSPC: ["The disk is full.", "Make room, and run the command again."],
  EDQUOT: ["Your share of the disk is used up.", "Make room, and run the command again."],
};

/** A file or folder cannot be used. */
export class PathError extends FiscError {
  override readonly name = "PathError";
}

/**
 * Says in words what the system says of a path.
 *
 * @param error What was thrown.
 * @returns A PathError, or what was thrown where it is of another kind.
 */
export function explained(error: unknown): unknown {
  const { code = "", path } = error as NodeJS.ErrnoException;
  const words = PATH_FAULTS[code];
  if (!(error instanceof Error) || words === undefined || path === undefined) return error;
  // A file is written beside its place first.
  return new PathError(`${path.replace(/\.unfinished$/, "")} cannot be used.`, ...words, error);
}

/**
 * Says what went wrong on stderr: what happened, why, and what to do next.
 *
 * @param thrown What was thrown.
 * @returns The exit code.
 */
export function reportError(thrown: unknown): number {
  const error = explained(thrown);
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
  if (UNUSABLE.some((fault) => error instanceof fault)) return ExitCode.usage;
  if (error instanceof InterruptedError) return ExitCode.interrupted;
  if (error instanceof AnnouncedError || error instanceof ProposalsWaitingError) return ExitCode.waiting;
  return ExitCode.failed;
}

/** ethers puts whole transactions into its messages. */
function shorten(message: string): string {
  return message.length > 500 ? `${message.slice(0, 500)}…` : message;
}
