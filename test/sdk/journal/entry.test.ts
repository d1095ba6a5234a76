import { expect } from "chai";
import fc from "fast-check";

import {
  decodeEntries,
  encodeEntries,
  type Entry,
  EntryBytesError,
  EntryFieldError,
  entryWords,
  MAX_AMOUNT,
} from "../../../sdk/journal/entry.ts";
import { ValueDateInvalidError, valueDateOf, valueDayOf } from "../../../sdk/journal/value-day.ts";
import { anyEntry } from "./any-entry.ts";

const entry: Entry = {
  line: 0x01020304,
  commitment: 0x05060708,
  payee: 0x090a0b0c,
  valueDate: "2019-03-31",
  kind: 24,
  amount: 0x1122334455667788n,
  document: `0x${"ab".repeat(32)}`,
};

describe("encodeEntries", () => {
  describe("given an entry without a citation", () => {
    it("packs it as EntryLib draws it", () => {
      expect(entryWords(encodeEntries([entry]), 0)).to.deep.equal([
        "0x0102030405060708090a0b0c4642180000000000000000001122334455667788",
        `0x${"ab".repeat(32)}`,
      ]);
    });
  });

  describe("given an entry that cites another", () => {
    it("packs year, desk and number between kind and amount", () => {
      const cites = { year: 0x07e3, desk: 0x0102, number: 0x0304050607 };
      const [word0] = entryWords(encodeEntries([{ ...entry, kind: 0x98, cites }]), 0);
      expect(word0).to.equal("0x0102030405060708090a0b0c46429807e3010203040506071122334455667788");
    });
  });

  describe("given any entries", () => {
    it("decodes to the same", () => {
      fc.assert(
        fc.property(fc.array(anyEntry, { maxLength: 20 }), (entries) => {
          expect(decodeEntries(encodeEntries(entries))).to.deep.equal(entries);
        }),
      );
    });
  });

  for (const [field, wrong] of [
    ["line", { line: 2 ** 32 }],
    ["line", { line: 1.5 }],
    ["commitment", { commitment: -1 }],
    ["payee", { payee: 2 ** 32 }],
    ["kind", { kind: 256 }],
    ["amount", { amount: MAX_AMOUNT + 1n }],
    ["amount", { amount: -1n }],
    ["document", { document: "0xab" }],
    ["cited number", { cites: { year: 2019, desk: 0, number: 2 ** 40 } }],
    ["cited year", { cites: { year: 65536, desk: 0, number: 1 } }],
  ] as const) {
    describe(`given a ${field} that does not fit`, () => {
      it("names the field", () => {
        expect(() => encodeEntries([{ ...entry, ...wrong }]))
          .to.throw(EntryFieldError)
          .with.property("field", field);
      });
    });
  }
});

describe("decodeEntries", () => {
  describe("given bytes that are cut off", () => {
    it("refuses", () => {
      expect(() => decodeEntries(new Uint8Array(100))).to.throw(EntryBytesError, "100 bytes");
    });
  });

  describe("given bytes that lie within a larger buffer", () => {
    it("reads from where they start", () => {
      const larger = new Uint8Array(7 + 64);
      larger.set(encodeEntries([entry]), 7);
      expect(decodeEntries(larger.subarray(7))).to.deep.equal([entry]);
    });
  });
});

describe("valueDayOf", () => {
  it("counts days since 1970", () => {
    expect(valueDayOf("1970-01-01")).to.equal(0);
    expect(valueDayOf("2019-03-31")).to.equal(17986);
    expect(valueDayOf("2149-06-06")).to.equal(65535);
  });

  it("is the inverse of valueDateOf on every day that an entry can carry", () => {
    for (let day = 0; day <= 0xffff; day++) expect(valueDayOf(valueDateOf(day))).to.equal(day);
  });

  for (const wrong of ["2019-02-29", "2019-04-31", "1969-12-31", "2149-06-07", "31/03/2019", "2019-3-31", ""]) {
    describe(`given "${wrong}"`, () => {
      it("refuses", () => {
        expect(() => valueDayOf(wrong)).to.throw(ValueDateInvalidError);
      });
    });
  }
});
