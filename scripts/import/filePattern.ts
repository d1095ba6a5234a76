import type { Mapping } from "./mapping.ts";

const PLACEHOLDERS: Readonly<Record<string, string>> = { year: "(?<year>\\d{4})", nn: "\\d{2}", any: ".*" };

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
