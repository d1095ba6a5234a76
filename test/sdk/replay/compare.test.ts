import { expect } from "chai";

import type { FiscEvent } from "../../../sdk/chain/events.ts";
import { readEvents } from "../../../sdk/chain/read-events.ts";
import { batchRoot } from "../../../sdk/journal/batch.ts";
import { KINDS } from "../../../sdk/journal/kinds.ts";
import { decodeEntries } from "../../../sdk/journal/entry.ts";
import { compareCounts, compareWithStorage } from "../../../sdk/replay/compare.ts";
import { brokenIdentities } from "../../../sdk/replay/identities.ts";
import { readReplay } from "../../../sdk/replay/read-replay.ts";
import { Replay } from "../../../sdk/replay/replay.ts";
import { AGENCY, type Fisc, LINES, networkHelpers } from "../chain/ledgerFixture.ts";
import { liveThroughAYear, NEXT_YEAR_LINE } from "../chain/story.ts";

const { loadFixture } = networkHelpers;

async function eventsOf(fisc: Fisc): Promise<FiscEvent[]> {
  const all: FiscEvent[] = [];
  for await (const events of readEvents(fisc, { maxBlocks: 7 })) all.push(...events);
  return all;
}

function replayed(events: readonly FiscEvent[]): Replay {
  const replay = new Replay();
  for (const event of events) replay.apply(event);
  return replay;
}

/** The event with other entries, read as `eventOf` reads it: with their root. */
function withEntries(event: FiscEvent<"BatchRecorded">, entries: Uint8Array): FiscEvent<"BatchRecorded"> {
  return { ...event, entries, root: batchRoot({ ...event.series, firstNumber: event.firstNumber }, entries) };
}

describe("compareWithStorage", () => {
  describe("given a year in which nearly every kind of entry was recorded", () => {
    it("finds no difference", async () => {
      const { fisc } = await loadFixture(liveThroughAYear);
      const replay = await readReplay(fisc);
      const { differences, compared } = await compareWithStorage(fisc, replay);
      expect(differences).to.deep.equal([]);
      expect(compared).to.be.greaterThan(200);
    });

    it("finds the same where the RPC takes no state overrides", async () => {
      const { fisc } = await loadFixture(liveThroughAYear);
      const plain = new Proxy(fisc.provider, {
        has: (target, name) => name !== "send" && name in target,
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        },
      });
      const { differences, compared } = await compareWithStorage({ ...fisc, provider: plain }, await readReplay(fisc));
      expect(differences).to.deep.equal([]);
      expect(compared).to.be.greaterThan(200);
    });

    it("sees all but a handful of kinds there", async () => {
      const { fisc } = await loadFixture(liveThroughAYear);
      const { batches } = await readReplay(fisc);
      const seen = new Set(
        [...batches.values()].flatMap(({ entries }) => decodeEntries(entries).map(({ kind }) => kind)),
      );
      const unseen = KINDS.filter(({ number }) => !seen.has(number)).map(({ name }) => name);
      expect(unseen).to.deep.equal(["commit-collective-reserved", "withdraw-verification", "disburse-direct"]);
    });
  });

  describe("given storage at an earlier block than the events", () => {
    it("names what differs", async () => {
      const { fisc } = await loadFixture(liveThroughAYear);
      const replay = await readReplay(fisc);
      const lastBatch = [...replay.batches.values()].at(-1)!;
      const { differences } = await compareWithStorage(fisc, replay, lastBatch.place.block - 1);
      expect(differences).to.deep.include({
        subject: `line ${LINES.detail}`,
        value: "paid",
        replayed: replay.totalsOf(LINES.detail).paid.toString(),
        stored: (replay.totalsOf(LINES.detail).paid + 300n).toString(),
      });
    });
  });

  describe("given an event that is held back", () => {
    it("names the gap and every value that is off", async () => {
      const { fisc } = await loadFixture(liveThroughAYear);
      const events = await eventsOf(fisc);
      const held = events.find((event) => event.name === "BatchRecorded" && event.firstNumber > 10)!;
      const { differences } = await compareWithStorage(fisc, replayed(events.filter((event) => event !== held)));
      expect(differences.filter(({ value }) => value === "event")).to.have.length.greaterThan(0);
      expect(differences.filter(({ subject }) => subject === `line ${LINES.control}`)).to.have.length.greaterThan(0);
    });
  });

  describe("given events of which some are held back", () => {
    for (const [what, isHeld] of [
      ["the last batch", (event, index, all) => event === all.findLast(({ name }) => name === "BatchRecorded")],
      ["all of a desk", (event) => event.name === "BatchRecorded" && event.series.year === 2019],
      ["a line", (event) => event.name === "LineOpened"],
    ] as [string, (event: FiscEvent, index: number, all: readonly FiscEvent[]) => boolean][]) {
      it(`misses ${what} by counts alone, and nothing where none is`, async () => {
        const { fisc } = await loadFixture(liveThroughAYear);
        const events = await eventsOf(fisc);
        const { lastBlock } = replayed(events);
        const count = async (told: readonly FiscEvent[]) =>
          (await compareCounts(fisc, replayed(told), AGENCY, lastBlock)).differences.length;
        expect(await count(events)).to.equal(0);
        expect(await count(events.filter((...each) => !isHeld(...each)))).to.be.greaterThan(0);
      });
    }
  });

  describe("given an event whose entries are changed by a byte", () => {
    it("names the root, the total and the line", async () => {
      const { fisc } = await loadFixture(liveThroughAYear);
      const events = (await eventsOf(fisc)).map((event) =>
        event.name === "BatchRecorded" && event.firstNumber === 1 && event.series.year === 2019
          ? withEntries(event, event.entries.with(31, event.entries[31]! ^ 1))
          : event,
      );
      const { differences } = await compareWithStorage(fisc, replayed(events));
      const told = differences.map(({ replayed: what }) => what).join(" ");
      expect(told).to.include("the batch states");
      expect(differences.some(({ subject, value }) => subject.startsWith("batch ") && value === "root")).to.equal(true);
      expect(
        differences.some(({ subject, value }) => subject === `line ${LINES.detail}` && value === "revised"),
      ).to.equal(true);
    });
  });
});

