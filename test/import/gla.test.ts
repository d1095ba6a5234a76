import { expect } from "chai";

import { mapFile } from "../../scripts/import/mapFile.ts";
import type { MappedRow, PaymentRow } from "../../scripts/import/rows.ts";
import { totalRows } from "../../scripts/import/totalRows.ts";
import { describeFull, shippedDataset, type Dataset } from "./datasets.ts";
import { readMapping } from "./readMapping.ts";

const MAPPING = readMapping("gb-gla/payments.yaml");

function paymentsOf(rows: readonly MappedRow[]): PaymentRow[] {
  return rows.flatMap((row) => (row.outcome === "entry" && row.entry.kind === "payment" ? [row.entry] : []));
}

async function readPeriod({ read }: Dataset, period: string) {
  const fileName = `${period}.csv`;
  const file = await mapFile(read(fileName), MAPPING, { fileName });
  return { ...file, totals: totalRows(file) };
}

async function summarise({ names, read }: Dataset) {
  const summary = { rows: 0, entries: 0, sum: 0n, longer: 0, refunds: 0, undated: 0, equal: 0 };
  for (const fileName of names) {
    const { rows } = await mapFile(read(fileName), MAPPING, { fileName });
    summary.rows += rows.length;
    for (const row of rows) {
      if (row.occurrence > 1) summary.equal++;
      if (row.notes.some(({ code }) => code === "NOTE_LONGER")) summary.longer++;
      if (row.outcome !== "entry") continue;
      const { amount, booking, valueDate } = row.entry as PaymentRow;
      summary.entries++;
      summary.sum += amount;
      if (booking === "refund") summary.refunds++;
      if (valueDate === null) summary.undated++;
    }
  }
  return summary;
}

describe("Greater London Authority", function () {
  this.timeout(60_000);

  describe("given periods of all three shapes", function () {
    const SHAPES = [
      { period: "2013-P10", rows: 540, longer: 14, columns: 7 },
      { period: "2014-P02", rows: 555, longer: 555, columns: 7 },
      { period: "2014-P09", rows: 779, longer: 17, columns: 9 },
      { period: "2015-P05", rows: 954, longer: 0, columns: 10 },
      { period: "2016-P02", rows: 628, longer: 628, columns: 9 },
      { period: "2019-P05", rows: 1312, longer: 0, columns: 9 },
    ];

    for (const { period, rows: count, longer, columns } of SHAPES) {
      it(`makes a payment of every row of ${period}, with ${columns} columns and ${longer} longer rows`, async function () {
        const { rows, totals } = await readPeriod(shippedDataset("gb-gla"), period);
        expect(totals.entry.rows).to.equal(totals.read.rows);
        const noted = rows.filter(({ notes }) => notes.some(({ code }) => code === "NOTE_LONGER"));
        expect([totals.read.rows, noted.length]).to.deep.equal([count, longer]);
        for (const row of rows.filter((each) => each.notes.length === 0)) expect(row.cells).to.have.length(columns);
        expect(rows[0]).to.have.nested.property("entry.fiscalYear", parseInt(period, 10));
      });
    }

    it("makes one agency of a directorate's spellings, and one line of a service's", async function () {
      const { rows } = await readPeriod(shippedDataset("gb-gla"), "2016-P02");
      const agencies = rows.flatMap((row) => (row.outcome === "entry" ? [row.entry.line.agency.code] : []));
      expect(agencies).to.include("GLA/DEVELOPMENT, ENTERPRISE & ENVIRONMENT");
      expect(agencies.filter((code) => code !== code.toUpperCase())).to.deep.equal([]);
    });

    it("says of the early periods that the directorate is not stated", async function () {
      const { rows } = await readPeriod(shippedDataset("gb-gla"), "2014-P02");
      expect(rows[0]).to.have.nested.property("entry.line.agency.code", "GLA/NOT STATED");
      expect(rows[0]).to.have.nested.property("entry.line.code", "NOT STATED / NOT STATED / 544075");
    });

    it("keeps payments without a date", async function () {
      const { rows } = await readPeriod(shippedDataset("gb-gla"), "2019-P05");
      expect(paymentsOf(rows).filter(({ valueDate }) => valueDate === null)).to.have.length(14);
    });

    it("books amounts in parentheses as refunds", async function () {
      const { rows } = await readPeriod(shippedDataset("gb-gla"), "2016-P02");
      const written = rows.filter(({ cells }) => cells[5]?.startsWith("(") === true);
      expect(written).to.have.length(24);
      for (const { amount, booking } of paymentsOf(written))
        expect([amount < 0n, booking]).to.deep.equal([true, "refund"]);
      expect(paymentsOf(rows).filter(({ booking }) => booking === "refund")).to.have.length(24);
    });
  });

  describeFull("gb-gla-spend", (dataset) => {
    it("reads all 109,786 rows of ten years, in seconds", async function () {
      expect(await summarise(dataset)).to.deep.equal({
        rows: 109_786,
        entries: 109_786,
        sum: 9_860_050_398_84n,
        longer: 3004,
        refunds: 2001,
        undated: 26,
        equal: 89,
      });
    });
  });
});
