import { expect } from "chai";

import { CORRECTION, KINDS } from "../../sdk/journal/kinds.ts";
import { Role, ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import {
  ACTORS,
  type Actor,
  type Batch,
  type CitedEntry,
  FUNDED,
  citationOf,
  deployFundedLedger,
  entryIdOf,
  entryOf,
  placeOf,
  refusalOf,
  writesOf,
} from "../fixtures/ledger.ts";

const { loadFixture, time } = networkHelpers;

const BANK_REF = hashOf("bank reference");
const OTHER_REF = hashOf("other bank reference");
const REASON = hashOf("reason");
const UNSETTLED = [ethers.ZeroHash, 0n, 0n];
const NO_PLACE = [0n, 0n, 0n, 0n];

const DESK = 4;
const COMMITMENT = 9;
const AMOUNT = 1_000n;

/** The kinds recorded by `deployPayments`, in order. */
const RECORDED = [
  "commit",
  "verify",
  "order",
  "pay",
  "disburse",
  "refund",
  "pay-direct",
  "pay-invoice",
  "disburse-direct",
  "refund-direct",
  "reserve",
] as const;
type Recorded = (typeof RECORDED)[number];
const PAYING = ["pay", "disburse", "pay-direct", "pay-invoice", "disburse-direct"] as const;

const at = (kind: Recorded): number => RECORDED.indexOf(kind);

/** Entries of the department of each sort at its own desk, and one payment of the city. */
async function deployPayments() {
  const ledger = await deployFundedLedger();
  const { record, supplies, grants, supplier, city, cityRecorder, cityLine } = ledger;
  const amounts: Partial<Record<Recorded, bigint>> = { commit: 3n * AMOUNT, verify: 3n * AMOUNT, order: 3n * AMOUNT };
  const batch = await record(
    RECORDED.map((kind) => {
      const row = KINDS.find(({ name }) => name === kind)!;
      return entryOf(
        kind,
        kind.endsWith("-direct") || kind === "pay-invoice" ? grants : supplies,
        amounts[kind] ?? (kind.startsWith("refund") ? AMOUNT / 2n : AMOUNT),
        {
          commitment: row.namesCommitment ? COMMITMENT : 0,
          payee: row.namesCommitment || row.namesPayee ? supplier : 0,
          document: hashOf(kind),
        },
      );
    }),
    { desk: DESK },
  );
  const cityBatch = await record([entryOf("pay-direct", cityLine, AMOUNT, { payee: supplier })], {
    agency: Number(city),
    maker: cityRecorder,
  });
  const { settlements, department, treasurer } = ledger;
  const settle = (payment: CitedEntry, bankRef = BANK_REF, amount = AMOUNT) =>
    settlements.connect(treasurer).settle(department, [{ payment, bankRef, amount }]);
  const withdraw = (bankRef = BANK_REF, reason = REASON) =>
    settlements.connect(treasurer).withdrawSettlement(bankRef, reason);
  const payment = citationOf(batch, at("pay"));
  const otherPayment = citationOf(batch, at("pay-direct"));
  return { ...ledger, batch, cityBatch, payment, otherPayment, settle, withdraw };
}

/** A register on a ledger that answers 1 to whatever it is asked. */
async function deployOnYesSayer() {
  const ledger = await deployPayments();
  // PUSH1 1, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
  const code = "0x60015f5260205ff3";
  const address = ethers.getAddress(`0x${"ab".repeat(20)}`);
  await networkHelpers.setCode(address, code);
  const register = await ethers.deployContract("SettlementRegister", [ledger.registry, address]);
  return { ...ledger, register };
}

describe("SettlementRegister", () => {
  it("names the contracts that it relies on", async () => {
    const { settlements, registry, recording } = await loadFixture(deployPayments);
    expect(await settlements.AGENCY_REGISTRY()).to.equal(await registry.getAddress());
    expect(await settlements.LEDGER()).to.equal(await recording.getAddress());
  });

  describe("settle", () => {
    describe("given a payment", () => {
      it("tells who settled what, once", async () => {
        const { settlements, department, treasurer, batch, payment, settle } = await loadFixture(deployPayments);
        const sent = await settle(payment);
        await expect(sent)
          .to.emit(settlements, "PaymentSettled")
          .withArgs(department, entryIdOf(batch, at("pay")), BANK_REF, treasurer.address, AMOUNT);
        expect((await sent.wait())!.logs).to.have.lengthOf(1);
      });

      it("is found by the payment and by the bank reference", async () => {
        const { settlements, batch, payment, settle } = await loadFixture(deployPayments);
        const place = placeOf(batch, at("pay"));
        expect(await settlements.settlementOf(...place)).to.deep.equal(UNSETTLED);
        expect(await settlements.entryOf(BANK_REF)).to.deep.equal(NO_PLACE);

        await settle(payment);

        const settledAt = BigInt(await time.latest());
        expect(await settlements.settlementOf(...place)).to.deep.equal([BANK_REF, AMOUNT, settledAt]);
        expect(await settlements.entryOf(BANK_REF)).to.deep.equal(place.map(BigInt));
        expect(await settlements.withdrawalsOf(...place)).to.deep.equal([]);
      });

      it("moves no total", async () => {
        const { ledger, supplies, payment, settle } = await loadFixture(deployPayments);
        const before = await ledger.totalsOf(supplies);
        await settle(payment);
        expect(await ledger.totalsOf(supplies)).to.deep.equal(before);
        expect(before.released).to.equal(FUNDED);
      });

      for (const kind of PAYING) {
        it(`takes an entry of the kind ${kind}`, async () => {
          const { settlements, batch, settle } = await loadFixture(deployPayments);
          await settle(citationOf(batch, at(kind)));
          expect((await settlements.settlementOf(...placeOf(batch, at(kind)))).bankRef).to.equal(BANK_REF);
        });
      }
    });

    describe("given an entry that pays nobody", () => {
      for (const kind of RECORDED.filter((name) => !(PAYING as readonly string[]).includes(name))) {
        it(`refuses the kind ${kind}`, async () => {
          const { settlements, batch, settle } = await loadFixture(deployPayments);
          await expect(settle(citationOf(batch, at(kind))))
            .to.be.revertedWithCustomError(settlements, "SettlementRegister_NotAPayment")
            .withArgs(entryIdOf(batch, at(kind)), KINDS.find(({ name }) => name === kind)!.number);
        });
      }

      it("refuses the correction of a payment", async () => {
        const { settlements, batch, correct, settle } = await loadFixture(deployPayments);
        const correction = await correct(batch, at("pay"));
        await expect(settle(citationOf(correction)))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_NotAPayment")
          .withArgs(entryIdOf(correction), CORRECTION | 24);
      });

      it("accepts, of all numbers that a kind can have, those that raise what is paid", async () => {
        const { register, department, treasurer, payment } = await loadFixture(deployOnYesSayer);
        const kindShift = 136n;
        const cleared = BigInt(payment.word0) & ~(0xffn << kindShift);
        for (let kind = 0; kind <= 0xff; kind++) {
          const word0 = cleared | (BigInt(kind) << kindShift);
          const settled = register
            .connect(treasurer)
            .settle.staticCall(department, [{ payment: { ...payment, word0 }, bankRef: BANK_REF, amount: AMOUNT }]);
          const pays = KINDS.some(({ number, raises }) => number === kind && raises.includes("paid"));
          if (pays) await settled;
          else await expect(settled).to.be.revertedWithCustomError(register, "SettlementRegister_NotAPayment");
        }
      });
    });

    describe("given corrections", () => {
      for (const [amount, meaning] of [
        [AMOUNT - 300n, "less, where the entry was mistaken"],
        [AMOUNT, "all, where money came back"],
      ] as const) {
        it(`takes that the bank moved ${meaning}`, async () => {
          const { settlements, batch, payment, correct, settle } = await loadFixture(deployPayments);
          await correct(batch, at("pay"), { amount: 300n });
          await settle(payment, BANK_REF, amount);
          expect((await settlements.settlementOf(...placeOf(batch, at("pay")))).amount).to.equal(amount);
        });
      }

      it("refuses an amount that they do not explain", async () => {
        const { settlements, batch, payment, correct, settle } = await loadFixture(deployPayments);
        await correct(batch, at("pay"), { amount: 300n });
        for (const asked of [0n, AMOUNT - 301n, AMOUNT + 1n]) {
          await expect(settle(payment, BANK_REF, asked))
            .to.be.revertedWithCustomError(settlements, "SettlementRegister_AmountDiffers")
            .withArgs(entryIdOf(batch, at("pay")), AMOUNT, AMOUNT - 300n, asked);
        }
      });

      it("takes a payment that came back whole, and still no settlement of nothing", async () => {
        const { settlements, batch, payment, correct, settle } = await loadFixture(deployPayments);
        await correct(batch, at("pay"));
        await expect(settle(payment, BANK_REF, 0n))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_AmountDiffers")
          .withArgs(entryIdOf(batch, at("pay")), AMOUNT, 0n, 0n);
        await settle(payment);
        expect((await settlements.settlementOf(...placeOf(batch, at("pay")))).amount).to.equal(AMOUNT);
      });

      it("leaves a settlement as it was when the payment is corrected later", async () => {
        const { settlements, ledger, batch, payment, correct, settle } = await loadFixture(deployPayments);
        const place = placeOf(batch, at("pay"));
        await settle(payment);
        const before = await settlements.settlementOf(...place);
        await correct(batch, at("pay"), { amount: 300n });
        expect(await settlements.settlementOf(...place)).to.deep.equal(before);
        expect(await ledger.citedOf(...place)).to.equal(300n);
      });
    });

    describe("given a closed year", () => {
      it("settles and withdraws as before", async () => {
        const { settlements, batch, payment, settle, withdraw, closeYear } = await loadFixture(deployPayments);
        await closeYear(2);
        await closeYear(3);
        await settle(payment);
        await withdraw();
        await settle(payment, OTHER_REF);
        expect((await settlements.settlementOf(...placeOf(batch, at("pay")))).bankRef).to.equal(OTHER_REF);
      });
    });

    describe("given what is settled already", () => {
      it("refuses a second reference for one payment", async () => {
        const { settlements, batch, payment, settle } = await loadFixture(deployPayments);
        await settle(payment);
        for (const bankRef of [BANK_REF, OTHER_REF]) {
          await expect(settle(payment, bankRef))
            .to.be.revertedWithCustomError(settlements, "SettlementRegister_AlreadySettled")
            .withArgs(entryIdOf(batch, at("pay")), BANK_REF);
        }
      });

      it("refuses a second payment for one reference", async () => {
        const { settlements, batch, payment, otherPayment, settle } = await loadFixture(deployPayments);
        await settle(payment);
        await expect(settle(otherPayment))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_ReferenceUsed")
          .withArgs(BANK_REF, entryIdOf(batch, at("pay")));
      });

      it("refuses the reference to another agency too", async () => {
        const { settlements, city, cityTreasurer, batch, cityBatch, payment, settle } =
          await loadFixture(deployPayments);
        await settle(payment);
        const notice = { payment: citationOf(cityBatch), bankRef: BANK_REF, amount: AMOUNT };
        await expect(settlements.connect(cityTreasurer).settle(city, [notice]))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_ReferenceUsed")
          .withArgs(BANK_REF, entryIdOf(batch, at("pay")));
      });
    });

    describe("when many are given", () => {
      it("settles each, with an event of its own", async () => {
        const { settlements, department, treasurer, batch } = await loadFixture(deployPayments);
        const notices = PAYING.map((kind) => ({
          payment: citationOf(batch, at(kind)),
          bankRef: hashOf(`reference of ${kind}`),
          amount: AMOUNT,
        }));
        const sent = await settlements.connect(treasurer).settle(department, notices);
        expect((await sent.wait())!.logs).to.have.lengthOf(PAYING.length);
        for (const [index, kind] of PAYING.entries()) {
          const { bankRef } = await settlements.settlementOf(...placeOf(batch, at(kind)));
          expect(bankRef).to.equal(notices[index]!.bankRef);
        }
      });

      it("settles none where one is refused", async () => {
        const { settlements, department, treasurer, batch, payment, otherPayment } = await loadFixture(deployPayments);
        const notices = [
          { payment, bankRef: BANK_REF, amount: AMOUNT },
          { payment: otherPayment, bankRef: BANK_REF, amount: AMOUNT },
        ];
        await expect(settlements.connect(treasurer).settle(department, notices))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_ReferenceUsed")
          .withArgs(BANK_REF, entryIdOf(batch, at("pay")));
        expect(await settlements.settlementOf(...placeOf(batch, at("pay")))).to.deep.equal(UNSETTLED);
      });

      it("refuses a payment that is given twice", async () => {
        const { settlements, department, treasurer, batch, payment } = await loadFixture(deployPayments);
        const notices = [BANK_REF, OTHER_REF].map((bankRef) => ({ payment, bankRef, amount: AMOUNT }));
        await expect(settlements.connect(treasurer).settle(department, notices))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_AlreadySettled")
          .withArgs(entryIdOf(batch, at("pay")), BANK_REF);
      });
    });

    describe("given a fault", () => {
      it("refuses another amount than the entry's", async () => {
        const { settlements, batch, payment, settle } = await loadFixture(deployPayments);
        for (const asked of [0n, AMOUNT - 1n, AMOUNT + 1n]) {
          await expect(settle(payment, BANK_REF, asked))
            .to.be.revertedWithCustomError(settlements, "SettlementRegister_AmountDiffers")
            .withArgs(entryIdOf(batch, at("pay")), AMOUNT, AMOUNT, asked);
        }
      });

      it("refuses to settle nothing", async () => {
        const { settlements, department, treasurer } = await loadFixture(deployPayments);
        await expect(settlements.connect(treasurer).settle(department, [])).to.be.revertedWithCustomError(
          settlements,
          "SettlementRegister_NothingGiven",
        );
      });

      it("refuses an empty reference", async () => {
        const { settlements, department, treasurer, payment, otherPayment } = await loadFixture(deployPayments);
        const notices = [
          { payment, bankRef: BANK_REF, amount: AMOUNT },
          { payment: otherPayment, bankRef: ethers.ZeroHash, amount: AMOUNT },
        ];
        await expect(settlements.connect(treasurer).settle(department, notices))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_EmptyReference")
          .withArgs(1);
      });

      it("refuses a payment of another agency's journal", async () => {
        const { settlements, department, city, cityBatch, settle } = await loadFixture(deployPayments);
        await expect(settle(citationOf(cityBatch)))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_OtherAgency")
          .withArgs(0, city, department);
      });

      const FORGERIES: Record<string, (payment: CitedEntry, batch: Batch) => CitedEntry> = {
        "another amount": (payment) => ({ ...payment, word0: `0x${(BigInt(payment.word0) + 1n).toString(16)}` }),
        "another document": (payment) => ({ ...payment, word1: hashOf("forged") }),
        "another place": (payment) => ({ ...payment, index: payment.index + 1 }),
        "another number": (payment) => ({ ...payment, firstNumber: payment.firstNumber + 1 }),
        "another desk": (payment) => ({ ...payment, desk: payment.desk + 1 }),
        "another year": (payment) => ({ ...payment, year: payment.year + 1 }),
        "a batch that there is not": (payment) => ({ ...payment, batchRef: hashOf("none") }),
        "a proof cut short": (payment) => ({ ...payment, proof: payment.proof.slice(1) }),
      };
      for (const [fault, forge] of Object.entries(FORGERIES)) {
        it(`refuses a proof with ${fault}`, async () => {
          const { settlements, batch, payment, settle } = await loadFixture(deployPayments);
          const forged = forge(payment, batch);
          await expect(settle(forged))
            .to.be.revertedWithCustomError(settlements, "SettlementRegister_ProofInvalid")
            .withArgs(0, forged.batchRef);
        });
      }
    });
  });

  describe("withdrawSettlement", () => {
    describe("given a settlement", () => {
      it("tells who withdrew what and why, once", async () => {
        const { settlements, department, treasurer, batch, payment, settle, withdraw } =
          await loadFixture(deployPayments);
        await settle(payment);
        const settledAt = await time.latest();
        const sent = await withdraw();
        await expect(sent)
          .to.emit(settlements, "SettlementWithdrawn")
          .withArgs(department, entryIdOf(batch, at("pay")), BANK_REF, treasurer.address, AMOUNT, settledAt, REASON);
        expect((await sent.wait())!.logs).to.have.lengthOf(1);
      });

      it("leaves the payment unsettled, and keeps what was withdrawn", async () => {
        const { settlements, batch, payment, settle, withdraw } = await loadFixture(deployPayments);
        const place = placeOf(batch, at("pay"));
        await settle(payment);
        const settledAt = BigInt(await time.latest());
        await withdraw();
        const withdrawnAt = BigInt(await time.latest());

        expect(await settlements.settlementOf(...place)).to.deep.equal(UNSETTLED);
        expect(await settlements.entryOf(BANK_REF)).to.deep.equal(NO_PLACE);
        expect(await settlements.withdrawalsOf(...place)).to.deep.equal([
          [BANK_REF, REASON, AMOUNT, settledAt, withdrawnAt],
        ]);
      });

      it("keeps each of several withdrawals, the oldest first", async () => {
        const { settlements, batch, payment, settle, withdraw } = await loadFixture(deployPayments);
        for (const bankRef of [BANK_REF, OTHER_REF, BANK_REF]) {
          await settle(payment, bankRef);
          await withdraw(bankRef);
        }
        const kept = await settlements.withdrawalsOf(...placeOf(batch, at("pay")));
        expect(kept.map(({ bankRef }) => bankRef)).to.deep.equal([BANK_REF, OTHER_REF, BANK_REF]);
      });

      it("lets two references that were mixed up change places", async () => {
        const { settlements, batch, payment, otherPayment, settle, withdraw } = await loadFixture(deployPayments);
        await settle(payment, OTHER_REF);
        await settle(otherPayment, BANK_REF);
        await withdraw(OTHER_REF);
        await withdraw(BANK_REF);
        await settle(payment, BANK_REF);
        await settle(otherPayment, OTHER_REF);
        expect(await settlements.entryOf(BANK_REF)).to.deep.equal(placeOf(batch, at("pay")).map(BigInt));
        expect(await settlements.entryOf(OTHER_REF)).to.deep.equal(placeOf(batch, at("pay-direct")).map(BigInt));
      });

      it("frees the reference for the agency that it belongs to", async () => {
        const { settlements, city, cityTreasurer, cityBatch, payment, settle, withdraw } =
          await loadFixture(deployPayments);
        await settle(payment);
        await withdraw();
        const notice = { payment: citationOf(cityBatch), bankRef: BANK_REF, amount: AMOUNT };
        await settlements.connect(cityTreasurer).settle(city, [notice]);
        expect(await settlements.entryOf(BANK_REF)).to.deep.equal(placeOf(cityBatch).map(BigInt));
      });

      it("refuses a withdrawal without a reason", async () => {
        const { settlements, payment, settle, withdraw } = await loadFixture(deployPayments);
        await settle(payment);
        await expect(withdraw(BANK_REF, ethers.ZeroHash))
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_EmptyReason")
          .withArgs(BANK_REF);
      });
    });

    describe("given no settlement", () => {
      it("refuses a reference that was never used", async () => {
        const { settlements, withdraw } = await loadFixture(deployPayments);
        await expect(withdraw())
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_NotSettled")
          .withArgs(BANK_REF);
      });

      it("refuses to withdraw twice", async () => {
        const { settlements, payment, settle, withdraw } = await loadFixture(deployPayments);
        await settle(payment);
        await withdraw();
        await expect(withdraw())
          .to.be.revertedWithCustomError(settlements, "SettlementRegister_NotSettled")
          .withArgs(BANK_REF);
      });
    });
  });

  describe("permissions", () => {
    type Fixture = Awaited<ReturnType<typeof deployPayments>>;
    const SENDS: Record<string, (fixture: Fixture, actor: Actor) => Promise<unknown>> = {
      settle: ({ settlements, department, payment, ...all }, actor) =>
        settlements.connect(all[actor]).settle(department, [{ payment, bankRef: BANK_REF, amount: AMOUNT }]),
      withdrawSettlement: async ({ settlements, payment, settle, ...all }, actor) => {
        await settle(payment);
        return settlements.connect(all[actor]).withdrawSettlement(BANK_REF, REASON);
      },
    };

    it("list every function that changes state", async () => {
      const { settlements } = await loadFixture(deployPayments);
      expect(Object.keys(SENDS)).to.have.members(writesOf(settlements));
    });

    for (const [name, send] of Object.entries(SENDS)) {
      for (const actor of ACTORS) {
        if (actor === "treasurer") {
          it(`open ${name} to the ${actor}`, async () => {
            await expect(send(await loadFixture(deployPayments), actor)).to.not.revert(ethers);
          });
        } else {
          it(`close ${name} to the ${actor}`, async () => {
            const fixture = await loadFixture(deployPayments);
            const [error, args] = await refusalOf(fixture, actor, Role.TREASURER);
            await expect(send(fixture, actor))
              .to.be.revertedWithCustomError(fixture.registry, error)
              .withArgs(...args);
          });
        }
      }
    }

    it("end for the treasurer of a suspended agency", async () => {
      const { registry, administrator, department, payment, settle } = await loadFixture(deployPayments);
      await registry.connect(administrator).suspendAgency(department, REASON);
      await expect(settle(payment))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_AgencySuspended")
        .withArgs(department);
    });
  });
});
