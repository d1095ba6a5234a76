import { expect } from "chai";
import { ZeroAddress, dataSlice, getBytes, hexlify, toBeHex, zeroPadValue } from "ethers";

import { ethers, networkHelpers } from "../access/accessFixture.ts";
import { type Batch, deployFundedLedger, entryOf } from "../fixtures/ledger.ts";

const { loadFixture } = networkHelpers;

const WORD = 32;
const SELECTOR = 4;
/** The words of `submit` before its entries: the seven of the head, and where entries and approvals are. */
const APPROVALS_OFFSET = 8;

/** A payment that needs two approvals, signed by two, as `submit` takes it. */
async function signedCall() {
  const fixture = await deployFundedLedger();
  const { ledger, grants, supplier, approver, otherApprover, prepare, sign } = fixture;
  const batch = await prepare([entryOf("pay-direct", grants, 100_001n, { payee: supplier })]);
  const approvals = await sign(batch, [approver, otherApprover]);
  const data = ledger.interface.encodeFunctionData("submit", [batch.head, batch.bytes, approvals]);
  return { ...fixture, batch, call: new Calldata(data), first: approvals[0], second: approvals[1] };
}

/** A call, whose words a test changes. */
class Calldata {
  readonly #bytes: Uint8Array;
  /** The word that says how many approvals there are; behind it lie their offsets, each counted from there. */
  readonly approvals: number;

  constructor(data: string) {
    this.#bytes = getBytes(data);
    this.approvals = Number(this.word(APPROVALS_OFFSET)) / WORD;
  }

  word(index: number): bigint {
    const at = SELECTOR + index * WORD;
    return BigInt(dataSlice(this.#bytes, at, at + WORD));
  }

  with(index: number, value: bigint): string {
    const bytes = Uint8Array.from(this.#bytes);
    bytes.set(getBytes(zeroPadValue(toBeHex(value), WORD)), SELECTOR + index * WORD);
    return hexlify(bytes);
  }

  /** The word in which the struct of an approval begins. */
  struct(index: number): number {
    return this.approvals + 1 + Number(this.word(this.approvals + 1 + index)) / WORD;
  }
}

type Signed = Awaited<ReturnType<typeof signedCall>>;

/** Sends the call as the batch's maker. */
const send = ({ batch, ledger, place }: Signed & { batch: Batch }, data: string) =>
  batch.maker.sendTransaction({ to: place.address, data }).then(async (sent) => {
    await sent.wait();
    return ledger.rootOf(batch.head.agency, batch.head.batchRef);
  });

const FAR = 2n ** 255n;

describe("SpendingLedger: approvals in calldata that no encoder writes", () => {
  it("takes the call as it was encoded", async () => {
    const signed = await loadFixture(signedCall);
    const { call, batch } = signed;
    expect(await send(signed, call.with(call.approvals, 2n))).to.equal(batch.root);
  });

  for (const [name, offset] of [
    ["far behind the end", FAR],
    ["before the beginning", 2n ** 256n - 2n ** 16n],
  ] as const) {
    it(`refuses an approval that lies ${name}: nobody is there`, async () => {
      const signed = await loadFixture(signedCall);
      const { ledger, call } = signed;
      await expect(send(signed, call.with(call.approvals + 1, offset)))
        .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidSignature")
        .withArgs(ZeroAddress);
    });
  }

  it("refuses a signature that lies far behind the end", async () => {
    const signed = await loadFixture(signedCall);
    const { ledger, call, first } = signed;
    await expect(send(signed, call.with(call.struct(0) + 1, FAR)))
      .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidSignature")
      .withArgs(first?.approver);
  });

  it("refuses one approval that stands for two", async () => {
    const signed = await loadFixture(signedCall);
    const { registry, call, first } = signed;
    await expect(send(signed, call.with(call.approvals + 2, call.word(call.approvals + 1))))
      .to.be.revertedWithCustomError(registry, "AgencyRegistry_ApproversNotAscending")
      .withArgs(first?.approver, first?.approver);
  });

  it("refuses one approver with another's signature", async () => {
    const signed = await loadFixture(signedCall);
    const { ledger, call, first } = signed;
    const othersSignature = BigInt((call.struct(1) - call.struct(0)) * WORD) + call.word(call.struct(1) + 1);
    await expect(send(signed, call.with(call.struct(0) + 1, othersSignature)))
      .to.be.revertedWithCustomError(ledger, "SpendingLedger_InvalidSignature")
      .withArgs(first?.approver);
  });

  it("refuses fewer approvals than are signed, and more than are there", async () => {
    const signed = await loadFixture(signedCall);
    const { ledger, registry, call, department } = signed;
    await expect(send(signed, call.with(call.approvals, 1n)))
      .to.be.revertedWithCustomError(registry, "AgencyRegistry_TooFewApprovals")
      .withArgs(department, 100_001n, 2n, 1n);
    await expect(send(signed, call.with(call.approvals, 3n))).to.be.revertedWithCustomError(
      ledger,
      "SpendingLedger_InvalidSignature",
    );
    await expect(send(signed, call.with(call.approvals, FAR))).to.be.revertedWithoutReason(ethers);
  });

  it("tells the address of an approver, whatever stands above it in its word", async () => {
    const signed = await loadFixture(signedCall);
    const { ledger, call, batch, first, second } = signed;
    const dirty = call.with(call.struct(0), call.word(call.struct(0)) | FAR);
    expect(await send(signed, dirty)).to.equal(batch.root);
    const [told] = await ledger.queryFilter(ledger.filters.BatchRecorded(batch.head.batchRef));
    expect(told?.args.approvers).to.deep.equal([first?.approver, second?.approver]);
  });
});
