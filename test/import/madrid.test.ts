import { expect } from "chai";

import { combineLines, type BudgetLine } from "../../scripts/import/combineLines.ts";
import { detectMapping } from "../../scripts/import/detectMapping.ts";
import { findSourceFaults } from "../../scripts/import/findSourceFaults.ts";
import { findYearFile } from "../../scripts/import/findYearFile.ts";
import { mapFile } from "../../scripts/import/mapFile.ts";
import type { MappedFile } from "../../scripts/import/rows.ts";
import { totalRows } from "../../scripts/import/totalRows.ts";
import { describeFull, shippedDataset, type Dataset } from "./datasets.ts";
import { readMapping } from "./readMapping.ts";

const EXECUTION = readMapping("es-madrid/execution.yaml");
const PAYMENTS = readMapping("es-madrid/payments.yaml");
const DISTRICTS = "0012";

async function readYear({ names, read }: Dataset, year: number, offices?: string) {
  const options = { fiscalYear: year, ...(offices === undefined ? {} : { offices }) };
  const budget = await mapFile(read(findYearFile(names, EXECUTION, year)), EXECUTION, options);
  const payments = await mapFile(read(findYearFile(names, PAYMENTS, year)), PAYMENTS, options);
  return { budget, payments, lines: combineLines(budget) };
}

/** Pays in the file's order, and refuses what would exceed the obligations recognised of the line, or fall below zero. */
function payInOrder(payments: MappedFile, lines: ReadonlyMap<string, BudgetLine>) {
  const paid = new Map<string, bigint>();
  const result = { recorded: 0, recordedAmount: 0n, refused: 0, refusedAmount: 0n };
  for (const row of payments.rows) {
    if (row.outcome !== "entry" || row.entry.kind !== "payment") continue;
    const { line, amount } = row.entry;
    const total = (paid.get(line.code) ?? 0n) + amount;
    if (total >= 0n && total <= (lines.get(line.code)?.measures.recognised ?? -1n)) {
      paid.set(line.code, total);
      result.recorded++;
      result.recordedAmount += amount;
    } else {
      result.refused++;
      result.refusedAmount += amount;
    }
  }
  return result;
}

/** Lines whose recognised obligations exceed their final credit, and control lines where they do. */
function overCredit(lines: ReadonlyMap<string, BudgetLine>) {
  const controls = new Map<string, bigint>();
  let over = 0;
  for (const { line, measures } of lines.values()) {
    const room = measures.finalCredit! - measures.recognised!;
    if (room < 0n) over++;
    const control = line.control!.code;
    controls.set(control, (controls.get(control) ?? 0n) + room);
  }
  return { lines: over, controls: [...controls.values()].filter((room) => room < 0n).length };
}

