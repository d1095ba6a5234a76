import type { Message } from "./message.ts";

/** A record of a file, as it stands there. */
export interface TableRow {
  /** The record's place in the file from 1, as a spreadsheet shows it. */
  readonly row: number;
  /** Line of the file at which the record starts, from 1. */
  readonly line: number;
  /** Untouched text; a row may have fewer or more cells than there are columns. */
  readonly cells: readonly string[];
  /** What could not be read of the record; such a row is refused. */
  readonly fault: Message | null;
}

/** A file as rows of text. */
export interface Table {
  /** One key a column, all different: its header, or `#N` (from 1) where it has none or one that is taken. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** How a file is laid out. */
export interface TableOptions {
  readonly format: "csv" | "json" | "xlsx";
  /** A label of the WHATWG Encoding Standard; of several, the first in which the whole file is valid. */
  readonly encoding?: string | readonly string[];
  /** Between cells; default a comma. "\t" for TSV. */
  readonly separator?: string;
  /** Around cells; null for a file in which quotation marks mean nothing. Default `"`. */
  readonly quote?: string | null;
  /** Whether a row of names comes first. Default true. */
  readonly header?: boolean;
  /** Records before the header (or the first row) that are no part of the table. */
  readonly skipRows?: number;
  /** How many columns there are, where no header says so. */
  readonly width?: number;
  /** XLSX: name of the sheet, or its place from 1. Default the first. */
  readonly sheet?: string | number;
  /** JSON: pointer (RFC 6901) to the array of objects. Default the whole document. */
  readonly path?: string;
}
