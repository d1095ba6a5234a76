import { expect } from "chai";
import fc from "fast-check";
import { concat, keccak256 } from "ethers";

import { batchRoot } from "../../../sdk/journal/batch.ts";
import { type Citation, citedEntry, citedRoot } from "../../../sdk/journal/citation.ts";
import { encodeEntries, ENTRY_SIZE, EntryBytesError, entryWords } from "../../../sdk/journal/entry.ts";
import { EntryTree, rootFromProof } from "../../../sdk/journal/tree.ts";
import { anyEntry } from "./any-entry.ts";

function entryAt(entries: Uint8Array, index: number): Uint8Array {
  return entries.subarray(index * ENTRY_SIZE, (index + 1) * ENTRY_SIZE);
}

function someEntries(count: number): Uint8Array {
  const entries = new Uint8Array(count * ENTRY_SIZE);
  for (let i = 0; i < count; i++) new DataView(entries.buffer).setUint32(i * ENTRY_SIZE, i + 1);
  return entries;
}

describe("EntryTree", () => {
  describe("given one entry", () => {
    it("has the entry's hash as root", () => {
      const entries = someEntries(1);
      expect(new EntryTree(entries).root).to.equal(keccak256(entries));
    });
  });

  describe("given three entries", () => {
    it("moves the third up unchanged", () => {
      const entries = someEntries(3);
      const leaf = (index: number) => keccak256(entryAt(entries, index));
      const pair = keccak256(concat([leaf(0), leaf(1)]));
      expect(new EntryTree(entries).root).to.equal(keccak256(concat([pair, leaf(2)])));
    });
  });

  describe("given no entry", () => {
    it("refuses", () => {
      expect(() => new EntryTree(new Uint8Array())).to.throw(EntryBytesError);
    });
  });

  for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33]) {
    describe(`given ${count} entries`, () => {
      const entries = someEntries(count);
      const tree = new EntryTree(entries);

      it("proves each at its place and at no other", () => {
        for (let index = 0; index < count; index++) {
          const proof = tree.proof(index);
          for (let place = 0; place < count; place++) {
            const root = rootFromProof(entryAt(entries, index), place, count, proof);
            expect(root === tree.root).to.equal(place === index);
          }
        }
      });

      it("accepts no proof that is longer or shorter", () => {
        const proof = tree.proof(count - 1);
        const entry = entryAt(entries, count - 1);
        expect(rootFromProof(entry, count - 1, count, [...proof, tree.root])).to.equal(null);
        if (count > 1) expect(rootFromProof(entry, count - 1, count, proof.slice(1))).to.equal(null);
      });

      it("has no proof past the end", () => {
        expect(() => tree.proof(count)).to.throw(RangeError);
        expect(rootFromProof(entryAt(entries, 0), count, count, [])).to.equal(null);
      });
    });
  }
});

describe("citedRoot", () => {
  it("leads from any entry of any batch to the batch root, and to another one where anything is changed", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 20 }), fc.nat(), (entries, pick) => {
        const bytes = encodeEntries(entries);
        const index = pick % entries.length;
        const place = { agency: 1, year: 2019, desk: 3, firstNumber: 0x1234567890 };
        const [word0, word1] = entryWords(bytes, index);
        const proof = new EntryTree(bytes).proof(index);
        const citation: Citation = {
          ...place,
          batchRef: `0x${"01".repeat(32)}`,
          count: entries.length,
          index,
          word0,
          word1,
          proof,
        };
        const root = batchRoot(place, bytes);
        expect(citedRoot(citation)).to.equal(root);
        expect(citedEntry(citation)).to.deep.equal(entries[index]);
        for (const changed of [{ agency: 2 }, { year: 2020 }, { desk: 4 }, { firstNumber: 1 }, { word1: word0 }]) {
          if ("word1" in changed && word0 === word1) continue;
          expect(citedRoot({ ...citation, ...changed })).to.not.equal(root);
        }
      }),
    );
  });
});