describe("Madrid", function () {
  this.timeout(60_000);

  describe("given the districts of 2019", function () {
    it("has 3,506 lines and 13,042 payments, of which 13,030 fit their lines", async function () {
      const { budget, payments, lines } = await readYear(shippedDataset("es-madrid"), 2019, DISTRICTS);
      expect(totalRows(budget)).to.have.nested.property("entry.rows", 3506);
      expect(totalRows(budget)).to.have.nested.property("refused.rows", 0);
      expect(lines.size).to.equal(3506);
      expect(totalRows(payments)).to.have.nested.property("entry.rows", 13042);
      expect(totalRows(payments)).to.have.nested.property("refused.rows", 0);
      expect(Object.keys(totalRows(payments).bySkipRule)).to.deep.equal(["out-of-slice"]);
      expect(payInOrder(payments, lines)).to.deep.equal({
        recorded: 13030,
        recordedAmount: 395_128_334_37n,
        refused: 12,
        refusedAmount: 279_357_90n,
      });
    });

    it("makes lines, offices and control lines of the city's codes", async function () {
      const { lines } = await readYear(shippedDataset("es-madrid"), 2019, DISTRICTS);
      const { line, measures } = lines.get("001201/15102/22703")!;
      expect(line.agency).to.deep.equal({
        code: "001201",
        name: "DISTRITO DE CENTRO",
        parent: { code: "001", name: "AYUNTAMIENTO DE MADRID" },
      });
      expect(line.control?.code).to.equal("001/2");
      expect(line.classifications["programme"]).to.deep.equal({ code: "15102", name: "GESTIÓN URBANÍSTICA" });
      expect(measures).to.deep.equal({
        initialCredit: 0n,
        modifications: 6065_47n,
        finalCredit: 6065_47n,
        authorised: 4616_51n,
        committed: 4616_51n,
        recognised: 0n,
      });
    });
  });

  describe("given the whole city of 2019", function () {
    it("has 8,235 lines and 34,862 payments, of which 34,825 fit their lines", async function () {
      const { payments, lines } = await readYear(shippedDataset("es-madrid"), 2019);
      expect(lines.size).to.equal(8235);
      expect(totalRows(payments)).to.have.nested.property("entry.rows", 34862);
      expect(payInOrder(payments, lines)).to.deep.equal({
        recorded: 34825,
        recordedAmount: 3_816_895_933_38n,
        refused: 37,
        refusedAmount: 5_169_063_76n,
      });
    });

    it("joins every payment to a line, and finds the three lines that do not add up", async function () {
      const { payments, lines } = await readYear(shippedDataset("es-madrid"), 2019);
      const faults = findSourceFaults(lines, 2, payments);
      expect(faults.map(({ fault }) => fault.code)).to.deep.equal(Array(3).fill("FAULT_FINAL_CREDIT"));
      expect(overCredit(lines)).to.deep.equal({ lines: 1832, controls: 0 });
    });

    it("keeps natural persons out of the records", async function () {
      const { payments } = await readYear(shippedDataset("es-madrid"), 2019);
      const persons = payments.rows.filter(
        (row) => row.outcome === "entry" && row.entry.kind === "payment" && row.entry.payee.naturalPerson,
      );
      expect(persons).to.have.length(19);
      for (const row of persons) {
        expect(new TextDecoder().decode(row.outcome === "entry" ? row.record : undefined)).not.to.match(/PERSONA|P-/);
      }
    });
  });

  describe("given the districts of 2016, in the city's older form", function () {
    it("finds the form by the first row, and books negative payments as refunds", async function () {
      const dataset = shippedDataset("es-madrid-2016-districts");
      const name = "ejecucion_gastos_2016.csv";
      const { mapping, shape } = await detectMapping(name, dataset.read(name), [PAYMENTS, EXECUTION]);
      expect([mapping.dataset, shape]).to.deep.equal(["es-madrid/execution", "no names, decimal point"]);

      const { payments, lines } = await readYear(dataset, 2016);
      expect(lines.size).to.equal(3203);
      const { read, entry, skipped, bySkipRule } = totalRows(payments);
      expect([read.rows, entry.rows, skipped.rows, bySkipRule["zero"]?.rows]).to.deep.equal([11295, 11292, 3, 3]);
      const refunds = payments.rows.filter(
        (row) => row.outcome === "entry" && row.entry.kind === "payment" && row.entry.booking === "refund",
      );
      expect(refunds).to.have.length(7);
      expect(payInOrder(payments, lines)).to.deep.equal({
        recorded: 11292,
        recordedAmount: 274_248_562_27n,
        refused: 0,
        refusedAmount: 0n,
      });
      expect(findSourceFaults(lines, 2, payments)).to.deep.equal([]);
    });
  });

  describeFull("es-madrid", (dataset) => {
    const YEARS = [
      { year: 2016, lines: 6572, read: 30866, zero: 25, faults: 0, over: 1095 },
      { year: 2017, lines: 6911, read: 32375, zero: 0, faults: 5, over: 1163 },
      { year: 2018, lines: 7244, read: 31500, zero: 0, faults: 2, over: 1320 },
      { year: 2019, lines: 8235, read: 34862, zero: 0, faults: 3, over: 1832 },
      { year: 2020, lines: 7184, read: 32246, zero: 0, faults: 3, over: 938 },
    ];
    const PAID = [
      { year: 2016, recorded: 30837, recordedAmount: 3_718_293_119_72n, refused: 4, refusedAmount: 11_456_62n },
      { year: 2017, recorded: 32306, recordedAmount: 3_168_809_868_15n, refused: 69, refusedAmount: 78_290_405_80n },
      { year: 2018, recorded: 31353, recordedAmount: 3_526_072_146_40n, refused: 147, refusedAmount: 36_324_833_70n },
      { year: 2019, recorded: 34825, recordedAmount: 3_816_895_933_38n, refused: 37, refusedAmount: 5_169_063_76n },
      { year: 2020, recorded: 32198, recordedAmount: 3_660_177_339_28n, refused: 48, refusedAmount: 38_661_019_66n },
    ];

    for (const { year, lines: count, read, zero, faults, over } of YEARS) {
      it(`reads ${year} whole: every row is an entry or a zero, and every payment has its line`, async function () {
        const { budget, payments, lines } = await readYear(dataset, year);
        expect(lines.size).to.equal(count);
        expect(totalRows(budget).entry.rows).to.equal(count);
        const totals = totalRows(payments);
        expect([totals.read.rows, totals.skipped.rows, totals.refused.rows]).to.deep.equal([read, zero, 0]);
        expect(findSourceFaults(lines, 2, payments)).to.have.length(faults);
        expect(overCredit(lines)).to.deep.equal({ lines: over, controls: 0 });
        expect({ year, ...payInOrder(payments, lines) }).to.deep.equal(PAID.find((each) => each.year === year));
      });
    }
  });
});
