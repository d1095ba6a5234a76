import { readDelimited } from "./readDelimited.ts";
import { readXlsx } from "./readXlsx.ts";
import type { TableOptions, TableRow } from "./table.ts";

/**
 * Reads the records of a CSV or XLSX file, without telling header and rows apart.
 *
 * @param bytes The file.
 * @param options Its layout.
 * @param limit Stop after this many records.
 * @returns The records.
 * @throws TableError if the file cannot be read so.
 */
export async function readRows(bytes: Uint8Array, options: TableOptions, limit?: number): Promise<readonly TableRow[]> {
  if (options.format === "xlsx") return (await readXlsx(bytes, options)).slice(0, limit);
  return readDelimited(bytes, options, limit);
}
