import { filePattern } from "./filePattern.ts";
import type { Mapping } from "./mapping.ts";

/**
 * Takes the year out of a file's name.
 *
 * @param mapping Its `file` says where in the name the year is.
 * @param fileName The file's name, without its folder.
 * @returns The year, or null where the name is no such name or has no year.
 */
export function fileYear(mapping: Mapping, fileName: string): number | null {
  const year = filePattern(mapping)?.exec(fileName)?.groups?.["year"];
  return year === undefined ? null : parseInt(year, 10);
}
