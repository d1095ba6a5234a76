import type { Mapping } from "./mapping.ts";

const PLACEHOLDERS: Readonly<Record<string, string>> = { year: "(?<year>\\d{4})", nn: "\\d{2}", any: ".*" };

/**
 * Tells which names a mapping's files have.
 *
 * @param mapping The office's mapping.
 * @returns A pattern for the whole name, or null where the mapping names no file.
 */
export function filePattern(mapping: Mapping): RegExp | null {
  return mapping.file === undefined ? null : patternOf(mapping.file);
}

/**
 * Says whether a text names files.
 *
 * @param file A name, with {year} once at most, {nn} and {any} in the places of what differs.
 * @returns False where a word in braces is another, or the year stands there twice.
 */
export function isFilePattern(file: string): boolean {
  const words = [...file.matchAll(/\{(\w+)\}/g)].map(([, word = ""]) => word);
  return words.every((word) => word in PLACEHOLDERS) && words.indexOf("year") === words.lastIndexOf("year");
}

function patternOf(file: string): RegExp {
  const source = file
    .split(/\{(\w+)\}/)
    .map((part, index) =>
      index % 2 === 1 ? (PLACEHOLDERS[part] ?? part) : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`);
}
