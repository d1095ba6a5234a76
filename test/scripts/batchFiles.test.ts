import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { storesAt } from "../../scripts/cli/storesAt.ts";
import { isOfOwnEntries } from "../../scripts/office/batchOrigin.ts";
import { findOrigin } from "../../scripts/office/manifest.ts";
import { decodeEntries } from "../../sdk/journal/entry.ts";
import { kindNamed } from "../../sdk/journal/kinds.ts";
import { readReplay } from "../../sdk/replay/read-replay.ts";
import { type City, IMPORT_BUDGET, IMPORT_PAYMENTS, startCity } from "./cityFixture.ts";

const LINE = "001201/15102/22703";

describe("fisc propose, approve, submit", function () {
  this.timeout(300_000);
  let city: City;
  let document: string;
  const path = (name: string) => join(city.folder, name);
  const propose = (out: string, amount: string, more: readonly string[] = []) => [
    "propose",
    "--out",
    path(out),
    "--year",
    "2019",
    "--kind",
    "reserve",
    "--line",
    LINE,
    "--amount",
    amount,
    "--date",
    "2019-12-31",
    "--document",
    document,
    ...more,
  ];

  before(async () => {
    city = await startCity();
    document = await city.file("decision.txt", "The council decides.");
    await city.json(IMPORT_BUDGET);
    await city.json(IMPORT_PAYMENTS);
  });

  after(async () => city.close());

  it("carries a batch from its maker to its approvers and back, and records it once", async () => {
    await city.json(propose("batch.json", "12.50"));
    await city.json(["submit", path("batch.json"), "--dry-run"], 5);
    await city.json(["approve", path("batch.json"), "--yes"]);
    const { recorded, now, firstNumber } = await city.json(["submit", path("batch.json")]);
    expect([recorded, now, firstNumber]).to.deep.equal([true, true, 1956]);
    expect((await city.json(["submit", path("batch.json")]))["now"]).to.equal(false);
    expect((await city.json(["verify", "2019/0/1956"]))["proven"]).to.equal(true);
    expect((await city.json(["verify", document]))["entries"]).to.deep.equal(["1/2019/0/1956"]);
  });

  it("records what an import elsewhere knows for an officer's own, though the store is not there", async () => {
    const batches = [...(await readReplay(city.fisc)).batches.values()];
    expect(batches.map((batch) => isOfOwnEntries(batch))).to.deep.equal(
      batches.map((_, place) => place === batches.length - 1),
    );
  });

  it("records to its end, though nobody reads any more what it prints", async () => {
    await city.json(propose("unread.json", "1.75"));
    await city.json(["approve", path("unread.json"), "--yes"]);
    const { code, stderr } = await city.run(["submit", path("unread.json")], { stopsReading: true });
    expect([code, stderr]).to.deep.equal([ExitCode.done, ""]);
    expect((await city.json(["submit", path("unread.json")]))["now"]).to.equal(false);
  });

  it("signs nothing where nobody can be asked, and says what to add", async () => {
    await city.json(propose("asked.json", "3.25"));
    const { error, message } = (await city.json(["approve", path("asked.json")], ExitCode.usage)) as {
      error: string;
      message: string;
    };
    expect([error, message.includes("add --yes")]).to.deep.equal(["UsageError", true]);
    expect(JSON.parse(await readFile(path("asked.json"), "utf8"))).to.have.deep.property("approvals", []);
  });

  it("shows an approver in words and totals what is signed, and by whom", async () => {
    await city.json(propose("words.json", "3.25"));
    const { stdout } = await city.run(["approve", path("words.json"), "--dry-run"]);
    expect(stdout).to.contain("EUR 3.25 in all").and.to.contain("Reservation of EUR 3.25");
    const { id } = (await city.json(["line", "show", LINE])) as { id: number };
    expect(stdout).to.match(new RegExp(`on line ${id} \\(${LINE} [^)]+\\)`));
    expect(stdout)
      .to.match(/document 0x[0-9a-f]{64}\n/)
      .and.to.match(/signs as 0x\w{40}: approval 1 of 1 needed/);
    const chinese = await city.run(["--lang", "zh", "approve", path("words.json"), "--dry-run"]);
    expect(chinese.stdout).to.contain("3.25 欧元");
  });

  const refusals: readonly (readonly [
    what: string,
    act: () => Promise<readonly string[]>,
    code: number,
    says: string,
  ])[] = [
    [
      "proposing more than a ceiling leaves",
      () => Promise.resolve(propose("much.json", "99999999.00")),
      3,
      "SpendingLedger_ExceedsAllotment",
    ],
    [
      "proposing from an account without the role",
      () => Promise.resolve(propose("role.json", "1.00", ["--as", "treasurer"])),
      3,
      "AgencyRegistry_RoleMissing",
    ],
    [
      "approving one's own batch",
      async () => {
        await city.json(propose("own.json", "1.00"));
        return ["approve", path("own.json"), "--as", "recorder", "--yes"];
      },
      3,
      "Nobody approves their own entry",
    ],
    [
      "submitting without approvals",
      async () => {
        await city.json(propose("bare.json", "1.00"));
        return ["submit", path("bare.json")];
      },
      3,
      "AgencyRegistry_TooFewApprovals",
    ],
    [
      "approving a file that was changed on the way",
      async () => {
        await city.json(propose("changed.json", "1.00"));
        const text = await readFile(path("changed.json"), "utf8");
        await writeFile(path("changed.json"), text.replaceAll("1.00", "2.00"));
        return ["approve", path("changed.json"), "--yes"];
      },
      1,
      "root",
    ],
    [
      "submitting a batch whose place was taken meanwhile",
      async () => {
        await city.json(propose("late.json", "1.00"));
        await city.json(["approve", path("late.json"), "--yes"]);
        await city.json(propose("first.json", "2.00"));
        await city.json(["approve", path("first.json"), "--yes"]);
        await city.json(["submit", path("first.json")]);
        return ["submit", path("late.json")];
      },
      3,
      "first number",
    ],
    [
      "acting as somebody who is not at hand",
      () => Promise.resolve(propose("nobody.json", "1.00", ["--as", "mayor"])),
      2,
      "FISC_KEY_MAYOR",
    ],
    ["asking for an entry that is none", () => Promise.resolve(["show", "2019/0/999999"]), 2, "no entry"],
  ];
  for (const [what, act, code, says] of refusals) {
    it(`refuses ${what}, with the reason`, async () => {
      const ended = await city.run(["--json", ...(await act())]);
      expect(ended.code, ended.stdout + ended.stderr).to.equal(code);
      expect(ended.stdout + ended.stderr).to.contain(says);
    });
  }

  it("corrects an entry in part, then all that is left of it, and no more", async () => {
    const correct = (out: string, more: readonly string[] = []) => [
      "correct",
      "2019/0/1956",
      "--document",
      document,
      "--out",
      path(out),
      ...more,
    ];
    for (const [out, more] of [
      ["part.json", ["--amount", "2.50"]],
      ["rest.json", []],
    ] as const) {
      await city.json(correct(out, more));
      await city.json(["approve", path(out), "--yes"]);
      await city.json(["submit", path(out)]);
    }
    expect((await city.json(["show", "2019/0/1956"]))["cited"]).to.equal("1250");
    const ended = await city.run(["--json", ...correct("more.json", ["--amount", "0.01"])]);
    expect(ended.code).to.equal(3);
    expect(ended.stdout).to.contain("SpendingLedger_ExceedsCited");
  });

  it("traces a payment back to its appropriation, and a line forward to its payees", async () => {
    const { steps } = (await city.json(["trace", "2019/0/1955"])) as { steps: { stage: string }[] };
    expect(steps.map(({ stage }) => stage)).to.deep.equal([
      "payment order",
      "verification",
      "commitment",
      "reservation",
      "cash release",
      "allotment",
      "appropriation",
    ]);
    const { flows } = (await city.json(["trace", "001/2"])) as { flows: { payee: number; paid: string }[] };
    const paid = flows.reduce((sum, flow) => sum + BigInt(flow.paid), 0n);
    const { totals } = (await city.json(["line", "show", "001/2"])) as { totals: { paid: string } };
    expect(paid).to.equal(BigInt(totals.paid));
  });

  it("exports the whole journal", async () => {
    const { stdout } = await city.run(["export", "journal"]);
    const { entries } = (await city.json(["show"])) as { entries: number };
    expect(stdout.trimEnd().split("\r\n")).to.have.length(entries + 1);
  });

  it("keeps a bank reference to one payment, and a finding to its steps", async () => {
    await city.json(["settle", "2019/0/1955", "--reference", "TRANSFER 1"]);
    await city.json(["settle", "2019/0/1954", "--reference", "TRANSFER 1"], 3);
    expect((await city.json(["finding", "add", "2019/0/1955", "--document", document]))["finding"]).to.equal(1);
    expect((await city.json(["finding", "respond", "1", "--document", document]))["status"]).to.equal("answered");
    expect((await city.json(["finding", "follow-up", "1", "--resolved", "--document", document]))["status"]).to.equal(
      "resolved",
    );
    await city.json(["flag", "2019/0/1955", "--evidence", document]);
  });

  it("asks the contracts in a dry run, and sends nothing", async () => {
    const before = await city.json(["replay"]);
    for (const args of [
      ["--as", "auditor", "flag", "2019/0/1954", "--evidence", document],
      ["finding", "add", "2019/0/1954", "--document", document],
      ["line", "add", "9/9/9", "--year", "2019", "--name", "Nine"],
      ["line", "change", LINE, "--name", "Repairs"],
      ["payee", "add", "--name", "Nobody"],
      ["rule", "set", "7", "--cap", "1.00", "--text", document],
      ["open-year", "2031"],
    ]) {
      expect(await city.json([...args, "--dry-run"]), args.join(" ")).to.have.property("dryRun", true);
    }
    const taken = ["line", "add", LINE, "--year", "2019", "--name", "Again", "--dry-run"];
    expect(await city.json(taken, ExitCode.refused)).to.have.property("refusal", "SpendingLedger_LineExists");
    expect(await city.json(["replay"])).to.deep.equal(before);
  });

  it("closes the year: what is unpaid is carried over under the rule, and the rest lapses", async () => {
    await city.json(["rule", "set", "1", "--carry-over", "--from", "6", "--cap", "1000000", "--text", document]);
    await city.json(["open-year", "2020"]);
    const bare = ["close-year", "2019", "--carry-over", "1", "--lapse", "--document", document];
    const close = [...bare, "--yes"];
    const typo = ["close-year", "2019", "--carry-over", "999", "--document", document, "--yes"];
    await city.json(typo, ExitCode.usage);
    expect(((await city.json(["show"])) as { years: { state: string }[] }).years[0]?.state).to.equal("open");
    expect(await city.json(bare, ExitCode.usage)).to.have.property("error", "UsageError");
    const missing = [...close.slice(0, -2), path("no.pdf"), "--yes"];
    expect(await city.json(missing, ExitCode.usage)).to.have.property("error", "UsageError");
    type Sums = Record<string, { entries: number; amount: string }>;
    const { planned, closes } = (await city.json([...bare, "--dry-run"])) as { planned: Sums; closes: number[] };
    expect(closes).to.deep.equal([2, 3]);
    expect(((await city.json(["show"])) as { years: { state: string }[] }).years[0]?.state).to.equal("open");
    const { recorded, refused } = (await city.json(close)) as { recorded: Sums; refused: number };
    expect(refused).to.equal(0);
    const { "carry-in": _arrived, ...ended } = recorded;
    expect(ended).to.deep.equal(planned);
    expect(recorded["carry-out"]?.amount).to.equal("100000000");
    expect(recorded["carry-in"]?.amount).to.equal("100000000");
    const { years } = (await city.json(["show"])) as { years: { state: string; totals: Record<string, string> }[] };
    expect(years[0]?.state).to.equal("closed");
    expect(years[0]?.totals["revised"]).to.equal(years[0]?.totals["paid"]);
    expect(years[1]?.totals["revised"]).to.equal("100000000");
    expect((await city.json(close))["recorded"]).to.deep.equal({});
    expect(((await city.json(["replay"])) as { differences: unknown[] }).differences).to.deep.equal([]);
  });

  it("knows every batch for one of a file, or of an officer's own, what closing the year recorded included", async () => {
    const batches = [...(await readReplay(city.fisc)).batches.values()];
    const { published } = storesAt(path("store"));
    const origins = await Promise.all(batches.map(async ({ batchRef }) => findOrigin(published, batchRef)));
    expect(batches.map((batch) => isOfOwnEntries(batch))).to.deep.equal(
      origins.map((origin) => origin !== undefined && origin.manifest === undefined),
    );
    const kinds = batches
      .filter(isOfOwnEntries)
      .flatMap(({ entries }) => decodeEntries(entries).map(({ kind }) => kind));
    expect(kinds).to.include.members(
      ["reserve", "carry-out", "carry-in", "lapse"].map((name) => kindNamed(name).number),
    );
    const { entriesRecorded } = (await city.json(IMPORT_PAYMENTS)) as { entriesRecorded: number };
    expect(entriesRecorded).to.equal(0);
  });
});
