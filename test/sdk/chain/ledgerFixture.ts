import { sha256, toUtf8Bytes } from "ethers";
import { network } from "hardhat";

import { ledgerPlace, registryPlace, withSigner, connectFisc, type Fisc } from "../../../sdk/chain/fisc.ts";
import { deploymentOf } from "../../../sdk/chain/deployment.ts";
import { signApproval } from "../../../sdk/chain/approve.ts";
import { type Encoding, submitBatch, type Submitted, toApprove } from "../../../sdk/chain/submit.ts";
import { type BatchHead, totalOf } from "../../../sdk/journal/batch.ts";
import type { Citation } from "../../../sdk/journal/citation.ts";
import type { Entry } from "../../../sdk/journal/entry.ts";
import { CORRECTION, kindNamed } from "../../../sdk/journal/kinds.ts";
import { roleBits, type RoleName } from "../../../sdk/journal/role.ts";
import {
  appointmentTypedData,
  closingTypedData,
  policyTypedData,
  type RuleTerms,
  ruleTypedData,
} from "../../../sdk/journal/typed-data.ts";
import { valueDayOf } from "../../../sdk/journal/value-day.ts";

/** One simulated chain for the tests of this folder; fixtures keep them apart. */
export const { ethers, networkHelpers } = await network.create();

export const AGENCY = 1;
export const YEAR = 2019;
export const DESK = 3;
/** 3000-01-01. */
export const LATER = 32_503_680_000;
const ANY_AMOUNT = 2n ** 64n - 1n;
export const EURO = { code: "EUR", decimals: 2 } as const;

/** The lines that the fixture opens. */
export const LINES = { summary: 1, control: 2, detail: 3, otherDetail: 4, free: 5 } as const;

export const hashOf = (text: string): string => sha256(toUtf8Bytes(text));

/** An entry with what a test does not care about filled in. */
export function entryOf(kind: string, amount: bigint, more: Partial<Entry> = {}): Entry {
  const correction = kind.startsWith("correct:");
  const { number } = kindNamed(correction ? kind.slice(8) : kind);
  return {
    line: LINES.detail,
    commitment: 0,
    payee: 0,
    valueDate: "2019-03-31",
    kind: correction ? CORRECTION | number : number,
    amount,
    document: hashOf(`${kind} ${amount}`),
    ...more,
  };
}

/**
 * An agency with an officer in each role, the year 2019, five lines (a summary with a control line below it, which has
 * two detail lines below it, and a control line without ceilings) and three payees.
 */
