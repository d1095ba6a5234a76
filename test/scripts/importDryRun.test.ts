import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { type City, startCity } from "./cityFixture.ts";
import { paymentsMapping } from "./smallPayments.ts";

const BUDGET_HEADER =
  "Centro;Descripcion Centro;Seccion;Descripcion Seccion;Programa;Descripcion Programa;Capitulo;Descripcion Capitulo;" +
  "Economico;Descripcion Economico;CRED_INICIAL;MOD_CREDITO;C_DEFINITIVO;C_AUTORIZADO;C_DISPUESTO;OBL_RECONOC";
const MAPPING = paymentsMapping({ code: "001201", name: "Centro" });
const LINE = "001201/15102/22703";

interface Report {
  readonly recorded: { readonly rows: number; readonly amount: string };
  readonly recordedBefore: { readonly rows: number };
  readonly refused: { readonly rows: number };
  readonly entriesRecorded: number;
  readonly refusedRows: readonly { readonly row: number; readonly code: string; readonly reason: string }[];
  readonly takenBack: readonly { readonly entry: string; readonly amount: string; readonly refused: string | null }[];
}

describe("fisc import, given a row that stands elsewhere now and cannot be taken back", function () {
  this.timeout(300_000);

  it("does not record it a second time, and gives the ledger's reason, as a dry run does", async () => {
    const city = await startCity();
    try {
      const text = MAPPING.replace("kind: payments", "kind: commitments");
      const mapping = await city.file("commitments.yaml", text);
      const commitments = async (payee: string) => {
        const path = await city.file("commitments.csv", `id,line,payee,amount\nA,L,${payee},60.00\n`);
        return ["import", "commitments", path, "--mapping", mapping, "--year", "2019", "--open-lines"];
      };
      await city.json(await commitments("Ana"));
      const document = await city.file("delivery.txt", "Half of it was delivered.");
      const verified = ["--kind", "verify", "--line", "L", "--commitment", "1", "--payee", "1", "--amount", "30.00"];
      const one = [
        "--year",
        "2019",
        "--date",
        "2019-12-31",
        "--document",
        document,
        "--out",
        `${city.folder}/one.json`,
      ];
      await city.json(["propose", ...verified, ...one]);
      await city.json(["approve", `${city.folder}/one.json`, "--yes"]);
      await city.json(["submit", `${city.folder}/one.json`]);
      const corrected = await commitments("Bea");
      for (const args of [[...corrected, "--dry-run"], corrected]) {
        const { recorded, refusedRows, entriesRecorded } = (await city.json(
          args,
          ExitCode.partlyRefused,
        )) as unknown as Report;
        expect([recorded.rows, entriesRecorded]).to.deep.equal([0, 0]);
        expect(refusedRows.map(({ row }) => row)).to.deep.equal([2]);
        expect(refusedRows[0]?.reason).to.match(/^Correction of: Commitment: /);
      }
      const { totals } = (await city.json(["line", "show", "L"])) as { totals: { committed: string } };
      expect(totals.committed).to.equal("6000");
    } finally {
      await city.close();
    }
  });
});

describe("fisc import --dry-run, given direct payments under ceilings", function () {
  this.timeout(300_000);

  it("tells of a row that a correction alone makes room for, and the run records it", async () => {
    const city = await startCity();
    try {
      const mapping = await city.file("payments.yaml", MAPPING);
      const line = "1;MADRID;201;CENTRO;15102;URBANISMO;2;GASTOS;22703;SUBSIDIARIA;100;0;100;0;0;0";
      const budget = await city.file("budget.csv", `${BUDGET_HEADER}\n${line}\n`);
      await city.json(["import", "budget", budget, "--mapping", "mappings/es-madrid/execution.yaml", "--year", "2019"]);
      const payments = async (payee: string) => {
        const path = await city.file("payments.csv", `id,line,payee,amount\nA,${LINE},${payee},60.00\n`);
        return ["import", "payments", path, "--mapping", mapping, "--year", "2019"];
      };
      await city.json(await payments("Ana"));
      const corrected = await payments("Bea");
      for (const [language, says] of [
        ["en", "Corrections that come before it may make room"],
        ["zh", "须先记录的更正可能腾出额度"],
      ] as const) {
        const args = ["--lang", language, ...corrected, "--dry-run"];
        const dry = (await city.json(args, ExitCode.partlyRefused)) as unknown as Report;
        expect(dry.refusedRows.map(({ code }) => code)).to.deep.equal(["LEDGER_AWAITS_CORRECTIONS"]);
        expect(dry.refusedRows[0]?.reason).to.include(says);
        expect(dry.takenBack.map(({ amount, refused }) => [amount, refused])).to.deep.equal([["60.00", null]]);
      }
      const { recorded } = (await city.json(corrected)) as unknown as Report;
      expect(recorded).to.deep.equal({ rows: 1, amount: "60.00" });
    } finally {
      await city.close();
    }
  });
});

