import canonicalize from "canonicalize";

import { Cells } from "./Cells.ts";
import { EntryReader } from "./EntryReader.ts";
import type { Mapping } from "./mapping.ts";
import type { Message } from "./message.ts";
import { RowFault } from "./RowFault.ts";
import type { Hash, MappedFile, MappedRow } from "./rows.ts";
import { sha256 } from "./sha256.ts";
import { skipSuperseded } from "./skipSuperseded.ts";
import type { Table, TableRow } from "./table.ts";

/** What the mapping cannot know of a file. */
export interface MapOptions {
  /** SHA-256 of the file's bytes. */
  readonly file: Hash;
  /** Name of the file, for mappings that take the year from it. */
  readonly fileName?: string;
  /** The fiscal year, over whatever the mapping says. */
  readonly fiscalYear?: number;
  /** Only offices whose code starts so; other rows are skipped by the rule `out-of-slice`. */
  readonly offices?: string;
}

/**
 * Maps every row of a file to exactly one outcome: an entry, a refusal with its reason, or a skip by a named rule.
 *
 * @param table The file, read.
 * @param mapping How the office writes it, with its shape selected.
 * @param options The file's hash, and what the caller knows better.
 * @returns The rows, in the file's order and one for one.
 * @throws TableError if a column that the mapping needs is missing.
 */
export function mapRows(table: Table, mapping: Mapping, options: MapOptions): MappedFile {
  const cells = new Cells(table, mapping);
  const reader = new EntryReader(cells, mapping, options);
  const occurrences = new Map<Hash, number>();
  const rows = table.rows.map((row): MappedRow => {
    const content = sha256(serialise(columnsOf(row, table)));
    const occurrence = (occurrences.get(content) ?? 0) + 1;
    occurrences.set(content, occurrence);
    const { amounts, unreadable, notes } = reader.readAmounts(row);
    const fields = { row: row.row, line: row.line, cells: row.cells, content, occurrence, amounts, unreadable };
    const allNotes = [...noteWidth(row, table), ...notes];
    try {
      const skip = ruleThatSkips(row, cells, mapping);
      if (skip !== null) return { ...fields, notes: allNotes, outcome: "skipped", ...skip };
      refuseUnreadable(row, table, mapping);
      const agency = reader.readAgency(row);
      if (options.offices !== undefined && !agency.code.startsWith(options.offices)) {
        const params = { agency: agency.code, slice: options.offices };
        const reason: Message = { code: "ROW_OUT_OF_SLICE", params };
        return { ...fields, notes: allNotes, outcome: "skipped", rule: "out-of-slice", reason };
      }
      if (amounts["amount"] === 0n && mapping.amount?.zero === "skip") {
        return {
          ...fields,
          notes: allNotes,
          outcome: "skipped",
          rule: "zero",
          reason: { code: "ROW_ZERO", params: {} },
        };
      }
      const entry = reader.readEntry(row, agency);
      const record = recordOf(row, table, mapping, options.file, reader.privatePlaces(entry));
      const evidence = reader.readEvidence(row) ?? { holds: "record" as const, sha256: sha256(record) };
      return { ...fields, notes: allNotes, outcome: "entry", entry, record, evidence };
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      const { column, value, reason } = error;
      return { ...fields, notes: allNotes, outcome: "refused", column, value, reason };
    }
  });
  return {
    dataset: mapping.dataset,
    kind: mapping.kind,
    currency: mapping.currency,
    file: options.file,
    rows: mapping.supersede === undefined ? rows : skipSuperseded(rows, mapping.supersede, cells),
  };
}

function ruleThatSkips(row: TableRow, cells: Cells, mapping: Mapping): { rule: string; reason: Message } | null {
  if (row.cells.every((cell) => cell.trim() === ""))
    return { rule: "blank", reason: { code: "ROW_BLANK", params: {} } };
  const found = mapping.skip?.find((rule) => cells.holds(row.cells, rule.when));
  if (found === undefined) return null;
  return { rule: found.rule, reason: { code: "ROW_RULE", params: { rule: found.rule, ...found.reason } } };
}

function refuseUnreadable(row: TableRow, table: Table, mapping: Mapping): void {
  if (row.fault !== null) throw new RowFault(null, null, row.fault);
  if (mapping.ragged !== "keep" && row.cells.length !== table.columns.length) {
    throw new RowFault(null, null, { code: "ROW_RAGGED", params: widths(row, table) });
  }
}

function noteWidth(row: TableRow, table: Table): Message[] {
  if (row.cells.length === table.columns.length) return [];
  return [
    { code: row.cells.length > table.columns.length ? "NOTE_LONGER" : "NOTE_SHORTER", params: widths(row, table) },
  ];
}

function widths(row: TableRow, table: Table): { cells: string; columns: string } {
  return { cells: String(row.cells.length), columns: String(table.columns.length) };
}

/** The row's record: what stands in for a supporting document where the office gives none. */
function recordOf(row: TableRow, table: Table, mapping: Mapping, file: Hash, hidden: ReadonlySet<number>): Uint8Array {
  const record = { dataset: mapping.dataset, file, row: row.row, columns: columnsOf(row, table, hidden) };
  return new TextEncoder().encode(serialise(record));
}

function columnsOf(row: TableRow, table: Table, hidden?: ReadonlySet<number>): Record<string, string> {
  const columns: Record<string, string> = {};
  row.cells.forEach((cell, place) => {
    if (hidden?.has(place) !== true) columns[table.columns[place] ?? `#${place + 1}`] = cell;
  });
  return columns;
}

function serialise(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("A row's record is always an object, and an object has a JSON form.");
  return text;
}
