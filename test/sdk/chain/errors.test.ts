import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { type ErrorFragment, Interface } from "ethers";

import {
  EXPLANATION_FORMATS,
  EXPLANATIONS,
  explainError,
  explainRevert,
  findRevertData,
  previewRefusals,
  RefusedError,
  refusalOf,
} from "../../../sdk/chain/errors.ts";
import { ISpendingLedger__factory } from "../../../types/ethers-contracts/factories/contracts/funds/ISpendingLedger__factory.ts";

const ARTIFACTS = new URL("../../../artifacts/", import.meta.url).pathname;
const ledger = ISpendingLedger__factory.createInterface();
const EURO = { code: "EUR", decimals: 2 };

/** The errors of every contract that is compiled, ours and OpenZeppelin's, but not those of test contracts. */
function declaredErrors(): Map<string, ErrorFragment> {
  const errors = new Map<string, ErrorFragment>();
  for (const path of readdirSync(ARTIFACTS, { recursive: true, encoding: "utf8" })) {
    if (!/\.sol\/\w+\.json$/.test(path) || /^test|mocks/.test(path)) continue;
    const { abi } = JSON.parse(readFileSync(join(ARTIFACTS, path), "utf8")) as { abi: { type: string }[] };
    new Interface(abi.filter(({ type }) => type === "error")).forEachError((error) => {
      if (!BUILT_IN.has(error.name)) errors.set(error.format("full"), error);
    });
  }
  return errors;
}

const BUILT_IN = new Set(["Error", "Panic"]);

describe("explainRevert", () => {
  const errors = declaredErrors();

  it("looks at the contracts' errors", () => {
    expect(errors.size).to.be.greaterThan(100);
  });

  for (const [signature, error] of errors) {
    describe(`given ${signature}`, () => {
      it("has an explanation in each language, with arguments that the error has and formats that there are", () => {
        const explanation = EXPLANATIONS[error.name];
        if (explanation === undefined) throw new Error(`${error.name} lacks an explanation in sdk/chain/explanations/`);
        const names = error.inputs.map((input) => input.name);
        for (const texts of [explanation.en, explanation["zh-CN"]]) {
          for (const [, name, format] of texts.join(" ").matchAll(/\{(\w*)(?::(\w*))?\}/g)) {
            expect(names).to.include(name);
            if (format !== undefined) expect(EXPLANATION_FORMATS).to.include(format);
          }
        }
      });

      it("decodes the error and fills in every argument", () => {
        const values = error.inputs.map((input) => sampleOf(input.baseType, input.type));
        const data = new Interface([error]).encodeErrorResult(error, values);
        for (const locale of ["en", "zh-CN"] as const) {
          const explained = explainRevert(data, { locale, currency: EURO });
          expect(explained.name).to.equal(error.name);
          expect(explained.what + explained.remedy).to.not.match(/[{}]|undefined/);
          expect(explained.what).to.match(locale === "en" ? /\.$/ : /。$/);
          expect(explained.remedy).to.match(locale === "en" ? /\.$/ : /。$/);
        }
      });
    });
  }

  describe("given an amount", () => {
    const data = ledger.encodeErrorResult("SpendingLedger_ExceedsOrdered", [7, 3, 100_000n, 90_000n, 20_050n]);

    it("tells it in the year's currency", () => {
      expect(explainRevert(data, { currency: EURO }).what).to.equal(
        "On line 7, EUR 1,000.00 of commitment 3 is ordered to be paid, EUR 900.00 is paid, which leaves less than the EUR 200.50 asked.",
      );
      expect(explainRevert(data, { currency: EURO, locale: "zh-CN" }).what).to.equal(
        "预算科目 7 的承诺 3 已开支付令 1,000.00 欧元,已支付 900.00 欧元,余额少于所申请的 200.50 欧元。",
      );
    });

    it("tells it in minor units where the currency is not known", () => {
      expect(explainRevert(data).what).to.include("20050 minor units");
    });

    it("names the line where it has a name", () => {
      const labelOf = (sort: string, id: string) => (sort === "line" && id === "7" ? "001/15000" : undefined);
      expect(explainRevert(data, { labelOf }).what).to.match(/^On line 001\/15000,/);
    });
  });

  describe("given an error of another contract", () => {
    it("says that it is unknown", () => {
      const explained = explainRevert("0xdeadbeef");
      expect(explained.name).to.equal("unknown");
      expect(explained.what).to.include("0xdeadbeef");
    });
  });

  describe("given a known error whose arguments are cut off", () => {
    it("says that it is unknown", () => {
      const data = ledger.encodeErrorResult("SpendingLedger_LineUnknown", [7]);
      expect(explainRevert(data.slice(0, 20)).name).to.equal("unknown");
    });
  });
});

