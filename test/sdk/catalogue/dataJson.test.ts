import { expect } from "chai";

import { CatalogueUnreadableError, countsOf } from "../../../sdk/catalogue/catalogue-reading.ts";
import { parseRecord, recordBytes, recordHash } from "../../../sdk/catalogue/dataset-record.ts";
import { parseDataJson } from "../../../sdk/catalogue/parse-data-json.ts";
import { DATASET, dataJson, gsaCatalogue, treasuryCatalogue } from "./catalogues.ts";

describe("parseDataJson", () => {
  describe("given the catalogue of the GSA", () => {
    const { records, refused, remarks } = parseDataJson(gsaCatalogue());

    it("reads all of its 339 datasets, and remarks upon none", () => {
      expect(refused).to.deep.equal([]);
      expect(remarks).to.deep.equal([]);
      expect(countsOf(records)).to.deep.equal({
        datasets: 339,
        unconditional: 305,
        conditional: 1,
        nonShared: 33,
        nullRights: 0,
        withoutRights: 91,
        withoutLicence: 28,
        withoutPeriodicity: 87,
        withoutDistribution: 24,
        withoutPublisher: 0,
        withoutBasis: 2,
      });
    });

    it("loses no distribution, code or text", () => {
      const source = (JSON.parse(gsaCatalogue()) as { dataset: Record<string, unknown>[] }).dataset;
      expect(records.flatMap(({ distributions }) => distributions)).to.have.length(466);
      records.forEach((record, index) => {
        const texts = leaves(record).filter((text) => !OURS.has(text));
        const theirs = leaves(source[index]).filter((text) => !THEIRS.has(text));
        expect(texts.sort(), record.identifier).to.deep.equal(theirs.sort());
      });
    });

    it("makes records that have the same bytes again, and each a hash of its own", () => {
      for (const record of records) {
        const bytes = recordBytes(record);
        expect(parseRecord(bytes)).to.deep.equal(record);
        expect(recordBytes(parseRecord(bytes))).to.deep.equal(bytes);
      }
      expect(new Set(records.map(recordHash)).size).to.equal(339);
    });
  });

  const treasury = treasuryCatalogue();
  if (treasury === null) it("given the Treasury's catalogue (skipped: it does not lie beside the project)");
  else {
    it("given the Treasury's catalogue, reads all of its 233 datasets", () => {
      const { records, refused } = parseDataJson(treasury);
      expect(refused).to.deep.equal([]);
      expect(countsOf(records)).to.deep.include({ datasets: 233, unconditional: 233, conditional: 0, nonShared: 0 });
      expect(countsOf(records)).to.deep.include({ withoutLicence: 89, withoutRights: 232, withoutPeriodicity: 13 });
    });
  }

  describe("given a quirk that catalogues have", () => {
    it("keeps null rights apart from missing ones", () => {
      const { records } = parseDataJson(dataJson({ ...DATASET, rights: null }, { ...DATASET, identifier: "X-2" }));
      expect(records[0]).to.have.property("rights", null);
      expect(records[1]).not.to.have.property("rights");
      expect(countsOf(records)).to.deep.include({ nullRights: 1, withoutRights: 1, withoutLicence: 2 });
      expect(parseRecord(recordBytes(records[0]!))).to.have.property("rights", null);
    });

    it("counts a publisher that is not specified", () => {
      const { records } = parseDataJson(dataJson({ ...DATASET, publisher: { name: "Unspecified" } }));
      expect(countsOf(records).withoutPublisher).to.equal(1);
    });

    it("keeps what the schema objects to as it is, and says so", () => {
      const distribution = [{ downloadURL: "https://example.org/a.csv" }];
      const { records, remarks } = parseDataJson(dataJson({ ...DATASET, modified: "last spring", distribution }));
      expect(records[0]).to.deep.include({
        modified: "last spring",
        distributions: [{ downloadUrl: "https://example.org/a.csv" }],
      });
      expect(remarks).to.deep.equal([
        {
          index: 0,
          identifier: "X-1",
          problems: [
            { path: "distribution.0", value: shownDistribution, advice: '"mediaType" is missing. Add it.' },
            {
              path: "modified",
              value: '"last spring"',
              advice: 'It has none of the forms that the standard gives to "Last Update". Correct it.',
            },
          ],
        },
      ]);
    });

    it("says which fields have no place in a record, at every level", () => {
      const { remarks } = parseDataJson(
        dataJson({
          ...DATASET,
          colour: "red",
          publisher: { name: "A", subOrganizationOf: { name: "B", phone: "1" } },
          contactPoint: { ...DATASET.contactPoint, fax: "2" },
          distribution: [{ accessURL: "https://example.org/", size: 3 }],
        }),
      );
      expect(remarks[0]?.problems.map(({ path }) => path)).to.deep.equal([
        "colour",
        "contactPoint.fax",
        "publisher.subOrganizationOf.phone",
        "distribution.0.size",
      ]);
    });
  });

  describe("refuses, with the place, the value and what to do,", () => {
    const cases: [string, unknown, string, string, RegExp][] = [
      [
        "an unknown access level",
        { ...DATASET, accessLevel: "secret" },
        "accessLevel",
        '"secret"',
        /Choose one of: public/,
      ],
      ["no access level", { ...DATASET, accessLevel: undefined }, "accessLevel", "nothing", /Add it/],
      ["no identifier", { ...DATASET, identifier: "" }, "identifier", '""', /Add it/],
      ["no publisher", { ...DATASET, publisher: null }, "publisher", "null", /with its name/],
      ["no publisher's name", { ...DATASET, publisher: {} }, "publisher.name", "nothing", /Add it/],
      ["a number for a title", { ...DATASET, title: 7 }, "title", "7", /Write one/],
      ["a text for a list", { ...DATASET, keyword: "fleet" }, "keyword", '"fleet"', /Put it in \[ \]/],
      ["a number in a list", { ...DATASET, keyword: ["a", 1] }, "keyword", '["a",1]', /Not all/],
      ["a number for rights", { ...DATASET, rights: 1 }, "rights", "1", /no text/],
      ["a text for a truth", { ...DATASET, dataQuality: "true" }, "dataQuality", '"true"', /without quotes/],
      ["a text for a contact", { ...DATASET, contactPoint: "me" }, "contactPoint", '"me"', /no object/],
      ["a text for a distribution", { ...DATASET, distribution: ["a"] }, "distribution.0", '"a"', /no object/],
    ];
    for (const [what, dataset, path, value, advice] of cases) {
      it(what, () => {
        const { records, refused } = parseDataJson(dataJson({ ...DATASET, identifier: "first" }, dataset));
        expect(records).to.have.length(1);
        expect(refused).to.have.length(1);
        expect(refused[0]?.index).to.equal(1);
        expect(refused[0]?.problems).to.have.length(1);
        expect(refused[0]?.problems[0]).to.deep.include({ path, value });
        expect(refused[0]?.problems[0]?.advice).to.match(advice);
      });
    }

    it("an identifier that was there before", () => {
      const { records, refused } = parseDataJson(dataJson(DATASET, { ...DATASET, title: "Another" }));
      expect(records.map(({ title }) => title)).to.deep.equal(["Fleet"]);
      expect(refused[0]).to.deep.include({ index: 1, identifier: "X-1" });
      expect(refused[0]?.problems[0]?.advice).to.match(/^Dataset 0 has this identifier already/);
    });

    it("something that is no dataset at all", () => {
      expect(parseDataJson(dataJson(null)).refused[0]?.problems[0]).to.deep.include({ path: "", value: "null" });
    });

    it("a file that is no catalogue", () => {
      expect(() => parseDataJson("{")).to.throw(CatalogueUnreadableError, "It is not JSON.");
      expect(() => parseDataJson("{}")).to.throw(CatalogueUnreadableError, 'It has no list "dataset".');
    });
  });
});

const shownDistribution = '{"downloadURL":"https://example.org/a.csv"}';

/** What a record says in words of its own, and what the standard does. */
const OURS = new Set(["unconditional", "conditional", "nonShared", "us-bureau", "us-program", "us-it-investment"]);
const THEIRS = new Set([
  ...["public", "restricted public", "non-public"],
  ...["dcat:Dataset", "dcat:Distribution", "org:Organization", "vcard:Contact"],
]);

function leaves(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return [String(value)];
}
