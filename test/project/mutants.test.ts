import { readFileSync } from "node:fs";

import { expect } from "chai";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { UsageError } from "../../scripts/cli/UsageError.ts";
import { chosenBugs } from "../../scripts/dev/chosenBugs.ts";
import { invariantFailure } from "../../scripts/dev/invariantFailure.ts";
import { plantBug } from "../../scripts/dev/plantBug.ts";
import { PLANTED_BUGS } from "../../scripts/dev/plantedBugs.ts";
import { runScript } from "../scripts/runScript.ts";

const inProject = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** What Hardhat prints of failing tests. */
function runOf(...failures: readonly (readonly [test: string, reason: string])[]) {
  const listed = failures.map(([test], index) => `    ${index + 1}) ${test}\n`).join("");
  const told = failures
    .map(([test, reason], index) => {
      const at = `at LedgerInvariantsTest (test/solidity/LedgerInvariants.t.sol:${index + 10})`;
      return `\n  ${index + 1}) LedgerInvariantsTest#${test}\n    Error: ${reason}\n      ${at}\n`;
    })
    .join("\n");
  const suite = "  test/solidity/LedgerInvariants.t.sol:LedgerInvariantsTest\n";
  const stdout = `Running Solidity tests\n\n${suite}${listed}\n\n  0 passing\n  ${failures.length} failing\n${told}`;
  return { status: failures.length === 0 ? 0 : 1, stdout, stderr: "" };
}

describe("chosenBugs", () => {
  it("chooses all bugs where no number is given, and else those that are, once and in order", () => {
    expect(chosenBugs([]).map(({ bug }) => bug)).to.deep.equal(PLANTED_BUGS);
    expect(chosenBugs(["4", "1", "4"]).map(({ number }) => number)).to.deep.equal([1, 4]);
  });

  for (const word of ["0", String(PLANTED_BUGS.length + 1), "1x", "-1", "all"]) {
    it(`refuses ${word}, which is the number of no bug`, () => {
      expect(() => chosenBugs(["1", word])).to.throw(UsageError, `There is no bug ${word}.`);
    });
  }
});

describe("mutants", () => {
  it("ends with the code of a wrong call where a number is that of no bug", async () => {
    const { code, stdout, stderr } = await runScript("scripts/dev/mutants.ts", ["99"]);
    expect([code, stdout]).to.deep.equal([ExitCode.usage, ""]);
    expect(stderr).to.include("There is no bug 99.");
  });
});

describe("plantBug", () => {
  for (const bug of PLANTED_BUGS) {
    it(`plants that ${bug.name}`, () => {
      const source = inProject(bug.file);
      const planted = plantBug(bug, source);
      expect(planted)
        .to.have.length(source.length - bug.find.length + bug.replace.length)
        .and.not.equal(source);
    });
  }

  it("refuses to plant a bug whose place is not there, or there twice", () => {
    const bug = { name: "a test", breaks: [], file: "A.sol", find: "a", replace: "b" };
    for (const source of ["", "a a"]) {
      expect(() => plantBug(bug, source)).to.throw(RangeError, "not stand exactly once in A.sol");
    }
  });
});

describe("invariantFailure", () => {
  const broken = ["invariant_02_ceilings()", "beyond the ceiling"] as const;

  it("tells that all hold where the run ends well", () => {
    expect(invariantFailure(runOf())).to.equal(null);
  });

  it("counts the invariants that fail, with the reason of the first", () => {
    const run = runOf(["test_other()", "other"], broken, ["invariant_05_corrections()", "cited twice"]);
    expect(invariantFailure(run)).to.equal("2 invariant tests fail: beyond the ceiling");
    const coloured = { ...run, stdout: run.stdout.replaceAll("Error:", "\u001b[31mError:\u001b[39m") };
    expect(invariantFailure(coloured)).to.equal("2 invariant tests fail: beyond the ceiling");
    expect(invariantFailure(runOf(broken))).to.equal("1 invariant test fails: beyond the ceiling");
  });

  it("takes for found what the replay or the ghost refuses before the first of them", () => {
    for (const reason of ["replay: gap in a series", "reverted with custom error 'Differs(\"batch\", false)'"]) {
      expect(invariantFailure(runOf(["setUp()", reason]))).to.equal(`none gets to run: ${reason}`);
    }
  });

  const others = {
    "whose setup fails": runOf(["setUp()", "no ledger"]),
    "in which another test fails": runOf(["test_other()", "other"]),
    "whose invariants are not tried": runOf([
      broken[0],
      "failed to set up invariant testing environment: No contracts to fuzz.",
    ]),
    "that was cut off": { ...runOf(), status: null },
  };
  for (const [what, run] of Object.entries(others)) {
    it(`takes a run ${what} for no finding`, () => {
      expect(() => invariantFailure(run)).to.throw("no invariant is broken");
    });
  }

  it("says what was printed where the tests did not run", () => {
    const run = { status: 1, stdout: "", stderr: "Compilation failed" };
    expect(() => invariantFailure(run)).to.throw("The tests did not run:\nCompilation failed");
  });
});
