import { isFilePattern } from "./filePattern.ts";
import type { MappingProblem } from "./MappingError.ts";
import type { Mapping } from "./mapping.ts";
import { isDateFormat } from "./parseDate.ts";

/**
 * Looks for what a schema cannot see: columns and value lists that a mapping uses and does not define, and patterns, formats
 * and signs that say nothing certain.
 *
 * @param mapping A mapping that its schema accepts.
 * @returns The problems; none for a mapping that can be used.
 */
export function mappingProblems(mapping: Mapping): MappingProblem[] {
  const columns = new Set(Object.keys(mapping.columns));
  for (const shape of mapping.shapes ?? []) Object.keys(shape.columns ?? {}).forEach((alias) => columns.add(alias));
  const problems: MappingProblem[] = [];

  const refuse = (path: string, value: string, advice: string): void => {
    problems.push({ path, value: JSON.stringify(value), advice });
  };
  const needColumn = (path: string, alias: string): void => {
    if (columns.has(alias)) return;
    const known = [...columns].join(", ");
    refuse(path, alias, `There is no column "${alias}" under "columns". Add it, or use one of: ${known}.`);
  };
  const visit = (path: string, key: string, value: unknown): void => {
    if (key === "column" && typeof value === "string") needColumn(path, value);
    else if (TEXT_KEYS.has(key) && typeof value === "string") needColumn(path, value);
    else if (key === "values" && typeof value === "string" && mapping.values?.[value] === undefined) {
      refuse(path, value, `There is no list "${value}" under "values". Add it.`);
    } else if ((key === "matches" || key === "firstCell") && typeof value === "string" && !isPattern(value)) {
      refuse(path, value, "This is not a regular expression. Correct it.");
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => visit(`${path}.${index}`, LIST_KEYS.has(key) ? "name" : "", item));
    } else if (value !== null && typeof value === "object") {
      for (const [inner, item] of Object.entries(value)) visit(`${path}.${inner}`, inner, item);
    }
  };

  for (const field of FIELDS) visit(field, field, mapping[field]);
  mapping.skip?.forEach((rule, index) => visit(`skip.${index}.when`, "when", rule.when));
  mapping.shapes?.forEach((shape, index) => visit(`shapes.${index}.when`, "when", shape.when));
  for (const [name, alias] of Object.entries(mapping.measures ?? {})) needColumn(`measures.${name}`, alias);
  mapping.date?.formats.forEach((format, index) => {
    if (isDateFormat(format)) return;
    refuse(`date.formats.${index}`, format, "A part of the date stands in it twice. Write each of them once.");
  });
  if (mapping.file !== undefined && !isFilePattern(mapping.file)) {
    refuse("file", mapping.file, "{year} can stand in it once; {nn} and {any} are the other words. Correct it.");
  }
  const { decimal, thousands } = mapping.numbers ?? {};
  if (decimal !== undefined && decimal === thousands) {
    refuse("numbers.thousands", thousands, "It is the decimal sign as well, so what an amount means is not certain.");
  }
  return problems;
}

/** Fields of a mapping that name columns. */
const FIELDS = [
  "line",
  "payee",
  "amount",
  "date",
  "year",
  "reference",
  "description",
  "document",
  "supersede",
] as const;

/** Keys whose value, where it is a bare string, is a column's alias. */
const TEXT_KEYS = new Set(["code", "name", "id", "reference", "description", "order", "corrects"]);

/** Keys whose value is a list of texts. */
const LIST_KEYS = new Set(["join", "first", "by", "private"]);

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}
