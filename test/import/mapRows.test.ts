import { expect } from "chai";
import fc from "fast-check";

import { mapFile } from "../../scripts/import/mapFile.ts";
import type { Mapping } from "../../scripts/import/mapping.ts";
import type { MapOptions } from "../../scripts/import/mapRows.ts";
import { textOf } from "../../scripts/import/message.ts";
import type { EntryRow, MappedFile, MappedRow } from "../../scripts/import/rows.ts";
import { sha256 } from "../../scripts/import/sha256.ts";
import { TableError } from "../../scripts/import/TableError.ts";
import { totalRows } from "../../scripts/import/totalRows.ts";
import { PAYMENTS } from "./paymentsMapping.ts";

const HEADER = "Office,Line,Payee,Amount,Date,Voucher";

/** Maps rows under the header of the test mapping. */
async function mapText(rows: string, changes: Partial<Mapping> = {}, options: Omit<MapOptions, "file"> = {}) {
  return mapFile(new TextEncoder().encode(`${HEADER}\n${rows}`), { ...PAYMENTS, ...changes }, options);
}

async function mapOne(row: string, changes: Partial<Mapping> = {}, options: Omit<MapOptions, "file"> = {}) {
  const { rows } = await mapText(row, changes, options);
  return rows[0]!;
}

function entryOf(row: MappedRow): EntryRow {
  if (row.outcome !== "entry") throw new Error(`The row is ${row.outcome}: ${textOf(row.reason)}`);
  return row;
}

function paymentOf(row: MappedRow) {
  const { entry } = entryOf(row);
  if (entry.kind !== "payment") throw new Error(`The entry is a ${entry.kind}.`);
  return entry;
}

const outcomes = ({ rows }: MappedFile) => rows.map((row) => row.outcome);

