import { expect } from "chai";

import { rowRanges } from "../../scripts/office/rowRanges.ts";

describe("rowRanges", () => {
  it("writes rows as ranges, whatever their order and however often they come", () => {
    expect(rowRanges([5, 2, 3, 2, 4, 9, 7, 7])).to.equal("2-5, 7, 9");
  });

  it("leaves out what is of no row", () => {
    expect(rowRanges([0, 12, 0])).to.equal("12");
    expect(rowRanges([0])).to.equal("–");
  });
});
