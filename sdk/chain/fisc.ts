import { FetchRequest, JsonRpcProvider, Network, type Provider, type Signer } from "ethers";

import { FiscError } from "../fisc-error.ts";
import type { ContractPlace } from "../journal/typed-data.ts";
import type { IAgencyRegistry } from "../../types/ethers-contracts/contracts/access/IAgencyRegistry.ts";
import type { IPayeeRegistry } from "../../types/ethers-contracts/contracts/access/IPayeeRegistry.ts";
import type { IAuditRegister } from "../../types/ethers-contracts/contracts/funds/IAuditRegister.ts";
import type { ISettlementRegister } from "../../types/ethers-contracts/contracts/funds/ISettlementRegister.ts";
import type { ISpendingLedger } from "../../types/ethers-contracts/contracts/funds/ISpendingLedger.ts";
import { IAgencyRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IAgencyRegistry__factory.ts";
import { IPayeeRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IPayeeRegistry__factory.ts";
import { IAuditRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/IAuditRegister__factory.ts";
import { ISettlementRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISettlementRegister__factory.ts";
import { ISpendingLedger__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISpendingLedger__factory.ts";
import { checkDeployment, type Deployment } from "./deployment.ts";

/** A deployment on its chain, ready to be read, and written to where a signer stands behind it. */
export interface Fisc {
  readonly deployment: Deployment;
  readonly provider: Provider;
  /** Who sends; null where the connection only reads. */
  readonly signer: Signer | null;
  readonly ledger: ISpendingLedger;
  readonly agencies: IAgencyRegistry;
  readonly payees: IPayeeRegistry;
  readonly settlements: ISettlementRegister;
  readonly audit: IAuditRegister;
}

/** How long a chain may take to say which one it is, in milliseconds. */
const FIRST_ANSWER = 15_000;
/** How long it may take to answer anything else, in milliseconds: a long range of events takes its time. */
const LATER_ANSWERS = 120_000;

/** No chain answers at an address. */
export class ChainUnreachableError extends FiscError {
  override readonly name = "ChainUnreachableError";

  /**
   * @param url The address.
   * @param why What happened there.
   * @param cause What the request threw.
   */
  constructor(url: string, why: string, cause?: unknown) {
    super(
      `No chain answers at ${url}.`,
      why,
      "Start a local chain with `npm start`, or correct the network's address.",
      cause,
    );
  }
}

/** An act needs an account, and the connection only reads. */
export class NoSignerError extends FiscError {
  override readonly name = "NoSignerError";

  /** @param action What was tried, as "submit the batch". */
  constructor(action: string) {
    super(
      `Nobody is there to ${action}.`,
      "The connection reads the chain and has no account.",
      "Connect with a signer.",
    );
  }
}

/** A signer does not know its chain. */
export class NoProviderError extends FiscError {
  override readonly name = "NoProviderError";

  constructor() {
    super("The signer is not connected to a chain.", "It has no provider.", "Connect it to one first.");
  }
}

/**
 * Connects to a deployment, and checks that it stands on that chain.
 *
 * @param runner A provider to read, or a signer with a provider to write as well.
 * @param deployment The deployment.
 * @returns The connection.
 * @throws NoProviderError where a signer has none.
 * @throws OtherChainError where the provider speaks for another chain.
 * @throws OtherCodeError where a contract does not stand where it should.
 * @example const fisc = await connectFisc(wallet.connect(providerAt(url)), deployment);
 */
export async function connectFisc(runner: Provider | Signer, deployment: Deployment): Promise<Fisc> {
  const signer = isSigner(runner) ? runner : null;
  const provider = signer === null ? (runner as Provider) : signer.provider;
  if (provider === null) throw new NoProviderError();
  await checkDeployment(provider, deployment);
  const { addresses } = deployment;
  return {
    deployment,
    provider,
    signer,
    ledger: ISpendingLedger__factory.connect(addresses.SpendingLedger, runner),
    agencies: IAgencyRegistry__factory.connect(addresses.AgencyRegistry, runner),
    payees: IPayeeRegistry__factory.connect(addresses.PayeeRegistry, runner),
    settlements: ISettlementRegister__factory.connect(addresses.SettlementRegister, runner),
    audit: IAuditRegister__factory.connect(addresses.AuditRegister, runner),
  };
}

/**
 * Returns the same connection with another account behind it.
 *
 * @param fisc A connection.
 * @param signer The account.
 * @returns The connection as that account.
 * @example const asRecorder = withSigner(fisc, recorder);
 */
export function withSigner(fisc: Fisc, signer: Signer): Fisc {
  return {
    ...fisc,
    signer,
    ledger: fisc.ledger.connect(signer),
    agencies: fisc.agencies.connect(signer),
    payees: fisc.payees.connect(signer),
    settlements: fisc.settlements.connect(signer),
    audit: fisc.audit.connect(signer),
  };
}

/**
 * A provider that can be let go of while it waits for an answer. ethers itself looks for new blocks while a transaction is
 * waited for, and nobody catches what it throws when the last of those requests is cancelled: the process would fail.
 */
class QuietProvider extends JsonRpcProvider {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as ethers declares it
  override async send(method: string, params: any[] | Record<string, any>): Promise<any> {
    const wasDestroyed = this.destroyed;
    try {
      return await super.send(method, params);
    } catch (error) {
      if (wasDestroyed || !this.destroyed) throw error;
      return new Promise(() => undefined);
    }
  }
}

/**
 * Connects to a chain, for tight loops: nothing is read from a cache, and no request waits for others. What it is asked and
 * has not answered when it is destroyed is never answered.
 *
 * @param url The RPC's address.
 * @param patience How long it may take to say which chain it is, in milliseconds.
 * @returns The provider; it is to be destroyed.
 * @throws ChainUnreachableError where no chain answers there in that time.
 * @example const provider = await connectChain("http://127.0.0.1:8545");
 */
export async function connectChain(url: string, patience = FIRST_ANSWER): Promise<JsonRpcProvider> {
  // Left to find out by itself, ethers asks once a second for ever, and says so on stdout.
  const network = Network.from(await chainIdAt(url, patience));
  // ethers keeps answers for 250 ms and collects requests into batches: stale reads and idle time against a local chain.
  return new QuietProvider(requestTo(url, LATER_ANSWERS), network, {
    staticNetwork: network,
    cacheTimeout: -1,
    batchMaxCount: 1,
    polling: true,
    pollingInterval: 200,
  });
}

async function chainIdAt(url: string, patience: number): Promise<bigint> {
  const request = requestTo(url, patience);
  request.body = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  let answer: unknown;
  try {
    const response = await request.send();
    response.assertOk();
    answer = (response.bodyJson as { result?: unknown }).result;
  } catch (cause) {
    const isLate = (cause as { code?: unknown }).code === "TIMEOUT";
    throw new ChainUnreachableError(
      url,
      isLate ? `It did not answer within ${patience / 1000} seconds.` : "The RPC cannot be reached.",
      cause,
    );
  }
  if (typeof answer === "string" && /^0x[0-9a-f]{1,64}$/i.test(answer)) return BigInt(answer);
  throw new ChainUnreachableError(url, "What answers there does not say which chain it is.");
}

function requestTo(url: string, timeout: number): FetchRequest {
  const request = new FetchRequest(url);
  request.timeout = timeout;
  return request;
}

/**
 * Returns the ledger as signatures are bound to it.
 *
 * @param fisc A connection.
 * @returns Chain and address.
 * @example batchTypedData(ledgerPlace(fisc), batch)
 */
export function ledgerPlace(fisc: Fisc): ContractPlace {
  return { chainId: fisc.deployment.chainId, address: fisc.deployment.addresses.SpendingLedger };
}

/**
 * Returns the agency registry as signatures are bound to it.
 *
 * @param fisc A connection.
 * @returns Chain and address.
 * @example appointmentTypedData(registryPlace(fisc), appointment)
 */
export function registryPlace(fisc: Fisc): ContractPlace {
  return { chainId: fisc.deployment.chainId, address: fisc.deployment.addresses.AgencyRegistry };
}

function isSigner(runner: Provider | Signer): runner is Signer {
  return "signTypedData" in runner;
}
