import { expect } from "chai";

import { lateEntries, silencesOf, unsettledPayments } from "../../../sdk/audit/exceptions.ts";
import { readBlockTimes } from "../../../sdk/chain/read-events.ts";
import { kindOf } from "../../../sdk/journal/kinds.ts";
import { valueDayOf } from "../../../sdk/journal/value-day.ts";
import { readReplay } from "../../../sdk/replay/read-replay.ts";
import { AGENCY, deployLedger, DESK, entryOf, LINES, networkHelpers, YEAR } from "../chain/ledgerFixture.ts";
import { liveThroughAYear } from "../chain/story.ts";

const { loadFixture, time } = networkHelpers;
const DAY = 86_400;

async function deployWithPauses() {
  const world = await deployLedger();
  const pay = async (valueDate: string, afterDays: number) => {
    if (afterDays > 0) await time.increase(afterDays * DAY);
    await world.record([entryOf("pay-direct", 100n, { line: LINES.free, payee: 1, valueDate })]);
  };
  const today = Math.floor((await time.latest()) / DAY);
  await pay("2019-03-31", 0);
  await pay("2019-03-31", 10);
  await pay("2019-12-31", 60);
  const replay = await readReplay(world.fisc);
  const blockTimes = await readBlockTimes(
    world.fisc,
    [...replay.batches.values()].map(({ place }) => place.block),
  );
  return { ...world, replay, blockTimes, today };
}

describe("lateEntries", () => {
  it("lists entries recorded too long after their value date, the latest first", async () => {
    const { replay, blockTimes, today } = await loadFixture(deployWithPauses);
    const allowed = today - valueDayOf("2019-12-31");
    const late = lateEntries(replay, blockTimes, allowed);
    expect(late.map(({ number }) => number)).to.deep.equal([2, 1, 3]);
    expect(late[1]!.daysLate).to.be.closeTo(today - valueDayOf("2019-03-31"), 1);
    expect(lateEntries(replay, blockTimes, late[0]!.daysLate)).to.deep.equal([]);
  });
});

describe("silencesOf", () => {
  it("lists the pauses of a series, and that which still lasts", async () => {
    const { replay, blockTimes } = await loadFixture(deployWithPauses);
    const now = (await time.latest()) + 50 * DAY;
    const found = silencesOf(replay, blockTimes, 45, now).map(({ afterNumber, days, lasts }) => ({
      afterNumber,
      days,
      lasts,
    }));
    expect(found).to.deep.equal([
      { afterNumber: 2, days: 60, lasts: false },
      { afterNumber: 3, days: 50, lasts: true },
    ]);
    expect(silencesOf(replay, blockTimes, 90, now)).to.deep.equal([]);
  });

  it("finds a series of a closed year ended, not silent", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const replay = await readReplay(fisc);
    const blockTimes = await readBlockTimes(
      fisc,
      [...replay.batches.values()].map(({ place }) => place.block),
    );
    const now = (await time.latest()) + 400 * DAY;
    expect(silencesOf(replay, blockTimes, 45, now).map(({ series }) => series.year)).to.deep.equal([YEAR + 1]);
  });
});

describe("unsettledPayments", () => {
  it("lists payments without a settlement, net of corrections", async () => {
    const { fisc } = await loadFixture(liveThroughAYear);
    const replay = await readReplay(fisc);
    const open = unsettledPayments(replay);
    expect(open.map(({ entry, amount }) => [kindOf(entry.kind).name, amount])).to.deep.equal([
      ["pay", 20_000n],
      ["pay-direct", 1_700n],
      ["pay-direct", 7_777n],
    ]);
    expect(open[0]?.series).to.deep.equal({ agency: AGENCY, year: YEAR, desk: DESK });
  });
});
