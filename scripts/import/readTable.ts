import { readJson } from "./readJson.ts";
import { readRows } from "./readRows.ts";
import type { Table, TableOptions } from "./table.ts";
import { TableError } from "./TableError.ts";

/**
 * Reads a file as a table of text. Nothing is dropped: blank and ragged rows stay, and so do rows with bytes that are wrong
 * in the encoding (with their fault).
 *
 * @param bytes The file.
 * @param options Its layout.
 * @returns Columns and rows.
 * @throws TableError if the file is no such table, or if its header is not to be read.
 */
export async function readTable(bytes: Uint8Array, options: TableOptions): Promise<Table> {
  if (options.format === "json") return readJson(bytes, options);
  const records = await readRows(bytes, options);
  const rows = records.slice(options.skipRows ?? 0);
  if (options.header === false) {
    const width = options.width ?? rows[0]?.cells.length ?? 0;
    return { columns: Array.from({ length: width }, (_, index) => `#${index + 1}`), rows };
  }
  const [header, ...rest] = rows;
  if (header === undefined) {
    throw new TableError(
      "The file has no row of column names.",
      "It ends before it.",
      "Check that the file is not empty, and table.header and table.skipRows in the mapping.",
    );
  }
  if (header.fault !== null) {
    throw new TableError(
      `The row of column names (line ${header.line}) cannot be read.`,
      "It has bytes that are wrong in the encoding.",
      "Name the file's encoding in the mapping (table.encoding).",
    );
  }
  return { columns: nameColumns(header.cells), rows: rest };
}

function nameColumns(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell.trim();
    const key = name === "" || taken.has(name) ? `#${index + 1}` : name;
    taken.add(key);
    return key;
  });
}
