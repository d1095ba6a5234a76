import { expect } from "chai";

import {
  approvalState,
  approveBatch,
  BatchFileEarlyError,
  BatchFileForeignError,
  CannotApproveError,
  checkBatchFile,
} from "../../../sdk/chain/approve.ts";
import { EntryUnknownError, proveEntry } from "../../../sdk/chain/citation.ts";
import { RefusedError } from "../../../sdk/chain/errors.ts";
import { NoSignerError, withSigner } from "../../../sdk/chain/fisc.ts";
import { MAX_PREVIEW_ENTRIES, NotPreviewableError, previewEntries } from "../../../sdk/chain/preview.ts";
import { encodingFor, NotMakerError, submitBatch, submitBatchFile } from "../../../sdk/chain/submit.ts";
import { type BatchFile, batchFileText, parseBatchFile } from "../../../sdk/journal/batch-file.ts";
import { totalOf } from "../../../sdk/journal/batch.ts";
import { citedEntry, citedRoot } from "../../../sdk/journal/citation.ts";
import { decodeEntries, type Entry, NO_DOCUMENT } from "../../../sdk/journal/entry.ts";
import { rejection } from "../rejection.ts";
import {
  AGENCY,
  deployLedger,
  DESK,
  entryOf,
  EURO,
  hashOf,
  LATER,
  LINES,
  networkHelpers,
  YEAR,
} from "./ledgerFixture.ts";
import { liveThroughAYear } from "./story.ts";

const { loadFixture } = networkHelpers;
const SERIES = { agency: AGENCY, year: YEAR, desk: DESK };

async function deployFunded() {
  const world = await deployLedger();
  await world.fund(100_000_000n);
  return world;
}

describe("submitBatch", () => {
  for (const encoding of ["plain", "compact"] as const) {
    describe(`given a batch in the ${encoding} encoding`, () => {
      it("records it and returns what was recorded", async () => {
        const { record, recorder } = await loadFixture(deployFunded);
        const entries = [entryOf("pay-direct", 100n, { payee: 1 }), entryOf("pay-direct", 70_000n, { payee: 3 })];
        const submitted = await record(entries, recorder, { encoding });
        expect(submitted.encoding).to.equal(encoding);
        expect(submitted.event).to.include({ firstNumber: 4, total: 70_100n, maker: recorder.address });
        expect(submitted.event.series).to.deep.equal(SERIES);
        expect(decodeEntries(submitted.event.entries)).to.deep.equal(entries);
      });
    });
  }

  it("records the same root and less gas in the compact encoding", async () => {
    const { record, recorder, fisc } = await loadFixture(deployFunded);
    const entries = Array.from({ length: 300 }, (_, index) =>
      entryOf("pay-direct", BigInt(100 + index), { payee: 1 + (index % 3), document: hashOf(`invoice ${index}`) }),
    );
    expect(encodingFor({ entries })).to.equal("compact");
    const plain = await record(entries, recorder, { encoding: "plain" });
    const compact = await record(entries, recorder);
    expect(compact.encoding).to.equal("compact");
    expect(compact.gasUsed < plain.gasUsed).to.equal(true);
    expect(await fisc.ledger.rootOf(AGENCY, compact.event.batchRef)).to.equal(compact.event.root);
  });

  it("explains a refusal, and sends nothing", async () => {
    const { record, fisc } = await loadFixture(deployFunded);
    const block = await fisc.provider.getBlockNumber();
    const error = await rejection(record([entryOf("pay-direct", 100_000_001n, { payee: 1 })]));
    expect(error).to.be.instanceOf(RefusedError);
    expect((error as RefusedError).refusal).to.deep.include({
      name: "SpendingLedger_ExceedsAllotment",
      what: "On control line 2, EUR 1,000,000.00 is allotted, EUR 0.00 is reserved or committed, which leaves less than the EUR 1,000,000.01 asked.",
    });
    expect(await fisc.provider.getBlockNumber()).to.equal(block);
  });

  it("needs an account", async () => {
    const { fisc } = await loadFixture(deployFunded);
    const head = { ...SERIES, firstNumber: 4, deadline: LATER, total: 1n, batchRef: hashOf("x") };
    const entries = [entryOf("reserve", 1n)];
    expect(await rejection(submitBatch(fisc, { head, entries, approvals: [] }))).to.be.instanceOf(NoSignerError);
  });
});

