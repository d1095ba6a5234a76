import { join } from "node:path";

import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import {
  type City,
  DISTRICT,
  districtPayments,
  IMPORT_BUDGET,
  IMPORT_PAYMENTS,
  PAID,
  startCity,
  YEAR,
} from "./cityFixture.ts";

interface Report {
  recorded: { rows: number; amount: string };
  recordedBefore: { rows: number };
  refused: { rows: number };
  entriesRecorded: number;
  corrections: number;
  rowsNotAsked?: number;
  refusedRows: { code: string; reason: string; line: string }[];
}

describe("fisc import", function () {
  this.timeout(600_000);
  let city: City;

  const report = async (args: readonly string[], code = 0) => (await city.json(args, code)) as unknown as Report;
  const expectSound = async (paid: string) => {
    const { differences } = (await city.json(["replay"])) as { differences: unknown[] };
    expect(differences).to.deep.equal([]);
    const shown = (await city.json(["show"])) as unknown as { years: { totals: { paid: string } }[] };
    expect(shown.years[0]?.totals.paid).to.equal(paid.replace(".", ""));
  };

  afterEach(async () => city.close());

  describe("given an import that is killed again and again", () => {
    it("goes on each time, with nothing recorded twice and nothing lost", async () => {
      city = await startCity();
      let kills = 0;
      for (const args of [IMPORT_BUDGET, IMPORT_PAYMENTS]) {
        // Later and later, so that the import is cut at one place after the other and gets done in the end.
        for (let patience = 700; ; patience += 350) {
          const { code, stderr } = await city.run(args, { killAfter: patience });
          if (code === 0) break;
          expect(code, stderr).to.equal(null);
          kills++;
        }
      }
      expect(kills).to.be.greaterThan(4);
      const budget = await report(IMPORT_BUDGET);
      expect([budget.recorded.rows, budget.recordedBefore.rows, budget.entriesRecorded]).to.deep.equal([161, 161, 0]);
      const payments = await report(IMPORT_PAYMENTS);
      expect([payments.recorded.rows, payments.recordedBefore.rows, payments.entriesRecorded]).to.deep.equal([
        828, 828, 0,
      ]);
      expect(payments.recorded.amount).to.equal(PAID);
      const shown = (await city.json(["show"])) as { entries: number; payees: number };
      expect(shown.entries).to.equal(1955);
      expect(shown.payees).to.equal(150);
      await expectSound(PAID);
    });
  });

  describe("given an import that Ctrl-C stops", () => {
    it("says so, loses nothing, and goes on", async () => {
      city = await startCity();
      const stopped = await city.run(IMPORT_BUDGET, { interruptAt: /lines: 167/ });
      expect([stopped.code, stopped.stdout]).to.deep.equal([ExitCode.interrupted, ""]);
      expect(stopped.stderr).to.contain("Stopping once").and.to.contain("Run the same command again, and it goes on.");
      const { recorded, recordedBefore } = await report(IMPORT_BUDGET);
      expect([recorded.rows, recordedBefore.rows]).to.deep.equal([161, 0]);
    });
  });

  describe("given an account or a year that cannot be meant", () => {
    it("refuses before anything is opened", async () => {
      city = await startCity();
      expect(await city.json([...IMPORT_BUDGET, "--year", "2018"], ExitCode.failed)).to.have.property(
        "error",
        "OtherYearError",
      );
      expect(await city.json(["--as", "approver", ...IMPORT_BUDGET], ExitCode.usage)).to.have.property(
        "error",
        "NoAccountError",
      );
      expect(((await city.json(["show"])) as unknown as { lines: number }).lines).to.equal(0);
    });
  });

  describe("given two imports of one file at once", () => {
    it("records all of it once, and tells the one that came late to run again", async () => {
      city = await startCity();
      for (const [args, rows] of [
        [IMPORT_BUDGET, 161],
        [IMPORT_PAYMENTS, 828],
      ] as const) {
        const ended = await Promise.all([city.run(args), city.run(args)]);
        expect(ended.map(({ code }) => code)).to.contain(ExitCode.done);
        for (const { code, stderr } of ended) {
          if (code === ExitCode.done) continue;
          expect(stderr).to.contain("Run the import again when the other has ended");
          expect(code).to.equal(ExitCode.failed);
        }
        const { recorded, recordedBefore, entriesRecorded } = await report(args);
        expect([recorded.rows, recordedBefore.rows, entriesRecorded]).to.deep.equal([rows, rows, 0]);
      }
      await expectSound(PAID);
    });
  });

  describe("given a corrected file", () => {
    it("records the difference alone, and the same file again records nothing", async () => {
      city = await startCity();
      await report(IMPORT_BUDGET);
      const rows = await districtPayments();
      const whole = await city.file("pagos.csv", `${rows.join("\n")}\n`);
      const args = (path: string) => [
        "import",
        "payments",
        path,
        "--mapping",
        "mappings/es-madrid/payments.yaml",
        "--year",
        String(YEAR),
        "--offices",
        DISTRICT,
      ];
      expect((await report(args(whole))).recorded).to.deep.equal({ rows: 828, amount: PAID });

      const gone = rows[10]!;
      const changed = rows[20]!;
      const amountOf = (row: string) => BigInt(Math.round(Number(row.split(",").at(-1)) * 100));
      const lower = changed.replace(/[\d.]+$/, "0.01");
      const next = rows.filter((row) => row !== gone).map((row) => (row === changed ? lower : row));
      const corrected = await city.file("corregido.csv", `${next.join("\n")}\n`);
      const difference = await report(args(corrected));
      expect(difference.recorded.rows).to.equal(827);
      expect(difference.recordedBefore.rows).to.equal(826);
      expect([difference.entriesRecorded, difference.corrections]).to.deep.equal([3, 2]);
      const paid = BigInt(PAID.replace(".", "")) - amountOf(gone) - amountOf(changed) + 1n;
      await expectSound(String(paid));

      expect((await report(args(corrected))).entriesRecorded).to.equal(0);
      // And back: what the first version said is said again.
      const back = await report(args(whole));
      expect([back.entriesRecorded, back.corrections]).to.deep.equal([3, 1]);
      await expectSound(PAID);
      expect((await report(args(whole))).entriesRecorded).to.equal(0);
    });

    it("books a changed budget line as more credit, or as a partial correction", async () => {
      city = await startCity();
      const header =
        "Centro;Descripcion Centro;Seccion;Descripcion Seccion;Programa;Descripcion Programa;Capitulo;Descripcion Capitulo;Economico;Descripcion Economico;CRED_INICIAL;MOD_CREDITO;C_DEFINITIVO;C_AUTORIZADO;C_DISPUESTO;OBL_RECONOC";
      const line = (amounts: string) => `1;MADRID;201;CENTRO;15102;URBANISMO;2;GASTOS;22703;SUBSIDIARIA;${amounts}`;
      const version = (name: string, amounts: string) => city.file(name, `${header}\n${line(amounts)}\n`);
      const args = (path: string) => [
        "import",
        "budget",
        path,
        "--mapping",
        "mappings/es-madrid/execution.yaml",
        "--year",
        "2019",
      ];
      await report(args(await version("a.csv", "100;0;100;80;80;50")));
      const raised = await report(args(await version("b.csv", "120;0;120;80;80;60")));
      // 20 more of appropriation, allotment and cash, 10 more verified and ordered.
      expect([raised.entriesRecorded, raised.corrections]).to.deep.equal([5, 0]);
      const lowered = await report(args(await version("c.csv", "110;0;110;70;70;40")));
      expect(lowered.refused.rows).to.equal(0);
      expect(lowered.corrections).to.equal(lowered.entriesRecorded);
      const shown = (await city.json(["line", "show", "001201/15102/22703"])) as { totals: Record<string, string> };
      expect(shown.totals).to.include({ revised: "11000", allotted: "11000", released: "11000", reserved: "0" });
      expect(shown.totals).to.include({ committed: "7000", verified: "4000", ordered: "4000", paid: "0" });
      await expectSound("0");
    });
  });

  describe("given a store in which the manifests of earlier imports are not", () => {
    it("refuses and names the batches, before anything is sent", async () => {
      city = await startCity();
      await report(IMPORT_BUDGET);
      await report([...IMPORT_PAYMENTS, "--desk", "1"]);
      const before = (await city.json(["show"])) as { entries: number };
      const other = ["--store", join(city.folder, "other")];
      const { code, stderr } = await city.run([...other, ...IMPORT_PAYMENTS]);
      expect(code).to.equal(ExitCode.failed);
      expect(stderr).to.match(
        /\d+ batches are recorded whose manifest is not in the store: 0x[0-9a-f]{64} \(entries 2019\/0\/1 to \d+\)/,
      );
      expect(stderr).to.include("FISC_STORE").and.include("--ignore-unknown-batches");
      expect(((await city.json(["show"])) as { entries: number }).entries).to.equal(before.entries);
      // Whoever says wrongly that they are of other files records rows twice, as far as the ceilings leave room.
      const ignored = await report([...other, ...IMPORT_PAYMENTS, "--ignore-unknown-batches"], ExitCode.partlyRefused);
      expect([ignored.entriesRecorded, ignored.refused.rows]).to.deep.equal([95, 733]);
    });
  });

  describe("given rows that cannot be recorded", () => {
    it("records the others, and gives the ledger's own reason for these", async () => {
      city = await startCity();
      // On new books a dry run opens nothing, and refuses nothing for want of a line that the import would open.
      const { code, stdout } = await city.run([...IMPORT_BUDGET, "--dry-run"]);
      expect(code, stdout).to.equal(ExitCode.done);
      expect(stdout).to.include("161 rows are on lines that would be opened first").and.include("recorded    161");
      expect((await report([...IMPORT_BUDGET, "--dry-run"])).rowsNotAsked).to.equal(161);
      expect(((await city.json(["show"])) as { entries: number }).entries).to.equal(0);
      expect((await report(IMPORT_BUDGET)).rowsNotAsked).to.equal(undefined);
      const rows = (await districtPayments()).slice(0, 5);
      const tooMuch = rows[0]!.replace(/[\d.]+$/, "99999999.00");
      const noLine = rows[0]!.replace("001201,", "001201,99999,").replace(/^([^,]+,[^,]+),[^,]+,/, "$1,");
      const path = await city.file("pagos_2019.csv", `${[...rows, tooMuch, noLine].join("\n")}\n`);
      const { recorded, refused, refusedRows } = await report(["import", "payments", path, "--offices", DISTRICT], 4);
      expect([recorded.rows, refused.rows]).to.deep.equal([5, 2]);
      expect(refusedRows.map(({ code }) => code)).to.have.members([
        "SpendingLedger_ExceedsOrdered",
        "FAULT_LINE_UNKNOWN",
      ]);
      // Asked again, without sending: the same is refused.
      const dry = await report(["import", "payments", path, "--offices", DISTRICT, "--dry-run"], 4);
      expect([dry.entriesRecorded, dry.rowsNotAsked]).to.deep.equal([0, 0]);
      expect(dry.refusedRows.map(({ code }) => code)).to.have.members(refusedRows.map(({ code }) => code));
    });
  });
});
