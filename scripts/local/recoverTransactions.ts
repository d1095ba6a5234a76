import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import { trackTransaction, wipe } from "@nomicfoundation/ignition-core";
import { toQuantity } from "ethers";
import hre from "hardhat";
import type { EthereumProvider } from "hardhat/types/providers";

import { JsonField } from "../../sdk/json-field.ts";

/** A transaction that Ignition was about to send when it stopped, and of which its journal has no hash. */
interface LostTransaction {
  readonly future: string;
  readonly from: string;
  readonly nonce: number;
}

/** As much of an answer to eth_getBlockByNumber as is read. */
interface Block {
  readonly transactions: readonly { readonly from: string; readonly nonce: string; readonly hash: string }[];
}

/**
 * Mends the journal of a deployment that stopped between preparing a transaction and noting its hash, which Ignition
 * leaves to the user. What was sent is found on the chain and noted; what was never sent is forgotten, and sent by the
 * deployment that goes on. Where the node cannot tell, nothing is done, and Ignition says how to name the transaction.
 *
 * @param provider The chain.
 * @param folder The deployment's folder, which need not be there.
 */
export async function recoverTransactions(provider: EthereumProvider, folder: string): Promise<void> {
  for (const { future, from, nonce } of await lostTransactions(folder)) {
    if ((await countOf(provider, from, "pending")) <= nonce) {
      await wipe(folder, new HardhatArtifactResolver(hre.artifacts), future);
      continue;
    }
    const hash = await findTransaction(provider, from, nonce).catch(() => null);
    if (hash !== null) await trackTransaction(folder, hash, provider);
  }
}

async function lostTransactions(folder: string): Promise<LostTransaction[]> {
  const journal = await readFile(join(folder, "journal.jsonl"), "utf8").catch(() => "");
  const senders = new Map<string, string>();
  const sent = new Set<string>();
  const lost = new Map<string, LostTransaction>();
  for (const line of journal.split("\n").filter((text) => text.trim() !== "")) {
    const message = JsonField.parse(line);
    const type = message.get("type").value;
    const future = message.get("futureId").exists ? message.get("futureId").text() : "";
    if (message.get("from").exists) senders.set(future, message.get("from").text());
    if (type === "TRANSACTION_PREPARE_SEND" && !sent.has(future)) {
      const nonce = message.get("nonce").whole(Number.MAX_SAFE_INTEGER);
      lost.set(future, { future, from: senders.get(future) ?? "", nonce });
    } else {
      // Whatever follows on it, its hash or that it was wiped, says that Ignition knows how it ended.
      lost.delete(future);
    }
    // What is sent again with a higher fee has the nonce of the first, whose hash is known.
    if (type === "TRANSACTION_SEND") sent.add(future);
    if (type === "WIPE_APPLY") sent.delete(future);
  }
  return [...lost.values()];
}

/** Finds the block in which an account's count of transactions passed the nonce, and the transaction in it. */
async function findTransaction(provider: EthereumProvider, from: string, nonce: number): Promise<string | null> {
  let after = parseInt((await provider.request({ method: "eth_blockNumber" })) as string, 16);
  if ((await countOf(provider, from, toQuantity(after))) <= nonce) return null;
  let step = 1;
  let before = after - step;
  while (before >= 0 && (await countOf(provider, from, toQuantity(before))) > nonce) {
    after = before;
    step *= 2;
    before = Math.max(after - step, -1);
  }
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if ((await countOf(provider, from, toQuantity(middle))) > nonce) after = middle;
    else before = middle;
  }
  const block = (await provider.request({
    method: "eth_getBlockByNumber",
    params: [toQuantity(after), true],
  })) as Block;
  const isIt = (sent: Block["transactions"][number]) =>
    sent.from.toLowerCase() === from.toLowerCase() && BigInt(sent.nonce) === BigInt(nonce);
  return block.transactions.find(isIt)?.hash ?? null;
}

async function countOf(provider: EthereumProvider, account: string, block: string): Promise<number> {
  return parseInt(
    (await provider.request({ method: "eth_getTransactionCount", params: [account, block] })) as string,
    16,
  );
}
