import { expect } from "chai";

import { readTable } from "../../scripts/import/readTable.ts";
import type { TableOptions } from "../../scripts/import/table.ts";
import { TableError } from "../../scripts/import/TableError.ts";
import { workbookOf } from "./workbookOf.ts";

const CSV: TableOptions = { format: "csv" };

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part]))));

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("It was not refused.");
}

describe("readTable", function () {
  describe("given a CSV file", function () {
    it("numbers rows as a spreadsheet does, and says on which line each starts", async function () {
      const { columns, rows } = await readTable(utf8('a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n'), CSV);
      expect(columns).to.deep.equal(["a", "b"]);
      expect(rows.map(({ row, line, cells }) => [row, line, cells])).to.deep.equal([
        [2, 2, ["1", "x\r\ny"]],
        [3, 4, [""]],
        [4, 5, ["2", "z"]],
      ]);
    });

    it("keeps rows with too many or too few cells as they are", async function () {
      const { rows } = await readTable(utf8("a,b\n1\n1,2,3\n"), CSV);
      expect(rows.map(({ cells }) => cells)).to.deep.equal([["1"], ["1", "2", "3"]]);
    });

    it("reads every layout that a mapping can name", async function () {
      const tsv = await readTable(utf8('junk\nmore\na\tb\n"1\t2"\t3'), { format: "csv", separator: "\t", skipRows: 2 });
      expect(tsv.columns).to.deep.equal(["a", "b"]);
      expect(tsv.rows.map(({ row, cells }) => [row, cells])).to.deep.equal([[4, ["1\t2", "3"]]]);
      const bare = await readTable(utf8('1;"2"\n'), { format: "csv", separator: ";", header: false, quote: null });
      expect(bare.columns).to.deep.equal(["#1", "#2"]);
      expect(bare.rows[0]?.cells).to.deep.equal(["1", '"2"']);
    });

    it("takes a quotation mark inside a cell for what it is", async function () {
      const { rows } = await readTable(utf8('a,b\nthe "new" one,"say ""yes"""\n'), CSV);
      expect(rows[0]?.cells).to.deep.equal(['the "new" one', 'say "yes"']);
    });

    it("gives columns that have no name of their own a number", async function () {
      const { columns } = await readTable(utf8("a,,a, b \n1,2,3,4\n"), CSV);
      expect(columns).to.deep.equal(["a", "#2", "#3", "b"]);
    });

    it("refuses quotation marks that do not pair, instead of swallowing what follows", async function () {
      const error = await errorOf(readTable(utf8('a,b\n1,"2\n3,4\n'), CSV));
      expect(error).to.be.instanceOf(TableError);
      expect(error.message).to.contain("table.quote");
    });

    it("refuses a file without a row of names", async function () {
      expect((await errorOf(readTable(utf8(""), CSV))).message).to.contain("no row of column names");
    });
  });

  describe("given an encoding", function () {
    const CASES: readonly (readonly [string, Uint8Array, string])[] = [
      ["utf-8", utf8("n\nñ€"), "ñ€"],
      ["utf-8", bytes(0xef, 0xbb, 0xbf, "n\nx"), "x"],
      ["windows-1252", bytes("n\n", 0x80, 0x92, 0xf1), "€’ñ"],
      ["iso-8859-1", bytes("n\n", 0xd1), "Ñ"],
      ["big5", bytes("n\n", 0xaa, 0xe1, 0xbd, 0xac), "花蓮"],
      ["gb18030", bytes("n\n", 0xb2, 0xc6, 0xd5, 0xfe), "财政"],
      ["utf-16le", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("n\n預算", "utf16le")]), "預算"],
    ];

    for (const [encoding, file, expected] of CASES) {
      it(`reads ${expected} in ${encoding}`, async function () {
        const { columns, rows } = await readTable(file, { format: "csv", encoding });
        expect(columns).to.deep.equal(["n"]);
        expect(rows[0]?.cells).to.deep.equal([expected]);
      });
    }

    it("takes the first of several in which the whole file is valid", async function () {
      const options: TableOptions = { format: "csv", encoding: ["utf-8", "windows-1252"] };
      expect((await readTable(utf8("n\nñ"), options)).rows[0]?.cells).to.deep.equal(["ñ"]);
      expect((await readTable(bytes("n\n", 0xf1), options)).rows[0]?.cells).to.deep.equal(["ñ"]);
    });

    it("reports bytes that are wrong in it with their row, and leaves the other rows alone", async function () {
      const { rows } = await readTable(bytes('n\n"a\n', 0xf1, '"\nb\n'), CSV);
      expect(rows.map(({ row, fault }) => [row, fault?.code ?? null, fault?.params["line"] ?? null])).to.deep.equal([
        [2, "TEXT_UNDECODABLE", "3"],
        [3, null, null],
      ]);
      expect(rows[0]?.fault?.params["bytes"]).to.equal("F1");
      expect(rows[1]?.cells).to.deep.equal(["b"]);
    });

    it("refuses column names that it cannot read", async function () {
      expect((await errorOf(readTable(bytes(0xf1, "\n1\n"), CSV))).message).to.contain("table.encoding");
    });

    it("refuses an encoding that does not exist, and names some that do", async function () {
      const error = await errorOf(readTable(utf8("n\n1"), { format: "csv", encoding: "utf-9" }));
      expect(error.message).to.contain('"utf-9"').and.to.contain("windows-1252");
    });
  });

  describe("given a JSON file", function () {
    it("keeps the digits of numbers, and reaches into objects", async function () {
      const text =
        '{"data":{"items":[{"id":1,"sum":395128334.370000000001,"who":{"name":"A"}},{"id":2,"tags":["x"],"ok":true,"sum":null}]}}';
      const { columns, rows } = await readTable(utf8(text), { format: "json", path: "/data/items" });
      expect(columns).to.deep.equal(["id", "sum", "who.name", "tags", "ok"]);
      expect(rows.map(({ row, cells }) => [row, cells])).to.deep.equal([
        [1, ["1", "395128334.370000000001", "A", "", ""]],
        [2, ["2", "", "", '["x"]', "true"]],
      ]);
    });

    it("refuses what is no JSON, no array, or no object", async function () {
      const json: TableOptions = { format: "json" };
      expect((await errorOf(readTable(utf8("{"), json))).message).to.contain("not JSON");
      expect((await errorOf(readTable(utf8("{}"), json))).message).to.contain("table.path");
      expect((await errorOf(readTable(utf8("[1]"), json))).message).to.contain("Item 1");
      expect((await errorOf(readTable(bytes('[{"a":"', 0xf1, '"}]'), json))).message).to.contain("UTF-8");
    });
  });

  describe("given an XLSX workbook", function () {
    const workbook = workbookOf({
      Notes: [["nothing here"]],
      Payments: [
        ["Payee", "Amount", "Day"],
        ["ACME", { number: "12.339999999999998" }, { number: "43831", day: true }],
        [],
        ["Müller", { number: "1.2E-2" }, null],
      ],
    });

    it("reads the sheet that is asked for, with exact numbers, days and blank rows", async function () {
      const { columns, rows } = await readTable(workbook, { format: "xlsx", sheet: "Payments" });
      expect(columns).to.deep.equal(["Payee", "Amount", "Day"]);
      expect(rows.map(({ row, cells }) => [row, cells])).to.deep.equal([
        [2, ["ACME", "12.34", "2020-01-01"]],
        [3, ["", "", ""]],
        [4, ["Müller", "0.012", ""]],
      ]);
    });

    it("takes the first sheet where none is named", async function () {
      expect((await readTable(workbook, { format: "xlsx" })).columns).to.deep.equal(["nothing here"]);
    });

    it("refuses a sheet that is not there, and a file that is no workbook", async function () {
      expect((await errorOf(readTable(workbook, { format: "xlsx", sheet: "Nope" }))).message).to.contain("table.sheet");
      expect(await errorOf(readTable(utf8("a,b"), { format: "xlsx" }))).to.be.instanceOf(TableError);
    });
  });
});
