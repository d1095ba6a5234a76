import { CsvError, parse } from "csv-parse/sync";

import { decodeText } from "./decodeText.ts";
import type { Message } from "./message.ts";
import type { TableOptions, TableRow } from "./table.ts";
import { TableError } from "./TableError.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly bytes: number };
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
  const data = Buffer.from(text);
  const rows: TableRow[] = [];
  let line = 1;
  let start = 0;
  for (const { record, info } of parseText(data, options, limit)) {
    const next = line + countLineEnds(data.subarray(start, info.bytes));
    rows.push({ row: rows.length + 1, line, cells: record, fault: firstFault(faults, line, next) });
    line = next;
    start = info.bytes;
  }
  return rows;
}

function countLineEnds(data: Buffer): number {
  let count = 0;
  for (let at = 0; at < data.length; at++) {
    const byte = data[at];
    if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && data[at + 1] !== LINE_FEED)) count++;
  }
  return count;
}

function firstFault(faults: ReadonlyMap<number, Message>, line: number, next: number): Message | null {
  if (faults.size === 0) return null;
  for (let at = line; at < Math.max(next, line + 1); at++) {
    const fault = faults.get(at);
    if (fault !== undefined) return fault;
  }
  return null;
}

function parseText(data: Buffer, options: TableOptions, limit: number | undefined): CsvRecord[] {
  try {
    return parse(data, {
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
      "The file's quotation marks do not pair.",
      `${error.message}.`,
      "Correct that line; or, if quotation marks mean nothing in this file, set table.quote to null in the mapping.",
    );
  }
}
