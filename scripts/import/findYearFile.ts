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
  throw new TableError(
    `Which file is that of ${year} is not certain.`,
    `Files are named ${mapping.file ?? "by no rule of the mapping"}, and ${found.length === 0 ? "none" : found.join(" and ")} of ${names.join(", ")} is for ${year}.`,
    "Leave one such file in the folder, or choose another year.",
  );
}
