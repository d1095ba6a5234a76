import { readdirSync } from "node:fs";

import { expect } from "chai";
import { stringify } from "yaml";

import { MappingError, type MappingProblem } from "../../scripts/import/MappingError.ts";
import { parseMapping } from "../../scripts/import/parseMapping.ts";
import { PAYMENTS } from "./paymentsMapping.ts";
import { readMapping } from "./readMapping.ts";

function problemsOf(mapping: object): readonly MappingProblem[] {
  try {
    parseMapping(stringify(mapping), "test.yaml");
  } catch (error) {
    if (error instanceof MappingError) return error.problems;
    throw error;
  }
  return [];
}

describe("parseMapping", function () {
  describe("given the mapping files of the project", function () {
    const files = readdirSync(new URL("../../mappings/", import.meta.url), { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".yaml"))) {
      it(`accepts ${file}`, function () {
        expect(readMapping(file).dataset).to.be.a("string");
      });
    }
  });

  describe("given a right mapping", function () {
    it("reads it from YAML and from JSON alike", function () {
      expect(parseMapping(stringify(PAYMENTS), "test.yaml")).to.deep.equal(PAYMENTS);
      expect(parseMapping(JSON.stringify(PAYMENTS), "test.json")).to.deep.equal(PAYMENTS);
    });
  });

  describe("given a wrong mapping", function () {
    const CASES: readonly (readonly [string, object, string, string, string])[] = [
      ["an unknown word", { ...PAYMENTS, colums: {} }, "", "{", '"colums" has no meaning here'],
      ["a missing part", { ...PAYMENTS, currency: undefined }, "", "{", '"currency" is missing'],
      [
        "a value that is not in the list",
        { ...PAYMENTS, kind: "payment" },
        "kind",
        '"payment"',
        "Choose one of: budget, payments, commitments",
      ],
      [
        "a wrong type",
        { ...PAYMENTS, table: { format: "csv", skipRows: "two" } },
        "table.skipRows",
        '"two"',
        "must be integer",
      ],
      [
        "a text rule that is none",
        { ...PAYMENTS, reference: { colum: "voucher" } },
        "reference",
        '{"colum":"voucher"}',
        "none of the forms",
      ],
      [
        "a column that is not defined",
        { ...PAYMENTS, reference: "vouchers" },
        "reference",
        '"vouchers"',
        'no column "vouchers"',
      ],
      [
        "such a column deep inside",
        { ...PAYMENTS, line: { ...PAYMENTS.line, code: { join: ["office", { column: "x" }] } } },
        "line.code.join.1.column",
        '"x"',
        'no column "x"',
      ],
      [
        "a list that is not defined",
        { ...PAYMENTS, description: { column: "payee", values: "spelling" } },
        "description.values",
        '"spelling"',
        'no list "spelling"',
      ],
      [
        "a pattern that is none",
        { ...PAYMENTS, payee: { name: "payee", natural: { column: "payee", matches: "(" } } },
        "payee.natural.matches",
        '"("',
        "not a regular expression",
      ],
      [
        "a format in which the day stands twice",
        { ...PAYMENTS, date: { column: "date", formats: ["yyyy-MM-dd", "d/d/yyyy"] } },
        "date.formats.1",
        '"d/d/yyyy"',
        "stands in it twice",
      ],
      ["a file name with two years", { ...PAYMENTS, file: "{year}-{year}.csv" }, "file", '"{year}', "once"],
      ["a file name with a word of its own", { ...PAYMENTS, file: "pay_{month}.csv" }, "file", '"pay_', "{nn} and"],
      [
        "a sign that parts thousands and decimals",
        { ...PAYMENTS, numbers: { decimal: ",", thousands: "," } },
        "numbers.thousands",
        '","',
        "decimal sign as well",
      ],
      [
        "more decimals than the ledger takes",
        { ...PAYMENTS, currency: { code: "EUR", decimals: 5 } },
        "currency.decimals",
        "5",
        "must be <= 4",
      ],
      ["payments without an amount", { ...PAYMENTS, amount: undefined }, "", "{", '"amount" is missing'],
      [
        "a budget without measures",
        { ...PAYMENTS, kind: "budget", payee: undefined, amount: undefined },
        "",
        "{",
        '"measures" is missing',
      ],
    ];

    for (const [what, mapping, path, value, advice] of CASES) {
      it(`names place, value and advice of ${what}`, function () {
        const problems = problemsOf(mapping);
        const found = problems.find((problem) => problem.path === path && problem.advice.includes(advice));
        expect(found, JSON.stringify(problems, null, 1)).not.to.equal(undefined);
        expect(found?.value.startsWith(value), found?.value).to.equal(true);
        expect(problems).to.have.length(1);
      });
    }

    it("lists all problems, one a line", function () {
      expect(problemsOf({ ...PAYMENTS, kind: "x", ragged: "y" })).to.have.length(2);
      expect(() => parseMapping(stringify({ ...PAYMENTS, kind: "x" }), "my.yaml")).to.throw(
        MappingError,
        /my\.yaml cannot be used[^]*\n {2}kind: /,
      );
    });

    it("says on which line it is no YAML", function () {
      expect(() => parseMapping("a: 1\nb: [", "my.yaml")).to.throw(MappingError, /line \d/);
    });
  });
});
