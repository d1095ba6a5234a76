import { readSheet } from "read-excel-file/node";

import { plainNumber } from "./plainNumber.ts";
import type { TableOptions, TableRow } from "./table.ts";
import { TableError } from "./TableError.ts";

/**
 * Reads a sheet of an XLSX workbook. Numbers keep the decimal digits of the file, without passing through a float here;
 * days become YYYY-MM-DD.
 *
 * @param bytes The workbook.
 * @param options The sheet.
 * @returns Its rows. `line` is the row of the sheet.
 * @throws TableError if the file is no workbook, or has no such sheet.
 */
export async function readXlsx(bytes: Uint8Array, options: TableOptions): Promise<TableRow[]> {
  let sheet;
  try {
    sheet = await readSheet<string>(Buffer.from(bytes), options.sheet ?? 1, { trim: false, parseNumber: plainNumber });
  } catch (error) {
    throw new TableError(
      "The file cannot be read as an XLSX workbook.",
      `${(error as Error).message}.`,
      "Save it again as .xlsx, and check table.sheet in the mapping.",
      error,
    );
  }
  return sheet.map((cells, index) => ({ row: index + 1, line: index + 1, cells: cells.map(print), fault: null }));
}

function print(cell: unknown): string {
  if (typeof cell === "string" || typeof cell === "boolean") return String(cell);
  if (cell instanceof Date) {
    const iso = cell.toISOString();
    return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso;
  }
  return "";
}
