import { expect } from "chai";
import fc from "fast-check";

import {
  calldataFloor,
  CompactMalformedError,
  decodeCompact,
  encodeCompact,
  NotCompactError,
} from "../../../sdk/journal/compact.ts";
import { encodeEntries, type Entry } from "../../../sdk/journal/entry.ts";
import { anyPlainEntry } from "./any-entry.ts";

const payment: Entry = {
  line: 7,
  commitment: 0,
  payee: 300,
  valueDate: "2019-03-31",
  kind: 27,
  amount: 12_345n,
  document: `0x${"ab".repeat(32)}`,
};

describe("encodeCompact", () => {
  it("is undone by decodeCompact for any entries that cite nothing", () => {
    fc.assert(
      fc.property(fc.array(anyPlainEntry, { maxLength: 20 }), fc.nat(5), (entries, repeats) => {
        const bytes = encodeEntries(entries.flatMap((entry) => new Array<Entry>(repeats + 1).fill(entry)));
        expect(decodeCompact(encodeCompact(bytes))).to.deep.equal(bytes);
      }),
    );
  });

  describe("given entries of one line, kind and day", () => {
    it("writes one header of 14 bytes, and each payee and amount as wide as the widest needs", () => {
      const packed = encodeCompact(encodeEntries([payment, { ...payment, payee: 1, amount: 1n }]));
      expect(Buffer.from(packed).toString("hex")).to.equal(
        "00000007" +
          "00000000" +
          "1b" +
          "4642" +
          "0002" +
          "22" +
          "ab".repeat(32) +
          "012c" +
          "3039" +
          "ab".repeat(32) +
          "0001" +
          "0001",
      );
    });

    it("costs less calldata than the plain encoding", () => {
      const bytes = encodeEntries(new Array<Entry>(200).fill(payment));
      expect(calldataFloor(encodeCompact(bytes))).to.be.lessThan(calldataFloor(bytes));
    });
  });

  describe("given more entries than a run can count", () => {
    it("starts another run", () => {
      const bytes = encodeEntries(new Array<Entry>(65_536).fill(payment));
      const packed = encodeCompact(bytes);
      expect(packed.length).to.equal(2 * 14 + 65_536 * 36);
      expect(Buffer.compare(decodeCompact(packed), bytes)).to.equal(0);
    });
  });

  describe("given an entry that cites", () => {
    it("refuses, and says which", () => {
      const citing = { ...payment, cites: { year: 0, desk: 0, number: 1 } };
      expect(() => encodeCompact(encodeEntries([payment, citing]))).to.throw(NotCompactError, "place 1");
    });
  });
});

describe("decodeCompact", () => {
  const packed = encodeCompact(encodeEntries([payment, { ...payment, line: 8 }]));
  const second = packed.length / 2;

  for (const [what, wrong] of [
    ["a run that is cut off", packed.slice(0, -1)],
    ["a header that is cut off", packed.slice(0, second + 13)],
    ["an empty run", packed.with(second + 12, 0)],
    ["a payee of 5 bytes", packed.with(second + 13, 0x52)],
    ["an amount of no byte", packed.with(second + 13, 0x20)],
    ["an amount of 9 bytes", packed.with(second + 13, 0x29)],
  ] as const) {
    describe(`given ${what}`, () => {
      it("says where the run starts", () => {
        expect(() => decodeCompact(wrong)).to.throw(CompactMalformedError, `byte ${second}`);
      });
    });
  }
});
