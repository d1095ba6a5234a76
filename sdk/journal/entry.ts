import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

import { FiscError } from "../fisc-error.ts";
import { valueDateOf, valueDayOf } from "./value-day.ts";

/** Bytes of a packed entry. */
export const ENTRY_SIZE = 64;

/** The largest amount and the largest total: 2^63 - 1 minor units. */
export const MAX_AMOUNT = (1n << 63n) - 1n;

/** Stands where no supporting document is meant. */
export const NO_DOCUMENT = `0x${"00".repeat(32)}`;

/** Where an earlier entry of the same agency stands. */
export interface CitedEntry {
  /** The fiscal year of its series. */
  readonly year: number;
  /** The desk of its series. */
  readonly desk: number;
  /** Its number in the series, from 1. */
  readonly number: number;
}

/** An entry of the journal, unpacked. Contract: `EntryLib.Entry`. */
export interface Entry {
  /** The index of the budget line that the entry moves, from 1. */
  readonly line: number;
  /**
   * The commitment's number within agency and fiscal year, 0 for none. For virement and carry-over, the number of the
   * rule that allows it.
   */
  readonly commitment: number;
  /** The index of who is paid or promised, 0 for nobody. */
  readonly payee: number;
  /** The value date, as YYYY-MM-DD. */
  readonly valueDate: string;
  /** A number of the posting table, with the top bit set for a correction of that kind. */
  readonly kind: number;
  /** The earlier entry that this one cites. */
  readonly cites?: CitedEntry | undefined;
  /** Minor units of the fiscal year's currency, from 1 to 2^63 - 1. */
  readonly amount: bigint;
  /** SHA-256 of the supporting document's bytes: 0x and 64 hexadecimal digits. */
  readonly document: string;
}

/** A field of an entry does not fit the 64 bytes. */
export class EntryFieldError extends FiscError {
  override readonly name = "EntryFieldError";
  /** The field. */
  readonly field: string;

  /**
   * @param field The field.
   * @param given What stood in it.
   * @param allowed What fits, in words.
   */
  constructor(field: string, given: unknown, allowed: string) {
    super(
      `The entry's ${field} ${String(given)} cannot be recorded.`,
      `The field takes ${allowed}.`,
      field === "amount" ? "Split the amount, or check the unit it is in." : `Correct the ${field}.`,
    );
    this.field = field;
  }
}

/** Bytes that should be packed entries are not. */
export class EntryBytesError extends FiscError {
  override readonly name = "EntryBytesError";

  /** @param length How many bytes there are. */
  constructor(length: number) {
    super(
      `${length} bytes are not a list of packed entries.`,
      `Each entry takes ${ENTRY_SIZE} bytes, without a gap.`,
      "Take the bytes from an event BatchRecorded or from encodeEntries, whole.",
    );
  }
}

/**
 * Packs entries into 64 bytes each, as the contract's EntryLib draws them.
 *
 * @param entries The entries, in the order of the batch.
 * @returns 64 bytes an entry.
 * @throws EntryFieldError where a field does not fit; amounts above 2^63 - 1 minor units do not.
 * @throws ValueDateInvalidError where a value date is none.
 * @example const bytes = encodeEntries([entry]); // 64 bytes
 */
export function encodeEntries(entries: readonly Entry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * ENTRY_SIZE);
  const view = new DataView(bytes.buffer);
  entries.forEach((entry, index) => {
    const offset = index * ENTRY_SIZE;
    view.setUint32(offset, unsigned("line", entry.line, 0xffffffff));
    view.setUint32(offset + 4, unsigned("commitment", entry.commitment, 0xffffffff));
    view.setUint32(offset + 8, unsigned("payee", entry.payee, 0xffffffff));
    view.setUint16(offset + 12, valueDayOf(entry.valueDate));
    view.setUint8(offset + 14, unsigned("kind", entry.kind, 0xff));
    if (entry.cites !== undefined) {
      const number = unsigned("cited number", entry.cites.number, 0xffffffffff);
      view.setUint16(offset + 15, unsigned("cited year", entry.cites.year, 0xffff));
      view.setUint16(offset + 17, unsigned("cited desk", entry.cites.desk, 0xffff));
      view.setUint8(offset + 19, Math.floor(number / 0x1_0000_0000));
      view.setUint32(offset + 20, number % 0x1_0000_0000);
    }
    if (typeof entry.amount !== "bigint" || entry.amount < 0n || entry.amount > MAX_AMOUNT) {
      throw new EntryFieldError("amount", entry.amount, `from 0 to ${MAX_AMOUNT} minor units`);
    }
    view.setBigUint64(offset + 24, entry.amount);
    bytes.set(documentBytes(entry.document), offset + 32);
  });
  return bytes;
}

/**
 * Unpacks entries of 64 bytes each.
 *
 * @param bytes Packed entries, as an event BatchRecorded carries them.
 * @returns The entries, in the order of the batch.
 * @throws EntryBytesError where the bytes are no whole number of entries.
 * @example const [entry] = decodeEntries(encodeEntries([given]));
 */
export function decodeEntries(bytes: Uint8Array): Entry[] {
  if (bytes.length % ENTRY_SIZE !== 0) throw new EntryBytesError(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hex = bytesToHex(bytes);
  const entries = new Array<Entry>(bytes.length / ENTRY_SIZE);
  for (let index = 0; index < entries.length; index++) {
    const offset = index * ENTRY_SIZE;
    const citedYear = view.getUint16(offset + 15);
    const citedDesk = view.getUint16(offset + 17);
    const citedNumber = view.getUint8(offset + 19) * 0x1_0000_0000 + view.getUint32(offset + 20);
    const entry = {
      line: view.getUint32(offset),
      commitment: view.getUint32(offset + 4),
      payee: view.getUint32(offset + 8),
      valueDate: valueDateOf(view.getUint16(offset + 12)),
      kind: view.getUint8(offset + 14),
      amount: view.getBigUint64(offset + 24),
      document: `0x${hex.slice(2 * offset + 64, 2 * offset + 128)}`,
    };
    entries[index] =
      citedYear === 0 && citedDesk === 0 && citedNumber === 0
        ? entry
        : { ...entry, cites: { year: citedYear, desk: citedDesk, number: citedNumber } };
  }
  return entries;
}

/**
 * Splits a packed entry into the two words that a citation names.
 *
 * @param bytes Packed entries.
 * @param index The entry's place, from 0.
 * @returns The packed fields and the document's SHA-256, 0x and 64 hexadecimal digits each.
 * @throws EntryBytesError where no whole entry stands at that place.
 * @example const [word0, word1] = entryWords(encodeEntries([entry]), 0);
 */
export function entryWords(bytes: Uint8Array, index: number): readonly [word0: string, word1: string] {
  const start = index * ENTRY_SIZE;
  if (!Number.isInteger(index) || index < 0 || start + ENTRY_SIZE > bytes.length)
    throw new EntryBytesError(bytes.length);
  return [
    `0x${bytesToHex(bytes.subarray(start, start + 32))}`,
    `0x${bytesToHex(bytes.subarray(start + 32, start + ENTRY_SIZE))}`,
  ];
}

function unsigned(field: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new EntryFieldError(field, value, `whole numbers from 0 to ${max}`);
  }
  return value;
}

function documentBytes(document: string): Uint8Array {
  if (!/^0x[0-9a-fA-F]{64}$/.test(document)) {
    throw new EntryFieldError("document", document, "0x and 64 hexadecimal digits, the SHA-256 of the document");
  }
  return hexToBytes(document.slice(2));
}
