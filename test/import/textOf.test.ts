import { expect } from "chai";

import { textOf } from "../../scripts/import/message.ts";
import { CATALOGUE, type MessageCode } from "../../scripts/import/messageCatalogue.ts";

const paramsIn = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe("textOf", function () {
  it("puts the values into the sentence, in the language that is asked for", function () {
    const message = { code: "ROW_SUPERSEDED", params: { row: "7" } } as const;
    expect(textOf(message)).to.contain("Row 7 publishes");
    expect(textOf(message, "zh-CN")).to.contain("第 7 行");
  });

  it("leaves a value that is missing visible", function () {
    expect(textOf({ code: "ROW_SUPERSEDED", params: {} })).to.contain("{row}");
  });

  for (const code of Object.keys(CATALOGUE) as MessageCode[]) {
    it(`says ${code} in both languages with the same values`, function () {
      const { en, "zh-CN": zh } = CATALOGUE[code];
      expect(en).not.to.equal(zh);
      if (code !== "ROW_RULE") expect(paramsIn(zh)).to.deep.equal(paramsIn(en));
    });
  }
});
