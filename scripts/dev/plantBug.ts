import type { PlantedBug } from "./plantedBugs.ts";

/**
 * Plants a bug in a contract.
 *
 * @param bug The bug.
 * @param source The contract.
 * @returns The contract with the bug.
 * @throws RangeError where what it replaces does not stand in the contract exactly once.
 */
export function plantBug({ name, file, find, replace }: PlantedBug, source: string): string {
  if (source.split(find).length !== 2) {
    throw new RangeError(`"${name}": what it replaces does not stand exactly once in ${file}.`);
  }
  return source.replace(find, () => replace);
}
