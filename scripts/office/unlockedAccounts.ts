import { getAddress, type JsonRpcProvider } from "ethers";

import type { OwnAccount } from "./Accounts.ts";

/**
 * Lists the accounts that a node signs for itself: those of a local chain.
 *
 * @param provider The node.
 * @returns The accounts in the node's order; none where the node keeps no keys.
 */
export async function unlockedAccounts(provider: JsonRpcProvider): Promise<OwnAccount[]> {
  const addresses = (await provider.send("eth_accounts", []).catch(() => [])) as string[];
  return Promise.all(
    addresses.map(async (address) => ({
      address: getAddress(address),
      name: null,
      signer: await provider.getSigner(address),
    })),
  );
}
