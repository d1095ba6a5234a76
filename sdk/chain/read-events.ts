import type { Log } from "ethers";

import { eventOf, type FiscEvent } from "./events.ts";
import type { Fisc } from "./fisc.ts";

/** How far a request for events reaches. */
export interface EventRange {
  /** The first block; the deployment's where it is not given. */
  readonly fromBlock?: number | undefined;
  /** The last block; the latest where it is not given. */
  readonly toBlock?: number | undefined;
  /** The most blocks that one request spans. */
  readonly maxBlocks?: number | undefined;
  /** The bytes that one answer should stay below; the span follows what the last answers held. */
  readonly maxBytes?: number | undefined;
  /** Called after each request with the last block that was read. */
  readonly onProgress?: ((block: number, toBlock: number) => void) | undefined;
}

const MAX_BLOCKS = 5_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** What a log takes in an answer beside its data: topics, hashes, names of fields. */
const BYTES_A_LOG = 900;

/**
 * Reads all events of a deployment, in order, range by range.
 *
 * A range that the RPC refuses is halved until it answers, and the span follows the size of the answers, so a busy
 * chain never makes one answer of hundreds of megabytes.
 *
 * @param fisc A connection.
 * @param range How far to read.
 * @returns The events of one range after the other.
 * @throws the RPC's error where it refuses a single block.
 * @throws EventUnreadableError where an event is not laid out as it should.
 * @example for await (const events of readEvents(fisc)) events.forEach((event) => replay.apply(event));
 */
export async function* readEvents(fisc: Fisc, range: EventRange = {}): AsyncGenerator<FiscEvent[]> {
  for await (const logs of readLogs(fisc, Object.values(fisc.deployment.addresses), range)) {
    yield logs.map(eventOf).filter((event) => event !== null);
  }
}

/**
 * Reads what contracts logged, in order, range by range, as `readEvents` does.
 *
 * @param fisc A connection.
 * @param address The contracts.
 * @param range How far to read.
 * @returns The logs of one range after the other.
 * @throws the RPC's error where it refuses a single block.
 * @example for await (const logs of readLogs(fisc, [fisc.deployment.addresses.GrantRegister])) logs.forEach(apply);
 */
export async function* readLogs(fisc: Fisc, address: string[], range: EventRange = {}): AsyncGenerator<Log[]> {
  const maxBlocks = range.maxBlocks ?? MAX_BLOCKS;
  const maxBytes = range.maxBytes ?? MAX_BYTES;
  const toBlock = range.toBlock ?? (await fisc.provider.getBlockNumber());
  let span = Math.max(1, Math.min(maxBlocks, 256));
  for (let from = range.fromBlock ?? fisc.deployment.firstBlock; from <= toBlock;) {
    const to = Math.min(toBlock, from + span - 1);
    let logs: Log[];
    try {
      logs = await fisc.provider.getLogs({ address, fromBlock: from, toBlock: to });
    } catch (error) {
      if (to === from) throw error;
      span = Math.max(1, Math.floor((to - from + 1) / 2));
      continue;
    }
    yield logs;
    range.onProgress?.(to, toBlock);
    const bytes = logs.reduce((sum, log) => sum + log.data.length + BYTES_A_LOG, 1);
    // Half of the bound, for the next blocks may be fuller than these; at most twice the last span.
    const fitting = Math.floor(((to - from + 1) * (maxBytes / 2)) / bytes);
    span = Math.max(1, Math.min(maxBlocks, 2 * span, fitting));
    from = to + 1;
  }
}

/**
 * Returns when blocks were made.
 *
 * @param fisc A connection.
 * @param blocks Block numbers, in any order, repeated or not.
 * @returns Unix seconds by block number.
 * @example const times = await readBlockTimes(fisc, events.map((event) => event.place.block));
 */
export async function readBlockTimes(fisc: Fisc, blocks: Iterable<number>): Promise<Map<number, number>> {
  const wanted = [...new Set(blocks)];
  const times = new Map<number, number>();
  for (let start = 0; start < wanted.length; start += 50) {
    const found = await Promise.all(wanted.slice(start, start + 50).map((block) => fisc.provider.getBlock(block)));
    for (const block of found) if (block !== null) times.set(block.number, block.timestamp);
  }
  return times;
}
