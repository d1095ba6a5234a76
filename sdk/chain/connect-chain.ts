import { FetchRequest, JsonRpcProvider, Network } from "ethers";

import { FiscError } from "../fisc-error.ts";

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
