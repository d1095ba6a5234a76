import { expect } from "chai";

import { mapFile } from "../../scripts/import/mapFile.ts";
import { textOf } from "../../scripts/import/message.ts";
import type { CommitmentRow, MappedRow } from "../../scripts/import/rows.ts";
import { totalRows } from "../../scripts/import/totalRows.ts";
import { shippedDataset } from "./datasets.ts";
import { readMapping } from "./readMapping.ts";

const MAPPING = readMapping("tw-hualien/awards.yaml");
const NAME = "procurement_2023.csv";

const commitmentsOf = (rows: readonly MappedRow[]) =>
  rows.flatMap((row) => (row.outcome === "entry" ? [row.entry as CommitmentRow] : []));

describe("Hualien", function () {
  describe("given the awards of 2023", function () {
    it("makes commitments of them, refuses those without an amount, and skips what was published again", async function () {
      const file = await mapFile(shippedDataset("tw-hualien").read(NAME), MAPPING);
      const { read, entry, refused, skipped, bySkipRule, byReason } = totalRows(file);
      expect([read.rows, entry.rows, refused.rows, skipped.rows]).to.deep.equal([2127, 2121, 3, 3]);
      expect(read.sums["amount"]).to.equal(9_380_544_955_00n);
      expect(entry.sums["amount"]).to.equal(9_372_835_444_00n);
      expect([bySkipRule["republished"]?.rows, byReason["AMOUNT_BLANK"]?.rows]).to.deep.equal([3, 3]);
      expect(new Set(commitmentsOf(file.rows).map(({ kind }) => kind))).to.deep.equal(new Set(["commitment"]));
    });

    it("takes the later of two notices of one award, and both of two awards of one job", async function () {
      const { rows } = await mapFile(shippedDataset("tw-hualien").read(NAME), MAPPING);
      const of = (job: string) => rows.filter((row) => row.cells[6] === job);
      expect(of("WN1121101").map((row) => [row.outcome, row.cells[12]])).to.deep.equal([
        ["skipped", "6610000"],
        ["entry", "6600000"],
      ]);
      const [earlier] = of("WN1121101");
      expect(earlier?.outcome === "skipped" && textOf(earlier.reason, "zh-CN")).to.contain("第 1915 行");
      expect(of("SC435").map((row) => row.outcome)).to.deep.equal(["entry", "entry"]);
    });

    it("does not split or repeat the amount of an award with several winners", async function () {
      const { rows } = await mapFile(shippedDataset("tw-hualien").read(NAME), MAPPING);
      const joint = commitmentsOf(rows).filter(({ payee }) => payee.members.length > 0);
      expect(joint).to.have.length(25);
      const pair = joint.filter(({ payee }) => payee.members.some(({ name }) => name === "朱家辰"));
      expect(pair.map(({ payee }) => payee.name)).to.have.members(["謝詠竹；朱家辰", "朱家辰；謝詠竹"]);
      expect(new Set(pair.map(({ payee }) => payee.key)).size).to.equal(1);
    });

    it("does not publish the names of persons", async function () {
      const { rows } = await mapFile(shippedDataset("tw-hualien").read(NAME), MAPPING);
      const persons = new Set(
        commitmentsOf(rows)
          .filter(({ payee }) => payee.naturalPerson)
          .map(({ payee }) => payee.name),
      );
      expect([...persons]).to.include.members(["黃健寧", "蔡文慶", "劉鈞豪", "謝詠竹；朱家辰", "簡燦賢律師"]);
      expect([...persons].filter((name) => name.includes("公司"))).to.deep.equal([]);
    });
  });

  describe("given what other years have", function () {
    const header = shippedHeader();
    const award = (amount: string, date: string) =>
      `k,2023,20230103,${date},3.76.55,花蓮縣政府,J1,標,類,,,100,${amount},1,大同公司,,,,,,,0,0,u,r`;

    async function one(row: string): Promise<MappedRow> {
      const { rows } = await mapFile(new TextEncoder().encode(`${header}\n${row}\n`), MAPPING);
      return rows[0]!;
    }

    it("skips a concession, in which the county is paid", async function () {
      const row = await one(award("-50000", "2022-12-28"));
      expect([row.outcome, row.outcome === "skipped" && row.rule]).to.deep.equal(["skipped", "concession"]);
      expect(row.amounts["amount"]).to.equal(-50_000_00n);
    });

    it("skips an award of zero", async function () {
      const row = await one(award("0", "2022-12-28"));
      expect([row.outcome, row.outcome === "skipped" && row.rule]).to.deep.equal(["skipped", "zero"]);
    });

    it("reads days of the minguo calendar", async function () {
      expect(await one(award("1", "111/12/28"))).to.have.nested.property("entry.valueDate", "2022-12-28");
    });
  });
});

function shippedHeader(): string {
  const text = new TextDecoder().decode(shippedDataset("tw-hualien").read(NAME));
  return text.slice(0, text.indexOf("\n")).trim();
}