describe("previewEntries", () => {
  const place = { ...SERIES, firstNumber: 4, batchRef: hashOf("preview") };

  it("tells for each entry whether it would be recorded after those before it", async () => {
    const { fisc } = await loadFixture(deployFunded);
    const entries = [
      entryOf("pay-direct", 99_999_000n, { payee: 1 }),
      entryOf("pay-direct", 2_000n, { payee: 1 }),
      entryOf("pay-direct", 1_000n, { payee: 2 }),
      entryOf("pay-direct", 1n, { payee: 9 }),
      entryOf("pay-direct", 1n, { line: 77, payee: 1 }),
      entryOf("pay-direct", 1n, { line: LINES.free, payee: 1, document: NO_DOCUMENT }),
    ];
    const refusals = await previewEntries(fisc, place, entries, { currency: EURO });
    expect(refusals.map((refusal) => refusal?.name ?? null)).to.deep.equal([
      null,
      "SpendingLedger_ExceedsAllotment",
      null,
      "SpendingLedger_PayeeUnknown",
      "SpendingLedger_LineUnknown",
      "SpendingLedger_NoDocument",
    ]);
    expect(refusals[1]?.what).to.include("less than the EUR 20.00 asked");
  });

  it("gives the reason in Chinese where that is asked for", async () => {
    const { fisc } = await loadFixture(deployFunded);
    const [refusal] = await previewEntries(fisc, place, [entryOf("pay-direct", 1n, { line: 77, payee: 1 })], {
      locale: "zh-CN",
    });
    expect(refusal).to.deep.include({ what: "预算科目 77 不存在。", remedy: "请先设立该科目,或更正编号。" });
  });

  it("looks at as many entries as it says it can", async () => {
    const { fisc } = await loadFixture(deployFunded);
    const many = (count: number): Entry[] =>
      Array.from({ length: count }, (_, index) =>
        entryOf("pay-direct", 1n, { payee: 1, document: hashOf(`${index}`) }),
      );
    const refusals = await previewEntries(fisc, place, many(MAX_PREVIEW_ENTRIES));
    expect(refusals.filter((refusal) => refusal === null)).to.have.lengthOf(MAX_PREVIEW_ENTRIES);
    expect(await rejection(previewEntries(fisc, place, many(MAX_PREVIEW_ENTRIES + 1)))).to.be.instanceOf(
      NotPreviewableError,
    );
    const citing = entryOf("correct:pay-direct", 1n, { cites: { year: YEAR, desk: DESK, number: 1 } });
    expect(await rejection(previewEntries(fisc, place, [citing]))).to.be.instanceOf(NotPreviewableError);
  });

  it("refuses as the batch would be where an entry is alone at fault", async () => {
    const { fisc } = await loadFixture(deployFunded);
    const [refusal] = await previewEntries(fisc, { ...place, year: 1999 }, [entryOf("pay-direct", 1n, { payee: 1 })]);
    expect(refusal?.name).to.equal("SpendingLedger_YearUnknown");
  });
});

