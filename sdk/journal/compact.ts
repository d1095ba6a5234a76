import { FiscError } from "../fisc-error.ts";
import { ENTRY_SIZE, EntryBytesError } from "./entry.ts";

const HEADER_SIZE = 14;
const DOCUMENT_SIZE = 32;
const MAX_RUN = 0xffff;

/** Entries cannot be written in the compact encoding. */
export class NotCompactError extends FiscError {
  override readonly name = "NotCompactError";

  /** @param index The place of the entry that cannot, from 0. */
  constructor(index: number) {
    super(
      `The entry at place ${index} cannot be written in the compact encoding.`,
      "It cites another entry, and the encoding has no place for a citation.",
      "Send it in a batch of entries that cite.",
    );
  }
}

/** Bytes are not what the compact encoding allows. */
export class CompactMalformedError extends FiscError {
  override readonly name = "CompactMalformedError";

  /** @param offset Where the run starts that cannot be read, in bytes. */
  constructor(offset: number) {
    super(
      `The compact encoding cannot be read at byte ${offset}.`,
      "A run is cut off, is empty, or states widths that do not exist.",
      "Encode the entries again.",
    );
  }
}

/**
 * Writes packed entries in the compact encoding.
 *
 * The encoding is a sequence of runs. A run's header, 14 bytes: line u32, commitment u32, kind u8, value day u16,
 * count u16, widths u8 (high nibble: payee, 0 to 4 bytes; low nibble: amount, 1 to 8 bytes). Then `count` items:
 * document 32, payee, amount; all numbers big-endian.
 *
 * @param entries Packed entries, 64 bytes each; those with equal line, commitment, kind and value date that stand side by
 * side share a header.
 * @returns The compact encoding.
 * @throws NotCompactError where an entry cites another one.
 * @throws EntryBytesError where the bytes are no whole number of entries.
 * @example const packed = encodeCompact(encodeEntries(sortEntries(entries)));
 */
export function encodeCompact(entries: Uint8Array): Uint8Array {
  if (entries.length % ENTRY_SIZE !== 0) throw new EntryBytesError(entries.length);
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  const count = entries.length / ENTRY_SIZE;
  const packed = new Uint8Array(count * (HEADER_SIZE + DOCUMENT_SIZE + 4 + 8));
  const out = new DataView(packed.buffer);
  let at = 0;
  for (let start = 0; start < count;) {
    const end = runEnd(view, start, count);
    let payeeWidth = 0;
    let amountWidth = 1;
    for (let index = start; index < end; index++) {
      if (cites(view, index)) throw new NotCompactError(index);
      payeeWidth = Math.max(payeeWidth, 4 - leadingZeroes(entries, index * ENTRY_SIZE + 8, 4));
      amountWidth = Math.max(amountWidth, 8 - leadingZeroes(entries, index * ENTRY_SIZE + 24, 8));
    }
    const first = start * ENTRY_SIZE;
    packed.set(entries.subarray(first, first + 8), at); // line, commitment
    packed.set(entries.subarray(first + 14, first + 15), at + 8); // kind
    packed.set(entries.subarray(first + 12, first + 14), at + 9); // value day
    out.setUint16(at + 11, end - start);
    out.setUint8(at + 13, (payeeWidth << 4) | amountWidth);
    at += HEADER_SIZE;
    for (let index = start; index < end; index++) {
      const offset = index * ENTRY_SIZE;
      packed.set(entries.subarray(offset + 32, offset + 64), at);
      at += DOCUMENT_SIZE;
      packed.set(entries.subarray(offset + 12 - payeeWidth, offset + 12), at);
      at += payeeWidth;
      packed.set(entries.subarray(offset + 32 - amountWidth, offset + 32), at);
      at += amountWidth;
    }
    start = end;
  }
  return packed.slice(0, at);
}

/**
 * Reads the compact encoding.
 *
 * @param packed The compact encoding.
 * @returns Packed entries, 64 bytes each.
 * @throws CompactMalformedError where the bytes are not the encoding.
 * @example decodeCompact(encodeCompact(bytes)) // equals bytes
 */
export function decodeCompact(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const runs: Uint8Array[] = [];
  for (let at = 0; at < packed.length;) {
    if (at + HEADER_SIZE > packed.length) throw new CompactMalformedError(at);
    const count = view.getUint16(at + 11);
    const payeeWidth = view.getUint8(at + 13) >> 4;
    const amountWidth = view.getUint8(at + 13) & 0xf;
    const end = at + HEADER_SIZE + count * (DOCUMENT_SIZE + payeeWidth + amountWidth);
    if (count === 0 || payeeWidth > 4 || amountWidth < 1 || amountWidth > 8 || end > packed.length) {
      throw new CompactMalformedError(at);
    }
    const run = new Uint8Array(count * ENTRY_SIZE);
    let from = at + HEADER_SIZE;
    for (let offset = 0; offset < run.length; offset += ENTRY_SIZE) {
      run.set(packed.subarray(at, at + 8), offset);
      run.set(packed.subarray(at + 9, at + 11), offset + 12);
      run.set(packed.subarray(at + 8, at + 9), offset + 14);
      run.set(packed.subarray(from, from + DOCUMENT_SIZE), offset + 32);
      from += DOCUMENT_SIZE;
      run.set(packed.subarray(from, from + payeeWidth), offset + 12 - payeeWidth);
      from += payeeWidth;
      run.set(packed.subarray(from, from + amountWidth), offset + 32 - amountWidth);
      from += amountWidth;
    }
    runs.push(run);
    at = end;
  }
  return joined(runs);
}

/**
 * Returns what calldata pays on its own by EIP-7623: 10 gas a zero and 40 a non-zero byte.
 *
 * @param bytes Calldata.
 * @returns Gas.
 * @example calldataFloor(encodeCompact(bytes)) < calldataFloor(bytes)
 */
export function calldataFloor(bytes: Uint8Array): number {
  let gas = 0;
  for (const byte of bytes) gas += byte === 0 ? 10 : 40;
  return gas;
}

function runEnd(view: DataView, start: number, count: number): number {
  const first = start * ENTRY_SIZE;
  const same = (offset: number) =>
    view.getUint32(offset) === view.getUint32(first) &&
    view.getUint32(offset + 4) === view.getUint32(first + 4) &&
    view.getUint16(offset + 12) === view.getUint16(first + 12) &&
    view.getUint8(offset + 14) === view.getUint8(first + 14);
  let end = start + 1;
  while (end < count && end - start < MAX_RUN && same(end * ENTRY_SIZE)) end++;
  return end;
}

function cites(view: DataView, index: number): boolean {
  const offset = index * ENTRY_SIZE + 15;
  return view.getUint32(offset) !== 0 || view.getUint32(offset + 4) !== 0 || view.getUint8(offset + 8) !== 0;
}

function leadingZeroes(bytes: Uint8Array, start: number, length: number): number {
  let zeroes = 0;
  while (zeroes < length && bytes[start + zeroes] === 0) zeroes++;
  return zeroes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
