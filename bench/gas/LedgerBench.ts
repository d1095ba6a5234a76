import { hexlify, ZeroAddress } from "ethers";

import { batchRoot, type BatchHead, totalOf } from "../../sdk/journal/batch.ts";
import { encodeCompact } from "../../sdk/journal/compact.ts";
import { encodeEntries, type Entry } from "../../sdk/journal/entry.ts";
import { ROLES } from "../../sdk/journal/role.ts";
import { appointmentTypedData, batchTypedData, policyTypedData, type TypedData } from "../../sdk/journal/typed-data.ts";
import { valueDayOf } from "../../sdk/journal/value-day.ts";
import { type Cell, designOf, LINES } from "./cells.ts";
import { hashOf } from "./hashOf.ts";
import { measurementOf, type Measurement, type Sent } from "./Measurement.ts";
import type { ReleaseBuild } from "./ReleaseBuild.ts";
import { amountAt, entriesOf, onEachLine, PAYEES, stageOf, YEAR } from "./samples.ts";
import { AMPLE_GAS, type Chain } from "./startChain.ts";

const AGENCY = 1;
const DEADLINE = 4_000_000_000;
const NO_END = 2 ** 48 - 1;
const NO_LIMIT = 2n ** 63n - 1n;
/** What each line has, and what each commitment comes to, in minor units. */
const FUNDED = 10n ** 15n;
const PROMISED = 10n ** 11n;
/** How many new commitments, or payees, one transaction holds. */
const AT_ONCE = 250;
const LINE_COUNT = Math.max(...LINES);

/** A batch up to these amounts needs none, one, two approvals: policies under which every batch needs as many. */
const POLICIES = {
  0: { freeUpTo: NO_LIMIT, oneUpTo: NO_LIMIT, twoUpTo: NO_LIMIT },
  1: { freeUpTo: 0n, oneUpTo: NO_LIMIT, twoUpTo: NO_LIMIT },
  2: { freeUpTo: 0n, oneUpTo: 0n, twoUpTo: NO_LIMIT },
} as const;

/**
 * A ledger in steady state, on which batches are measured one by one: a control line with a hundred lines below it, all
 * funded and used before.
 */
export class LedgerBench {
  readonly #ledger: Deployed;
  readonly #reset: () => Promise<void>;

  private constructor(ledger: Deployed, reset: () => Promise<void>) {
    this.#ledger = ledger;
    this.#reset = reset;
  }

  /**
   * Deploys a ledger and brings it into steady state.
   *
   * @param build The contracts.
   * @param chain A chain with nothing on it.
   * @returns The bench.
   */
  static async start(build: ReleaseBuild, chain: Chain): Promise<LedgerBench> {
    const ledger = await deploy(build, chain);
    for (const kind of ["appropriate", "allot", "release-cash"]) {
      await record(ledger, onEachLine(LINE_COUNT, kind, FUNDED), kind);
    }
    for (const kind of ["pay-direct", "reserve"]) {
      await record(ledger, onEachLine(LINE_COUNT, kind, amountAt(1)), kind);
    }
    const snapshot = await chain.networkHelpers.takeSnapshot();
    return new LedgerBench(ledger, () => snapshot.restore());
  }

