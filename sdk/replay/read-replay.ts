import type { Fisc } from "../chain/fisc.ts";
import { type EventRange, readEvents } from "../chain/read-events.ts";
import { Replay } from "./replay.ts";

/**
 * Rebuilds the state of a deployment from its events.
 *
 * @param fisc A connection.
 * @param range How far to read; the whole chain where nothing is given.
 * @returns The replay.
 * @throws EventUnreadableError where an event is not laid out as it should.
 * @example const replay = await readReplay(fisc); console.log(replay.totalsOf(7).paid);
 */
export async function readReplay(fisc: Fisc, range: EventRange = {}): Promise<Replay> {
  const replay = new Replay();
  for await (const events of readEvents(fisc, range)) for (const event of events) replay.apply(event);
  return replay;
}
