import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { type City, startCity } from "./cityFixture.ts";

const MAPPING = `
dataset: test/payments
title: Payments with credit notes
kind: payments
table: { format: csv, encoding: utf-8, separator: "," }
columns: { voucher: voucher, of: of, payee: payee, amount: amount }
currency: { code: EUR, decimals: 2 }
line: { code: { constant: A }, agency: { code: { constant: "000" }, name: { constant: Office } } }
payee: { name: payee }
amount: { column: amount, negative: correction, corrects: of }
reference: voucher
`;

interface Report {
  readonly read: { readonly rows: number; readonly amount: string };
  readonly recorded: { readonly rows: number; readonly amount: string };
  readonly recordedBefore: { readonly rows: number };
  readonly refused: { readonly rows: number; readonly amount: string };
  readonly proposed: { readonly rows: number };
  readonly entriesRecorded: number;
  readonly corrections: number;
  readonly refusedRows: readonly { readonly row: number; readonly code: string; readonly reason: string }[];
  readonly takenBack: readonly { readonly entry: string; readonly amount: string }[];
  readonly proposals: readonly { readonly rows: string }[];
}

describe("fisc import, given credit notes that name the payment which they correct", function () {
  this.timeout(300_000);
  let city: City;
  let mapping: string;

  const file = async (...rows: string[]) => {
    const path = await city.file("credits.csv", `voucher,of,payee,amount\n${rows.join("\n")}\n`);
    return ["import", "payments", path, "--mapping", mapping, "--year", "2019", "--open-lines"];
  };
  const report = async (args: readonly string[], code: number = ExitCode.done) =>
    (await city.json(args, code)) as unknown as Report;
  const expectPaid = async (minorUnits: string) => {
    const { totals } = (await city.json(["line", "show", "A"])) as { totals: { paid: string } };
    expect(totals.paid).to.equal(minorUnits);
    expect(((await city.json(["replay"])) as { differences: unknown[] }).differences).to.deep.equal([]);
  };
  const codes = ({ refusedRows }: Report) => refusedRows.map(({ row, code }) => [row, code]);

  before(async () => {
    city = await startCity();
    mapping = await city.file("credits.yaml", MAPPING);
  });

  after(async () => city.close());

  it("records the payments, then corrections that cite them, though the notes come first", async () => {
    const args = await file("C1,V1,Ana,-30.00", "V1,,Ana,100.00", "V2,,Bea,50.00", "C2,V2,Bea,-50.00");
    const first = await report(args);
    expect([first.recorded, first.recordedBefore.rows]).to.deep.equal([{ rows: 4, amount: "70.00" }, 0]);
    expect([first.entriesRecorded, first.corrections]).to.deep.equal([4, 2]);
    expect(first.takenBack.map(({ amount }) => amount)).to.have.members(["30.00", "50.00"]);
    for (const { entry } of first.takenBack) {
      expect((await city.json(["show", entry]))["cited"]).to.be.oneOf(["3000", "5000"]);
    }
    await expectPaid("7000");
    const again = await report(args);
    expect([again.recordedBefore.rows, again.entriesRecorded]).to.deep.equal([4, 0]);
  });

  it("refuses notes whose payment cannot be found, and says why in both languages", async () => {
    const args = await file(
      ...["C1,V1,Ana,-30.00", "V1,,Ana,100.00", "V2,,Bea,50.00", "C2,V2,Bea,-50.00"],
      ...["C3,,Ana,-1.00", "C4,V1,Bea,-1.00", "C5,V9,Ana,-1.00", "C6,V1,Ana,-70.01"],
    );
    const refused = await report(args, ExitCode.partlyRefused);
    expect(codes(refused)).to.deep.equal([
      [6, "CORRECTED_ROW_UNNAMED"],
      [7, "CORRECTED_ROW_MISSING"],
      [8, "CORRECTED_ROW_MISSING"],
      [9, "CORRECTED_ROW_EXCEEDED"],
    ]);
    expect([refused.read.amount, refused.recorded.amount, refused.refused.amount]).to.deep.equal([
      "-3.01",
      "70.00",
      "-73.01",
    ]);
    expect(refused.refusedRows[3]?.reason).to.include("70.01").and.include("70.00 is left");
    const chinese = (await city.json(["--lang", "zh", ...args], ExitCode.partlyRefused)) as unknown as Report;
    for (const { reason } of chinese.refusedRows) expect(reason).to.match(/\p{Script=Han}/u);
    await expectPaid("7000");
  });

  it("books notes that are new, changed or gone in a corrected file as the difference, foretold by a dry run", async () => {
    const args = await file("V1,,Ana,90.00", "C1,V1,Ana,-25.00", "C3,V1,Ana,-15.00", "V2,,Bea,50.00");
    const dry = await report([...args, "--dry-run"]);
    const real = await report(args);
    // V1 goes from 70.00 to 50.00; V2's note is gone, so its payment is made good.
    expect(real.takenBack.reduce((sum, { amount }) => sum + BigInt(amount.replace(".", "")), 0n)).to.equal(2000n);
    expect([dry.takenBack, dry.recorded]).to.deep.equal([real.takenBack, real.recorded]);
    expect(real.recorded).to.deep.equal({ rows: 4, amount: "100.00" });
    await expectPaid("10000");
    expect((await report(args)).entriesRecorded).to.equal(0);
  });

  it("takes back a payment that is gone together with its notes, once", async () => {
    const args = await file("V2,,Bea,50.00");
    await report(args);
    await expectPaid("5000");
    expect((await report(args)).entriesRecorded).to.equal(0);
  });

  it("proposes the payment first, and the note when that is recorded", async () => {
    const args = [...(await file("V2,,Bea,50.00", "V3,,Ana,8.00", "C4,V3,Ana,-3.00")), "--propose", city.folder];
    const first = await report(args, ExitCode.partlyRefused);
    expect(codes(first)).to.deep.equal([[4, "CORRECTED_ROW_WAITS"]]);
    expect(first.proposals.map(({ rows }) => rows)).to.deep.equal(["3"]);
    const submit = async (path: string) => {
      await city.json(["approve", path, "--yes"]);
      await city.json(["submit", path]);
    };
    for (const { file: path } of first.proposals as unknown as { file: string }[]) await submit(path);
    const second = await report(args);
    expect(second.proposals.map(({ rows }) => rows)).to.deep.equal(["4"]);
    expect([second.recordedBefore.rows, second.proposed.rows]).to.deep.equal([2, 1]);
    for (const { file: path } of second.proposals as unknown as { file: string }[]) await submit(path);
    await expectPaid("5500");
    expect((await report(args)).recordedBefore.rows).to.equal(3);
  });
});
