import { getAddress, keccak256, type Provider } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { JsonField } from "../json-field.ts";

/** The contracts that every deployment has. */
export const CONTRACT_NAMES = [
  "AgencyRegistry",
  "PayeeRegistry",
  "SpendingLedger",
  "SettlementRegister",
  "AuditRegister",
  "GrantRegister",
  "GatewayRegister",
  "AccessChecker",
] as const;

/** A contract that every deployment has. */
export type ContractName = (typeof CONTRACT_NAMES)[number];

/** Where the contracts of a deployment stand. */
export interface Deployment {
  readonly chainId: bigint;
  /** Addresses by contract name; those of CONTRACT_NAMES are always there. */
  readonly addresses: Readonly<Record<ContractName, string>> & Readonly<Record<string, string>>;
  /** The block of the first event; reading starts there. */
  readonly firstBlock: number;
  /** keccak256 of the code at each address, by contract name, where it is known. */
  readonly codeHashes?: Readonly<Record<string, string>> | undefined;
}

/** A deployment's addresses lack a contract. */
export class DeploymentIncompleteError extends FiscError {
  override readonly name = "DeploymentIncompleteError";

  /** @param contract The contract that has no address. */
  constructor(contract: string) {
    super(
      `The deployment names no ${contract}.`,
      "Its file was written by a deployment that did not finish, or by another project.",
      "Run the deployment again: it goes on where it stopped.",
    );
  }
}

/** The RPC speaks for another chain than the deployment's. */
export class OtherChainError extends FiscError {
  override readonly name = "OtherChainError";

  /**
   * @param expected The deployment's chain id.
   * @param found The RPC's.
   */
  constructor(expected: bigint, found: bigint) {
    super(
      `The RPC speaks for chain ${found}, and the deployment is on chain ${expected}.`,
      "The RPC address and the deployment belong to different networks.",
      "Choose the network that the deployment was made on.",
    );
  }
}

/** The chain holds no such code where a contract of the deployment should stand. */
export class OtherCodeError extends FiscError {
  override readonly name = "OtherCodeError";

  /**
   * @param contract The contract.
   * @param address Where it should stand.
   * @param empty Whether nothing stands there.
   */
  constructor(contract: string, address: string, empty: boolean) {
    super(
      `${empty ? "No contract stands" : "Another contract stands"} at ${address}, where ${contract} should.`,
      "A local chain forgets everything when it stops, and a deployment's file does not.",
      "Deploy again, or correct the deployment's file.",
    );
  }
}

/**
 * Puts a deployment together from addresses.
 *
 * @param chainId The chain.
 * @param addresses Addresses by contract name, or by `Module#Contract` as Ignition writes them.
 * @param more The first block, and hashes of the code where they are known.
 * @returns The deployment.
 * @throws DeploymentIncompleteError where a contract is missing.
 * @throws JsonFieldError where an address is none.
 * @example const deployment = deploymentOf(31337n, deployedAddresses);
 */
export function deploymentOf(
  chainId: bigint,
  addresses: Readonly<Record<string, unknown>>,
  more: { readonly firstBlock?: number; readonly codeHashes?: Readonly<Record<string, string>> } = {},
): Deployment {
  const fields = new JsonField(addresses);
  const byName: Record<string, string> = {};
  for (const key of Object.keys(addresses)) {
    const field = fields.get(key);
    byName[key.slice(key.lastIndexOf("#") + 1)] = field.checked(() => getAddress(field.text()));
  }
  for (const name of CONTRACT_NAMES) if (byName[name] === undefined) throw new DeploymentIncompleteError(name);
  return {
    chainId,
    addresses: byName as Deployment["addresses"],
    firstBlock: more.firstBlock ?? 0,
    codeHashes: more.codeHashes,
  };
}

/**
 * Checks that the contracts of a deployment stand on the chain that a provider speaks for.
 *
 * @param provider The chain.
 * @param deployment The deployment.
 * @returns keccak256 of the code at each address, by contract name, to be kept for the next check.
 * @throws OtherChainError where it is another chain.
 * @throws OtherCodeError where an address holds no code, or other code than was recorded.
 * @example const codeHashes = await checkDeployment(provider, deployment);
 */
export async function checkDeployment(provider: Provider, deployment: Deployment): Promise<Record<string, string>> {
  const { chainId } = await provider.getNetwork();
  if (chainId !== deployment.chainId) throw new OtherChainError(deployment.chainId, chainId);
  const hashes = await Promise.all(
    Object.entries(deployment.addresses).map(async ([name, address]) => {
      const code = await provider.getCode(address);
      const hash = keccak256(code);
      const recorded = deployment.codeHashes?.[name];
      if (code === "0x" || (recorded !== undefined && recorded !== hash)) {
        throw new OtherCodeError(name, address, code === "0x");
      }
      return [name, hash] as const;
    }),
  );
  return Object.fromEntries(hashes);
}
