import { expect } from "chai";

import { plainNumber } from "../../scripts/import/plainNumber.ts";

describe("plainNumber", function () {
  const CASES: readonly (readonly [string, string])[] = [
    ["0", "0"],
    ["-1.71", "-1.71"],
    ["12.339999999999998", "12.34"],
    ["0.30000000000000004", "0.3"],
    ["1.2E-2", "0.012"],
    ["1.5E+3", "1500"],
    ["395128334.37", "395128334.37"],
    ["9999999999999999", "10000000000000000"],
    ["1E-7", "0.0000001"],
    ["not a number", "not a number"],
  ];

  for (const [text, expected] of CASES) {
    it(`writes ${text} as ${expected}`, function () {
      expect(plainNumber(text)).to.equal(expected);
    });
  }
});
