import { expect } from "chai";
import fc from "fast-check";

import { diffRows, type RowIdentity } from "../../scripts/import/diffRows.ts";
import { sha256 } from "../../scripts/import/sha256.ts";

/** Rows from [content, reference] pairs. */
function rowsOf(pairs: readonly (readonly [string, string | null])[]): RowIdentity[] {
  const seen = new Map<string, number>();
  return pairs.map(([text, reference], index) => {
    const occurrence = (seen.get(text) ?? 0) + 1;
    seen.set(text, occurrence);
    return { row: index + 1, content: sha256(text), occurrence, reference };
  });
}

const numbers = (rows: readonly RowIdentity[]) => rows.map(({ row }) => row);

describe("diffRows", function () {
  describe("given the same file again", function () {
    it("finds no difference, whatever the order of its rows", function () {
      const before = rowsOf([
        ["a", "1"],
        ["b", "2"],
        ["b", "2"],
        ["c", null],
      ]);
      const diff = diffRows(
        before,
        rowsOf([
          ["b", "2"],
          ["c", null],
          ["b", "2"],
          ["a", "1"],
        ]),
      );
      expect(diff.unchanged).to.have.length(4);
      expect([diff.changed, diff.removed, diff.added]).to.deep.equal([[], [], []]);
    });
  });

  describe("given a corrected file", function () {
    it("counts equal rows as often as they occur", function () {
      const diff = diffRows(
        rowsOf([
          ["a", null],
          ["a", null],
          ["a", null],
        ]),
        rowsOf([
          ["a", null],
          ["b", null],
        ]),
      );
      expect(diff.unchanged).to.have.length(1);
      expect(numbers(diff.removed)).to.deep.equal([2, 3]);
      expect(numbers(diff.added)).to.deep.equal([2]);
    });

    it("pairs a row with its correction by reference", function () {
      const diff = diffRows(
        rowsOf([
          ["a", "1"],
          ["b", "2"],
        ]),
        rowsOf([
          ["a", "1"],
          ["B", "2"],
        ]),
      );
      expect(diff.changed.map(({ before, after, ambiguous }) => [before.row, after.row, ambiguous])).to.deep.equal([
        [2, 2, false],
      ]);
      expect([diff.removed, diff.added]).to.deep.equal([[], []]);
    });

    it("says where several rows of one reference were corrected at once", function () {
      const before = rowsOf([
        ["a", "1"],
        ["b", "1"],
        ["c", "1"],
      ]);
      const diff = diffRows(
        before,
        rowsOf([
          ["A", "1"],
          ["b", "1"],
          ["C", "1"],
          ["d", "1"],
        ]),
      );
      expect(diff.changed.map(({ before: from, after, ambiguous }) => [from.row, after.row, ambiguous])).to.deep.equal([
        [1, 1, true],
        [3, 3, true],
      ]);
      expect(numbers(diff.added)).to.deep.equal([4]);
    });

    it("pairs nothing without a reference of the office's own", function () {
      const diff = diffRows(rowsOf([["a", null]]), rowsOf([["b", null]]));
      expect(numbers(diff.removed)).to.deep.equal([1]);
      expect(numbers(diff.added)).to.deep.equal([1]);
    });
  });

  describe("given any two files", function () {
    const files = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.constantFrom(null, "1", "2", "3")), {
      maxLength: 30,
    });

    it("puts each row of both in exactly one list, and pairs only what belongs together", function () {
      fc.assert(
        fc.property(files, files, (one, other) => {
          const previous = rowsOf(one);
          const next = rowsOf(other);
          const { unchanged, changed, removed, added } = diffRows(previous, next);
          const befores = [...unchanged, ...changed].map(({ before }) => before);
          const afters = [...unchanged, ...changed].map(({ after }) => after);
          expect([...befores, ...removed])
            .to.have.members(previous)
            .and.to.have.length(previous.length);
          expect([...afters, ...added])
            .to.have.members(next)
            .and.to.have.length(next.length);
          for (const { before, after } of unchanged) expect(after.content).to.equal(before.content);
          for (const { before, after } of changed) {
            expect(after.reference).to.equal(before.reference).and.not.to.equal(null);
            expect(after.content).not.to.equal(before.content);
          }
          for (const row of removed) {
            expect(added.some((after) => row.reference !== null && after.reference === row.reference)).to.equal(false);
          }
        }),
      );
    });

    it("finds no difference between a file and itself in another order", function () {
      fc.assert(
        fc.property(files, (one) => {
          const diff = diffRows(rowsOf(one), rowsOf([...one].reverse()));
          expect(diff.unchanged).to.have.length(one.length);
        }),
      );
    });
  });
});
