import fc from "fast-check";

import { type Entry, MAX_AMOUNT } from "../../../sdk/journal/entry.ts";
import { valueDateOf } from "../../../sdk/journal/value-day.ts";

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });

/** Any 32 bytes as a hash. */
export const anyHash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);

const plain = {
  line: uint(32),
  commitment: uint(32),
  payee: uint(32),
  valueDate: uint(16).map(valueDateOf),
  kind: uint(8),
  amount: fc.bigInt({ min: 0n, max: MAX_AMOUNT }),
  document: anyHash,
};

/** Any entry that fits its 64 bytes and cites nothing, sensible or not. */
export const anyPlainEntry: fc.Arbitrary<Entry> = fc.record(plain);

/** Any entry that fits its 64 bytes, sensible or not. */
export const anyEntry: fc.Arbitrary<Entry> = fc.oneof(
  anyPlainEntry,
  fc.record({
    ...plain,
    cites: fc.record({ year: uint(16), desk: uint(16), number: fc.integer({ min: 1, max: 2 ** 40 - 1 }) }),
  }),
);
