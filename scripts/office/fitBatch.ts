import { type Entry, MAX_AMOUNT } from "../../sdk/journal/entry.ts";

/** What a transaction may burn by EIP-7825 is 16,777,216; the rest is room for signatures and for being wrong. */
const GAS = 14_000_000;
/** A run opens storage of a line, its control line and a commitment. */
const GAS_A_RUN = 75_000;
/** Calldata, log and tree. */
const GAS_AN_ENTRY = 3_500;
const MOST_ENTRIES = 1_000;

/**
 * Says how many entries from a place on fit one transaction, by a cautious estimate, and one batch's total.
 *
 * @param entries The entries, those of a run side by side.
 * @param start The place of the first, from 0.
 * @returns How many; at least one.
 */
export function fitBatch(entries: readonly Entry[], start: number): number {
  let gas = 0;
  let count = 0;
  let total = 0n;
  for (let place = start; place < entries.length && count < MOST_ENTRIES; place++, count++) {
    const entry = entries[place]!;
    const before = entries[place - 1];
    const sameRun =
      count > 0 &&
      before?.line === entry.line &&
      before.commitment === entry.commitment &&
      before.kind === entry.kind &&
      before.cites === undefined;
    gas += GAS_AN_ENTRY + (sameRun ? 0 : GAS_A_RUN);
    total += entry.amount;
    if (gas > GAS || total > MAX_AMOUNT) break;
  }
  return Math.max(count, 1);
}
