import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { parseAmount } from "../../sdk/money/amount.ts";
import { type City, startCity } from "./cityFixture.ts";

const DATA = fileURLToPath(new URL("../../data/", import.meta.url));

interface Sum {
  readonly rows: number;
  readonly amount: string;
}

interface Report {
  readonly read: Sum;
  readonly recorded: Sum;
  readonly refused: Sum;
  readonly skipped: Sum;
  readonly entriesRecorded: number;
  readonly payeesRegistered: number;
  readonly linesOpened: number;
  readonly refusedRows: readonly { readonly code: string }[];
}

/** A published file of each office beside Madrid: how many entries, payees and lines it comes to, and what is refused. */
const FILES = [
  {
    office: "Cabinet Office",
    args: ["payments", `${DATA}gb-cabinet-office/2021-08.csv`],
    ...{ rows: 593, entries: 593, payees: 176, lines: 153, refused: 0, amount: "75290577.41" },
  },
  {
    office: "Greater London Authority",
    args: ["payments", `${DATA}gb-gla/2014-P02.csv`],
    ...{ rows: 555, entries: 555, payees: 242, lines: 80, refused: 0, amount: "41996893.98" },
  },
  {
    // Refused are awards that were made in another year than the file's, and such without an amount.
    office: "Hualien",
    args: ["commitments", `${DATA}tw-hualien/procurement_2023.csv`],
    ...{ rows: 2127, entries: 1992, payees: 921, lines: 820, refused: 132, amount: "9380544955.00" },
  },
] as const;

describe("fisc import, given the files of other offices", function () {
  this.timeout(300_000);

  for (const { office, args, rows, entries, payees, lines, refused, amount } of FILES) {
    describe(`given a file of ${office}`, () => {
      let city: City;
      const importIt = async () =>
        (await city.json(
          ["import", ...args, "--open-lines"],
          refused === 0 ? ExitCode.done : ExitCode.partlyRefused,
        )) as unknown as Report;

      before(async () => void (city = await startCity()));
      after(async () => city.close());

      it("records, refuses or skips every row, with sums that add up, and records nothing the second time", async () => {
        const report = await importIt();
        expect(report.entriesRecorded).to.equal(entries);
        expect([report.payeesRegistered, report.linesOpened, report.refused.rows]).to.deep.equal([
          payees,
          lines,
          refused,
        ]);
        expect(new Set(report.refusedRows.map(({ code }) => code))).to.deep.equal(
          new Set(refused === 0 ? [] : ["SpendingLedger_ValueDateOutside", "AMOUNT_BLANK"]),
        );
        const parts = [report.recorded, report.refused, report.skipped];
        expect(parts.reduce((sum, part) => sum + part.rows, 0)).to.equal(report.read.rows);
        expect(parts.reduce((sum, part) => sum + parseAmount(part.amount, 2), 0n)).to.equal(
          parseAmount(report.read.amount, 2),
        );
        expect([report.read.rows, report.read.amount]).to.deep.equal([rows, amount]);

        const again = await importIt();
        expect([again.entriesRecorded, again.payeesRegistered, again.linesOpened]).to.deep.equal([0, 0, 0]);
        expect(again.recorded).to.deep.equal(report.recorded);
        const { differences } = (await city.json(["replay"])) as { differences: unknown[] };
        expect(differences).to.deep.equal([]);
      });
    });
  }
});