describe("findRevertData", () => {
  const data = ledger.encodeErrorResult("SpendingLedger_LineUnknown", [7]);

  for (const [shape, error] of [
    ["ethers' CALL_EXCEPTION", Object.assign(new Error("execution reverted"), { code: "CALL_EXCEPTION", data })],
    ["an RPC error inside ethers'", { info: { error: { code: 3, data } } }],
    ["Hardhat's provider error", { data: { message: "reverted", data } }],
    ["an error as another's cause", new Error("failed", { cause: { error: { data } } })],
    ["a message alone", new Error(`reverted with an unrecognized custom error (return data: ${data})`)],
  ] as const) {
    describe(`given ${shape}`, () => {
      it("finds the data", () => {
        expect(findRevertData(error)).to.equal(data);
      });
    });
  }

  describe("given an error that is told with its arguments beside its data", () => {
    it("finds the data, not an argument that looks like them", () => {
      const profile = `0x${"b2".repeat(32)}`;
      const message = `reverted with custom error 'PayeeRegistry_ProfileTaken("${profile}", 1)'`;
      expect(findRevertData({ message, info: { error: { data: { message, data } } } })).to.equal(data);
      expect(findRevertData(new Error(message))).to.equal(null);
    });
  });

  describe("given an error without data, or one that contains itself", () => {
    it("finds none", () => {
      const loop: Record<string, unknown> = { message: "connection refused to 0x1234", data: "0x" };
      loop["cause"] = loop;
      expect(findRevertData(loop)).to.equal(null);
      expect(findRevertData("nothing")).to.equal(null);
      expect(explainError(new Error("timeout"))).to.equal(null);
    });
  });
});

describe("refusalOf", () => {
  it("makes a named error of a refusal, and leaves other errors alone", () => {
    const data = ledger.encodeErrorResult("SpendingLedger_LineUnknown", [7]);
    const refused = refusalOf("submit the batch", { data });
    expect(refused).to.be.instanceOf(RefusedError);
    expect((refused as RefusedError).message).to.equal(
      "The contract refuses to submit the batch. There is no line 7. Open the line first, or correct its number.",
    );
    const other = new Error("timeout");
    expect(refusalOf("submit the batch", other)).to.equal(other);
  });
});

describe("previewRefusals", () => {
  it("takes the refusals out of the preview that holds them", () => {
    const refusal = ledger.encodeErrorResult("SpendingLedger_LineUnknown", [7]);
    const data = ledger.encodeErrorResult("SpendingLedger_Preview", [["0x", refusal]]);
    expect(previewRefusals(data)).to.deep.equal(["0x", refusal]);
    expect(previewRefusals(refusal)).to.equal(null);
  });
});

function sampleOf(baseType: string, type: string): unknown {
  if (baseType === "array") return [];
  if (type === "address") return `0x${"11".repeat(20)}`;
  if (type === "bool") return true;
  if (type === "string") return "text";
  if (type.startsWith("bytes")) return `0x${"41".repeat(Number(type.slice(5)) || 4)}`;
  return 1n;
}
