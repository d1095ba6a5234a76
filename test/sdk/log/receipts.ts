import { MerkleLog } from "../../../sdk/log/merkle-log.ts";

/** An entry that differs from every other in its place. */
export function receiptAt(index: number): Uint8Array {
  return new TextEncoder().encode(`receipt ${index}`);
}

/** So many receipts, from a place on. */
export function receipts(count: number, from = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => receiptAt(from + index));
}

/** A log of so many receipts in memory. */
export function logOf(count: number): MerkleLog {
  const log = new MerkleLog();
  for (const entry of receipts(count)) log.append(entry);
  return log;
}
