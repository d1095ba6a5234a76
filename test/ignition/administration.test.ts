import { expect } from "chai";
import { Interface } from "ethers";

import { encodeCompact } from "../../sdk/journal/compact.ts";
import { closingTypedData, ruleTypedData } from "../../sdk/journal/typed-data.ts";
import { ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import {
  type Account,
  NEXT_YEAR,
  NO_DEADLINE,
  YEAR,
  citationOf,
  correctionOf,
  deployFundedLedger,
  entryOf,
  lineOf,
  writesOf,
  yearTerms,
} from "../fixtures/ledger.ts";

const { loadFixture } = networkHelpers;

/** A ledger at work: a payment, settled, with a finding. */
async function deployAtWork() {
  const ledger = await deployFundedLedger();
  const { record, supplies, supplier, settlements, treasurer, department, audit, auditor } = ledger;
  const paid = await record([entryOf("pay-direct", supplies, 500n, { payee: supplier })]);
  const payment = citationOf(paid);
  await settlements
    .connect(treasurer)
    .settle(department, [{ payment, bankRef: hashOf("bank reference"), amount: 500n }]);
  await audit.connect(auditor).recordFinding(payment, hashOf("finding"));
  return { ...ledger, paid, payment };
}
type Fixture = Awaited<ReturnType<typeof deployAtWork>>;

/** Those who hold or held an administrative role: the manager's own, the registry's, and neither any more. */
const ADMINISTRATIONS = ["guardian", "administrator", "deployer"] as const;

const RULE = {
  fromClass: 1,
  toClass: 2,
  carryOver: false,
  active: true,
  minApprovals: 1,
  yearlyCap: 1_000n,
  text: hashOf("rule"),
};

interface Attempt {
  /** The call that would succeed, were the sender an officer with the role. */
  call: (fixture: Fixture, sender: string) => Promise<unknown[]> | unknown[];
  /** What refuses it, where that is not the sender's standing. */
  refusal?: string;
}

/** A payment by the sender, signed by all the approvers. */
async function signedPayment(fixture: Fixture, sender: string) {
  const { prepare, sign, supplies, supplier } = fixture;
  const maker = { address: sender } as Account;
  const batch = await prepare([entryOf("pay-direct", supplies, 1n, { payee: supplier })], { maker });
  return { batch, approvals: await sign(batch) };
}

const LEDGER: Record<string, Attempt> = {
  submit: {
    call: async (fixture, sender) => {
      const { batch, approvals } = await signedPayment(fixture, sender);
      return [batch.head, batch.bytes, approvals];
    },
  },
  submitCompact: {
    call: async (fixture, sender) => {
      const { batch, approvals } = await signedPayment(fixture, sender);
      return [batch.head, encodeCompact(batch.bytes), approvals];
    },
  },
  submitCiting: {
    call: async ({ prepare, sign, paid, payment }, sender) => {
      const batch = await prepare([correctionOf(paid)], { maker: { address: sender } as Account });
      return [batch.head, batch.bytes, [payment], await sign(batch)];
    },
  },
  // Says what would be recorded, by undoing it.
  preview: {
    call: async (fixture, sender) => {
      const { batch } = await signedPayment(fixture, sender);
      return [batch.head, batch.bytes];
    },
    refusal: "SpendingLedger_Preview",
  },
  previewEntry: {
    call: async (fixture, sender) => {
      const { batch } = await signedPayment(fixture, sender);
      return [batch.head, batch.bytes, 0];
    },
    refusal: "SpendingLedger_NotSelf",
  },
  openYear: { call: ({ department }) => [department, NEXT_YEAR, yearTerms()] },
  closeYear: {
    call: async ({ department, approver, place }, sender) => {
      const closing = {
        agency: Number(department),
        year: YEAR,
        state: 2 as const,
        maker: sender,
        deadline: NO_DEADLINE,
      };
      const { domain, types, message } = closingTypedData(place, closing);
      const signature = await approver.signTypedData(domain, types, message);
      return [department, YEAR, 2, NO_DEADLINE, [{ approver: approver.address, signature }]];
    },
  },
  openLines: { call: ({ department }) => [department, YEAR, [lineOf("new line", department)]] },
  describeLine: { call: ({ supplies }) => [supplies, hashOf("new description")] },
  setLineOpen: { call: ({ supplies }) => [supplies, false] },
  setRule: {
    call: async ({ department, approver, place }, sender) => {
      const change = {
        agency: Number(department),
        number: 1,
        rule: RULE,
        version: 0,
        maker: sender,
        deadline: NO_DEADLINE,
      };
      const { domain, types, message } = ruleTypedData(place, change);
      const signature = await approver.signTypedData(domain, types, message);
      return [department, 1, RULE, NO_DEADLINE, [{ approver: approver.address, signature }]];
    },
  },
};

const SETTLEMENTS: Record<string, Attempt> = {
  settle: {
    call: ({ department, payment }) => [department, [{ payment, bankRef: hashOf("other reference"), amount: 500n }]],
  },
  withdrawSettlement: { call: () => [hashOf("bank reference"), hashOf("reason")] },
};

const AUDIT: Record<string, Attempt> = {
  recordFinding: { call: ({ payment }) => [payment, hashOf("other finding")] },
  respondToFinding: { call: () => [1, hashOf("response")] },
  followUp: { call: () => [1, true, hashOf("follow-up")] },
};
/** What anyone may do, and what moves no money whoever does it. */
const OPEN_TO_ALL = ["flagEntry"];

const PAYEES: Record<string, Attempt> = {
  register: { call: ({ department }) => [department, [hashOf("new payee")]] },
  changeProfile: { call: ({ supplier }) => [supplier, hashOf("new profile")] },
};

const CONTRACTS = { ledger: LEDGER, settlements: SETTLEMENTS, audit: AUDIT, payees: PAYEES } as const;
type ContractName = keyof typeof CONTRACTS;
const NAMES = Object.keys(CONTRACTS) as ContractName[];

/** A contract's functions; the ledger's are those of its interface and of the half that is called first. */
function abiOf(fixture: Fixture, name: ContractName): Interface {
  const { fragments } = fixture[name].interface;
  if (name !== "ledger") return new Interface(fragments);
  const own = fixture.recording.interface.getFunction("previewEntry");
  return new Interface([...fragments, own]);
}

async function calldataOf(fixture: Fixture, name: ContractName, called: string, sender: string): Promise<string> {
  const args = await CONTRACTS[name][called]!.call(fixture, sender);
  return abiOf(fixture, name).encodeFunctionData(called, args);
}

describe("Administration and money", () => {
  it("is tried on every function that changes state", async () => {
    const fixture = await loadFixture(deployAtWork);
    const { ledger, recording, books, settlements, audit, payees } = fixture;
    const ledgerWrites = new Set([ledger, recording, books].flatMap(writesOf));
    expect(Object.keys(LEDGER)).to.have.members([...ledgerWrites]);
    expect(Object.keys(SETTLEMENTS)).to.have.members(writesOf(settlements));
    expect([...Object.keys(AUDIT), ...OPEN_TO_ALL]).to.have.members(writesOf(audit));
    expect(Object.keys(PAYEES)).to.have.members(writesOf(payees));
  });

  it("is tried with calls that succeed for the officer who has the role", async () => {
    const fixture = await loadFixture(deployAtWork);
    const { recorder, ledger } = fixture;
    const data = await calldataOf(fixture, "ledger", "submit", recorder.address);
    await expect(recorder.sendTransaction({ to: await ledger.getAddress(), data })).to.emit(ledger, "BatchRecorded");
  });

  for (const name of NAMES) {
    for (const [called, { refusal }] of Object.entries(CONTRACTS[name]).map(
      ([key, attempt]: [string, Attempt]) => [key, attempt] as const,
    )) {
      describe(`${name}.${called}`, () => {
        for (const actor of ADMINISTRATIONS) {
          it(`refuses the ${actor}`, async () => {
            const fixture = await loadFixture(deployAtWork);
            const { registry, recording, department } = fixture;
            const { address } = fixture[actor];
            const to = await fixture[name].getAddress();
            const data = await calldataOf(fixture, name, called, address);
            const sent = fixture[actor].sendTransaction({ to, data });
            if (refusal === undefined) {
              await expect(sent)
                .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
                .withArgs(address, department, 0n);
            } else {
              await expect(sent).to.be.revertedWithCustomError(recording, refusal);
            }
          });
        }

        it("refuses the manager itself, through which its admin can call", async () => {
          const fixture = await loadFixture(deployAtWork);
          const { registry, recording, department, manager, guardian } = fixture;
          const address = await manager.getAddress();
          const target = await fixture[name].getAddress();
          const data = await calldataOf(fixture, name, called, address);
          const sent = manager.connect(guardian).execute(target, data);
          if (refusal === undefined) {
            await expect(sent)
              .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
              .withArgs(address, department, 0n);
          } else {
            await expect(sent).to.be.revertedWithCustomError(recording, refusal);
          }
        });
      });
    }
  }

  it("moves no total where it does what it may: suspend, resume and register", async () => {
    const { registry, administrator, guardian, manager, ledger, recording, department, supplies, stranger, newcomer } =
      await loadFixture(deployAtWork);
    const before = await ledger.totalsOf(supplies);
    await registry.connect(administrator).suspendAgency(department, hashOf("decision"));
    await registry.connect(administrator).resumeAgency(department);
    await registry
      .connect(administrator)
      .registerAgency(department, hashOf("below"), hashOf("profile"), [stranger.address, newcomer.address]);
    expect(await ledger.totalsOf(supplies)).to.deep.equal(before);

    // Only what hands itself to a manager can be handed to another one, and the ledger does not.
    await expect(
      manager.connect(guardian).updateAuthority(await recording.getAddress(), guardian.address),
    ).to.be.revertedWithoutReason(ethers);
  });
});
