import { getAddress, JsonRpcSigner, type JsonRpcProvider, type TransactionRequest } from "ethers";

import type { OwnAccount } from "./Accounts.ts";

/** The most gas that a transaction may burn, by EIP-7825. */
const MOST_GAS = 16_777_216n;

/**
 * An account that a local node signs for. Gas costs nothing there, and an estimate runs the transaction over and over: here
 * it runs once, which tells as well whether it would fail.
 */
class UnlockedSigner extends JsonRpcSigner {
  override async estimateGas(transaction: TransactionRequest): Promise<bigint> {
    // In the block to come, whose clock is later than that of the last one.
    await this.call({ ...transaction, gasLimit: MOST_GAS, blockTag: "pending" });
    return MOST_GAS;
  }

  override async sendUncheckedTransaction(transaction: TransactionRequest): Promise<string> {
    const gasLimit = transaction.gasLimit ?? (await this.estimateGas(transaction));
    return super.sendUncheckedTransaction({ ...transaction, gasLimit });
  }
}

/**
 * Lists the accounts that a node signs for itself: those of a local chain.
 *
 * @param provider The node.
 * @returns The accounts in the node's order; none where the node keeps no keys.
 */
export async function unlockedAccounts(provider: JsonRpcProvider): Promise<OwnAccount[]> {
  const addresses = (await provider.send("eth_accounts", []).catch(() => [])) as string[];
  return addresses.map((given) => {
    const address = getAddress(given);
    return { address, name: null, signer: new UnlockedSigner(provider, address) };
  });
}