describe("mapRows", function () {
  describe("given a row with all that it needs", function () {
    it("makes a payment of it", async function () {
      expect(paymentOf(await mapOne("A1,22203,ACME,12.30,2020-01-31,V7"))).to.deep.equal({
        kind: "payment",
        fiscalYear: null,
        line: {
          code: "A1/22203",
          name: null,
          agency: { code: "A1", name: null, parent: null },
          control: null,
          parents: [],
          classifications: {},
        },
        description: null,
        reference: "V7",
        referenceIsOwn: true,
        payee: { key: "name:ACME", id: null, name: "ACME", naturalPerson: false, members: [] },
        amount: 1230n,
        booking: "payment",
        valueDate: "2020-01-31",
      });
    });

    it("refers to it by its row where the office gives no reference", async function () {
      const { reference, referenceIsOwn } = paymentOf(await mapOne("A1,1,ACME,1,2020-01-31,"));
      expect([reference, referenceIsOwn]).to.deep.equal(["row:2", false]);
    });

    it("keeps a record of it, in canonical JSON, whose hash stands in for a document", async function () {
      const row = entryOf(await mapOne("A1,1,ACME,1,2020-01-31,V7"));
      const file = sha256(`${HEADER}\nA1,1,ACME,1,2020-01-31,V7`);
      expect(new TextDecoder().decode(row.record)).to.equal(
        `{"columns":{"Amount":"1","Date":"2020-01-31","Line":"1","Office":"A1","Payee":"ACME","Voucher":"V7"},"dataset":"test/payments","file":"${file}","row":2}`,
      );
      expect(row.evidence).to.deep.equal({ holds: "record", sha256: sha256(row.record) });
    });

    it("leaves a natural person out of the record", async function () {
      const payee = { name: "payee", natural: { column: "payee", matches: "^Mr " } } as const;
      const row = entryOf(await mapOne("A1,1,Mr X,1,2020-01-31,V7", { payee }));
      expect(row.entry).to.have.nested.property("payee.naturalPerson", true);
      expect(new TextDecoder().decode(row.record)).not.to.contain("Mr X");
    });

    it("counts rows of equal content", async function () {
      const { rows } = await mapText("A,1,X,1,2020-01-31,V\nA,1,X,1,2020-01-31,V\nA,1,X,1,2020-01-31,W");
      expect(rows.map(({ occurrence }) => occurrence)).to.deep.equal([1, 2, 1]);
      expect(rows[0]?.content).to.equal(rows[1]?.content);
    });
  });

  describe("given rules of the mapping", function () {
    it("shapes texts: squeeze, case, list, padding, first characters, blank", async function () {
      const line = {
        code: {
          join: [
            { column: "office", pad: { length: 3, with: "0" } },
            { column: "line", take: 1 },
            { column: "payee", squeeze: true, case: "upper", values: "names" },
            { first: ["voucher", { constant: "none" }] },
          ],
          separator: "-",
        },
        agency: { code: { column: "office", blank: "?" } },
      } as const;
      const values = { names: { entries: { "A B": "AB LTD" } } };
      expect(paymentOf(await mapOne("7,22203,a   b,1,2020-01-31,", { line, values })).line.code).to.equal(
        "007-2-AB LTD-none",
      );
    });

    it("takes the year from the caller, a constant, a column, the file's name or the date", async function () {
      const row = "2016,1,ACME,1,2020-03-31,V";
      const year = async (rule: NonNullable<Mapping["year"]>, options: Omit<MapOptions, "file"> = {}) =>
        paymentOf(await mapOne(row, { year: rule, file: "pay_{year}-{nn}.csv" }, options)).fiscalYear;
      expect(await year({ constant: 2011 })).to.equal(2011);
      expect(await year({ column: "office" })).to.equal(2016);
      expect(await year({ from: "fileName" }, { fileName: "pay_2017-01.csv" })).to.equal(2017);
      expect(await year({ from: "fileName" }, { fileName: "other.csv" })).to.equal(null);
      expect(await year({ from: "date", firstMonth: 4 })).to.equal(2019);
      expect(await year({ from: "date", firstMonth: 1 })).to.equal(2020);
      expect(await year({ column: "office" }, { fiscalYear: 2016 })).to.equal(2016);
      expect(await year({ from: "date", firstMonth: 1 }, { fiscalYear: 2019 })).to.equal(2019);
    });

    it("refuses a row of another year than the caller's", async function () {
      const row = await mapOne("2016,1,ACME,1,2020-03-31,V", { year: { column: "office" } }, { fiscalYear: 2017 });
      expect(row).to.have.nested.property("reason.code", "YEAR_OTHER");
    });

    it("takes a document by its hash or its path", async function () {
      const hash = "AB".repeat(32);
      const evidence = async (value: string, holds: "hash" | "path") =>
        entryOf(await mapOne(`A,1,X,1,2020-01-31,${value}`, { document: { column: "voucher", holds } })).evidence;
      expect(await evidence(`sha256:${hash}`, "hash")).to.deep.equal({
        holds: "hash",
        sha256: `0x${hash.toLowerCase()}`,
      });
      expect(await evidence("inv/7.pdf", "path")).to.deep.equal({ holds: "path", path: "inv/7.pdf" });
      expect(await evidence("", "hash")).to.have.property("holds", "record");
    });

    it("books a negative amount as it says", async function () {
      const booking = async (negative: "refund" | "correction") =>
        paymentOf(await mapOne("A,1,X,-1,2020-01-31,V", { amount: { column: "amount", negative } }));
      expect(await booking("refund")).to.include({ booking: "refund", amount: -100n });
      expect(await booking("correction")).to.include({ booking: "correction", amount: -100n });
    });

    it("makes one payee of a joint award, in whatever order its winners are named", async function () {
      const payee = { name: "payee", separator: ";" };
      const { rows } = await mapText("A,1,X; Y,1,2020-01-31,V\nA,1,Y;X,1,2020-01-31,V", { payee });
      const [one, other] = rows.map((row) => paymentOf(row).payee);
      expect(one?.members.map(({ name }) => name)).to.deep.equal(["X", "Y"]);
      expect(one?.key).to.equal(other?.key);
    });

    it("tells payees apart by id, by name where there is no id, or by both", async function () {
      const rows = "7,1,X,1,2020-01-31,V\n7,1,Y,1,2020-01-31,V\n,1,Y,1,2020-01-31,V";
      const line = { code: "line", agency: { code: "line" } };
      const keys = async (identity: "id" | "id-and-name") => {
        const file = await mapText(rows, { line, payee: { id: "office", name: "payee", identity } });
        return new Set(file.rows.map((row) => paymentOf(row).payee.key)).size;
      };
      expect(await keys("id")).to.equal(2);
      expect(await keys("id-and-name")).to.equal(3);
    });
  });

  describe("given a row that cannot be an entry", function () {
    const CASES: readonly (readonly [string, Partial<Mapping>, string, string | null])[] = [
      ["A,1,X,,2020-01-31,V", {}, "AMOUNT_BLANK", "Amount"],
      ["A,1,X,n/a,2020-01-31,V", {}, "AMOUNT_UNREADABLE", "Amount"],
      ['A,1,X,"1,00.0",2020-01-31,V', { numbers: { thousands: "," } }, "AMOUNT_GROUPS", "Amount"],
      ["A,1,X,1.005,2020-01-31,V", {}, "AMOUNT_DECIMALS", "Amount"],
      ["A,1,X,0,2020-01-31,V", {}, "AMOUNT_ZERO", "Amount"],
      ["A,1,X,-1,2020-01-31,V", { amount: { column: "amount", negative: "refuse" } }, "AMOUNT_NEGATIVE", "Amount"],
      ["A,1,X,92233720368547758.08,2020-01-31,V", {}, "AMOUNT_TOO_LARGE", "Amount"],
      ["A,1,X,-92233720368547758.08,2020-01-31,V", {}, "AMOUNT_TOO_LARGE", "Amount"],
      ["A,1,X,1,1969-12-31,V", {}, "DATE_OUT_OF_RANGE", "Date"],
      ["A,1,X,1,2149-06-07,V", {}, "DATE_OUT_OF_RANGE", "Date"],
      ["A,1,X,1,,V", {}, "DATE_BLANK", "Date"],
      ["A,1,X,1,31/01/2020,V", {}, "DATE_UNREADABLE", "Date"],
      ["A,1,X,1,2020-02-30,V", {}, "DATE_IMPOSSIBLE", "Date"],
      [
        'A,1,X,1,"Monday, April 29, 2022",V',
        { date: { column: "date", formats: ["EEEE, MMMM d, yyyy"] } },
        "DATE_WEEKDAY",
        "Date",
      ],
      [",1,X,1,2020-01-31,V", {}, "COLUMN_BLANK", "Office"],
      ["A,,X,1,2020-01-31,V", {}, "COLUMN_BLANK", "Line"],
      ["A,1,,1,2020-01-31,V", {}, "COLUMN_BLANK", "Payee"],
      [
        "A,1,X,1,2020-01-31,V",
        { description: { column: "payee", values: "l" }, values: { l: { entries: {}, otherwise: "refuse" } } },
        "VALUE_UNKNOWN",
        "Payee",
      ],
      ["A,1,X,1,2020-01-31,V", { document: { column: "voucher", holds: "hash" } }, "DOCUMENT_UNREADABLE", "Voucher"],
      ["A,1,X,1,2020-01-31,V", { year: { column: "voucher" } }, "YEAR_UNREADABLE", "Voucher"],
      ["A,1,X,1,2020-01-31,V,more", {}, "ROW_RAGGED", null],
      ["A,1,X,1", {}, "ROW_RAGGED", null],
    ];

    for (const [text, changes, code, column] of CASES) {
      it(`refuses ${text} with ${code}`, async function () {
        const row = await mapOne(text, changes);
        if (row.outcome !== "refused") throw new Error(`It is ${row.outcome}.`);
        expect([row.reason.code, row.column]).to.deep.equal([code, column]);
        expect(textOf(row.reason, "en") + textOf(row.reason, "zh-CN")).not.to.match(/\{\w+\}/);
      });
    }

    it("refuses bytes that are wrong in the encoding, and maps the other rows", async function () {
      const bytes = Buffer.from(`${HEADER}\nA,1,\xf1,1,2020-01-31,V\nA,1,X,1,2020-01-31,V\n`, "latin1");
      const file = await mapFile(bytes, PAYMENTS);
      expect(file.rows.map((row) => row.outcome)).to.deep.equal(["refused", "entry"]);
    });

    it("refuses the file where a column is missing, and lists those that there are", async function () {
      try {
        await mapFile(new TextEncoder().encode("Office,Line\nA,1\n"), PAYMENTS);
        expect.fail("It was not refused.");
      } catch (error) {
        expect(error).to.be.instanceOf(TableError);
        expect((error as Error).message)
          .to.contain("amount (Amount)")
          .and.to.contain("Office, Line");
      }
    });
  });

  it("takes the largest amount and the first and last day that an entry can hold", async function () {
    const { rows } = await mapText("A,1,X,92233720368547758.07,1970-01-01,V\nA,1,X,1,2149-06-06,V");
    expect(rows.map(({ outcome }) => outcome)).to.deep.equal(["entry", "entry"]);
  });

  it("refuses a file with two columns of the name that the mapping gives, whichever is meant", async function () {
    const text = new TextEncoder().encode("Office,Line,Payee,Amount,Date,Voucher, amount \nA,1,X,1,2020-01-31,V,2\n");
    const error: unknown = await mapFile(text, PAYMENTS).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TableError).with.property("message").that.contains("Columns 4 and 7 are called so");
    const byNumber = { ...PAYMENTS, columns: { ...PAYMENTS.columns, amount: 7 } };
    const { rows } = await mapFile(text, byNumber);
    expect(paymentOf(rows[0]!).amount).to.equal(200n);
  });

  describe("given a row that is no entry", function () {
    const total = {
      rule: "total",
      reason: { en: "It is a total.", zh: "该行是合计。" },
      when: {
        any: [
          { column: "office", matches: "^(Total|合计)" },
          { all: [{ column: "payee", blank: true }, { not: { column: "line", is: ["1", "2"] } }] },
        ],
      },
    } as const;

    const CASES: readonly (readonly [string, Partial<Mapping>, Omit<MapOptions, "file">, string])[] = [
      [" ,,,,,", {}, {}, "blank"],
      ["", {}, {}, "blank"],
      ["Total,,,99.99,,", { skip: [total] }, {}, "total"],
      ["A,3,,1,2020-01-31,V", { skip: [total] }, {}, "total"],
      ["A,1,X,0.00,2020-01-31,V", { amount: { column: "amount", negative: "refund", zero: "skip" } }, {}, "zero"],
      ["B1,1,X,1,2020-01-31,V", {}, { offices: "A" }, "out-of-slice"],
    ];

    for (const [text, changes, options, rule] of CASES) {
      it(`skips "${text}" by the rule ${rule}`, async function () {
        const row = await mapOne(`${text}\n`, changes, options);
        if (row.outcome !== "skipped") throw new Error(`It is ${row.outcome}.`);
        expect(row.rule).to.equal(rule);
        expect(textOf(row.reason, "en") + textOf(row.reason, "zh-CN")).not.to.match(/\{\w+\}/);
      });
    }

    it("does not skip by a rule whose condition does not hold", async function () {
      expect((await mapOne("A,2,X,1,2020-01-31,V", { skip: [total] })).outcome).to.equal("entry");
      expect((await mapOne("A1,1,X,1,2020-01-31,V", {}, { offices: "A" })).outcome).to.equal("entry");
    });

    it("skips all but the last publication of an item, and keeps those that tie", async function () {
      const supersede = { rule: "republished", by: ["voucher"], order: "date" } as const;
      const file = await mapText(
        "A,1,X,1,2020-01-01,V\nA,1,X,2,2020-01-03,V\nA,1,X,3,2020-01-02,V\nA,1,X,4,2020-01-01,W\nA,1,X,5,2020-01-01,W",
        { supersede },
      );
      expect(outcomes(file)).to.deep.equal(["skipped", "entry", "skipped", "entry", "entry"]);
      expect(file.rows[0]).to.have.nested.property("reason.params.row", "3");
    });
  });

  describe("given ragged rows that are to be kept", function () {
    it("notes more cells than columns, and takes missing cells as blank", async function () {
      const { rows } = await mapText("A,1,X,1,2020-01-31,V,more\nA,1,X,1,2020-01-31", { ragged: "keep" });
      expect(rows.map((row) => [row.outcome, row.notes.map(({ code }) => code)])).to.deep.equal([
        ["entry", ["NOTE_LONGER"]],
        ["entry", ["NOTE_SHORTER"]],
      ]);
      expect(new TextDecoder().decode(entryOf(rows[0]!).record)).to.contain('"#7":"more"');
    });
  });

  describe("given any file", function () {
    const cell = fc.constantFrom("", "A", "1", "-2.5", "0", "1.005", "2020-01-31", "Total", "B", "x y");
    const files = fc.array(fc.array(cell, { minLength: 1, maxLength: 8 }), { maxLength: 40 });

    it("ends every row in exactly one outcome, and the totals add up", async function () {
      await fc.assert(
        fc.asyncProperty(files, async (rows) => {
          const text = rows.map((cells) => `${cells.join(",")}\n`).join("");
          const file = await mapText(text, {}, { offices: "A" });
          expect(file.rows.map(({ row }) => row)).to.deep.equal(rows.map((_, index) => index + 2));
          const { read, entry, refused, skipped } = totalRows(file);
          expect(entry.rows + refused.rows + skipped.rows)
            .to.equal(read.rows)
            .and.to.equal(rows.length);
          const sum = [entry, refused, skipped].reduce((all, part) => all + (part.sums["amount"] ?? 0n), 0n);
          expect(sum).to.equal(read.sums["amount"] ?? 0n);
        }),
      );
    });
  });
});
