import { expect } from "chai";
import fc from "fast-check";

import { amountText, AmountTextError, formatAmount, parseAmount } from "../../../sdk/money/amount.ts";

describe("parseAmount", () => {
  for (const [text, decimals, minor] of [
    ["395128334.37", 2, 39512833437n],
    ["1,234.5", 2, 123450n],
    ["1,234,567", 0, 1234567n],
    ["0.01", 2, 1n],
    ["-0.01", 2, -1n],
    ["7", 3, 7000n],
    ["7.100", 2, 710n],
    ["7.0", 0, 7n],
  ] as const) {
    describe(`given "${text}" of a currency with ${decimals} places`, () => {
      it(`reads ${minor} minor units`, () => {
        expect(parseAmount(text, decimals)).to.equal(minor);
      });
    });
  }

  for (const wrong of ["", "1.234,56", "12,34.00", "1e3", "0x10", "1.001", "--1", "1.", ".5", "€5", "Infinity"]) {
    describe(`given "${wrong}"`, () => {
      it("refuses", () => {
        expect(() => parseAmount(wrong, 2)).to.throw(AmountTextError);
      });
    });
  }

  it("reads what amountText wrote, and loses nothing beyond 2^53", () => {
    fc.assert(
      fc.property(fc.bigInt(-(1n << 64n), 1n << 64n), fc.nat(4), (amount, decimals) => {
        expect(parseAmount(amountText(amount, decimals), decimals)).to.equal(amount);
        expect(parseAmount(formatAmount(amount, { code: "XXX", decimals }, "en").slice(4), decimals)).to.equal(amount);
      }),
    );
  });
});

describe("formatAmount", () => {
  it("groups digits by three and names the currency in the reader's language", () => {
    const euro = { code: "EUR", decimals: 2 };
    expect(formatAmount(39512833437n, euro, "en")).to.equal("EUR 395,128,334.37");
    expect(formatAmount(39512833437n, euro, "zh-CN")).to.equal("395,128,334.37 欧元");
    expect(formatAmount(-5n, euro, "en")).to.equal("EUR -0.05");
    expect(formatAmount(1234n, { code: "JPY", decimals: 0 }, "en")).to.equal("JPY 1,234");
    expect(formatAmount(1n, { code: "XAF", decimals: 0 }, "zh-CN")).to.equal("XAF 1");
  });
});
