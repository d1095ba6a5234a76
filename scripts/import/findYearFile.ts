import { filePattern } from "./filePattern.ts";
import { fileYear } from "./fileYear.ts";
import type { Mapping } from "./mapping.ts";
import { TableError } from "./TableError.ts";

/**
 * Finds the file of a year among the files of a folder.
 *
 * @param names Names of the files.
 * @param mapping Its `file` says how its files are called.
 * @param year The fiscal year.
 * @returns The name.
 * @throws TableError if there is none, or more than one.
 */
export function findYearFile(names: readonly string[], mapping: Mapping, year: number): string {
  const found = names.filter((name) => filePattern(mapping)?.test(name) === true && fileYear(mapping, name) === year);
  const [name] = found;
  if (name !== undefined && found.length === 1) return name;
  const what = `${mapping.file ?? "(no name in the mapping)"} for ${year}`;
  throw new TableError(
    name === undefined
      ? `There is no file ${what} among: ${names.join(", ")}. Put it there, or choose another year.`
      : `There is more than one file ${what}: ${found.join(", ")}. Leave one of them there.`,
  );
}
