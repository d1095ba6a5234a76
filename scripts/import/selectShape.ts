import type { Mapping, ShapeTest } from "./mapping.ts";
import { readRows } from "./readRows.ts";
import { TableError } from "./TableError.ts";

/** A mapping with one shape's differences applied. */
export interface SelectedShape {
  readonly mapping: Mapping;
  /** Name of the shape; null for a mapping that has only one. */
  readonly shape: string | null;
}

/**
 * Finds out which of a mapping's shapes a file has, by its first row.
 *
 * @param bytes The file.
 * @param mapping The office's mapping.
 * @returns The mapping as it applies to this file; the mapping itself where it has no shapes.
 * @throws TableError if no shape fits; the message shows the file's first row.
 */
export async function selectShape(bytes: Uint8Array, mapping: Mapping): Promise<SelectedShape> {
  if (mapping.shapes === undefined) return { mapping, shape: null };
  let seen = "";
  for (const shape of mapping.shapes) {
    const table = { ...mapping.table, ...shape.table };
    const skip = table.skipRows ?? 0;
    const first = (await readRows(bytes, table, skip + 1))[skip]?.cells ?? [];
    seen = first.join(" | ");
    if (fits(first, shape.when)) {
      const columns = { ...mapping.columns, ...shape.columns };
      const numbers = { ...mapping.numbers, ...shape.numbers };
      return { mapping: { ...mapping, table, columns, numbers }, shape: shape.name };
    }
  }
  const names = mapping.shapes.map((shape) => shape.name).join(", ");
  throw new TableError(
    `The file fits none of the shapes of ${mapping.dataset} (${names}).`,
    `Its first row is: ${seen}.`,
    "Check that it is the right file, or add its shape to the mapping.",
  );
}

function fits(first: readonly string[], test: ShapeTest): boolean {
  const names = new Set(first.map((cell) => cell.trim()));
  return (
    (test.width === undefined || first.length === test.width) &&
    (test.firstCell === undefined || new RegExp(test.firstCell).test(first[0] ?? "")) &&
    (test.header === undefined || test.header.every((name) => names.has(name)))
  );
}
