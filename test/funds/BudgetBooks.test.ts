import { expect } from "chai";
import { ZeroHash, concat, toBeHex } from "ethers";

import { hashOf, networkHelpers } from "../access/accessFixture.ts";
import {
  Level,
  NEXT_YEAR,
  NO_DEADLINE,
  RULE,
  YEAR,
  YearState,
  deployFundedLedger,
  deployLedger,
  lineOf,
  yearTerms,
} from "../fixtures/ledger.ts";

const { loadFixture } = networkHelpers;

/** The largest amount of a total. */
const MAX = 2n ** 61n - 1n;

const UNKNOWN_LINE = 99;

describe("BudgetBooks", () => {
  describe("every function that changes something", () => {
    it("does nothing when it is called past the ledger", async () => {
      const { books, budgetOfficer, department, paving } = await loadFixture(deployLedger);
      const direct = books.connect(budgetOfficer);
      for (const call of [
        () => direct.openYear(department, NEXT_YEAR, yearTerms("2026-01-01", "2026-12-31", "2027-01-31")),
        () => direct.closeYear(department, YEAR, YearState.CommitmentsClosed, NO_DEADLINE, []),
        () => direct.openLines(department, YEAR, [lineOf("new line", department)]),
        () => direct.describeLine(paving, hashOf("new description")),
        () => direct.setLineOpen(paving, false),
        () => direct.setRule(department, 1, RULE, NO_DEADLINE, []),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(books, "SpendingLedger_NotSelf").withArgs();
      }
    });
  });

  describe("closeYear", () => {
    for (const [given, closings, asked] of [
      ["an open year", [], YearState.Unknown],
      ["an open year", [], YearState.Open],
      ["an open year", [], YearState.Closed],
      ["a year that takes no commitments", [2], YearState.Open],
      ["a year that takes no commitments", [2], YearState.CommitmentsClosed],
      ["a closed year", [2, 3], YearState.CommitmentsClosed],
      ["a closed year", [2, 3], YearState.Closed],
    ] as const) {
      it(`given ${given}, refuses state ${asked}`, async () => {
        const { ledger, department, budgetOfficer, closeYear } = await loadFixture(deployLedger);
        for (const state of closings) await closeYear(state);
        await expect(ledger.connect(budgetOfficer).closeYear(department, YEAR, asked, NO_DEADLINE, []))
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_WrongState")
          .withArgs(department, YEAR, BigInt(closings.length) + YearState.Open, asked);
      });
    }
  });

  describe("openLines", () => {
    it("opens no line where none is given", async () => {
      const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
      await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, []))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_NothingGiven")
        .withArgs();
    });

    it("opens no line in a year that takes no commitments", async () => {
      const { ledger, department, budgetOfficer, closeYear } = await loadFixture(deployLedger);
      await closeYear(2);
      await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, [lineOf("new line", department)]))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_WrongState")
        .withArgs(department, YEAR, YearState.CommitmentsClosed, YearState.Open);
    });

    it("opens no second line of the same code", async () => {
      const { ledger, department, budgetOfficer, supplies } = await loadFixture(deployLedger);
      await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, [lineOf("supplies", department)]))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineExists")
        .withArgs(supplies, hashOf("supplies"));
      expect(await ledger.lineByCode(department, YEAR, hashOf("supplies"))).to.equal(supplies);
    });

    it("opens no line without a code or a description", async () => {
      const { ledger, department, budgetOfficer } = await loadFixture(deployLedger);
      for (const missing of [{ code: ZeroHash }, { description: ZeroHash }]) {
        await expect(
          ledger.connect(budgetOfficer).openLines(department, YEAR, [lineOf("new line", department, missing)]),
        )
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_EmptyHash")
          .withArgs();
      }
    });

    it("opens no line below one of another agency's books, or of another year's", async () => {
      const { ledger, department, city, budgetOfficer, cityLine, summary } = await loadFixture(deployLedger);
      const books = ledger.connect(budgetOfficer);
      await expect(books.openLines(department, YEAR, [lineOf("new line", department, { parent: cityLine })]))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineInOtherBooks")
        .withArgs(cityLine, city, YEAR);
      await books.openYear(department, NEXT_YEAR, yearTerms("2026-01-01", "2026-12-31", "2027-01-31"));
      await expect(books.openLines(department, NEXT_YEAR, [lineOf("new line", department, { parent: summary })]))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineInOtherBooks")
        .withArgs(summary, department, YEAR);
    });

    it("opens no line below one that is closed", async () => {
      const { ledger, department, budgetOfficer, grants } = await loadFixture(deployLedger);
      const books = ledger.connect(budgetOfficer);
      await books.setLineOpen(grants, false);
      const below = lineOf("new line", department, { parent: grants, level: Level.Detail });
      await expect(books.openLines(department, YEAR, [below]))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineClosed")
        .withArgs(grants);
    });

    it("opens no line below one on which something stands", async () => {
      const { ledger, department, budgetOfficer, supplies } = await loadFixture(deployFundedLedger);
      const below = lineOf("new line", department, { parent: supplies, level: Level.Detail });
      await expect(ledger.connect(budgetOfficer).openLines(department, YEAR, [below]))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineHasEntries")
        .withArgs(supplies);
    });

    it("opens a line below one whose other children hold what stands on it", async () => {
      const { ledger, department, budgetOfficer, roads } = await loadFixture(deployFundedLedger);
      const below = lineOf("tunnels", department, { parent: roads, level: Level.Detail });
      await ledger.connect(budgetOfficer).openLines(department, YEAR, [below]);
      const opened = await ledger.lineOf(await ledger.lineCount());
      expect([opened.parent, opened.control]).to.deep.equal([BigInt(roads), BigInt(roads)]);
    });

    it("opens no detail line but below a control line, and below it nothing else", async () => {
      const { ledger, department, budgetOfficer, summary, supplies } = await loadFixture(deployLedger);
      for (const [parent, level] of [
        [summary, Level.Detail],
        [supplies, Level.Control],
        [supplies, Level.Summary],
      ] as const) {
        await expect(
          ledger
            .connect(budgetOfficer)
            .openLines(department, YEAR, [lineOf("new line", department, { parent, level })]),
        )
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_LevelNotAllowed")
          .withArgs(parent, level);
      }
    });
  });

  describe("describeLine", () => {
    it("describes no line that is not there", async () => {
      const { ledger, budgetOfficer } = await loadFixture(deployLedger);
      await expect(ledger.connect(budgetOfficer).describeLine(UNKNOWN_LINE, hashOf("new description")))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineUnknown")
        .withArgs(UNKNOWN_LINE);
    });

    it("refuses the description that the line has, and none", async () => {
      const { ledger, budgetOfficer, paving } = await loadFixture(deployLedger);
      const books = ledger.connect(budgetOfficer);
      await expect(books.describeLine(paving, hashOf("paving description")))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineUnchanged")
        .withArgs(paving);
      await expect(books.describeLine(paving, ZeroHash))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_EmptyHash")
        .withArgs();
    });
  });

  describe("setLineOpen", () => {
    it("closes no line that has others below it", async () => {
      const { ledger, budgetOfficer, roads } = await loadFixture(deployLedger);
      await expect(ledger.connect(budgetOfficer).setLineOpen(roads, false))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineHasChildren")
        .withArgs(roads);
    });

    it("opens no line that is open", async () => {
      const { ledger, budgetOfficer, paving } = await loadFixture(deployLedger);
      await expect(ledger.connect(budgetOfficer).setLineOpen(paving, true))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_LineUnchanged")
        .withArgs(paving);
    });
  });

  describe("setRule", () => {
    for (const [name, number, others] of [
      ["the number 0", 0, {}],
      ["no text", 1, { text: ZeroHash }],
      ["no approval", 1, { minApprovals: 0 }],
      ["a cap that no total reaches", 1, { yearlyCap: MAX + 1n }],
    ] as const) {
      it(`refuses a rule with ${name}`, async () => {
        const { ledger, setRule } = await loadFixture(deployLedger);
        await expect(setRule(number, others))
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidRule")
          .withArgs(number);
      });
    }

    it("takes the largest cap", async () => {
      const { ledger, department, setRule } = await loadFixture(deployLedger);
      await setRule(1, { yearlyCap: MAX });
      expect((await ledger.ruleOf(department, 1)).yearlyCap).to.equal(MAX);
    });

    it("refuses the rule that is there", async () => {
      const { ledger, department, setRule } = await loadFixture(deployLedger);
      await setRule(1);
      await expect(setRule(1))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_RuleUnchanged")
        .withArgs(department, 1);
    });
  });

  describe("expandCompact", () => {
    // Line 1, kind 1, value day 256.
    const HEAD = "0000000100000000010100";
    const ITEM = "11".repeat(32);

    for (const [name, packed, offset] of [
      ["a head that is cut short", `0x${HEAD}`, 0],
      ["a payee of five bytes", `0x${HEAD}000151${ITEM}000000000001`, 0],
      ["an amount of no bytes", `0x${HEAD}000100${ITEM}`, 0],
      ["an amount of nine bytes", `0x${HEAD}000109${ITEM}000000000000000001`, 0],
      ["no items", `0x${HEAD}000001`, 0],
      ["items that are cut short", `0x${HEAD}000201${ITEM}01`, 0],
      ["a second run that is cut short", `0x${HEAD}000101${ITEM}01${HEAD}`, 47],
    ] as const) {
      it(`refuses ${name}, as submitCompact does`, async () => {
        const { ledger, recording, recorder, department } = await loadFixture(deployLedger);
        await expect(ledger.expandCompact(packed))
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_CompactMalformed")
          .withArgs(offset);
        const head = {
          ...{ agency: department, year: YEAR, desk: 0, firstNumber: 1, deadline: NO_DEADLINE },
          ...{ total: 1n, batchRef: hashOf("batch") },
        };
        // What comes before what is malformed may be refused for itself.
        if (offset > 0) return;
        await expect(recording.connect(recorder).submitCompact(head, packed, []))
          .to.be.revertedWithCustomError(ledger, "SpendingLedger_CompactMalformed")
          .withArgs(offset);
      });
    }

    it("returns the entry that is written", async () => {
      const { ledger } = await loadFixture(deployLedger);
      const word0 = (1n << 224n) | (2n << 160n) | (0x100n << 144n) | (1n << 136n) | 7n;
      expect(await ledger.expandCompact(`0x${HEAD}000111${ITEM}0207`)).to.equal(
        concat([toBeHex(word0, 32), `0x${ITEM}`]),
      );
    });
  });
});
