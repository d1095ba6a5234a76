import { decodeText } from "./decodeText.ts";
import type { Table, TableOptions, TableRow } from "./table.ts";
import { TableError } from "./TableError.ts";

type Json = string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Reads a JSON array of objects. Numbers keep the text that they have in the file; a nested object's members become
 * columns named `outer.inner`, and an array stays JSON text. Rows are numbered from 1 in the order of the array.
 *
 * @param bytes The file, in UTF-8.
 * @param options `path` points to the array.
 * @returns The table.
 * @throws TableError if the file is not JSON, or if there is no array of objects at the path.
 */
export function readJson(bytes: Uint8Array, options: TableOptions): Table {
  const { text, faults } = decodeText(bytes, ["utf-8"]);
  const [line] = faults.keys();
  if (line !== undefined)
    throw new TableError(
      `Line ${line} of the file is not UTF-8.`,
      "JSON is always UTF-8.",
      "Save the file again as UTF-8.",
    );
  const found = pointTo(parseExact(text), options.path ?? "");
  if (!Array.isArray(found)) {
    throw new TableError(
      `The JSON file has no rows at "${options.path ?? ""}".`,
      "Rows are an array of objects, and there is no array.",
      "Give the JSON pointer of the array in the mapping (table.path).",
    );
  }
  const columns: string[] = [];
  const places = new Map<string, number>();
  const objects = (found as Json[]).map((item, index) => flatten(item, index + 1));
  for (const object of objects) {
    for (const key of object.keys()) {
      if (!places.has(key)) places.set(key, columns.push(key) - 1);
    }
  }
  const rows = objects.map((object, index): TableRow => {
    return { row: index + 1, line: index + 1, cells: columns.map((key) => object.get(key) ?? ""), fault: null };
  });
  return { columns, rows };
}

function parseExact(text: string): Json {
  // The third argument, the source text of a number, is not in TypeScript's library yet.
  const keepText = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" ? context?.source : value;
  try {
    return JSON.parse(text, keepText) as Json;
  } catch (error) {
    throw new TableError(
      "The file is not JSON.",
      `${(error as Error).message}.`,
      "Export it again, or choose another format in the mapping (table.format).",
      error,
    );
  }
}

function pointTo(document: Json, pointer: string): Json | undefined {
  let at: Json | undefined = document;
  for (const step of pointer.split("/").slice(1)) {
    if (at === null || typeof at !== "object") return undefined;
    at = (at as Readonly<Record<string, Json>>)[step.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return at;
}

function flatten(item: Json, row: number): Map<string, string> {
  if (item === null || typeof item !== "object" || Array.isArray(item)) {
    throw new TableError(
      `Item ${row} of the JSON array is no row.`,
      "A row is an object with a value by column.",
      "Point table.path of the mapping to an array of objects.",
    );
  }
  const cells = new Map<string, string>();
  const visit = (object: Readonly<Record<string, Json>>, prefix: string): void => {
    for (const [key, value] of Object.entries(object)) {
      if (value === null) cells.set(prefix + key, "");
      else if (Array.isArray(value)) cells.set(prefix + key, JSON.stringify(value));
      else if (typeof value === "object") visit(value as Readonly<Record<string, Json>>, `${prefix}${key}.`);
      else cells.set(prefix + key, String(value));
    }
  };
  visit(item as Readonly<Record<string, Json>>, "");
  return cells;
}
