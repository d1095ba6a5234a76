import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { expect } from "chai";
import { Wallet } from "ethers";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { type City, IMPORT_BUDGET, IMPORT_PAYMENTS, PAID, startCity } from "./cityFixture.ts";
import { paymentsMapping } from "./smallPayments.ts";

interface File {
  readonly file: string;
  readonly first: string;
  readonly last: string;
  readonly entries: number;
  readonly rows: string;
  readonly kept: boolean;
  readonly signatures: number;
}

interface Sum {
  readonly rows: number;
  readonly amount: string;
}

interface Report {
  readonly read: Sum;
  readonly recorded: Sum;
  readonly proposed: Sum;
  readonly refused: Sum;
  readonly skipped: Sum;
  readonly recordedBefore: { readonly rows: number };
  readonly entriesRecorded: number;
  readonly proposals: readonly File[];
  readonly waiting: readonly File[];
  readonly refusedRows: readonly { readonly row: number; readonly code: string }[];
}

describe("fisc import --propose", function () {
  this.timeout(600_000);
  let city: City;
  /** The approver's key, on a machine of its own. */
  const councillor = Wallet.createRandom();
  const elsewhere = { env: { FISC_KEY_COUNCILLOR: councillor.privateKey } };
  const folder = (name: string) => join(city.folder, name);

  const report = async (args: readonly string[], code: number = ExitCode.done) =>
    (await city.json(args, code)) as unknown as Report;
  const entries = async () => ((await city.json(["show"])) as { entries: number }).entries;
  const approve = async (file: string) => {
    const { code, stderr } = await city.run(["approve", file, "--as", "COUNCILLOR", "--yes"], elsewhere);
    expect(code, stderr).to.equal(ExitCode.done);
  };
  const expectRefused = async (args: readonly string[], code: number, ...says: readonly string[]) => {
    const before = await entries();
    const ended = await city.run(args);
    expect(ended.code, ended.stdout + ended.stderr).to.equal(code);
    for (const text of says) expect(ended.stderr).to.include(text);
    expect(await entries()).to.equal(before);
  };
  const expectSums = ({ read, ...parts }: Report) => {
    const { recorded, proposed, refused, skipped } = parts;
    const all = [recorded, proposed, refused, skipped];
    expect(all.reduce((sum, { rows }) => sum + rows, 0)).to.equal(read.rows);
    const minor = ({ amount }: Sum) => BigInt(amount.replace(".", ""));
    expect(all.reduce((sum, part) => sum + minor(part), 0n)).to.equal(minor(read));
  };

  before(async () => {
    city = await startCity();
    const officers = (await city.json(["officer", "show"])) as unknown as { account: string; roles: string[] }[];
    for (const { account, roles } of officers) {
      if (roles.includes("approver")) await city.json(["officer", "change", account, "--suspend"]);
    }
  });

  after(async () => city.close());

  it("refuses where no officer of the agency could approve a batch", async () => {
    const args = [...IMPORT_BUDGET, "--propose", folder("budget")];
    await expectRefused(args, ExitCode.failed, "0 officers of the agency can give one", "fisc officer");
    await city.json(["officer", "add", councillor.address, "--roles", "approver", "--limit", "max"]);
    await expectRefused(IMPORT_BUDGET, ExitCode.failed, "0 of the accounts at hand can give one");
  });

  describe("given a budget, whose stages several officers make", () => {
    let files: readonly File[];

    it("writes a file for each batch, in the order in which they are submitted, and records nothing", async () => {
      const first = await report([...IMPORT_BUDGET, "--propose", folder("budget")]);
      expectSums(first);
      expect([first.recorded.rows, first.proposed.rows, first.entriesRecorded]).to.deep.equal([0, 161, 0]);
      files = first.proposals;
      expect(files.map(({ file }) => basename(file))).to.deep.equal((await readdir(folder("budget"))).toSorted());
      expect(files.length).to.be.greaterThan(2);
      let next = 1;
      for (const { first: from, last, entries: count } of files) {
        expect([from, last]).to.deep.equal([`2019/0/${next}`, `2019/0/${next + count - 1}`]);
        next += count;
      }
      expect(next - 1).to.equal(1127);
      expect(await entries()).to.equal(0);
    });

    it("keeps them, with their signatures, when it comes again", async () => {
      // An approver signs all of them at once, though only the first can be asked about yet.
      for (const { file } of files) await approve(file);
      const again = await report([...IMPORT_BUDGET, "--propose", folder("budget")]);
      expect(again.proposals.map(({ kept, signatures }) => [kept, signatures])).to.deep.equal(
        files.map(() => [true, 1]),
      );
      const chinese = await city.run(["--lang", "zh", ...IMPORT_BUDGET, "--propose", folder("budget")]);
      expect(chinese.stdout).to.include("待审批    161").and.include(`${files[0]!.file}：分录 2019/0/1 至`);
    });

    it("says which rows wait in which files, and records and proposes nothing beside them", async () => {
      const { file, first, last, rows } = files[0]!;
      const says = `${file} (entries ${first} to ${last.split("/")[2]}, rows ${rows})`;
      await expectRefused(IMPORT_BUDGET, ExitCode.waiting, says, "recorded twice");
      await expectRefused([...IMPORT_BUDGET, "--desk", "1"], ExitCode.waiting, says);
      await expectRefused([...IMPORT_BUDGET, "--propose", folder("other")], ExitCode.waiting, says);
      await expectRefused(IMPORT_PAYMENTS, ExitCode.waiting, "the commitments on which these payments are booked");
      const dry = await report([...IMPORT_BUDGET, "--dry-run"]);
      expect(dry.waiting.map((each) => each.file)).to.deep.equal(files.map((each) => each.file));
    });

    it("has them submitted in the order of their numbers alone", async () => {
      const { file, first } = files[1]!;
      await expectRefused(["submit", file], ExitCode.refused, "Submit the batches that come before it first");
      const before = Number(first.split("/")[2]) - 1;
      const look = ["approve", file, "--as", "COUNCILLOR", "--dry-run"];
      expect((await city.run(look, elsewhere)).stdout).to.include(`Entries 1 to ${before} are not recorded yet`);
      const chinese = await city.run(["--lang", "zh", ...look], elsewhere);
      expect(chinese.stdout).to.include(`分录 1 至 ${before} 尚未记录`);
    });

    it("goes on after some of them were submitted, and proposes the rest alone", async () => {
      await city.json(["submit", files[0]!.file]);
      const rest = await report([...IMPORT_BUDGET, "--propose", folder("budget")]);
      expectSums(rest);
      expect(rest.proposals.map(({ file, kept, signatures }) => [file, kept, signatures])).to.deep.equal(
        files.slice(1).map(({ file }) => [file, true, 1]),
      );
    });

    it("records nothing more once all of them are submitted", async () => {
      for (const { file } of files.slice(1)) await city.json(["submit", file]);
      expect(await entries()).to.equal(1127);
      for (const args of [IMPORT_BUDGET, [...IMPORT_BUDGET, "--propose", folder("budget")]]) {
        const again = await report(args);
        expect([again.recordedBefore.rows, again.entriesRecorded, again.proposals]).to.deep.equal([161, 0, []]);
      }
      expect(((await city.json(["replay"])) as { differences: unknown[] }).differences).to.deep.equal([]);
    });
  });

  describe("given payments, and officers who recorded something else meanwhile", () => {
    it("writes no file over one that it did not write", async () => {
      const path = folder("2019-0-0001128.json");
      await writeFile(path, "mine");
      await expectRefused([...IMPORT_PAYMENTS, "--propose", city.folder], ExitCode.usage, path);
      expect(await readFile(path, "utf8")).to.equal("mine");
    });

    it("replaces files whose numbers were taken, so that each payment is recorded once", async () => {
      const args = [...IMPORT_PAYMENTS, "--propose", folder("payments")];
      const before = await report(args);
      expectSums(before);
      expect(before.proposed).to.deep.equal({ rows: 828, amount: PAID });
      for (const { file } of before.proposals) await approve(file);
      const mailed = before.proposals[0]!.file;
      const copy = await city.file("mailed.json", await readFile(mailed, "utf8"));
      const document = await city.file("decision.txt", "The council decides.");
      const own = ["--kind", "reserve", "--line", "001201/15102/22703", "--amount", "1.00", "--document", document];
      const one = folder("one.json");
      await city.json(["propose", "--year", "2019", "--date", "2019-12-31", ...own, "--out", one]);
      await approve(one);
      await city.json(["submit", one]);
      const after = await report(args);
      expect(after.proposals.map(({ first, kept }) => [first, kept])[0]).to.deep.equal(["2019/0/1129", false]);
      expect((await readdir(folder("payments"))).toSorted()).to.deep.equal(
        after.proposals.map(({ file }) => basename(file)),
      );
      await expectRefused(["submit", copy], ExitCode.refused, "first number");
      for (const { file } of after.proposals) {
        await approve(file);
        await city.json(["submit", file]);
      }
      expect((await report(args)).recordedBefore.rows).to.equal(828);
      const shown = (await city.json(["show"])) as unknown as { years: { totals: { paid: string } }[] };
      expect(shown.years[0]?.totals.paid).to.equal(PAID.replace(".", ""));
    });
  });

  describe("given a corrected file", () => {
    const MAPPING = paymentsMapping({ code: "000", name: "Office" });
    let mapping: string;
    const payments = async (...rows: string[]) => {
      const path = await city.file("own.csv", `id,line,payee,amount\n${rows.join("\n")}\n`);
      return ["import", "payments", path, "--mapping", mapping, "--year", "2019", "--open-lines", "--desk", "2"];
    };
    const submitAll = async (files: readonly File[]) => {
      for (const { file } of files) {
        await approve(file);
        await city.json(["submit", file]);
      }
    };

    before(async () => {
      mapping = await city.file("own.yaml", MAPPING);
      const first = await report([
        ...(await payments("A,X,Ana,60.00", "B,X,Bea,70.00", "C,Y,Cleo,10.00")),
        ...["--propose", folder("own")],
      ]);
      expect(first.proposed).to.deep.equal({ rows: 3, amount: "140.00" });
      await submitAll(first.proposals);
    });

    it("proposes corrections before what is new, and leaves what the ledger refuses out of the files", async () => {
      const args = [
        ...(await payments("A,X,Ana,55.00", "B,X,Dora,70.00", "E,X,Eve,-1.00", "F,Y,Eve,-100.00")),
        ...["--propose", folder("own")],
      ];
      const corrected = await report(args, ExitCode.partlyRefused);
      expectSums(corrected);
      expect(corrected.proposed).to.deep.equal({ rows: 3, amount: "124.00" });
      expect(corrected.refusedRows.map(({ row }) => row)).to.deep.equal([5]);
      const kinds = await Promise.all(
        corrected.proposals.map(async ({ file }) => {
          const { entries: told } = JSON.parse(await readFile(file, "utf8")) as { entries: { kind: string }[] };
          return told.map(({ kind }) => kind);
        }),
      );
      expect(kinds).to.deep.equal([
        ["correct:pay-direct", "correct:pay-direct", "correct:pay-direct"],
        ["pay-direct", "refund-direct"],
      ]);
      await submitAll(corrected.proposals);
      const again = await report(args, ExitCode.partlyRefused);
      expect([again.recordedBefore.rows, again.proposals]).to.deep.equal([3, []]);
      expect(((await city.json(["replay"])) as { differences: unknown[] }).differences).to.deep.equal([]);
    });

    it("takes files that were deleted for given up at their own desk alone", async () => {
      const args = await payments("A,X,Ana,50.00", "B,X,Dora,70.00");
      const { proposals } = await report([...args, "--propose", folder("own")]);
      for (const { file } of proposals) await rm(file);
      await expectRefused([...args, "--desk", "3"], ExitCode.waiting, "To give them up");
      // What is at hand here is not enough to record; that is the only reason left.
      await expectRefused(args, ExitCode.failed, "0 of the accounts at hand can give one");
    });
  });
});
