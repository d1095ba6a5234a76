import { expect } from "chai";
import { InvalidArgumentError } from "commander";

import {
  approvalCount,
  currencyCode,
  day,
  dayCount,
  decimalPlaces,
  deskNumber,
  fiscalYear,
  lineClass,
  wholeNumber,
} from "../../scripts/cli/options.ts";

describe("options", () => {
  for (const [name, read, least, most] of [
    ["wholeNumber", wholeNumber, 0, 4_294_967_295],
    ["fiscalYear", fiscalYear, 1970, 2149],
    ["deskNumber", deskNumber, 0, 63],
    ["decimalPlaces", decimalPlaces, 0, 4],
    ["dayCount", dayCount, 1, 3650],
    ["lineClass", lineClass, 0, 65_535],
    ["approvalCount", approvalCount, 0, 3],
  ] as const) {
    it(`${name} takes ${least} to ${most} and nothing beyond`, () => {
      expect([read(String(least)), read(String(most))]).to.deep.equal([least, most]);
      for (const text of [String(least - 1), String(most + 1), "", "1.5", "1e3", "0x1", "99999999999"]) {
        expect(() => read(text), text).to.throw(InvalidArgumentError, `from ${least} to ${most}`);
      }
    });
  }

  it("day takes a value date, and no day that does not exist or does not fit", () => {
    expect(day("2019-02-28")).to.equal("2019-02-28");
    for (const text of ["2019-02-29", "1969-12-31", "2149-06-07", "28/02/2019"]) {
      expect(() => day(text), text).to.throw(InvalidArgumentError, "from 1970-01-01 to 2149-06-06");
    }
  });

  it("currencyCode takes three capitals", () => {
    expect(currencyCode("TWD")).to.equal("TWD");
    for (const text of ["eur", "EURO", "€"]) expect(() => currencyCode(text)).to.throw(InvalidArgumentError);
  });
});
