import { expect } from "chai";
import fc from "fast-check";

import type { NumberRule } from "../../scripts/import/mapping.ts";
import { parseAmount } from "../../scripts/import/parseAmount.ts";

const ANY_NEGATIVE = ["minus", "trailing-minus", "parentheses"] as const;

describe("parseAmount", function () {
  describe("given an amount that fits the format", function () {
    const CASES: readonly (readonly [string, NumberRule, number, bigint])[] = [
      ["8576.71", {}, 2, 857671n],
      ["4138.2", {}, 2, 413820n],
      ["16000", {}, 2, 1600000n],
      ["0", {}, 2, 0n],
      [".5", {}, 2, 50n],
      ["8924.000", {}, 2, 892400n],
      ["15465,01", { decimal: "," }, 2, 1546501n],
      ["1.234.567,89", { decimal: ",", thousands: "." }, 2, 123456789n],
      ["1 234,5", { decimal: ",", thousands: " " }, 2, 123450n],
      ["1.200", { thousands: "." }, 2, 120000n],
      ["1\u00a0234,5", { decimal: ",", thousands: " " }, 2, 123450n],
      ["-1.71", {}, 2, -171n],
      ["\u22121.71", {}, 2, -171n],
      ["(9,999.99)", { thousands: ",", negative: ["parentheses"] }, 2, -999999n],
      ["100-", { negative: ["trailing-minus"] }, 2, -10000n],
      ["£1,205.00", { thousands: ",", signs: ["£"] }, 2, 120500n],
      ["-£5", { signs: ["£"] }, 2, -500n],
      ["NT$ 850,000", { thousands: ",", signs: ["NT$"] }, 2, 85000000n],
      ["１２，３４５．６", { thousands: "," }, 2, 1234560n],
      ["12", { unit: 1000 }, 2, 1200000n],
      ["1.2345", { unit: 1000 }, 2, 123450n],
      ["850000", {}, 0, 850000n],
      ["123456789012345678901234567890.12", {}, 2, 12345678901234567890123456789012n],
    ];

    for (const [text, rule, decimals, expected] of CASES) {
      it(`reads "${text}" with ${JSON.stringify(rule)} as ${expected}`, function () {
        expect(parseAmount(text, rule, decimals)).to.deep.equal({ ok: true, amount: expected, rounded: false });
      });
    }

    it("reads back what it is given, for any amount and any way to write it", function () {
      const rules = fc.record({
        decimal: fc.constantFrom<"." | ",">(".", ","),
        grouped: fc.boolean(),
        negative: fc.constantFrom(...ANY_NEGATIVE),
      });
      fc.assert(
        fc.property(
          fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
          rules,
          (amount, { decimal, grouped, negative }) => {
            const thousands = grouped ? (decimal === "." ? "," : ".") : "";
            const digits = (amount < 0n ? -amount : amount).toString().padStart(3, "0");
            const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
            const plain = `${whole}${decimal}${digits.slice(-2)}`;
            const written = { minus: `-${plain}`, "trailing-minus": `${plain}-`, parentheses: `(${plain})` }[negative];
            const rule: NumberRule = { decimal, thousands, negative: [negative] };
            expect(parseAmount(amount < 0n ? written : plain, rule, 2)).to.deep.equal({
              ok: true,
              amount,
              rounded: false,
            });
          },
        ),
      );
    });
  });

  describe("given an amount that does not fit the format", function () {
    const CASES: readonly (readonly [string, NumberRule, string])[] = [
      ["", {}, "blank"],
      ["  ", {}, "blank"],
      ["1200²", {}, "unreadable"],
      ["n/a", {}, "unreadable"],
      ["-", {}, "unreadable"],
      [".", {}, "unreadable"],
      ["1e5", {}, "unreadable"],
      ["1,234.5", {}, "unreadable"],
      ["1.234", { decimal: "," }, "unreadable"],
      ["(5)", {}, "unreadable"],
      ["5-", {}, "unreadable"],
      ["-5", { negative: ["parentheses"] }, "unreadable"],
      ["--5", {}, "unreadable"],
      ["1.2.3", {}, "unreadable"],
      ["12,34.5", { thousands: "," }, "groups"],
      ["1234,567", { thousands: "," }, "groups"],
      ["0.005", {}, "decimals"],
      ["12.339999999999998", {}, "decimals"],
      ["1.5", { unit: 1 }, "decimals"],
    ];

    for (const [text, rule, fault] of CASES) {
      it(`says that "${text}" with ${JSON.stringify(rule)} is ${fault}`, function () {
        expect(parseAmount(text, rule, text === "1.5" ? 0 : 2)).to.deep.equal({ ok: false, fault });
      });
    }
  });

  describe("given a rounding rule", function () {
    it("takes away what a float has left behind, and nothing else", function () {
      const rule: NumberRule = { rounding: "float-artefact" };
      expect(parseAmount("12.339999999999998", rule, 2)).to.deep.equal({ ok: true, amount: 1234n, rounded: true });
      expect(parseAmount("-27520.160000000003", rule, 2)).to.deep.equal({ ok: true, amount: -2752016n, rounded: true });
      expect(parseAmount("12.335", rule, 2)).to.deep.equal({ ok: false, fault: "decimals" });
    });

    it("rounds halves to the even unit", function () {
      const rule: NumberRule = { rounding: "half-even" };
      expect(parseAmount("0.005", rule, 2)).to.deep.equal({ ok: true, amount: 0n, rounded: true });
      expect(parseAmount("0.015", rule, 2)).to.deep.equal({ ok: true, amount: 2n, rounded: true });
      expect(parseAmount("-0.0151", rule, 2)).to.deep.equal({ ok: true, amount: -2n, rounded: true });
    });
  });
});