  /**
   * Measures a batch, whatever was measured before it.
   *
   * @param cell The batch.
   * @param unit The gas of an ERC-20 transfer to a new holder.
   * @returns The row of the benchmark.
   */
  async measure(cell: Cell, unit: number): Promise<Measurement> {
    await this.#reset();
    await prepare(this.#ledger, cell);
    await record(this.#ledger, entriesOf(cell, "first"), "first");
    if (cell.approvals !== 1) await changePolicy(this.#ledger, cell.approvals);
    const sent = await record(this.#ledger, entriesOf(cell, "second"), "second", cell);
    const { n, lines, commitments, approvals } = cell;
    return measurementOf({ design: designOf(cell), n, lines, commitments, approvals }, sent, unit);
  }
}

type Deployed = Awaited<ReturnType<typeof deploy>>;

async function deploy(build: ReleaseBuild, chain: Chain) {
  const { ethers } = chain;
  const [admin, registrar, second, budgetOfficer, treasurer, recorder, approver, otherApprover] =
    (await ethers.getSigners()) as [Signer, Signer, Signer, Signer, Signer, Signer, Signer, Signer];
  const manager = await ethers.deployContract("AccessManager", [admin.address]);
  const registryAddress = await build.deploy("AgencyRegistry", admin, await manager.getAddress());
  const payeesAddress = await build.deploy("PayeeRegistry", admin, registryAddress);
  const booksAddress = await build.deploy("BudgetBooks", admin, registryAddress);
  const address = await build.deploy("SpendingLedger", admin, registryAddress, payeesAddress, booksAddress);
  const registry = await ethers.getContractAt("AgencyRegistry", registryAddress);
  const payees = await ethers.getContractAt("PayeeRegistry", payeesAddress);
  const ledger = await ethers.getContractAt("ISpendingLedger", address);
  const { chainId } = await ethers.provider.getNetwork();

  await registry.registerAgency(0, hashOf("agency"), hashOf("profile"), [registrar.address, second.address]);
  const deployed = {
    ...{ registry, ledger, registrar, second, budgetOfficer, treasurer, recorder },
    approvers: [approver, otherApprover].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1)),
    registryPlace: { chainId, address: registryAddress },
    ledgerPlace: { chainId, address },
  };
  for (const [officer, roles] of [
    [budgetOfficer, ROLES.budgetOfficer],
    [treasurer, ROLES.treasurer],
    [recorder, ROLES.recorder],
    [approver, ROLES.approver],
    [otherApprover, ROLES.approver],
  ] as const) {
    const terms = {
      account: officer.address,
      agency: AGENCY,
      roles,
      limit: NO_LIMIT,
      endsAt: NO_END,
      replaces: ZeroAddress,
    };
    const nonce = await registry.officerNonceOf(officer.address);
    const data = appointmentTypedData(deployed.registryPlace, { ...terms, nonce, deadline: DEADLINE });
    await registry.connect(registrar).appointOfficer(terms, await countersignature(second, data));
  }
  await changePolicy(deployed, 1);
  for (let first = 0; first < PAYEES; first += AT_ONCE) {
    const profiles = Array.from({ length: AT_ONCE }, (_, place) => hashOf(`payee ${first + place}`));
    await payees.connect(recorder).register(AGENCY, profiles);
  }
  await ledger.connect(budgetOfficer).openYear(AGENCY, YEAR, {
    state: 0,
    firstDay: valueDayOf(`${YEAR}-01-01`),
    endDay: valueDayOf(`${YEAR}-12-31`),
    lastDay: valueDayOf(`${YEAR + 1}-01-31`),
    currency: "0x455552",
    decimals: 2,
  });
  const spec = (code: string, parent: number, level: number) => ({
    ...{ code: hashOf(code), description: hashOf(`${code} description`), agency: AGENCY },
    ...{ parent, level, ceilings: true, class: 0 },
  });
  const details = Array.from({ length: LINE_COUNT }, (_, place) => spec(`line ${place}`, 1, 2));
  await ledger.connect(budgetOfficer).openLines(AGENCY, YEAR, [spec("control", 0, 1)]);
  await ledger.connect(budgetOfficer).openLines(AGENCY, YEAR, details);
  return deployed;
}

type Signer = Awaited<ReturnType<Chain["ethers"]["getSigners"]>>[number];

async function changePolicy({ registry, registrar, second, registryPlace }: Policed, approvals: 0 | 1 | 2) {
  const policy = POLICIES[approvals];
  const nonce = await registry.policyNonceOf(AGENCY);
  const data = policyTypedData(registryPlace, { agency: AGENCY, ...policy, nonce, deadline: DEADLINE });
  await registry.connect(registrar).changePolicy(AGENCY, policy, await countersignature(second, data));
}

type Policed = Pick<Deployed, "registry" | "registrar" | "second" | "registryPlace">;

async function countersignature(signer: Signer, data: TypedData) {
  const signature = await signer.signTypedData(data.domain, data.types, data.message);
  return { signer: signer.address, deadline: DEADLINE, signature };
}

/** Opens the commitments that a batch names, and takes them as far as it needs. */
async function prepare(ledger: Deployed, cell: Cell): Promise<void> {
  const stages = cell.work === "stages" ? (["commit"] as const) : (["commit", "verify", "order"] as const);
  for (const stage of stages) {
    const entries = stageOf(cell, stage, PROMISED);
    for (let first = 0; first < entries.length; first += AT_ONCE) {
      await record(ledger, entries.slice(first, first + AT_ONCE), `${stage} ${first}`);
    }
  }
}

/** Records a batch of an officer's: with one approval, and plain, unless said otherwise. */
async function record(
  deployed: Deployed,
  entries: readonly Entry[],
  name: string,
  { approvals, encoding }: Pick<Cell, "approvals" | "encoding"> = { approvals: 1, encoding: "plain" },
): Promise<Sent> {
  const { ledger, ledgerPlace, approvers } = deployed;
  const maker = makerOf(deployed, name);
  const { entryCount } = await ledger.seriesOf(AGENCY, YEAR, 0);
  const head: BatchHead = {
    ...{ agency: AGENCY, year: YEAR, desk: 0, firstNumber: Number(entryCount) + 1 },
    ...{ deadline: DEADLINE, total: totalOf(entries), batchRef: hashOf(`batch ${name}`) },
  };
  const bytes = encodeEntries(entries);
  const { domain, types, message } = batchTypedData(ledgerPlace, {
    ...{ head, count: entries.length, root: batchRoot(head, bytes), maker: maker.address },
  });
  const signed = [];
  for (const approver of approvers.slice(0, approvals)) {
    signed.push({ approver: approver.address, signature: await approver.signTypedData(domain, types, message) });
  }
  const sending = ledger.connect(maker);
  const limit = { gasLimit: AMPLE_GAS };
  const sent =
    encoding === "compact"
      ? await sending.submitCompact(head, hexlify(encodeCompact(bytes)), signed, limit)
      : await sending.submit(head, hexlify(bytes), signed, limit);
  const receipt = await sent.wait();
  if (receipt === null) throw new Error(`The batch "${name}" is in no block.`);
  return { data: sent.data, gasUsed: receipt.gasUsed };
}

/** The kinds that fund the lines are made by those whose they are, all others by the recorder. */
function makerOf({ budgetOfficer, treasurer, recorder }: Deployed, name: string): Signer {
  if (name === "appropriate" || name === "allot") return budgetOfficer;
  return name === "release-cash" ? treasurer : recorder;
}
