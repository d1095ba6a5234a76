import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { JsonRpcProvider } from "ethers";
import hre from "hardhat";
import type { NetworkConnectionParams } from "hardhat/types/network";

import { connectChain } from "../../sdk/chain/connect-chain.ts";

const HOST = "127.0.0.1";
/** Milliseconds between two blocks, which are made whether there are transactions or not. */
const BLOCK_INTERVAL = 100;
/** What public nodes answer: nothing of a node's own accounts, and nothing of a development chain. */
const PUBLIC = /^(eth|net|web3)_/;
const OF_OWN_ACCOUNTS = /^eth_(sendTransaction|sign)/;

/** A chain as the public networks are: an id of its own, blocks at intervals, and a node that keeps no keys. */
export interface LockedChain {
  readonly id: number;
  /** The address of the node that keeps no keys. */
  readonly url: string;
  /** The chain from behind: to fund accounts, and to move its clock. */
  readonly behind: JsonRpcProvider;
  /** Called in the place of passing on a transaction; returns the node's answer, or null to answer nothing ever. */
  onTransaction: (pass: () => Promise<object>) => Promise<object | null>;
  readonly close: () => Promise<void>;
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params?: unknown[];
}

/**
 * Starts such a chain.
 *
 * @param id Its number.
 * @returns The chain, listening.
 */
export async function startLockedChain(id: number): Promise<LockedChain> {
  const node = await hre.network.createServer(
    {
      network: "node",
      override: {
        type: "edr-simulated",
        chainId: id,
        allowBlocksWithSameTimestamp: true,
        mining: { auto: false, interval: BLOCK_INTERVAL },
      },
    } as unknown as NetworkConnectionParams,
    HOST,
    0,
  );
  const behind = `http://${HOST}:${(await node.listen()).port}`;
  const provider = await connectChain(behind);
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const given = JSON.parse(body) as Call | Call[];
      const answers = await Promise.all([given].flat().map(answer));
      if (answers.includes(null)) return;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(Array.isArray(given) ? answers : answers[0]));
    });
  });
  const chain: LockedChain = {
    id,
    url: await listen(server),
    behind: provider,
    onTransaction: (pass) => pass(),
    close: async () => {
      provider.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await node.close();
    },
  };

  async function answer(call: Call): Promise<object | null> {
    if (call.method === "eth_accounts") return { jsonrpc: "2.0", id: call.id, result: [] };
    if (!PUBLIC.test(call.method) || OF_OWN_ACCOUNTS.test(call.method)) {
      const message = `the method ${call.method} does not exist/is not available`;
      return { jsonrpc: "2.0", id: call.id, error: { code: -32601, message } };
    }
    const pass = () => passOn(behind, call);
    return call.method === "eth_sendRawTransaction" ? chain.onTransaction(pass) : pass();
  }

  return chain;
}

async function passOn(url: string, call: Call): Promise<object> {
  const answered = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(call),
  });
  return (await answered.json()) as object;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
}
