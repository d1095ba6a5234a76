import { readFile } from "node:fs/promises";

import { InvalidArgumentError } from "commander";

import { type RoleName, ROLES } from "../../sdk/journal/role.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import { UsageError } from "./UsageError.ts";

/** Reads a whole number from the command line. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It is not a whole number.");
  return Number.parseInt(text, 10);
}

/** Reads a day from the command line. */
export function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError("Write a day as YYYY-MM-DD.");
  return text;
}

/** Collects the values of an option that may be given more than once. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Reads roles, separated by commas. */
export function roles(text: string): RoleName[] {
  const known = Object.keys(ROLES) as RoleName[];
  return text.split(",").map((word) => {
    const found = known.find((name) => name.toLowerCase() === word.toLowerCase().replace(/[^a-z]/g, ""));
    if (found === undefined) throw new InvalidArgumentError(`There is no role "${word}". Roles: ${known.join(", ")}.`);
    return found;
  });
}

/** Reads the end of an appointment: a day, or "never". */
export function endOf(text: string): number {
  if (text === "never") return 2 ** 48 - 1;
  const time = Date.parse(`${day(text)}T00:00:00Z`);
  if (Number.isNaN(time)) throw new InvalidArgumentError("Write a day as YYYY-MM-DD, or never.");
  return time / 1000;
}

/**
 * Returns the hash of a document: of a file, which is kept in the store, or one that is given as it is.
 *
 * @param given A path, or 0x and 64 hexadecimal digits.
 * @param store Where the file is kept; null to keep it nowhere.
 * @returns SHA-256.
 * @throws UsageError where there is no such file.
 */
export async function documentHash(given: string, store: ContentStore): Promise<string> {
  if (/^0x[0-9a-fA-F]{64}$/.test(given)) return given.toLowerCase();
  const bytes = await readFile(given).catch((cause: unknown) => {
    throw new UsageError(
      `There is no file ${given}.`,
      "A document is a file, or its SHA-256 as 0x and 64 digits.",
      "Correct the path.",
      cause,
    );
  });
  return store.put(new Uint8Array(bytes));
}
