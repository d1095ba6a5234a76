import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect } from "chai";

import { BOUNDS, boundOf } from "../../bench/gas/bounds.ts";
import { LedgerBench } from "../../bench/gas/LedgerBench.ts";
import type { Measurement } from "../../bench/gas/Measurement.ts";
import { measureTransfers } from "../../bench/gas/measureRivals.ts";
import { ReleaseBuild } from "../../bench/gas/ReleaseBuild.ts";
import { type Chain, startChain } from "../../bench/gas/startChain.ts";

const LAUNCHER = fileURLToPath(new URL("../../scripts/launch.mjs", import.meta.url));

/** A first build of the release takes minutes. */
const BUILD_TIMEOUT = 600_000;

describe("bench:gas", () => {
  describe("the ledger, as it is released and in steady state", () => {
    let chain: Chain;
    let bench: LedgerBench;
    let unit: number;

    before(async function () {
      this.timeout(BUILD_TIMEOUT);
      const build = await ReleaseBuild.make();
      const transfers = await startChain();
      ({ unit } = await measureTransfers(build, transfers));
      await transfers.close();
      chain = await startChain();
      bench = await LedgerBench.start(build, chain);
    });

    after(() => chain.close());

    const direct = (design: string, n: number, lines: number): Promise<Measurement> => {
      const encoding = design === "fisc" ? "plain" : "compact";
      return bench.measure({ work: "pay-direct", encoding, n, lines, commitments: 0, approvals: 1 }, unit);
    };

    for (const { design, n, lines, most } of BOUNDS) {
      it(`records ${n} by ${design} on lines: ${lines}, for at most ${most} gas an entry`, async () => {
        expect((await direct(design, n, lines)).gasPerEntry).to.be.at.most(most);
      });
    }

    it("costs the same whatever was measured before", async () => {
      const first = await direct("fisc", 10, 10);
      const others = { lines: 10, commitments: 4, approvals: 1 } as const;
      await bench.measure({ ...others, work: "stages", encoding: "compact", n: 12, lines: 1 }, unit);
      expect(await direct("fisc", 10, 10)).to.deep.equal(first);
    });

    it("costs more with each approval", async () => {
      const cell = { work: "pay-direct", encoding: "plain", n: 10, lines: 10, commitments: 0 } as const;
      const one = await bench.measure({ ...cell, approvals: 1 }, unit);
      const two = await bench.measure({ ...cell, approvals: 2 }, unit);
      expect(two.gasPerEntry).to.be.greaterThan(one.gasPerEntry);
    });
  });

  it("keeps the bounds that the design states", () => {
    expect(BOUNDS.map(({ design, n, lines, most }) => [design, n, lines, most])).to.deep.equal([
      ["fisc", 1, 1, 90_000],
      ["fisc", 100, 10, 3_600],
      ["fisc", 500, 10, 2_300],
      ["fisc", 1_000, 10, 2_100],
      ["fisc-compact", 1_000, 10, 1_700],
    ]);
  });

  describe("boundOf", () => {
    const row = { design: "fisc", n: 100, lines: 10, commitments: 0, approvals: 1, gasPerEntry: 1, floor: 1, ratio: 1 };

    it("finds the bound of direct payments with one approval", () => {
      expect(boundOf(row)?.most).to.equal(3_600);
    });

    it("finds none for other batches", () => {
      expect(boundOf({ ...row, approvals: 2 })).to.equal(undefined);
      expect(boundOf({ ...row, commitments: 10 })).to.equal(undefined);
      expect(boundOf({ ...row, lines: 1 })).to.equal(undefined);
    });
  });

  describe("with --json", () => {
    let rows: Measurement[];

    before(async function () {
      this.timeout(BUILD_TIMEOUT);
      const args = [LAUNCHER, "bench/gas/main.ts", "--json", "--n", "1,10"];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
      rows = JSON.parse(stdout) as Measurement[];
    });

    it("prints rows of the same shape and nothing else", () => {
      for (const { design, ...figures } of rows) {
        expect(design).to.be.a("string");
        expect(Object.keys(figures)).to.deep.equal([
          ...["n", "lines", "commitments", "approvals", "gasPerEntry", "floor", "ratio"],
        ]);
        for (const figure of Object.values(figures)) expect(figure).to.be.a("number").and.at.least(0);
        expect(figures.gasPerEntry).to.be.at.least(figures.floor);
        expect(figures.lines).to.be.at.most(figures.n);
      }
    });

    it("has a row for each design, and none twice", () => {
      expect([...new Set(rows.map(({ design }) => design))]).to.have.members([
        ...["fisc", "fisc-compact", "fisc-stages", "fisc-compact-stages", "erc20-transfer-new", "erc20-transfer-old"],
        ...["disperse", "disperse-new", "eas-attest", "eas-multiattest"],
      ]);
      const cells = rows.map((row) => [row.design, row.n, row.lines, row.commitments, row.approvals].join(" "));
      expect(new Set(cells).size).to.equal(cells.length);
    });

    it("has direct payments, payments on commitments and reservations, by approvals", () => {
      const plain = rows.filter(({ design, n, lines }) => design === "fisc" && n === 10 && lines === 10);
      const kept = plain.map(({ commitments, approvals }) => `${commitments} commitments, ${approvals} approvals`);
      expect(kept).to.have.members([
        ...["0 commitments, 0 approvals", "0 commitments, 1 approvals", "0 commitments, 2 approvals"],
        ...["10 commitments, 1 approvals", "10 commitments, 2 approvals"],
      ]);
    });

    it("states the ratio to an ERC-20 transfer to a new holder", () => {
      const unit = rows.find(({ design }) => design === "erc20-transfer-new");
      expect(unit?.ratio).to.equal(1);
      for (const { gasPerEntry, ratio } of rows) {
        expect(Math.abs(ratio - gasPerEntry / (unit?.gasPerEntry ?? 0))).to.be.below(0.0001);
      }
    });
  });
});
