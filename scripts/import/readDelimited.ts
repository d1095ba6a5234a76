import { CsvError, parse } from "csv-parse/sync";

import { decodeText } from "./decodeText.ts";
import type { TableOptions, TableRow } from "./table.ts";
import { TableError } from "./TableError.ts";

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a CSV or TSV file. Blank lines are rows too, so that rows keep the numbers that a spreadsheet gives them.
 *
 * @param bytes The file.
 * @param options Encoding, separator and quotation mark.
 * @param limit Stop after this many records.
 * @returns Its records.
 * @throws TableError if the encoding is unknown or the quotation marks do not pair.
 */
export function readDelimited(bytes: Uint8Array, options: TableOptions, limit?: number): TableRow[] {
  const encodings = typeof options.encoding === "string" ? [options.encoding] : (options.encoding ?? ["utf-8"]);
  const { text, faults } = decodeText(bytes, encodings);
  const rows: TableRow[] = [];
  let line = 1;
  for (const { record, info } of parseText(text, options, limit)) {
    let fault: TableRow["fault"] = null;
    if (faults.size > 0) for (let at = line; at <= info.lines; at++) fault ??= faults.get(at) ?? null;
    rows.push({ row: rows.length + 1, line, cells: record, fault });
    line = info.lines + 1;
  }
  return rows;
}

function parseText(text: string, options: TableOptions, limit: number | undefined): CsvRecord[] {
  try {
    return parse(text, {
      delimiter: options.separator ?? ",",
      quote: options.quote === undefined ? '"' : options.quote,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      info: true,
      ...(limit === undefined ? {} : { to: limit }),
    }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TableError(
      `The file's quotation marks do not pair (${error.message}). Correct that line; or, if quotation marks mean nothing in this file, set table.quote to null in the mapping.`,
    );
  }
}
