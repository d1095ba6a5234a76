import { network } from "hardhat";

/** The most gas that a transaction may use since Osaka (EIP-7825). */
export const TRANSACTION_GAS_CAP = 16_777_216;

/** Room for what does not fit one transaction elsewhere. */
export const AMPLE_GAS = 400_000_000;

/**
 * Starts a simulated chain under the rules of Osaka, save that a transaction may use more gas than its cap: what needs
 * more is measured all the same, and the report says so.
 *
 * @returns A connection to it.
 */
export async function startChain() {
  return network.create({
    network: "default",
    chainType: "l1",
    override: {
      hardfork: "osaka",
      allowBlocksWithSameTimestamp: true,
      transactionGasCap: false,
      blockGasLimit: AMPLE_GAS,
    },
  });
}

/** A simulated chain. */
export type Chain = Awaited<ReturnType<typeof startChain>>;
