import { expect } from "chai";

import { kindOf } from "../../../sdk/journal/kinds.ts";
import { readReplay } from "../../../sdk/replay/read-replay.ts";
import { type Trace, Tracer } from "../../../sdk/trace/trace.ts";
import { AGENCY, DESK, hashOf, LINES, networkHelpers, YEAR } from "../chain/ledgerFixture.ts";
import { liveThroughAYear } from "../chain/story.ts";

const { loadFixture } = networkHelpers;
const SERIES = { agency: AGENCY, year: YEAR, desk: DESK };

async function traced() {
  const world = await loadFixture(liveThroughAYear);
  const tracer = new Tracer(await readReplay(world.fisc));
  return { ...world, tracer, first: world.payments.event.firstNumber };
}

const told = (trace: Trace | null) =>
  trace?.steps.map(
    ({ stage, entries }) => `${stage}: ${entries.map(({ entry }) => kindOf(entry.kind).name).join(", ")}`,
  );

describe("Tracer", () => {
  describe("back, given a payment of a commitment", () => {
    it("goes over order, verification, commitment and allotment to the law", async () => {
      const { tracer, first } = await traced();
      const trace = tracer.back(SERIES, first);
      expect(told(trace)).to.deep.equal([
        "payment order: order, cancel-order",
        "verification: verify",
        "commitment: commit",
        "reservation: reserve, release-reservation",
        "cash release: release-cash",
        "allotment: allot",
        "virement: virement-in",
        "appropriation: appropriate, supplement, reduce",
      ]);
      expect(trace?.commitment).to.deep.include({ number: 1, payee: 1 });
      expect(trace?.lines).to.deep.equal([LINES.detail, LINES.control, LINES.summary]);
      expect(trace?.steps.at(-1)?.entries[0]?.entry.document).to.equal(hashOf("the budget law"));
      expect(trace?.steps[1]?.entries[0]?.entry.document).to.equal(hashOf("invoice 1"));
      expect(trace?.citedBy.map(({ entry }) => entry.amount)).to.deep.equal([4_000n]);
    });
  });

  describe("back, given a direct payment", () => {
    it("goes from the line's authority to the law", async () => {
      const { tracer, first } = await traced();
      const stages = tracer.back(SERIES, first + 3)?.steps.map(({ stage }) => stage);
      expect(stages).to.deep.equal(["reservation", "cash release", "allotment", "virement", "appropriation"]);
      expect(tracer.back(SERIES, first + 3)?.commitment).to.equal(null);
    });
  });

  describe("back, given a correction of a carried amount", () => {
    it("follows what it cites across years", async () => {
      const { tracer } = await traced();
      const trace = tracer.back({ ...SERIES, year: YEAR + 1 }, 2);
      expect(trace?.cites.map(({ series, entry }) => [series.year, kindOf(entry.kind).name])).to.deep.equal([
        [YEAR + 1, "carry-in"],
        [YEAR, "carry-out"],
      ]);
    });
  });

  describe("back, given a number that the journal does not hold", () => {
    it("finds nothing", async () => {
      const { tracer } = await traced();
      expect(tracer.back(SERIES, 10_000)).to.equal(null);
    });
  });

  describe("forward", () => {
    it("adds up what each payee got, net of refunds and corrections, on the line and below it", async () => {
      const { tracer } = await traced();
      const flows = tracer.forward(LINES.summary).map(({ payee, paid }) => [payee, paid]);
      expect(flows).to.deep.equal([
        // 24,000 - 500 refunded - 4,000 corrected, and 2,000 - 300 directly
        [1, 21_200n],
        [3, 4_000n],
        [2, 0n],
      ]);
      expect(tracer.forward(LINES.free).map(({ payee, paid }) => [payee, paid])).to.deep.equal([[3, 7_577n]]);
    });

    it("adds up to what the line paid", async () => {
      const { fisc, tracer } = await traced();
      const sum = tracer.forward(LINES.summary).reduce((total, { paid }) => total + paid, 0n);
      expect((await fisc.ledger.totalsOf(LINES.summary)).paid).to.equal(sum);
    });
  });
});