describe("fisc import --dry-run, given a corrected file", function () {
  this.timeout(300_000);
  let city: City;
  let mapping: string;

  const budget = async (amounts: string) => {
    const line = `1;MADRID;201;CENTRO;15102;URBANISMO;2;GASTOS;22703;SUBSIDIARIA;${amounts}`;
    const path = await city.file("budget.csv", `${BUDGET_HEADER}\n${line}\n`);
    return ["import", "budget", path, "--mapping", "mappings/es-madrid/execution.yaml", "--year", "2019"];
  };
  const payments = async (...rows: string[]) => {
    const path = await city.file(
      "payments.csv",
      `id,line,payee,amount\n${rows.join("\n").replaceAll(",L,", `,${LINE},`)}\n`,
    );
    return ["import", "payments", path, "--mapping", mapping, "--year", "2019"];
  };
  const report = async (args: readonly string[], code: number = ExitCode.done) =>
    (await city.json(args, code)) as unknown as Report;
  const entries = async () => ((await city.json(["show"])) as { entries: number }).entries;

  /** What a dry run says, held to what the run then does. */
  const foretold = async (args: readonly string[], code: number = ExitCode.done) => {
    const before = await entries();
    const dry = await report([...args, "--dry-run"], code);
    expect(dry.entriesRecorded).to.equal(0);
    expect(await entries()).to.equal(before);
    const real = await report(args, code);
    const sorted = ({ takenBack }: Report) => takenBack.toSorted((a, b) => (a.entry < b.entry ? -1 : 1));
    expect(sorted(dry)).to.deep.equal(sorted(real));
    expect([dry.recorded, dry.refused, dry.refusedRows]).to.deep.equal([real.recorded, real.refused, real.refusedRows]);
    return dry;
  };

  before(async () => {
    city = await startCity();
    mapping = await city.file("payments.yaml", MAPPING);
    await report(await budget("100;0;100;80;80;50"));
  });

  after(async () => city.close());

  it("foretells what is taken back of a budget, each correction looked at after those before it", async () => {
    const { takenBack } = await foretold(await budget("90;0;90;70;70;45"));
    // 10 less of credit, allotment and cash, of what is authorised and committed; 5 less verified and ordered.
    expect(takenBack.map(({ amount, refused }) => [amount, refused])).to.have.deep.members([
      ["5.00", null],
      ["5.00", null],
      ...Array.from({ length: 5 }, () => ["10.00", null]),
    ]);
  });

  it("foretells a budget that is raised, each stage looked at after the one before it", async () => {
    const { refused, takenBack } = await foretold(await budget("200;0;200;180;180;150"));
    expect([refused.rows, takenBack]).to.deep.equal([0, []]);
  });

  it("foretells what of payments is taken back, recorded anew and refused", async () => {
    await report(await payments("A,L,Ana,60.00", "B,L,Bea,70.00", "C,L,Ana,10.00"));
    // A is less, B goes to somebody new, C is gone; D uses what that frees, and E more than there is.
    const corrected = await payments("A,L,Ana,50.00", "B,L,Cleo,70.00", "D,L,Ana,30.00", "E,L,Ana,0.01");
    const { takenBack, recorded, refusedRows } = await foretold(corrected, ExitCode.partlyRefused);
    expect(takenBack.map(({ amount }) => amount)).to.have.members(["10.00", "70.00", "10.00"]);
    expect(recorded).to.deep.equal({ rows: 3, amount: "150.00" });
    expect(refusedRows.map(({ row, code }) => [row, code])).to.deep.equal([[5, "SpendingLedger_ExceedsOrdered"]]);
  });

  it("foretells with the ledger's reason what cannot be taken back", async () => {
    // 150.00 is paid of what is ordered.
    const { takenBack, refused } = await foretold(await budget("200;0;200;180;180;140"), ExitCode.partlyRefused);
    expect(refused.rows).to.equal(1);
    expect(takenBack.map(({ amount }) => amount)).to.deep.equal(["10.00", "10.00"]);
    for (const { refused: reason } of takenBack) expect(reason).to.be.a("string").and.include("10.00");
  });

  it("says in words what would be taken back, in both languages", async () => {
    const args = [...(await payments("A,L,Ana,45.00")), "--take-back", "--dry-run"];
    const english = await city.run(args);
    expect(english.stdout).to.match(/would take back 5\.00 of entry 2019\/0\/\d+ \(row 2 of 0x[0-9a-f]{10}…\)/);
    const chinese = await city.run(["--lang", "zh", ...args]);
    expect(chinese.stdout).to.match(/将从分录 2019\/0\/\d+ 收回 5\.00（0x[0-9a-f]{10}… 第 2 行）/);
  });
});
