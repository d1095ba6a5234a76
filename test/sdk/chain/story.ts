import { citationIn } from "../../../sdk/chain/citation.ts";
import { withSigner } from "../../../sdk/chain/fisc.ts";
import type { Submitted } from "../../../sdk/chain/submit.ts";
import { type Citation, citedEntry } from "../../../sdk/journal/citation.ts";
import type { Entry } from "../../../sdk/journal/entry.ts";
import { decodeEntries } from "../../../sdk/journal/entry.ts";
import { AGENCY, deployLedger, entryOf, hashOf, LINES, YEAR } from "./ledgerFixture.ts";

/** The line of 2020 that the story opens. */
export const NEXT_YEAR_LINE = 6;

/** The citation of an entry of a batch, and what an entry that cites it writes down. */
export function citing(
  submitted: Submitted,
  index: number,
): { citation: Citation; cites: NonNullable<Entry["cites"]> } {
  const { series, firstNumber } = submitted.event;
  const citation = citationIn(submitted.event, index);
  return { citation, cites: { year: series.year, desk: series.desk, number: firstNumber + index } };
}

/** A year and the start of the next, with an entry of nearly every kind in it. */
export async function liveThroughAYear() {
  const world = await deployLedger();
  const { record, budgetOfficer, treasurer, fund, setRule, closeYear, openYear, spec, asBudgetOfficer } = world;
  const approvers = [world.approver, world.otherApprover];

  await fund(100_000n);
  await fund(50_000n, LINES.otherDetail);
  const rule = {
    fromClass: 0,
    toClass: 0,
    carryOver: false,
    active: true,
    minApprovals: 1,
    yearlyCap: 30_000n,
    text: hashOf("rule 1"),
  };
  await setRule(1, rule);
  await setRule(2, { ...rule, carryOver: true, text: hashOf("rule 2") });
  await record([entryOf("withdraw-cash", 10_000n, { line: LINES.otherDetail })], treasurer);
  await record(
    [
      entryOf("supplement", 9_000n),
      entryOf("reduce", 1_000n),
      entryOf("withdraw-allotment", 10_000n, { line: LINES.otherDetail }),
    ],
    budgetOfficer,
    { approvers },
  );
  const virement = await record(
    [
      entryOf("virement-out", 5_000n, { line: LINES.otherDetail, commitment: 1 }),
      entryOf("virement-in", 5_000n, { commitment: 1 }),
    ],
    budgetOfficer,
  );

  await record([
    entryOf("reserve", 20_000n),
    entryOf("release-reservation", 1_000n),
    entryOf("commit", 40_000n, { commitment: 1, payee: 1, document: hashOf("contract") }),
    entryOf("commit-reserved", 15_000n, { commitment: 2, payee: 2 }),
    entryOf("commit-collective", 9_000n, { commitment: 3 }),
    entryOf("decommit", 1_000n, { commitment: 2, payee: 2 }),
  ]);
  await record([
    entryOf("verify", 30_000n, { commitment: 1, payee: 1, document: hashOf("invoice 1") }),
    entryOf("verify", 8_000n, { commitment: 3, document: hashOf("invoice 3") }),
    entryOf("order", 25_000n, { commitment: 1, payee: 1, document: hashOf("order 1") }),
    entryOf("order", 8_000n, { commitment: 3 }),
    entryOf("cancel-order", 1_000n, { commitment: 1, payee: 1 }),
  ]);
  const payments = await record([
    entryOf("pay", 24_000n, { commitment: 1, payee: 1, document: hashOf("transfer 1") }),
    entryOf("disburse", 4_000n, { commitment: 3, payee: 3 }),
    entryOf("refund", 500n, { commitment: 1, payee: 1 }),
    entryOf("pay-direct", 2_000n, { payee: 1 }),
    entryOf("pay-invoice", 3_000n, { payee: 2, document: hashOf("invoice 2") }),
    entryOf("pay-direct", 7_777n, { line: LINES.free, payee: 3 }),
    entryOf("refund-direct", 200n, { line: LINES.free, payee: 3 }),
  ]);

  const wrong = citing(payments, 4);
  await record([entryOf("correct:pay-invoice", 3_000n, { payee: 2, cites: wrong.cites })], world.recorder, {
    citations: [wrong.citation],
  });
  const partly = citing(payments, 0);
  await record([entryOf("correct:pay", 4_000n, { commitment: 1, payee: 1, cites: partly.cites })], world.recorder, {
    citations: [partly.citation],
  });
  const virementOut = citing(virement, 0);
  const virementIn = citing(virement, 1);
  const back = decodeEntries(virement.event.entries);
  await record(
    [
      { ...entryOf("correct:virement-out", 2_000n), line: back[0]!.line, commitment: 1, cites: virementOut.cites },
      { ...entryOf("correct:virement-in", 2_000n), line: back[1]!.line, commitment: 1, cites: virementIn.cites },
    ],
    budgetOfficer,
    { citations: [virementOut.citation, virementIn.citation] },
  );

  await asBudgetOfficer.describeLine(LINES.free, hashOf("described anew"));
  await asBudgetOfficer.setLineOpen(LINES.free, false);
  await closeYear(YEAR, 2);
  await record([entryOf("withdraw-cash", 20_000n)], treasurer);
  await record([entryOf("withdraw-allotment", 12_000n)], budgetOfficer);
  const carried = await record([entryOf("carry-out", 8_000n, { commitment: 2 })], budgetOfficer);
  await record([entryOf("lapse", 1_500n)], budgetOfficer);
  await closeYear(YEAR, 3);

  await openYear(YEAR + 1);
  await asBudgetOfficer.openLines(AGENCY, YEAR + 1, [spec(YEAR + 1, "A1", 0, 1)]);
  const next = { year: YEAR + 1 };
  const from = citing(carried, 0);
  const arrived = await record(
    [entryOf("carry-in", 8_000n, { line: NEXT_YEAR_LINE, commitment: 2, valueDate: "2020-01-02", cites: from.cites })],
    budgetOfficer,
    { ...next, citations: [from.citation] },
  );
  const wrongly = citing(arrived, 0);
  await record(
    [
      entryOf("correct:carry-in", 3_000n, {
        line: NEXT_YEAR_LINE,
        commitment: 2,
        valueDate: "2020-01-03",
        cites: wrongly.cites,
      }),
    ],
    budgetOfficer,
    { ...next, citations: [wrongly.citation] },
  );
  const late = citing(payments, 3);
  await record(
    [entryOf("correct:pay-direct", 300n, { payee: 1, valueDate: "2020-01-04", cites: late.cites })],
    world.recorder,
    { ...next, citations: [late.citation] },
  );

  const settle = async (index: number, bankRef: string) => {
    const payment = { ...citing(payments, index).citation };
    await withSigner(world.fisc, treasurer).settlements.settle(AGENCY, [
      {
        payment: { ...payment, proof: [...payment.proof] },
        bankRef: hashOf(bankRef),
        amount: citedEntry(payment).amount,
      },
    ]);
  };
  await settle(1, "bank 1");
  await settle(3, "bank 2");
  await withSigner(world.fisc, treasurer).settlements.withdrawSettlement(hashOf("bank 2"), hashOf("wrong row"));
  const { citation } = citing(payments, 6);
  const cited = { ...citation, proof: [...citation.proof] };
  await withSigner(world.fisc, world.auditor).audit.recordFinding(cited, hashOf("finding"));
  await withSigner(world.fisc, budgetOfficer).audit.respondToFinding(1, hashOf("response"));
  await withSigner(world.fisc, world.auditor).audit.followUp(1, true, hashOf("settled"));
  await withSigner(world.fisc, world.administrator).audit.flagEntry(cited, hashOf("evidence"));
  return { ...world, payments };
}