export async function deployLedger() {
  const signers = await ethers.getSigners();
  const [administrator, registrar, second, recorder, approver, otherApprover, budgetOfficer, treasurer, auditor] =
    signers as [Signer, Signer, Signer, Signer, Signer, Signer, Signer, Signer, Signer];
  const manager = await ethers.deployContract("AccessManager", [administrator.address]);
  const registry = await ethers.deployContract("AgencyRegistry", [await manager.getAddress()]);
  const registryAddress = await registry.getAddress();
  const payees = await ethers.deployContract("PayeeRegistry", [registryAddress]);
  const books = await ethers.deployContract("BudgetBooks", [registryAddress]);
  const ledger = await ethers.deployContract("SpendingLedger", [
    registryAddress,
    await payees.getAddress(),
    await books.getAddress(),
  ]);
  const ledgerAddress = await ledger.getAddress();
  const settlements = await ethers.deployContract("SettlementRegister", [registryAddress, ledgerAddress]);
  const audit = await ethers.deployContract("AuditRegister", [registryAddress, ledgerAddress, 3_600, 60]);
  const gateways = await ethers.deployContract("GatewayRegister", [await manager.getAddress(), registryAddress]);
  const sharingParts = [await manager.getAddress(), registryAddress, await gateways.getAddress()];
  const sharingBooks = await ethers.deployContract("SharingBooks", [...sharingParts, 0]);
  const sharing = await ethers.deployContract("GrantRegister", [...sharingParts, await sharingBooks.getAddress()]);
  const checker = await ethers.deployContract("AccessChecker", [
    registryAddress,
    await gateways.getAddress(),
    await sharing.getAddress(),
  ]);
  const { chainId } = await ethers.provider.getNetwork();
  const deployment = deploymentOf(chainId, {
    AccessManager: await manager.getAddress(),
    AgencyRegistry: registryAddress,
    PayeeRegistry: await payees.getAddress(),
    SpendingLedger: ledgerAddress,
    SettlementRegister: await settlements.getAddress(),
    AuditRegister: await audit.getAddress(),
    GrantRegister: await sharing.getAddress(),
    GatewayRegister: await gateways.getAddress(),
    AccessChecker: await checker.getAddress(),
  });
  const fisc = await connectFisc(ethers.provider, deployment);

  await registry.registerAgency(0, hashOf("XX-FIN-1"), hashOf("profile"), [registrar.address, second.address]);
  const appoint = async (account: Signer, roles: RoleName[]) => {
    const appointment = {
      account: account.address,
      agency: AGENCY,
      roles: roleBits(roles),
      limit: roles.includes("approver") ? 1_000_000_000_000n : 0n,
      endsAt: LATER,
      replaces: ethers.ZeroAddress,
    };
    const nonce = await fisc.agencies.officerNonceOf(account.address);
    const data = appointmentTypedData(registryPlace(fisc), { ...appointment, nonce, deadline: LATER });
    const signature = await second.signTypedData(data.domain, data.types, data.message);
    await registry
      .connect(registrar)
      .appointOfficer(appointment, { signer: second.address, deadline: LATER, signature });
  };
  const policy = { freeUpTo: 0n, oneUpTo: ANY_AMOUNT, twoUpTo: ANY_AMOUNT };
  const policyData = policyTypedData(registryPlace(fisc), {
    agency: AGENCY,
    ...policy,
    nonce: await fisc.agencies.policyNonceOf(AGENCY),
    deadline: LATER,
  });
  const signature = await second.signTypedData(policyData.domain, policyData.types, policyData.message);
  await registry
    .connect(registrar)
    .changePolicy(AGENCY, policy, { signer: second.address, deadline: LATER, signature });
  await appoint(recorder, ["recorder"]);
  await appoint(approver, ["approver"]);
  await appoint(otherApprover, ["approver"]);
  await appoint(budgetOfficer, ["budgetOfficer"]);
  await appoint(treasurer, ["treasurer"]);
  await appoint(auditor, ["auditor"]);

  const asBudgetOfficer = withSigner(fisc, budgetOfficer).ledger;
  const openYear = (year: number) =>
    asBudgetOfficer.openYear(AGENCY, year, {
      state: 0,
      firstDay: valueDayOf(`${year}-01-01`),
      endDay: valueDayOf(`${year}-12-31`),
      lastDay: valueDayOf(`${year + 1}-01-31`),
      currency: "0x455552",
      decimals: 2,
    });
  const spec = (year: number, code: string, parent: number, level: number, ceilings = true, lineClass = 6) => ({
    code: hashOf(`${year} ${code}`),
    description: hashOf(`${year} ${code} described`),
    agency: AGENCY,
    parent,
    level,
    ceilings,
    class: lineClass,
  });
  await openYear(YEAR);
  await asBudgetOfficer.openLines(AGENCY, YEAR, [
    spec(YEAR, "A", 0, 0),
    spec(YEAR, "A1", LINES.summary, 1),
    spec(YEAR, "A11", LINES.control, 2),
    spec(YEAR, "A12", LINES.control, 2),
    spec(YEAR, "B", 0, 1, false, 7),
  ]);
  await withSigner(fisc, recorder).payees.register(AGENCY, [hashOf("Ana"), hashOf("Bela"), hashOf("Carla")]);

  /** Records a batch with the approvals given, by default one. */
  const record = async (
    entries: readonly Entry[],
    maker: Signer = recorder,
    more: { citations?: readonly Citation[]; approvers?: readonly Signer[]; year?: number; encoding?: Encoding } = {},
  ): Promise<Submitted> => {
    const year = more.year ?? YEAR;
    const { entryCount } = await fisc.ledger.seriesOf(AGENCY, year, DESK);
    const head: BatchHead = {
      agency: AGENCY,
      year,
      desk: DESK,
      firstNumber: Number(entryCount) + 1,
      deadline: LATER,
      total: totalOf(entries),
      batchRef: hashOf(`batch ${year} ${entryCount}`),
    };
    const { data } = toApprove(fisc, head, entries, maker.address);
    const approvals = await Promise.all(
      (more.approvers ?? [approver])
        .toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
        .map((account) => signApproval(withSigner(fisc, account), account.address, data)),
    );
    const submission = { head, entries, approvals, citations: more.citations };
    return submitBatch(withSigner(fisc, maker), submission, { currency: EURO }, more.encoding);
  };

  const setRule = async (number: number, rule: RuleTerms, version = 0) => {
    const change = { agency: AGENCY, number, rule, version, maker: budgetOfficer.address, deadline: LATER };
    const approval = await signApproval(
      withSigner(fisc, approver),
      approver.address,
      ruleTypedData(ledgerPlace(fisc), change),
    );
    await asBudgetOfficer.setRule(AGENCY, number, rule, LATER, [approval]);
  };

  const closeYear = async (year: number, state: 2 | 3) => {
    const closing = { agency: AGENCY, year, state, maker: budgetOfficer.address, deadline: LATER };
    const data = closingTypedData(ledgerPlace(fisc), closing);
    const approval = await signApproval(withSigner(fisc, approver), approver.address, data);
    await asBudgetOfficer.closeYear(AGENCY, year, state, LATER, [approval]);
  };

  /** Gives the control line of the fixture a budget, all of it on one detail line, allotted and with cash. */
  const fund = async (amount: bigint, line: number = LINES.detail) => {
    const law = hashOf("the budget law");
    await record(
      [entryOf("appropriate", amount, { line, document: law }), entryOf("allot", amount, { line })],
      budgetOfficer,
    );
    await record([entryOf("release-cash", amount, { line })], treasurer);
  };

  return {
    fisc,
    registry,
    payees,
    ledger,
    manager,
    administrator,
    registrar,
    second,
    recorder,
    approver,
    otherApprover,
    budgetOfficer,
    treasurer,
    auditor,
    record,
    setRule,
    closeYear,
    fund,
    openYear,
    spec,
    asBudgetOfficer,
  };
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];
export type { Fisc };
