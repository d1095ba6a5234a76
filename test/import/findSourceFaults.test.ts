import { expect } from "chai";

import { combineLines } from "../../scripts/import/combineLines.ts";
import { findSourceFaults } from "../../scripts/import/findSourceFaults.ts";
import { mapFile } from "../../scripts/import/mapFile.ts";
import type { Mapping } from "../../scripts/import/mapping.ts";
import { textOf } from "../../scripts/import/message.ts";
import { PAYMENTS } from "./paymentsMapping.ts";

const BUDGET: Mapping = {
  dataset: "test/budget",
  title: "Budget of a test",
  kind: "budget",
  table: { format: "csv" },
  columns: { office: "Office", line: "Line", i: "I", m: "M", f: "F", a: "A", c: "C", r: "R" },
  currency: { code: "EUR", decimals: 2 },
  line: { code: { join: ["office", "line"], separator: "/" }, agency: { code: "office" } },
  measures: {
    initialCredit: "i",
    modifications: "m",
    finalCredit: "f",
    authorised: "a",
    committed: "c",
    recognised: "r",
  },
};

async function linesOf(rows: string) {
  return combineLines(await mapFile(new TextEncoder().encode(`Office,Line,I,M,F,A,C,R\n${rows}`), BUDGET));
}

describe("combineLines", function () {
  it("adds up the rows that name one line, and remembers them", async function () {
    const lines = await linesOf("A,1,10,-1,9,8,7,6\nA,2,1,0,1,0,0,0\nA,1,5,0.50,5.50,1,1,1\n");
    expect([...lines.keys()]).to.deep.equal(["A/1", "A/2"]);
    expect(lines.get("A/1")?.rows).to.deep.equal([2, 4]);
    expect(lines.get("A/1")?.measures).to.deep.equal({
      initialCredit: 1500n,
      modifications: -50n,
      finalCredit: 1450n,
      authorised: 900n,
      committed: 800n,
      recognised: 700n,
    });
  });
});

describe("findSourceFaults", function () {
  const CASES: readonly (readonly [string, string | null])[] = [
    ["A,1,10,-1,9,9,9,9", null],
    ["A,1,10,-1,8.99,0,0,0", "FAULT_FINAL_CREDIT"],
    ["A,1,10,0,10,1,2,0", "FAULT_COMMITTED"],
    ["A,1,10,0,10,2,1,2", "FAULT_RECOGNISED"],
  ];

  for (const [row, code] of CASES) {
    it(`finds ${code ?? "nothing"} in ${row}`, async function () {
      const faults = findSourceFaults(await linesOf(`${row}\n`), 2);
      expect(faults.map(({ fault }) => fault.code)).to.deep.equal(code === null ? [] : [code]);
      for (const { fault } of faults) expect(textOf(fault) + textOf(fault, "zh-CN")).not.to.match(/\{\w+\}/);
    });
  }

  it("prints the amounts that do not add up", async function () {
    const [found] = findSourceFaults(await linesOf("A,1,10,-1,8.99,0,0,0\n"), 2);
    expect(found).to.deep.include({ line: "A/1", rows: [2] });
    expect(textOf(found!.fault))
      .to.contain("10.00")
      .and.to.contain("-1.00")
      .and.to.contain("9.00")
      .and.to.contain("8.99");
  });

  it("finds payments whose line the budget does not have", async function () {
    const text = "Office,Line,Payee,Amount,Date,Voucher\nA,1,X,1,2020-01-31,V\nA,9,X,1,2020-01-31,V\n";
    const payments = await mapFile(new TextEncoder().encode(text), PAYMENTS);
    const faults = findSourceFaults(await linesOf("A,1,1,0,1,1,1,1\n"), 2, payments);
    expect(faults.map(({ line, rows, fault }) => [line, rows, fault.code])).to.deep.equal([
      ["A/9", [3], "FAULT_LINE_UNKNOWN"],
    ]);
  });
});
