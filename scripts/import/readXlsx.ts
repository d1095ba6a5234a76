import { readSheet } from "read-excel-file/node";

import type { TableOptions, TableRow } from "./table.ts";
import { TableError } from "./TableError.ts";

/** A spreadsheet computes and shows 15 significant digits; what a file holds beyond them is the float's. */
const SIGNIFICANT_DIGITS = 15;

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
      `The file cannot be read as an XLSX workbook: ${(error as Error).message}. Save it again as .xlsx, and check table.sheet in the mapping.`,
    );
  }
  return sheet.map((cells, index) => ({ row: index + 1, line: index + 1, cells: cells.map(print), fault: null }));
}

function print(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) {
    const iso = cell.toISOString();
    return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso;
  }
  return String(cell as string | boolean);
}

/** Writes 1.2E-2 as 0.012 and 12.339999999999998 as 12.34. Text that is no number stays as it is. */
export function plainNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  let exponent = parseInt(power, 10) - fraction.length;
  let digits = BigInt(whole + fraction);
  const excess = digits.toString().length - SIGNIFICANT_DIGITS;
  if (excess > 0) {
    const scale = 10n ** BigInt(excess);
    digits = (digits + scale / 2n) / scale;
    exponent += excess;
  }
  if (exponent >= 0) return `${sign}${digits * 10n ** BigInt(exponent)}`;
  const padded = digits.toString().padStart(1 - exponent, "0");
  const decimals = padded.slice(exponent).replace(/0+$/, "");
  return `${sign}${padded.slice(0, exponent)}${decimals === "" ? "" : `.${decimals}`}`;
}
