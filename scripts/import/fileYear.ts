import type { Mapping } from "./mapping.ts";

const PLACEHOLDERS: Readonly<Record<string, string>> = { year: "(?<year>\\d{4})", nn: "\\d{2}", any: ".*" };

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

/**
 * Tells which names a mapping's files have.
 *
 * @param mapping The office's mapping.
 * @returns A pattern for the whole name, or null where the mapping names no file.
 */
export function filePattern(mapping: Mapping): RegExp | null {
  if (mapping.file === undefined) return null;
  const source = mapping.file
    .split(/\{(\w+)\}/)
    .map((part, index) =>
      index % 2 === 1 ? (PLACEHOLDERS[part] ?? part) : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`);
}
