import type { Message } from "./message.ts";

/** What a file lists: budget lines with their measures, payments, or commitments (contract awards, orders). */
export type FileKind = "budget" | "payments" | "commitments";

/** 32 bytes as 0x and 64 lower-case hexadecimal digits. */
export type Hash = `0x${string}`;

/** A code of some list, and what the office calls it (null where the file does not say). */
export interface Code {
  readonly code: string;
  readonly name: string | null;
}

/** The office that a row belongs to. */
export interface AgencyRef extends Code {
  readonly parent: Code | null;
}

/** The budget line that a row names. Two rows are about one line exactly when their `code` is equal. */
export interface LineRef extends Code {
  readonly agency: AgencyRef;
  /** The line at which credit is binding; null where the file knows none (no ceiling, or the line itself). */
  readonly control: Code | null;
  /** Lines above this one, outermost first; the control line is not repeated here. */
  readonly parents: readonly Code[];
  /** By scheme: `programme`, `economic`, … */
  readonly classifications: Readonly<Record<string, Code>>;
}

/** Who is paid. `key` is equal for equal payees of one dataset, and holds a personal identifier if `id` does. */
export interface Payee {
  readonly key: string;
  readonly id: string | null;
  readonly name: string;
  /** A natural person: the profile stays off the public record (salted hash only). */
  readonly naturalPerson: boolean;
  /** The payees of a joint award, whose one amount the file does not split. Empty for a single payee. */
  readonly members: readonly Payee[];
}

/** The six totals that an office publishes of a line; null where its file has no such column. Minor units. */
export interface Measures {
  readonly initialCredit: bigint | null;
  readonly modifications: bigint | null;
  readonly finalCredit: bigint | null;
  readonly authorised: bigint | null;
  readonly committed: bigint | null;
  readonly recognised: bigint | null;
}

export type MeasureName = keyof Measures;

export const MEASURE_NAMES: readonly MeasureName[] = [
  "initialCredit",
  "modifications",
  "finalCredit",
  "authorised",
  "committed",
  "recognised",
];

/** How an amount is booked: as the file's kind says, or, for a negative one, as the mapping says. */
export type Booking = "payment" | "commitment" | "refund" | "correction";

interface EntryFields {
  /** Year of the credit; null where neither the file, the mapping nor the caller says. */
  readonly fiscalYear: number | null;
  readonly line: LineRef;
  readonly description: string | null;
  /** As the file gives it, or `row:N` where it gives none (then `referenceIsOwn` is false). Not always unique. */
  readonly reference: string;
  readonly referenceIsOwn: boolean;
}

export interface BudgetRow extends EntryFields {
  readonly kind: "budget";
  readonly measures: Measures;
}

export interface PaymentRow extends EntryFields {
  readonly kind: "payment";
  readonly payee: Payee;
  /** Minor units, with the file's sign. */
  readonly amount: bigint;
  readonly booking: "payment" | "refund" | "correction";
  /** Of a correction: the reference of the payment that it corrects, blank where the row names none; not there where the
   * mapping does not say how to find it. */
  readonly corrects?: string;
  /** ISO 8601 day, or null where the file gives none. */
  readonly valueDate: string | null;
}

export interface CommitmentRow extends EntryFields {
  readonly kind: "commitment";
  readonly payee: Payee;
  /** Minor units, with the file's sign. */
  readonly amount: bigint;
  readonly booking: "commitment" | "refund" | "correction";
  readonly valueDate: string | null;
}

export type Entry = BudgetRow | PaymentRow | CommitmentRow;

/** Where the evidence of a row is: named by the office (by hash or by path), or else the row's own record. */
export type Evidence =
  | { readonly holds: "record"; readonly sha256: Hash }
  | { readonly holds: "hash"; readonly sha256: Hash }
  | { readonly holds: "path"; readonly path: string };

interface RowFields {
  /** As a spreadsheet numbers it: the record's place in the file from 1, header, blank and skipped lines counted. */
  readonly row: number;
  /** Line of the file at which the record starts; differs from `row` after a field with a line break in it. */
  readonly line: number;
  readonly cells: readonly string[];
  /** SHA-256 of columns and cells: equal for rows of equal content in any file, whatever the order of its columns. */
  readonly content: Hash;
  /** 1 for the first row of this content in the file, 2 for the second, … */
  readonly occurrence: number;
  /** Amounts that could be read, by field: `amount`, or the measures of a budget row. Minor units. */
  readonly amounts: Readonly<Record<string, bigint>>;
  /** Amount fields that could not be read, whatever became of the row. */
  readonly unreadable: readonly string[];
  /** Things to know about the row that did not stop it: more cells than columns, a rounded amount, … */
  readonly notes: readonly Message[];
}

/** A row that is to be recorded. */
export interface EntryRow<E extends Entry = Entry> extends RowFields {
  readonly outcome: "entry";
  readonly entry: E;
  /** Canonical JSON (RFC 8785) of {dataset, file, row, columns}; a natural person's columns are left out. */
  readonly record: Uint8Array;
  readonly evidence: Evidence;
}

/** A row that should be an entry and cannot be. */
export interface RefusedRow extends RowFields {
  readonly outcome: "refused";
  /** The column that is at fault, as the file names it, or null where it is the row as a whole. */
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: Message;
}

/** A row that is not an entry, by a rule that has a name. */
export interface SkippedRow extends RowFields {
  readonly outcome: "skipped";
  readonly rule: string;
  readonly reason: Message;
}

export type MappedRow<E extends Entry = Entry> = EntryRow<E> | RefusedRow | SkippedRow;

/** A file, mapped. `rows` holds every row of the file once, in the file's order. */
export interface MappedFile<E extends Entry = Entry> {
  readonly dataset: string;
  readonly kind: FileKind;
  readonly currency: { readonly code: string; readonly decimals: number };
  /** SHA-256 of the file's bytes. */
  readonly file: Hash;
  readonly rows: readonly MappedRow<E>[];
}
