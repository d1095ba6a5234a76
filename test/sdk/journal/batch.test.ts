import { expect } from "chai";
import fc from "fast-check";
import { AbiCoder, keccak256 } from "ethers";

import {
  batchRoot,
  BatchTooLongError,
  BatchTotalError,
  minApprovalsFor,
  rolesFor,
  sortEntries,
  splitEntries,
  totalOf,
} from "../../../sdk/journal/batch.ts";
import { encodeEntries, type Entry, MAX_AMOUNT } from "../../../sdk/journal/entry.ts";
import { CORRECTION, kindNamed } from "../../../sdk/journal/kinds.ts";
import { ROLES } from "../../../sdk/journal/role.ts";
import { packSeries, unpackSeries } from "../../../sdk/journal/series.ts";
import { EntryTree } from "../../../sdk/journal/tree.ts";
import { anyEntry } from "./any-entry.ts";

const entry: Entry = {
  line: 1,
  commitment: 0,
  payee: 0,
  valueDate: "2019-01-01",
  kind: kindNamed("appropriate").number,
  amount: 100n,
  document: `0x${"ab".repeat(32)}`,
};
const of = (name: string, more: Partial<Entry> = {}): Entry => ({ ...entry, kind: kindNamed(name).number, ...more });

describe("batchRoot", () => {
  it("binds the tree's root to agency, year, desk, first number and count", () => {
    const bytes = encodeEntries([entry, of("allot")]);
    const place = { agency: 0x01020304, year: 2019, desk: 0x0506, firstNumber: 0x0708090a0b };
    const head = (0x01020304n << 104n) | (2019n << 88n) | (0x0506n << 72n) | (0x0708090a0bn << 32n) | 2n;
    const words = AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [new EntryTree(bytes).root, head]);
    expect(batchRoot(place, bytes)).to.equal(keccak256(words));
  });
});

describe("sortEntries", () => {
  it("puts runs side by side, keeps the order within them, drops and doubles nothing", () => {
    const few = fc.record({ line: fc.nat(2), commitment: fc.nat(2), kind: fc.nat(2), amount: fc.bigInt(0n, 1000n) });
    fc.assert(
      fc.property(fc.array(few), (partials) => {
        const given = partials.map((partial) => ({ ...entry, ...partial }));
        const sorted = sortEntries(given);
        expect(sorted).to.have.members(given);
        for (const [index, next] of sorted.slice(1).entries()) {
          const key = (one: Entry) => one.line * 9 + one.commitment * 3 + one.kind;
          const before = sorted[index]!;
          expect(key(before)).to.be.at.most(key(next));
          if (key(before) === key(next)) expect(given.indexOf(before)).to.be.lessThan(given.indexOf(next));
        }
      }),
    );
  });
});

describe("splitEntries", () => {
  describe("given more entries than a batch may hold", () => {
    it("fills one batch after the other", () => {
      expect(splitEntries(new Array<Entry>(25).fill(entry), 10).map((batch) => batch.length)).to.deep.equal([
        10, 10, 5,
      ]);
    });
  });

  describe("given entries that cite and others", () => {
    it("keeps them apart", () => {
      const citing = of("pay", { cites: { year: 2019, desk: 0, number: 1 } });
      expect(splitEntries([entry, citing, entry])).to.deep.equal([[entry, entry], [citing]]);
    });
  });

  describe("given virements under two rules", () => {
    it("makes a batch of each rule", () => {
      const [out, into] = [of("virement-out", { commitment: 1 }), of("virement-in", { commitment: 1 })];
      const other = of("virement-out", { commitment: 2 });
      expect(splitEntries([out, other, into])).to.deep.equal([[out, into], [other]]);
    });

    it("does not cut one in two", () => {
      const many = new Array<Entry>(11).fill(of("virement-out", { commitment: 1 }));
      expect(() => splitEntries(many, 10)).to.throw(BatchTooLongError, "11 entries");
    });
  });
});

describe("totalOf", () => {
  it("adds up the amounts", () => {
    expect(totalOf([entry, entry, of("pay", { amount: 1n })])).to.equal(201n);
  });

  describe("given more than 63 bits hold", () => {
    it("refuses", () => {
      expect(() => totalOf([{ ...entry, amount: MAX_AMOUNT }, entry])).to.throw(BatchTotalError);
    });
  });
});

describe("rolesFor", () => {
  it("collects the roles of all kinds", () => {
    expect(rolesFor([entry, of("pay")])).to.equal(ROLES.budgetOfficer | ROLES.recorder);
  });
});

describe("minApprovalsFor", () => {
  it("asks for none for notes alone, and for one as soon as money, authority or a correction is there", () => {
    expect(minApprovalsFor([of("reserve"), of("verify")])).to.equal(0);
    expect(minApprovalsFor([of("reserve"), of("pay")])).to.equal(1);
    expect(minApprovalsFor([of("reserve", { kind: CORRECTION | kindNamed("reserve").number })])).to.equal(1);
  });
});

describe("packSeries", () => {
  it("is undone by unpackSeries", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffff), fc.nat(0xffff), (agency, year, desk) => {
        expect(unpackSeries(packSeries({ agency, year, desk }))).to.deep.equal({ agency, year, desk });
      }),
    );
  });

  it("puts the agency above the year above the desk", () => {
    expect(packSeries({ agency: 1, year: 2, desk: 3 })).to.equal(0x0000000100020003n);
  });
});

describe("any entries", () => {
  it("have a root of their own", () => {
    const place = { agency: 1, year: 2019, desk: 0, firstNumber: 1 };
    fc.assert(
      fc.property(anyEntry, anyEntry, (one, other) => {
        fc.pre(JSON.stringify(one, text) !== JSON.stringify(other, text));
        expect(batchRoot(place, encodeEntries([one]))).to.not.equal(batchRoot(place, encodeEntries([other])));
      }),
    );
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
