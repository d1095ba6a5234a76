import { readFile } from "node:fs/promises";

import { InvalidArgumentError } from "commander";

import { FiscError } from "../../sdk/fisc-error.ts";
import { type RoleName, ROLES } from "../../sdk/journal/role.ts";
import { valueDayOf } from "../../sdk/journal/value-day.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import { UsageError } from "./UsageError.ts";

/** Makes a reader of whole numbers from the command line. */
function wholeBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,10}$/.test(text) ? Number.parseInt(text, 10) : NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** Reads a number or index of the ledger. */
export const wholeNumber = wholeBetween(0, 0xffff_ffff);
/** Reads a fiscal year; its days are value dates. */
export const fiscalYear = wholeBetween(1970, 2149);
/** Reads a desk. */
export const deskNumber = wholeBetween(0, 63);
/** Reads the decimals of a currency. */
export const decimalPlaces = wholeBetween(0, 4);
/** Reads for how many days something counts. */
export const dayCount = wholeBetween(1, 3_650);
/** Reads a class of lines. */
export const lineClass = wholeBetween(0, 0xffff);
/** Reads how many approvals something needs. */
export const approvalCount = wholeBetween(0, 3);

/** Reads a currency's code. */
export function currencyCode(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError("Write the code of ISO 4217, as EUR.");
  return text;
}

/** Reads a value date from the command line. */
export function day(text: string): string {
  try {
    valueDayOf(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof FiscError ? error.why : String(error));
  }
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