describe("A batch that waits in a file", () => {
  async function proposed() {
    const world = await loadFixture(deployFunded);
    const entries = [entryOf("pay-direct", 100n, { payee: 1 })];
    const file: BatchFile = {
      chainId: world.fisc.deployment.chainId,
      ledger: world.fisc.deployment.addresses.SpendingLedger,
      currency: EURO,
      maker: world.recorder.address,
      head: { ...SERIES, firstNumber: 4, deadline: LATER, total: totalOf(entries), batchRef: hashOf("file") },
      entries,
      approvals: [],
    };
    return { ...world, file, as: (account: Parameters<typeof withSigner>[1]) => withSigner(world.fisc, account) };
  }

  it("is approved, mailed and recorded", async () => {
    const { file, as, approver, recorder } = await proposed();
    expect(await approvalState(as(approver), file)).to.deep.equal({ needed: 1, given: 0 });
    const mailed = batchFileText(await approveBatch(as(approver), file));
    const approved = parseBatchFile(mailed);
    expect(await approvalState(as(approver), approved)).to.deep.equal({ needed: 1, given: 1 });
    const { event } = await submitBatchFile(as(recorder), approved);
    expect(event.approvers).to.deep.equal([approver.address]);
    expect(await rejection(checkBatchFile(as(recorder), approved))).to.be.instanceOf(BatchFileForeignError);
  });

  it("needs as many approvals as the rule that it names asks for", async () => {
    const { file, as, approver, setRule } = await proposed();
    await setRule(7, {
      fromClass: 0,
      toClass: 0,
      carryOver: false,
      active: true,
      minApprovals: 3,
      yearlyCap: 1_000n,
      text: hashOf("rule 7"),
    });
    const entries = [entryOf("virement-out", 100n, { commitment: 7 })];
    expect(await approvalState(as(approver), { ...file, entries })).to.deep.equal({ needed: 3, given: 0 });
  });

  it("is not approved by its maker, by somebody else, or beyond a limit", async () => {
    const { file, as, recorder, treasurer, approver } = await proposed();
    const large = { ...file, head: { ...file.head, total: 1_000_000_000_001n } };
    for (const [account, given] of [
      [recorder, file],
      [treasurer, file],
      [approver, large],
    ] as const) {
      expect(await rejection(approveBatch(as(account), given))).to.be.instanceOf(CannotApproveError);
    }
  });

  it("is not approved where it is meant for another ledger, place or time", async () => {
    const { file, as, approver } = await proposed();
    for (const change of [
      { chainId: 1n },
      { ledger: file.maker },
      { currency: { code: "USD", decimals: 2 } },
      { head: { ...file.head, firstNumber: 3 } },
      { head: { ...file.head, deadline: 1 } },
    ]) {
      expect(await rejection(approveBatch(as(approver), { ...file, ...change }))).to.be.instanceOf(
        BatchFileForeignError,
      );
    }
  });

  it("can be signed before its turn has come, where that is asked for, and says what comes first", async () => {
    const { file, as, approver } = await proposed();
    const early = { ...file, head: { ...file.head, firstNumber: file.head.firstNumber + 2 } };
    const error = await rejection(checkBatchFile(as(approver), early));
    expect(error).to.be.instanceOf(BatchFileEarlyError);
    const { firstNumber } = file.head;
    expect((error as BatchFileEarlyError).why).to.include(`entries ${firstNumber} to ${firstNumber + 1} is recorded`);
    const { approvals } = await approveBatch(as(approver), early, { mayBeEarly: true });
    expect(approvals.map((approval) => approval.approver)).to.deep.equal([await as(approver).signer!.getAddress()]);
    const late = { ...file, head: { ...file.head, firstNumber: firstNumber - 1 } };
    const refusal = await rejection(approveBatch(as(approver), late, { mayBeEarly: true }));
    expect(refusal).to.be.instanceOf(BatchFileForeignError).and.not.instanceOf(BatchFileEarlyError);
  });

  it("is sent by its maker alone", async () => {
    const { file, as, approver, treasurer } = await proposed();
    const approved = await approveBatch(as(approver), file);
    expect(await rejection(submitBatchFile(as(treasurer), approved))).to.be.instanceOf(NotMakerError);
  });
});

describe("proveEntry", () => {
  it("proves every entry of a year to the contract", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const { entryCount } = await fisc.ledger.seriesOf(AGENCY, YEAR, DESK);
    for (let number = 1; number <= Number(entryCount); number++) {
      const { citation, entry, event } = await proveEntry(fisc, SERIES, number);
      expect(event.firstNumber + citation.index).to.equal(number);
      expect(citedEntry(citation)).to.deep.equal(entry);
      expect(citedRoot(citation)).to.equal(await fisc.ledger.rootOf(AGENCY, citation.batchRef));
      const given = { ...citation, proof: [...citation.proof] };
      expect(await fisc.ledger.verifyEntry(given)).to.equal(true);
      expect(await fisc.ledger.verifyEntry({ ...given, word1: hashOf("another document") })).to.equal(false);
    }
  });

  it("says that there is no such entry", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    expect(await rejection(proveEntry(fisc, SERIES, 10_000))).to.be.instanceOf(EntryUnknownError);
  });
});
