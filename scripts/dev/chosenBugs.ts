import { UsageError } from "../cli/UsageError.ts";
import { type PlantedBug, PLANTED_BUGS } from "./plantedBugs.ts";

/** A bug and its number. */
export interface NumberedBug {
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly bug: PlantedBug;
}

/**
 * Chooses bugs by number.
 *
 * @param words The numbers, as they stand on the command line; all bugs where there are none.
 * @returns The bugs, each once, in the order of the list.
 * @throws UsageError where no bug has a number.
 */
export function chosenBugs(words: readonly string[]): NumberedBug[] {
  const all = PLANTED_BUGS.map((bug, index) => ({ number: index + 1, bug }));
  const unknown = words.filter((word) => !all.some(({ number }) => String(number) === word));
  if (unknown.length > 0) {
    throw new UsageError(
      `There is no bug ${unknown.join(", ")}.`,
      `They are numbered from 1 to ${all.length}.`,
      "Correct the numbers; docs/invariants.md lists them.",
    );
  }
  return words.length === 0 ? all : all.filter(({ number }) => words.includes(String(number)));
}
