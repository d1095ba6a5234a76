import { expect } from "chai";

import { mapFile } from "../../scripts/import/mapFile.ts";
import type { Mapping } from "../../scripts/import/mapping.ts";
import type { EntryRow } from "../../scripts/import/rows.ts";
import { OtherYearError, refuseOtherYear } from "../../scripts/office/refuseOtherYear.ts";
import { PAYMENTS } from "../import/paymentsMapping.ts";

/** What is said of a file of two payments in 2020, as "paid_2020.csv". */
async function refusal(fiscalYear: number | undefined, changes: Partial<Mapping> = {}, isOpen = false) {
  const mapping = { ...PAYMENTS, ...changes };
  const text = "Office,Line,Payee,Amount,Date,Voucher\nA,1,X,1,2020-03-31,V\nA,1,X,2,2020-12-01,W\n";
  const { rows } = await mapFile(new TextEncoder().encode(text), mapping);
  const entries = rows.filter((row): row is EntryRow => row.outcome === "entry");
  expect(entries).to.have.length(2);
  try {
    refuseOtherYear(entries, { fiscalYear, mapping, fileName: "in/paid_2020.csv" }, () => isOpen);
    return null;
  } catch (error) {
    expect(error).to.be.instanceOf(OtherYearError);
    return (error as OtherYearError).why;
  }
}

describe("refuseOtherYear", () => {
  const named = { file: "paid_{year}.csv", year: { from: "fileName" } } as const;

  it("takes the year that mapping, name or dates say, and any where none is said", async () => {
    expect(await refusal(undefined, { year: { constant: 2011 } })).to.equal(null);
    expect(await refusal(2011, { year: { constant: 2011 } }, true)).to.equal(null);
    expect(await refusal(2020, named)).to.equal(null);
  });

  it("takes the year in which a fiscal year begins or ends, by the dates", async () => {
    expect(await refusal(2020)).to.equal(null);
    expect(await refusal(2019)).to.equal(null);
  });

  it("refuses another than the mapping's, the name's, or one far from all dates", async () => {
    expect(await refusal(2012, { year: { constant: 2011 } })).to.equal("The mapping test/payments says 2011.");
    expect(await refusal(2019, named)).to.equal("Its name says 2020.");
    expect(await refusal(2018)).to.equal("The dates of its rows are from 2020-03-31 to 2020-12-01.");
  });

  it("leaves the dates to the ledger where the year is open", async () => {
    expect(await refusal(2018, {}, true)).to.equal(null);
  });
});
