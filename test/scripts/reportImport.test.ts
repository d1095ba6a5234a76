import { expect } from "chai";

import { mapFile } from "../../scripts/import/mapFile.ts";
import { describeImport, reportImport } from "../../scripts/office/reportImport.ts";
import type { ImportOutcome } from "../../scripts/office/ImportOutcome.ts";
import { PAYMENTS } from "../import/paymentsMapping.ts";

/** The outcome of a file of payments each of which was recorded by this run, on one line. */
async function outcomeOf(text: string): Promise<ImportOutcome> {
  const mapping = { ...PAYMENTS, numbers: { rounding: "half-even" as const } };
  const file = await mapFile(new TextEncoder().encode(text), mapping, {});
  const rows = file.rows.flatMap((row) =>
    row.outcome === "entry" ? [{ row, line: 1, before: false, entriesNow: 1, isProposed: false, refusal: null }] : [],
  );
  const now = { entriesNow: rows.length, correctionsNow: 0, batchesNow: 1, payeesNow: 1, linesNow: 0 };
  return { file, source: "test", shared: [], rows, removed: [], takenBack: [], proposed: [], ...now };
}

describe("reportImport", () => {
  describe("given amounts that are finer than the currency's smallest unit, and a rule that rounds them", () => {
    it("names row, value and what it was rounded to, in each language", async () => {
      const outcome = await outcomeOf(
        "Office,Line,Payee,Amount,Date,Voucher\nA,1,Acme,1.005,2026-01-31,V-1\nA,1,Acme,2.50,2026-01-31,V-2\n",
      );
      const { notes, recorded } = reportImport(outcome, "en");
      expect(recorded).to.deep.equal({ rows: 2, amount: "3.50" });
      expect(notes.map(({ row, code }) => [row, code])).to.deep.equal([[2, "NOTE_ROUNDED"]]);
      expect(notes[0]?.text).to.include("1.005").and.include("1.00").and.include("half-even");
      expect(reportImport(outcome, "zh-CN").notes[0]?.text).to.match(/\p{Script=Han}/u);
      expect(describeImport(outcome, "en")).to.include("with notes  1");
    });
  });

  describe("given a file without anything to note", () => {
    it("says nothing about notes", async () => {
      const outcome = await outcomeOf("Office,Line,Payee,Amount,Date,Voucher\nA,1,Acme,2.50,2026-01-31,V-2\n");
      expect(reportImport(outcome, "en").notes).to.deep.equal([]);
      expect(describeImport(outcome, "en")).to.not.include("notes");
    });
  });
});
