import type { Command } from "commander";

import type { Office } from "../office/Office.ts";
import { ExitCode } from "./ExitCode.ts";
import type { Globals } from "./Globals.ts";
import { jsonText } from "./Output.ts";
import { exitCodeOf, explained, reportError } from "./reportError.ts";
import { Session } from "./Session.ts";

/**
 * Makes the action of a command that works on a chain. The action's return value is the exit code; where it returns
 * nothing, all is done.
 *
 * @param act What the command does.
 * @returns An action for commander.
 */
export function onChain(
  act: (
    session: Session,
    args: readonly (string | undefined)[],
    options: Record<string, unknown>,
  ) => Promise<number | void>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const options = given.at(-2) as Record<string, unknown>;
    const globals = command.optsWithGlobals<Globals>();
    process.exitCode = await run(globals, (session) => act(session, given.slice(0, -2) as string[], options));
  };
}

/**
 * Makes the action of a command that works on an agency's books.
 *
 * @param act What the command does.
 * @returns An action for commander.
 */
export function onBooks(
  act: (
    session: Session,
    office: Office,
    args: readonly (string | undefined)[],
    options: Record<string, unknown>,
  ) => Promise<number | void>,
): (...given: unknown[]) => Promise<void> {
  return onChain(async (session, args, options) => act(session, await session.office(), args, options));
}

async function run(globals: Globals, act: (session: Session) => Promise<number | void>): Promise<number> {
  let session: Session | null = null;
  try {
    session = await Session.open(globals);
    return (await act(session)) ?? ExitCode.done;
  } catch (error) {
    if (globals.json) process.stdout.write(`${jsonText(errorForMachines(error))}\n`);
    reportError(error);
    return exitCodeOf(error);
  } finally {
    session?.close();
  }
}

/**
 * Says what went wrong, for machines.
 *
 * @param thrown What was thrown.
 * @returns An object to be printed as JSON.
 */
export function errorForMachines(thrown: unknown): object {
  const error = explained(thrown);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const refusal = (error as { refusal?: { name: string; args: object } }).refusal;
  return {
    error: name,
    message: message.slice(0, 500),
    ...(refusal === undefined ? {} : { refusal: refusal.name, args: refusal.args }),
  };
}
