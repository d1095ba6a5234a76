import { expect } from "chai";
import { hexlify, type Log, type Provider } from "ethers";

import { eventOf, EventUnreadableError, type FiscEvent } from "../../../sdk/chain/events.ts";
import type { Fisc } from "../../../sdk/chain/fisc.ts";
import { readBlockTimes, readEvents } from "../../../sdk/chain/read-events.ts";
import { entryKey, packEntryId, unpackEntryId } from "../../../sdk/journal/entry-id.ts";
import { packSeries } from "../../../sdk/journal/series.ts";
import { rejection } from "../rejection.ts";
import { networkHelpers } from "./ledgerFixture.ts";
import { liveThroughAYear } from "./story.ts";

const { loadFixture } = networkHelpers;

async function logsOf(fisc: Fisc): Promise<Log[]> {
  return fisc.provider.getLogs({ address: Object.values(fisc.deployment.addresses), fromBlock: 0 });
}

/** Everything to text, so that the SDK's numbers and ethers' bigints compare. */
function told(value: unknown): unknown {
  if (value instanceof Uint8Array) return hexlify(value);
  if (Array.isArray(value)) return value.map(told);
  if (typeof value === "object" && value !== null) return Object.values(value).map(told);
  return String(value);
}

/** The provider with one method put in the place of its own. */
function withGetLogs(fisc: Fisc, getLogs: Provider["getLogs"]): Fisc {
  const provider = new Proxy(fisc.provider, {
    get: (target, name) => {
      if (name === "getLogs") return getLogs;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...fisc, provider };
}

/** The root stands in no event: the SDK computes it from the entries, and `compareWithStorage` holds it to the contract's. */
function withoutRoot(event: FiscEvent): FiscEvent {
  return Object.fromEntries(Object.entries(event).filter(([field]) => field !== "root")) as unknown as FiscEvent;
}

async function collected(fisc: Fisc, range: Parameters<typeof readEvents>[1] = {}): Promise<FiscEvent[]> {
  const all: FiscEvent[] = [];
  for await (const events of readEvents(fisc, range)) all.push(...events);
  return all;
}

describe("eventOf", () => {
  it("reads every event of a year as ethers does", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const names = new Set<string>();
    for (const log of await logsOf(fisc)) {
      const event = eventOf(log);
      if (event === null) continue;
      names.add(event.name);
      const parsed = [fisc.ledger, fisc.agencies, fisc.payees, fisc.settlements, fisc.audit]
        .map((contract) => contract.interface.parseLog(log))
        .find((found) => found !== null)!;
      const { name, place, ...fields } = withoutRoot(event);
      expect(name).to.equal(parsed.name);
      expect(place.transaction).to.equal(log.transactionHash);
      const packed = Object.entries(fields).map(([field, value]): unknown => {
        if (field === "series") return packSeries(value as Parameters<typeof packSeries>[0]);
        return field === "entry" ? packEntryId(value as Parameters<typeof packEntryId>[0]) : (value as unknown);
      });
      expect(packed.map(told), name).to.deep.equal([...parsed.args].map(told));
    }
    expect([...names].toSorted()).to.deep.equal([
      "AgencyRegistered",
      "BatchRecorded",
      "EntryFlagged",
      "FindingAnswered",
      "FindingFollowedUp",
      "FindingRecorded",
      "LineDescribed",
      "LineOpened",
      "LineStatusChanged",
      "OfficerAppointed",
      "PayeesRegistered",
      "PaymentSettled",
      "PolicyChanged",
      "RuleSet",
      "SettlementWithdrawn",
      "YearOpened",
      "YearStateChanged",
    ]);
  });

  it("says which event cannot be read", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    for (const log of await logsOf(fisc)) {
      if (eventOf(log) === null || log.data.length < 80) continue;
      const cut = { ...log.toJSON(), data: log.data.slice(0, -70), index: log.index } as unknown as Log;
      expect(() => eventOf(cut)).to.throw(EventUnreadableError, log.transactionHash);
    }
  });
});

describe("readEvents", () => {
  it("reads the same whatever the bounds, in order and without a gap", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const all = await collected(fisc);
    for (const range of [{ maxBlocks: 1 }, { maxBlocks: 7 }, { maxBytes: 3_000 }]) {
      expect(await collected(fisc, range)).to.deep.equal(all);
    }
    const last = all.at(-1)!.place.block;
    const halves = [...(await collected(fisc, { toBlock: 20 })), ...(await collected(fisc, { fromBlock: 21 }))];
    expect(halves).to.deep.equal(all);
    const seen: number[] = [];
    await collected(fisc, { maxBlocks: 10, onProgress: (block) => void seen.push(block) });
    expect(seen.at(-1)).to.be.at.least(last);
  });

  it("halves a range that the RPC refuses, and gives up on a single block alone", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const all = await collected(fisc);
    let refused = 0;
    const narrow = withGetLogs(fisc, async (filter) => {
      const { fromBlock, toBlock } = filter as { fromBlock: number; toBlock: number };
      if (toBlock - fromBlock < 3) return fisc.provider.getLogs(filter);
      refused++;
      throw new Error("query returned more than 10000 results");
    });
    expect(await collected(narrow)).to.deep.equal(all);
    expect(refused).to.be.greaterThan(0);
    const broken = withGetLogs(fisc, () => Promise.reject(new Error("no logs today")));
    expect(await rejection(collected(broken))).to.have.property("message", "no logs today");
  });
});

describe("readBlockTimes", () => {
  it("asks for each block once", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const times = await readBlockTimes(fisc, [1, 2, 1, 2, 3]);
    expect([...times.keys()]).to.deep.equal([1, 2, 3]);
    expect(times.get(2)).to.equal((await fisc.provider.getBlock(2))?.timestamp);
  });
});

describe("packEntryId", () => {
  it("is undone by unpackEntryId", () => {
    const id = { agency: 2 ** 32 - 1, year: 2019, desk: 63, number: 2 ** 40 - 1 };
    expect(unpackEntryId(packEntryId(id))).to.deep.equal(id);
    expect(entryKey(id)).to.equal("4294967295/2019/63/1099511627775");
  });
});
