import { expect } from "chai";

import { parseDate } from "../../scripts/import/parseDate.ts";

describe("parseDate", function () {
  describe("given a day in one of the formats", function () {
    const CASES: readonly (readonly [string, string, string])[] = [
      ["2021-04-12", "yyyy-MM-dd", "2021-04-12"],
      ["2021-04-12 00:00:00", "yyyy-MM-dd HH:mm:ss", "2021-04-12"],
      ["Friday, April 29, 2022", "EEEE, MMMM d, yyyy", "2022-04-29"],
      ["5/3/2020", "d/M/yyyy", "2020-03-05"],
      ["05/03/2020", "d/M/yyyy", "2020-03-05"],
      ["12-Feb-20", "d-MMM-yy", "2020-02-12"],
      ["20230103", "yyyyMMdd", "2023-01-03"],
      ["112/01/03", "roc/MM/dd", "2023-01-03"],
      ["112年1月3日", "roc年M月d日", "2023-01-03"],
      ["２０２３－０１－０３", "yyyy-MM-dd", "2023-01-03"],
      ["2024-02-29", "yyyy-MM-dd", "2024-02-29"],
    ];

    for (const [text, format, day] of CASES) {
      it(`reads "${text}" by ${format} as ${day}`, function () {
        expect(parseDate(text, ["yyyy.dd.MM", format])).to.deep.equal({ ok: true, day });
      });
    }
  });

  describe("given no such day", function () {
    it("says that no format fits", function () {
      expect(parseDate("29.04.2022", ["yyyy-MM-dd", "d/M/yyyy"])).to.deep.equal({ ok: false, fault: "unreadable" });
    });

    it("says that the day does not exist", function () {
      expect(parseDate("2023-02-29", ["yyyy-MM-dd"])).to.deep.equal({ ok: false, fault: "impossible" });
      expect(parseDate("2023-13-01", ["yyyy-MM-dd"])).to.deep.equal({ ok: false, fault: "impossible" });
      expect(parseDate("2023-00-10", ["yyyy-MM-dd"])).to.deep.equal({ ok: false, fault: "impossible" });
    });

    it("says which day of the week it was", function () {
      expect(parseDate("Monday, April 29, 2022", ["EEEE, MMMM d, yyyy"])).to.deep.equal({
        ok: false,
        fault: "weekday",
        weekday: "Friday",
      });
    });
  });
});
