import { expect } from "chai";
import { hexlify } from "ethers";
import fc from "fast-check";

import { batchRoot } from "../../../sdk/journal/batch.ts";
import { type CompactMalformedError, decodeCompact, encodeCompact } from "../../../sdk/journal/compact.ts";
import { explainError } from "../../../sdk/chain/errors.ts";
import { encodeEntries, entryWords } from "../../../sdk/journal/entry.ts";
import { KINDS, packKind } from "../../../sdk/journal/kinds.ts";
import { valueDayOf } from "../../../sdk/journal/value-day.ts";
import {
  batchTypedData,
  closingTypedData,
  policyTypedData,
  resumptionTypedData,
  ruleTypedData,
  typedDataDigest,
} from "../../../sdk/journal/typed-data.ts";
import { ledgerPlace, registryPlace } from "../../../sdk/chain/fisc.ts";
import { anyEntry, anyHash, anyPlainEntry } from "../journal/any-entry.ts";
import { AGENCY, deployLedger, hashOf, LATER, networkHelpers } from "./ledgerFixture.ts";

const { loadFixture } = networkHelpers;

describe("The journal in TypeScript against the contract", () => {
  it("knows the same posting table", async () => {
    const { fisc } = await loadFixture(deployLedger);
    for (let number = 0; number <= 40; number++) {
      const row = KINDS.find((kind) => kind.number === number);
      expect(await fisc.ledger.kindRow(number), `kind ${number}`).to.equal(row === undefined ? 0n : packKind(row));
    }
  });

  it("packs any entry as the contract unpacks it", async () => {
    const { fisc } = await loadFixture(deployLedger);
    await fc.assert(
      fc.asyncProperty(anyEntry, async (entry) => {
        const [word0, word1] = entryWords(encodeEntries([entry]), 0);
        const decoded = await fisc.ledger.decodeEntry(word0, word1);
        expect([...decoded]).to.deep.equal([
          BigInt(entry.line),
          BigInt(entry.commitment),
          BigInt(entry.payee),
          BigInt(valueDayOf(entry.valueDate)),
          BigInt(entry.kind),
          BigInt(entry.cites?.year ?? 0),
          BigInt(entry.cites?.desk ?? 0),
          BigInt(entry.cites?.number ?? 0),
          entry.amount,
          entry.document,
        ]);
      }),
      { numRuns: 50 },
    );
  });

  it("computes the same root for any batch", async () => {
    const { fisc } = await loadFixture(deployLedger);
    const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
    const anyHead = fc.record({ agency: uint(32), year: uint(16), desk: uint(16), firstNumber: uint(40) });
    await fc.assert(
      fc.asyncProperty(anyHead, fc.array(anyEntry, { minLength: 1, maxLength: 40 }), async (place, entries) => {
        const bytes = encodeEntries(entries);
        const head = { ...place, deadline: 0, total: 0, batchRef: hashOf("any") };
        expect(await fisc.ledger.batchRoot(head, hexlify(bytes))).to.equal(batchRoot(place, bytes));
      }),
      { numRuns: 40 },
    );
  });

  it("reads the compact encoding as the contract does, and refuses the same bytes", async () => {
    const { fisc } = await loadFixture(deployLedger);
    const expand = (packed: Uint8Array) => fisc.ledger.expandCompact(hexlify(packed));
    await fc.assert(
      fc.asyncProperty(fc.array(anyPlainEntry, { minLength: 1, maxLength: 20 }), async (entries) => {
        const bytes = encodeEntries([...entries, ...entries.slice(-1)]);
        expect(await expand(encodeCompact(bytes))).to.equal(hexlify(bytes));
      }),
      { numRuns: 40 },
    );
    const anyHeader = fc.tuple(fc.nat(2), fc.nat(4), fc.nat(9)).map(([count, payee, amount]) => {
      return Uint8Array.from([...new Array<number>(11).fill(7), 0, count, (payee << 4) | amount]);
    });
    const anyPacked = fc
      .tuple(anyHeader, fc.uint8Array({ maxLength: 100 }))
      .map(([header, items]) => Uint8Array.from([...header, ...items]));
    await fc.assert(
      fc.asyncProperty(anyPacked, async (packed) => {
        let here: string | CompactMalformedError;
        try {
          here = hexlify(decodeCompact(packed));
        } catch (error) {
          here = error as CompactMalformedError;
        }
        const there = await expand(packed).catch((error: unknown) => explainError(error));
        if (typeof here === "string") expect(there).to.equal(here);
        else expect(there).to.deep.include({ name: "SpendingLedger_CompactMalformed" });
      }),
      { numRuns: 200 },
    );
  });

  it("signs the same digest of a batch", async () => {
    const { fisc, recorder } = await loadFixture(deployLedger);
    await fc.assert(
      fc.asyncProperty(anyHash, anyHash, fc.bigInt(0n, 2n ** 64n - 1n), async (root, batchRef, total) => {
        const head = { agency: 1, year: 2019, desk: 3, firstNumber: 2 ** 40 - 1, deadline: LATER, total, batchRef };
        const batch = { head, count: 7, root, maker: recorder.address };
        expect(await fisc.ledger.batchDigest(head, 7, root, recorder.address)).to.equal(
          typedDataDigest(batchTypedData(ledgerPlace(fisc), batch)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("signs the same digests of a closing, a rule, a policy and a resumption", async () => {
    const { fisc, budgetOfficer: maker, recorder } = await loadFixture(deployLedger);
    const closing = { agency: AGENCY, year: 2019, state: 2, maker: maker.address, deadline: LATER } as const;
    expect(await fisc.ledger.closingDigest(AGENCY, 2019, 2, LATER, maker.address)).to.equal(
      typedDataDigest(closingTypedData(ledgerPlace(fisc), closing)),
    );
    const rule = {
      fromClass: 1,
      toClass: 2,
      carryOver: false,
      active: true,
      minApprovals: 2,
      yearlyCap: 7n,
      text: hashOf("rule"),
    };
    const change = { agency: AGENCY, number: 9, rule, version: 0, maker: maker.address, deadline: LATER };
    expect(await fisc.ledger.ruleDigest(AGENCY, 9, rule, LATER, maker.address)).to.equal(
      typedDataDigest(ruleTypedData(ledgerPlace(fisc), change)),
    );
    const policy = { freeUpTo: 1n, oneUpTo: 2n, twoUpTo: 3n };
    expect(await fisc.agencies.policyDigest(AGENCY, policy, LATER)).to.equal(
      typedDataDigest(policyTypedData(registryPlace(fisc), { agency: AGENCY, ...policy, nonce: 1n, deadline: LATER })),
    );
    const nonce = 1n; // the recorder's appointment used the first
    expect(await fisc.agencies.resumptionDigest(recorder.address, LATER)).to.equal(
      typedDataDigest(resumptionTypedData(registryPlace(fisc), { account: recorder.address, nonce, deadline: LATER })),
    );
  });
});
