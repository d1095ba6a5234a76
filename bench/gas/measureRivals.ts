import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import {
  type BaseContract,
  type ContractTransactionResponse,
  getAddress,
  hexlify,
  MaxUint256,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import { ENTRY_SIZE, encodeEntries } from "../../sdk/journal/entry.ts";
import { hashOf } from "./hashOf.ts";
import { measurementOf, type Measurement, type Sent } from "./Measurement.ts";
import type { ReleaseBuild } from "./ReleaseBuild.ts";
import { amountAt, entriesOf } from "./samples.ts";
import type { Chain } from "./startChain.ts";

/** Where the Ethereum Attestation Service's published package keeps what it deploys. */
const EAS_ARTIFACTS = "@ethereum-attestation-service/eas-contracts/artifacts/contracts";
const SCHEMA = "bytes32 fields,bytes32 document";

/** The ERC-20 transfers, and what all ratios are against. */
export interface Transfers {
  readonly rows: readonly Measurement[];
  /** The gas of a transfer to a new holder. */
  readonly unit: number;
}

/**
 * Measures one ERC-20 transfer to a new holder, and one to a holder that has some.
 *
 * @param build The contracts.
 * @param chain A chain.
 * @returns Both.
 */
export async function measureTransfers(build: ReleaseBuild, chain: Chain): Promise<Transfers> {
  const token = await deployToken(build, chain);
  const transfer = async () => sentOf(await token.transfer(holderAt(0), amountAt(0)));
  const toNew = await transfer();
  const toOld = await transfer();
  const unit = Number(toNew.gasUsed);
  return {
    rows: [
      measurementOf(rival("erc20-transfer-new", 1), toNew, unit),
      measurementOf(rival("erc20-transfer-old", 1), toOld, unit),
    ],
    unit,
  };
}

/**
 * Measures transfers of an ERC-20 to many holders in one transaction: new ones, then the same again.
 *
 * @param build The contracts.
 * @param chain A chain.
 * @param n How many.
 * @param unit The gas of an ERC-20 transfer to a new holder.
 * @returns Two rows.
 */
export async function measureDisperse(
  build: ReleaseBuild,
  chain: Chain,
  n: number,
  unit: number,
): Promise<Measurement[]> {
  const token = await deployToken(build, chain);
  const [deployer] = await chain.ethers.getSigners();
  const disperse = await chain.ethers.getContractAt("Disperse", await build.deploy("Disperse", deployer));
  await token.approve(await disperse.getAddress(), MaxUint256);
  const places = Array.from({ length: n }, (_, place) => place);
  const send = async () =>
    sentOf(await disperse.disperse(await token.getAddress(), places.map(holderAt), places.map(amountAt)));
  const toNew = await send();
  const toOld = await send();
  return [measurementOf(rival("disperse-new", n), toNew, unit), measurementOf(rival("disperse", n), toOld, unit)];
}

/**
 * Measures attestations of the same 64 bytes an entry, to nobody, which is the cheapest: one by itself where n is 1, and
 * n in one transaction.
 *
 * @param chain A chain.
 * @param n How many.
 * @param unit The gas of an ERC-20 transfer to a new holder.
 * @returns The rows.
 */
export async function measureEas(chain: Chain, n: number, unit: number): Promise<Measurement[]> {
  const schemas = await deployEas(chain, "SchemaRegistry", []);
  const eas = await deployEas(chain, "EAS", [await schemas.getAddress()]);
  await call(schemas, "register", SCHEMA, ZeroAddress, true);
  const schema = chain.ethers.solidityPackedKeccak256(["string", "address", "bool"], [SCHEMA, ZeroAddress, true]);
  const entries = encodeEntries(entriesOf({ work: "pay-direct", n, lines: 1, commitments: 0, approvals: 1 }, "first"));
  const data = Array.from({ length: n }, (_, index) => ({
    recipient: ZeroAddress,
    expirationTime: 0,
    revocable: true,
    refUID: ZeroHash,
    data: hexlify(entries.subarray(index * ENTRY_SIZE, (index + 1) * ENTRY_SIZE)),
    value: 0,
  }));
  const rows: Measurement[] = [];
  if (n === 1) {
    const sent = await sentOf(await call(eas, "attest", { schema, data: data[0] }));
    rows.push(measurementOf(rival("eas-attest", 1), sent, unit));
  }
  const sent = await sentOf(await call(eas, "multiAttest", [{ schema, data }]));
  rows.push(measurementOf(rival("eas-multiattest", n), sent, unit));
  return rows;
}

function rival(design: string, n: number) {
  return { design, n, lines: 0, commitments: 0, approvals: 0 };
}

async function deployToken(build: ReleaseBuild, chain: Chain) {
  const [deployer] = await chain.ethers.getSigners();
  return chain.ethers.getContractAt("Token", await build.deploy("Token", deployer, MaxUint256 / 2n));
}

function holderAt(place: number): string {
  return getAddress(hashOf(`holder ${place}`).slice(0, 42));
}

async function deployEas(chain: Chain, name: string, args: unknown[]): Promise<BaseContract> {
  const file = fileURLToPath(import.meta.resolve(`${EAS_ARTIFACTS}/${name}.sol/${name}.json`));
  const { abi, bytecode } = JSON.parse(await readFile(file, "utf8")) as { abi: string[]; bytecode: string };
  const [deployer] = await chain.ethers.getSigners();
  return new chain.ethers.ContractFactory(abi, bytecode, deployer).deploy(...args);
}

async function call(contract: BaseContract, name: string, ...args: unknown[]): Promise<ContractTransactionResponse> {
  return contract.getFunction(name).send(...args);
}

async function sentOf(sent: ContractTransactionResponse): Promise<Sent> {
  const receipt = await sent.wait();
  if (receipt === null) throw new Error("The transaction is in no block.");
  return { data: sent.data, gasUsed: receipt.gasUsed };
}
