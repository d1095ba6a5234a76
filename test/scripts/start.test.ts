import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { deploymentFolder } from "../../scripts/local/deploymentFolder.ts";
import { describeFull } from "../import/datasets.ts";
import { fileURLToPath } from "node:url";
import { runScript } from "./runScript.ts";

const FULL = fileURLToPath(new URL("../../../shared/data/es-madrid/", import.meta.url));

/** Runs `npm start -- --exit --json` and returns its lines and the object on the last one. */
async function start(args: readonly string[]) {
  const store = await mkdtemp(join(tmpdir(), "fisc-start-"));
  const deployment = `test-start-${process.pid}`;
  try {
    const given = ["--exit", "--json", "--port", "0", "--store", store, "--deployment", deployment, ...args];
    const { code, stdout, stderr } = await runScript("scripts/start.ts", given);
    expect(code, stdout + stderr).to.equal(0);
    const lines = stdout.trimEnd().split("\n");
    return { lines, result: JSON.parse(lines.at(-1) ?? "null") as unknown };
  } finally {
    await rm(store, { recursive: true, force: true });
    await rm(deploymentFolder(deployment), { recursive: true, force: true });
  }
}

describe("npm start", function () {
  this.timeout(1_200_000);

  it("records the 21 districts of 2019: 13,030 of 13,042 payments, and lists the 12 that are refused", async () => {
    const { lines, result } = await start([]);
    expect(result).to.deep.equal({
      lines: 3506,
      linesEqual: 3506,
      payments: {
        read: 13042,
        recorded: 13030,
        refused: 12,
        skipped: 0,
        recordedAmount: "395128334.37",
        refusedAmount: "279357.90",
      },
      replayDifferences: 0,
    });
    expect(lines.filter((line) => line.trimEnd().endsWith("ExceedsOrdered"))).to.have.length(12);
  });

  it("records the whole city of 2019, with three lines that do not add up in the city's own file", async () => {
    const { lines, result } = await start(["--offices", ""]);
    expect(result).to.deep.equal({
      lines: 8235,
      linesEqual: 8232,
      payments: {
        read: 34862,
        recorded: 34825,
        refused: 37,
        skipped: 0,
        recordedAmount: "3816895933.38",
        refusedAmount: "5169063.76",
      },
      replayDifferences: 0,
    });
    expect(lines.filter((line) => /initial credit .* and the file says/.test(line))).to.have.length(3);
  });

  it("refuses what a cut file's control lines have no credit for, in the city's older form", async () => {
    // The shipped file has the districts alone, and in 2016 these draw on credit of other offices of their centre.
    const data = fileURLToPath(new URL("../../data/es-madrid-2016-districts/", import.meta.url));
    const { result } = await start(["--data", data, "--year", "2016", "--offices", "0012"]);
    expect(result).to.deep.equal({
      lines: 3203,
      linesEqual: 3174,
      payments: {
        read: 11295,
        recorded: 10990,
        refused: 302,
        skipped: 3,
        recordedAmount: "269293025.73",
        refusedAmount: "4955536.54",
      },
      replayDifferences: 0,
    });
  });

  describeFull("es-madrid", () => {
    it("records the districts of 2016, with the credit that they draw on outside of them, and with refunds", async () => {
      const { result } = await start(["--data", FULL, "--year", "2016"]);
      expect(result).to.deep.equal({
        lines: 3203,
        linesEqual: 3203,
        payments: {
          read: 11295,
          recorded: 11292,
          refused: 0,
          skipped: 3,
          recordedAmount: "274248562.27",
          refusedAmount: "0.00",
        },
        replayDifferences: 0,
      });
    });

    for (const year of [2017, 2018, 2020]) {
      it(`records one district of ${year}`, async () => {
        const { result } = await start(["--data", FULL, "--year", String(year), "--offices", "001201"]);
        const { lines, linesEqual, replayDifferences } = result as Record<string, number>;
        expect([linesEqual, replayDifferences]).to.deep.equal([lines, 0]);
      });
    }
  });
});