describe("Replay", () => {
  it("adds lines above up from those below", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const replay = await readReplay(fisc);
    const [summary, detail, other] = [LINES.summary, LINES.detail, LINES.otherDetail].map((line) =>
      replay.totalsOf(line),
    );
    expect(summary!.committed).to.equal(detail!.committed + other!.committed);
    expect(replay.totalsOf(NEXT_YEAR_LINE).revised).to.equal(5_000n);
    expect(brokenIdentities(replay)).to.deep.equal([]);
  });

  it("finds every entry by its number, and none beyond", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const replay = await readReplay(fisc);
    for (const series of replay.series.values()) {
      for (const batch of series.batches) {
        decodeEntries(batch.entries).forEach((entry, index) => {
          const found = replay.entryAt(series, batch.firstNumber + index);
          expect(found?.entry).to.deep.equal(entry);
          expect(found?.batch.batchRef).to.equal(batch.batchRef);
        });
      }
      expect(replay.entryAt(series, 0)).to.equal(null);
      expect(replay.entryAt(series, series.entryCount + 1)).to.equal(null);
    }
  });

  it("takes every event once, however often it is told", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const events = await eventsOf(fisc);
    const replay = replayed([...events, ...events]);
    expect(replay.faults).to.deep.equal([]);
    expect(replay).to.deep.equal(replayed(events));
  });

  it("knows officers, payees, rules, settlements, findings and flags", async () => {
    const { fisc, recorder, registrar } = await loadFixture(liveThroughAYear);
    const replay = await readReplay(fisc);
    for (const { account } of [{ account: recorder.address }, { account: registrar.address }]) {
      const officer = await fisc.agencies.officerOf(account);
      const known = replay.officers.get(account)!;
      expect([known.agency, known.roles, known.limit, known.endsAt, known.suspended].map(String)).to.deep.equal(
        [officer.agency, officer.roles, officer.limit, officer.endsAt, officer.suspended].map(String),
      );
    }
    expect(replay.payees.size).to.equal(3);
    expect(replay.settlements.size).to.equal(1);
    expect(replay.findings.get(1)?.steps.map(({ status }) => status)).to.deep.equal([1, 2, 3]);
    expect([...replay.flags.values()].flat()).to.have.lengthOf(1);
    expect(replay.rules.get("1/1")?.version).to.equal(1);
    expect(replay.years.get("1/2019")).to.include({ state: 3, currency: "EUR", decimals: 2 });
  });

  it("takes the sum of an invoice's entries back where they are corrected in full", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const replay = await readReplay(fisc);
    expect([...replay.invoices.values()].toSorted()).to.deep.equal([0, 1]);
  });
});

describe("brokenIdentities", () => {
  it("finds a planted fault of each class", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const plant = async (change: (replay: Replay) => void): Promise<string[]> => {
      const replay = await readReplay(fisc);
      change(replay);
      return brokenIdentities(replay).map(({ what }) => what);
    };
    const control = LINES.control;
    const totals = (replay: Replay) => replay.lines.get(control)!.totals;
    expect(await plant((replay) => void (totals(replay)[0]! += 1n))).to.include(
      "The parts of the budget do not add up to the revised budget.",
    );
    expect(await plant((replay) => void (totals(replay)[1]! += 10n ** 9n))).to.include(
      "More is allotted than the revised budget.",
    );
    expect(await plant((replay) => void (totals(replay)[4]! += 10n ** 9n))).to.include(
      "More is reserved and committed than allotted.",
    );
    expect(await plant((replay) => void (totals(replay)[2]! += 10n ** 9n))).to.include(
      "More cash is released than allotted.",
    );
    expect(await plant((replay) => void (totals(replay)[7]! += 10n ** 9n))).to.include("More is paid than released.");
    expect(await plant((replay) => void (totals(replay)[7]! += 1n))).to.include(
      'The total "paid" is not the sum of the lines below.',
    );
    const [commitment] = [...(await readReplay(fisc)).commitments.keys()];
    for (const [index, what] of [
      [1, "More is verified than committed."],
      [2, "More is ordered than verified."],
      [3, "More is paid than ordered."],
    ] as const) {
      expect(await plant((replay) => void (replay.commitments.get(commitment!)!.use[index] += 10n ** 9n))).to.include(
        what,
      );
    }
    const [cited] = [...(await readReplay(fisc)).cited.keys()];
    expect(await plant((replay) => void replay.cited.set(cited!, 10n ** 9n))).to.include(
      "The entries that cite it exceed it.",
    );
  });
});
