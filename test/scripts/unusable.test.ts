import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { expect } from "chai";
import type { JsonRpcProvider } from "ethers";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { storesAt } from "../../scripts/cli/storesAt.ts";
import { ROLES } from "../../sdk/journal/role.ts";
import { readReplay } from "../../sdk/replay/read-replay.ts";
import { lineDescriptionBytes } from "../../sdk/store/line-description.ts";
import { type City, startCity } from "./cityFixture.ts";
import { paymentsMapping } from "./smallPayments.ts";

describe("fisc, given what cannot be used", function () {
  this.timeout(300_000);
  let city: City;
  let mapping: string;

  before(async () => {
    city = await startCity();
    mapping = await city.file("payments.yaml", paymentsMapping({ code: "001201", name: "Centro" }));
  });
  after(() => city.close());

  const importing = (path: string) => [
    ...["import", "payments", path, "--mapping", mapping],
    ...["--period", basename(path), "--year", "2019", "--open-lines"],
  ];

  it("refuses the row whose amount no entry holds, and records those whose sum no batch holds", async () => {
    const most = "10000000000000000.00"; // a line without ceilings holds 2^60 - 1 minor units
    const rows = [
      "A,L1,Ana,92233720368547758.08",
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((line) => `B${line},L${line},Bea,${most}`),
    ];
    const path = await city.file("large.csv", `id,line,payee,amount\n${rows.join("\n")}\n`);
    for (const args of [[...importing(path), "--dry-run"], importing(path)]) {
      const report = (await city.json(args, ExitCode.partlyRefused)) as {
        readonly recorded: { readonly rows: number };
        readonly refusedRows: readonly { readonly row: number; readonly code: string }[];
      };
      expect(report.refusedRows.map(({ row, code }) => [row, code])).to.deep.equal([[2, "AMOUNT_TOO_LARGE"]]);
      if (!args.includes("--dry-run")) expect(report.recorded.rows).to.equal(10);
    }
  });

  it("shows a line, an entry and its trace though their descriptions and documents are damaged", async () => {
    const store = join(city.folder, "store", "published");
    const hashes = (await readdir(store, { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
    const kept = await Promise.all(hashes.map((name) => readFile(join(store, name))));
    await Promise.all(hashes.map((name) => writeFile(join(store, name), "damaged")));
    for (const args of [
      ["line", "show", "L1"],

      ["show", "2019/0/1"],
      ["trace", "2019/0/1"],
      ["export", "lines"],
    ]) {
      const { code, stdout, stderr } = await city.run(args);
      expect(code, stderr).to.equal(ExitCode.done);
      expect(stdout).not.to.equal("");
      expect(stderr).to.match(/^Not shown, 0x[0-9a-f]{64}: What the store keeps as/m);
    }
    const change = await city.run(["line", "change", "L1", "--name", "One"]);
    expect([change.code, change.stderr])
      .to.deep.include(ExitCode.usage)
      .and.have.nested.property("1")
      .that.contains("cannot be named anew");
    await Promise.all(hashes.map((name, index) => writeFile(join(store, name), kept[index]!)));
  });

  it("refuses an RPC that leaves an event out", async () => {
    const url = (city.fisc.provider as JsonRpcProvider)._getConnection().url;
    const forgetful = createServer((request, response) => {
      void (async () => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        const headers = { "content-type": "application/json" };
        const answer = (await (await fetch(url, { method: "POST", headers, body })).json()) as { result: unknown };
        if (body.includes("eth_getLogs")) (answer.result as unknown[]).pop();
        response.writeHead(200, headers).end(JSON.stringify(answer));
      })();
    });
    await new Promise<void>((resolve) => forgetful.listen(0, "127.0.0.1", resolve));
    const env = { FISC_RPC_URL: `http://127.0.0.1:${(forgetful.address() as AddressInfo).port}` };
    const batch = join(city.folder, "reserve.json");
    const entry = ["--year", "2019", "--kind", "reserve", "--line", "L1", "--amount", "1.00", "--document", mapping];
    await city.json(["propose", ...entry, "--date", "2019-06-30", "--out", batch]);
    try {
      for (const args of [["show"], ["approve", batch, "--yes"], ["submit", batch]]) {
        const { code, stdout } = await city.run(["--json", ...args], { env });
        const { error } = JSON.parse(stdout) as { error: string };
        expect([code, error], args[0]).to.deep.equal([ExitCode.failed, "EventsMissingError"]);
      }
    } finally {
      forgetful.close();
    }
  });

  it("shows no line under the code of another, whoever described it so", async () => {
    await city.json(["line", "add", "real", "--year", "2019", "--name", "Real", "--no-ceilings"]);
    const { id } = (await city.json(["line", "show", "real"])) as { id: number };
    const bytes = lineDescriptionBytes({ code: "forged", name: "Forged", parts: [] });
    const forged = await storesAt(join(city.folder, "store")).published.put(bytes);
    const officer = [...(await readReplay(city.fisc)).officers.values()].find(
      ({ agency, roles }) => agency === 1 && (roles & ROLES.budgetOfficer) !== 0,
    );
    const signer = await (city.fisc.provider as JsonRpcProvider).getSigner(officer!.account);
    await (await city.fisc.ledger.connect(signer).describeLine(id, forged)).wait();
    const { stdout, stderr } = await city.run(["line", "show", String(id)]);
    expect(stdout).to.include(`line ${id}  (description not in the store)`).and.not.include("Forged");
    expect(stderr).to.include(`Not shown, ${forged}: It describes line forged`);
  });

  it("names the note of a proposal that is damaged", async () => {
    const folder = join(city.folder, "store", "proposals");
    const path = await city.file("next.csv", "id,line,payee,amount\nC,L1,Cid,1.00\n");
    await city.json([...importing(path), "--propose", join(city.folder, "proposed")]);
    const [note] = await readdir(folder);
    await writeFile(join(folder, note!), "{");
    const { error, message } = (await city.json(importing(path), ExitCode.failed)) as {
      error: string;
      message: string;
    };
    expect([error, message.includes(note!)]).to.deep.equal(["NoteDamagedError", true]);
    await rm(join(folder, note!));
  });

  it("says in JSON too what it does not understand, and that no chain answers", async () => {
    expect(await city.json(["propose"], ExitCode.usage)).to.have.property("error", "UsageError");
    expect(await city.json(["nothing"], ExitCode.usage)).to.have.property("error", "UsageError");
    const nowhere = await city.run(["--json", "show"], { env: { FISC_RPC_URL: "http://127.0.0.1:1" } });
    expect([nowhere.code, (JSON.parse(nowhere.stdout) as { error: string }).error]).to.deep.equal([
      ExitCode.usage,
      "ChainUnreachableError",
    ]);
  });

  it("names an entry that is not there with one code, whatever was to be done with it", async () => {
    const document = await city.file("reason.txt", "Wrong.");
    for (const args of [
      ["show", "2019/0/99"],
      ["trace", "2019/0/99"],
      ["verify", "2019/0/99"],
      ["correct", "2019/0/99", "--document", document, "--out", join(city.folder, "c.json")],
      ["settle", "2019/0/99", "--reference", "B1"],
    ]) {
      expect(await city.json(args, ExitCode.usage)).to.have.property("error", "EntryUnknownError");
    }
  });

  it("says in words what the system says of a path, and refuses an empty list", async () => {
    const empty = await city.file("empty.json", "[]");
    for (const [args, code, message] of [
      [
        ["export", "journal", "--out", join(city.folder, "no", "such.csv")],
        ExitCode.failed,
        /no\/such\.csv cannot be used. There is no such file or folder./,
      ],
      [
        ["--store", empty, ...importing(await city.file("one.csv", "id,line,payee,amount\nD,L1,Dan,1.00\n"))],
        ExitCode.failed,
        /empty\.json.* cannot be used. A part of it is a file/,
      ],
      [
        ["propose", "--year", "2019", "--out", join(city.folder, "p.json"), "--entries", empty],
        ExitCode.usage,
        /The list in .*empty\.json is empty/,
      ],
    ] as const) {
      expect(await city.json(args, code))
        .to.have.property("message")
        .that.matches(message);
    }
  });
});
