import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { parseAmount } from "../../sdk/money/amount.ts";
import { type City, DISTRICT, districtPayments, IMPORT_BUDGET, startCity } from "./cityFixture.ts";

describe("fisc import, given a file that lacks what is recorded of it", function () {
  this.timeout(300_000);
  let city: City;
  let payments: string[];
  const importIt = async (rows: readonly string[], more: readonly string[] = []) => {
    const path = await city.file("pagos_2019.csv", `${rows.join("\n")}\n`);
    return city.run(["--json", "import", "payments", path, "--offices", DISTRICT, ...more]);
  };
  const counts = ({ stdout }: { stdout: string }) => {
    const { entriesRecorded, corrections } = JSON.parse(stdout) as { entriesRecorded: number; corrections: number };
    return { entriesRecorded, corrections };
  };

  before(async () => {
    city = await startCity();
    await city.json(IMPORT_BUDGET);
    payments = (await districtPayments()).slice(0, 6);
    expect(counts(await importIt(payments))).to.deep.equal({ entriesRecorded: 6, corrections: 0 });
  });

  after(async () => city.close());

  it("takes nothing back where most of it is gone", async () => {
    const { code, stdout } = await importIt(payments.slice(0, 2));
    expect(code).to.equal(ExitCode.failed);
    expect(stdout).to.include("4 of 6 recorded rows are not in this file").and.include("--take-back");
  });

  it("takes no row for gone that cannot be read", async () => {
    const unreadable = payments[0]!.replace(/[\d.]+$/, "12,x");
    const { code, stdout } = await importIt([unreadable, ...payments.slice(1)]);
    expect(code).to.equal(ExitCode.failed);
    expect(stdout).to.include("1 of 6 recorded rows").and.include("1 of its rows cannot be read");
  });

  it("takes one back that is gone", async () => {
    expect(counts(await importIt(payments.slice(1)))).to.deep.equal({ entriesRecorded: 1, corrections: 1 });
  });

  it("takes all back with --take-back, and records the first version again", async () => {
    expect(counts(await importIt(payments.slice(0, 1), ["--take-back"]))).to.deep.equal({
      entriesRecorded: 6,
      corrections: 5,
    });
    expect(counts(await importIt(payments))).to.deep.equal({ entriesRecorded: 5, corrections: 0 });
    expect(counts(await importIt(payments))).to.deep.equal({ entriesRecorded: 0, corrections: 0 });
    const { differences } = (await city.json(["replay"])) as { differences: unknown[] };
    expect(differences).to.deep.equal([]);
  });

  it("records a file for the third time, when most of it was taken back twice", async () => {
    expect((await importIt(payments.slice(0, 1), ["--take-back"])).code).to.equal(ExitCode.done);
    expect(counts(await importIt(payments))).to.deep.equal({ entriesRecorded: 5, corrections: 0 });
    const { years } = (await city.json(["show"])) as unknown as { years: { totals: { paid: string } }[] };
    const paid = payments.reduce((sum, row) => sum + parseAmount(row.split(",").at(-1)!, 2), 0n);
    expect(years[0]?.totals.paid).to.equal(paid.toString());
  });
});
