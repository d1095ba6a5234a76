import { expect } from "chai";

import { mapFile } from "../../scripts/import/mapFile.ts";
import type { PaymentRow } from "../../scripts/import/rows.ts";
import { totalRows } from "../../scripts/import/totalRows.ts";
import { describeFull, shippedDataset, type Dataset } from "./datasets.ts";
import { readMapping } from "./readMapping.ts";

const MAPPING = readMapping("gb-cabinet-office/payments.yaml");
const AGENCIES = ["CABINET OFFICE", "CROWN COMMERCIAL SERVICE", "GOVERNMENT PROPERTY AGENCY"];

async function readAll({ names, read }: Dataset) {
  const files = await Promise.all(names.map((fileName) => mapFile(read(fileName), MAPPING, { fileName })));
  const rows = files.flatMap((file) => file.rows);
  const payments = rows.flatMap((row) => (row.outcome === "entry" ? [row.entry as PaymentRow] : []));
  return { rows, payments, totals: totalRows({ rows }), equal: rows.filter(({ occurrence }) => occurrence > 1).length };
}

describe("Cabinet Office", function () {
  describe("given three months", function () {
    it("makes a payment of every row, and keeps rows that are equal in everything", async function () {
      const { totals, equal } = await readAll(shippedDataset("gb-cabinet-office"));
      expect([totals.read.rows, totals.entry.rows]).to.deep.equal([1922, 1922]);
      expect(equal).to.be.greaterThan(0);
    });

    it("makes one agency of its spellings", async function () {
      const { payments } = await readAll(shippedDataset("gb-cabinet-office"));
      expect([...new Set(payments.map(({ line }) => line.agency.code))].sort()).to.deep.equal(AGENCIES);
    });
  });

  describe("given the other forms of the series", function () {
    const header = "Departmental Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction number,Amount";
    const one = async (text: string) => (await mapFile(Buffer.from(text, "latin1"), MAPPING)).rows;

    it("reads Windows-1252, a column of row numbers, days with their weekday, and pounds", async function () {
      const rows = await one(
        `#,${header}\n1,CAB,Governemnt  Property Agency,"Friday, April 29, 2022",Rent,Estates,Caf\xe9 Ltd,3,"\xa31,234.50"\n`,
      );
      const [row] = rows;
      expect(row).to.have.nested.property("outcome", "entry");
      expect(row).to.deep.nested.include({
        "entry.valueDate": "2022-04-29",
        "entry.fiscalYear": 2022,
        "entry.amount": 1_234_50n,
        "entry.line.agency.code": "GOVERNMENT PROPERTY AGENCY",
        "entry.payee.name": "CAFÉ LTD",
      });
    });

    it("skips the empty rows at the end of a month", async function () {
      const rows = await one(`${header}\nCAB,CABINET OFFICE,2021-04-12,T,A,S,1,5\n,,,,,,,\n,,,,,,,\n`);
      expect(rows.map((row) => (row.outcome === "skipped" ? row.rule : row.outcome))).to.deep.equal([
        "entry",
        "blank",
        "blank",
      ]);
    });
  });

  describeFull("gb-cabinet-office-25k", (dataset) => {
    it("adds up to the total of its year", async function () {
      const { totals, payments, equal } = await readAll(dataset);
      expect([totals.read.rows, totals.entry.rows, equal]).to.deep.equal([6086, 6086, 106]);
      expect(totals.entry.sums["amount"]).to.equal(1_266_274_651_67n);
      expect([...new Set(payments.map(({ line }) => line.agency.code))].sort()).to.deep.equal(AGENCIES);
    });
  });
});
