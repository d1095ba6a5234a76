import type { Provider, Signer } from "ethers";

import { FiscError } from "../fisc-error.ts";
import type { ContractPlace } from "../journal/typed-data.ts";
import type { IAgencyRegistry } from "../../types/ethers-contracts/contracts/access/IAgencyRegistry.ts";
import type { IPayeeRegistry } from "../../types/ethers-contracts/contracts/access/IPayeeRegistry.ts";
import type { IAuditRegister } from "../../types/ethers-contracts/contracts/funds/IAuditRegister.ts";
import type { ISettlementRegister } from "../../types/ethers-contracts/contracts/funds/ISettlementRegister.ts";
import type { IAccessChecker } from "../../types/ethers-contracts/contracts/sharing/IAccessChecker.ts";
import type { IGatewayRegister } from "../../types/ethers-contracts/contracts/sharing/IGatewayRegister.ts";
import type { ISharingRegister } from "../../types/ethers-contracts/contracts/sharing/ISharingRegister.ts";
import type { ISpendingLedger } from "../../types/ethers-contracts/contracts/funds/ISpendingLedger.ts";
import { IAgencyRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IAgencyRegistry__factory.ts";
import { IPayeeRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IPayeeRegistry__factory.ts";
import { IAuditRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/IAuditRegister__factory.ts";
import { ISettlementRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISettlementRegister__factory.ts";
import { IAccessChecker__factory } from "../../types/ethers-contracts/factories/contracts/sharing/IAccessChecker__factory.ts";
import { IGatewayRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/IGatewayRegister__factory.ts";
import { ISharingRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/ISharingRegister__factory.ts";
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
  /** Assets, requests, grants and policies. */
  readonly sharing: ISharingRegister;
  readonly gateways: IGatewayRegister;
  readonly checker: IAccessChecker;
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
 * @example const fisc = await connectFisc(wallet.connect(await connectChain(url)), deployment);
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
    sharing: ISharingRegister__factory.connect(addresses.GrantRegister, runner),
    gateways: IGatewayRegister__factory.connect(addresses.GatewayRegister, runner),
    checker: IAccessChecker__factory.connect(addresses.AccessChecker, runner),
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
    sharing: fisc.sharing.connect(signer),
    gateways: fisc.gateways.connect(signer),
    checker: fisc.checker.connect(signer),
  };
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

/**
 * Returns the register of assets and grants as signatures are bound to it.
 *
 * @param fisc A connection.
 * @returns Chain and address.
 * @example approvalTypedData(sharingPlace(fisc), terms, deadline)
 */
export function sharingPlace(fisc: Fisc): ContractPlace {
  return { chainId: fisc.deployment.chainId, address: fisc.deployment.addresses.GrantRegister };
}

/**
 * Returns the register of gateways as signatures are bound to it.
 *
 * @param fisc A connection.
 * @returns Chain and address.
 * @example promiseTypedData(gatewaysPlace(fisc), promise)
 */
export function gatewaysPlace(fisc: Fisc): ContractPlace {
  return { chainId: fisc.deployment.chainId, address: fisc.deployment.addresses.GatewayRegister };
}

function isSigner(runner: Provider | Signer): runner is Signer {
  return "signTypedData" in runner;
}
