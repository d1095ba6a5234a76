import { createServer } from "node:net";

import hre from "hardhat";
import type { NetworkConnectionParams } from "hardhat/types/network";

/** A local chain that runs in this process and answers on a port. */
export interface LocalChain {
  /** The address of its JSON-RPC. */
  readonly url: string;
  /** Stops it; everything on it is gone. */
  readonly close: () => Promise<void>;
}

/** What a local chain is started with. */
export interface LocalChainOptions {
  /** The port; the next free one is taken where it is in use. 0 for any. */
  readonly port: number;
  /** How many unlocked accounts it has. */
  readonly accounts: number;
}

const HOST = "127.0.0.1";
const PORTS_TRIED = 20;

/**
 * Starts a local chain.
 *
 * @param options Port and accounts.
 * @returns The chain, listening.
 * @throws the system's error where no port is free.
 * @example const chain = await startChain({ port: 8545, accounts: 20 }); await chain.close();
 */
export async function startChain(options: LocalChainOptions): Promise<LocalChain> {
  const network = {
    network: "node",
    override: {
      type: "edr-simulated",
      // Hundreds of blocks are made in a minute: without this, the chain's clock would run ahead of the world's.
      allowBlocksWithSameTimestamp: true,
      accounts: { count: options.accounts },
    },
  } as unknown as NetworkConnectionParams;
  for (let tried = 0; ; tried++) {
    const port = options.port === 0 ? 0 : options.port + tried;
    if (port !== 0 && tried < PORTS_TRIED && !(await isPortFree(port))) continue;
    const server = await hre.network.createServer(network, HOST, port);
    try {
      const bound = await server.listen();
      return { url: `http://${HOST}:${bound.port}`, close: () => server.close() };
    } catch (error) {
      if (!isPortTaken(error) || options.port === 0 || tried >= PORTS_TRIED) throw error;
    }
  }
}

/** Looks before the server listens: where its port is taken, it fails in a way that nobody can catch. */
function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}

function isPortTaken(error: unknown): boolean {
  return (error as { code?: unknown }).code === "EADDRINUSE";
}
