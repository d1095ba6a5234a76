import { expect } from "chai";

import { CurrencyDiffersError, refuseOtherCurrency } from "../../scripts/office/refuseOtherCurrency.ts";

const EUR = { code: "EUR", decimals: 2 };
const books = (year: number) => (year === 2026 ? EUR : null);

describe("refuseOtherCurrency", () => {
  for (const [what, mapping] of [
    ["another currency", { code: "USD", decimals: 2 }],
    ["other decimals", { code: "EUR", decimals: 3 }],
  ] as const) {
    it(`refuses ${what} than those of an open year`, () => {
      expect(() => refuseOtherCurrency([2025, 2026], mapping, books)).to.throw(CurrencyDiffersError, "The year 2026");
    });
  }

  it("takes the year's own, and any where the year is not open yet", () => {
    expect(() => refuseOtherCurrency([2026], EUR, books)).to.not.throw();
    expect(() => refuseOtherCurrency([2025], { code: "USD", decimals: 0 }, books)).to.not.throw();
  });
});
