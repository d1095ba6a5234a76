import { expect } from "chai";
import { network } from "hardhat";

import { uniformHead, uniformProof } from "./uniform-log.ts";

const { ethers } = await network.create();

/** What an anchor may cost, whatever the batch, up to a million receipts. */
const LIMIT = 65_000n;
const MILLION = 1_000_000;

async function costOfAnchor(oldSize: number, newSize: number): Promise<bigint> {
  const before = uniformHead(oldSize);
  const after = uniformHead(newSize);
  const anchor = await ethers.deployContract("LogAnchor", [before.size, before.root]);
  const sent = await anchor.anchor(after.size, after.root, uniformProof(oldSize, newSize));
  const { gasUsed } = (await sent.wait())!;
  expect([await anchor.size(), await anchor.root()]).to.deep.equal([BigInt(newSize), after.root]);
  return gasUsed;
}

describe("LogAnchor", () => {
  for (const [oldSize, newSize] of [
    [0, 1],
    [1, 2],
    [2, 1_000],
    [1_000, 65_536],
    [65_536, 999_999],
    [999_999, MILLION],
    // Every bit of the old size is 1, so that every level but two costs a hash of each state.
    [2 ** 19 - 1, MILLION],
    [983_039, MILLION],
    [1, MILLION],
  ] as const) {
    it(`anchors ${newSize} entries after ${oldSize} for no more than ${LIMIT} gas`, async function () {
      const cost = await costOfAnchor(oldSize, newSize);
      this.test!.title += `: ${cost}`;
      expect(cost <= LIMIT).to.equal(true, `${cost} gas`);
    });
  }

  it("refuses a state that does not continue the anchored one", async () => {
    const anchor = await ethers.deployContract("LogAnchor", [1_000, uniformHead(1_000).root]);
    const proof = uniformProof(999, MILLION);
    await expect(anchor.anchor(MILLION, uniformHead(MILLION).root, proof)).to.be.revertedWithCustomError(
      anchor,
      "LogProof_LengthWrong",
    );
  });
});
