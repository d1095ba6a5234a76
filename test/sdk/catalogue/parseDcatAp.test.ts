import { readFileSync } from "node:fs";

import { expect } from "chai";

import { type CatalogueReading, CatalogueUnreadableError, countsOf } from "../../../sdk/catalogue/catalogue-reading.ts";
import {
  type DatasetRecord,
  given,
  parseRecord,
  recordBytes,
  recordHash,
} from "../../../sdk/catalogue/dataset-record.ts";
import {
  type AssetStanding,
  type CatalogueHead,
  datasetIri,
  dcatApOf,
  type JsonLd,
} from "../../../sdk/catalogue/dcat-ap.ts";
import { parseDataJson } from "../../../sdk/catalogue/parse-data-json.ts";
import { parseDcatAp } from "../../../sdk/catalogue/parse-dcat-ap.ts";
import { PREFIXES } from "../../../sdk/catalogue/vocabulary.ts";
import { rejection } from "../rejection.ts";
import { DATASET, dataJson, gsaCatalogue } from "./catalogues.ts";

const CONTEXT_URL = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld";
const OFFICIAL = JSON.parse(
  readFileSync(new URL("../../fixtures/dcat-ap-3.0.1/dcat-ap.jsonld", import.meta.url), "utf8"),
) as JsonLd;
const ACCESS = "http://publications.europa.eu/resource/authority/access-right/";
const HEAD: CatalogueHead = {
  base: "https://data.example.org/",
  title: "Catalogue",
  description: "What is shared",
  publisher: { name: "Data Office" },
  asOf: 1_740_000_000,
};
const [RECORD] = parseDataJson(dataJson(DATASET)).records as [DatasetRecord];

/** A dataset in the words of DCAT-AP. */
const FLEET = {
  "@id": "https://example.org/fleet",
  "@type": "dcat:Dataset",
  "dct:title": "Fleet",
  "dct:description": "Vehicles",
  "dct:publisher": { "@id": "https://example.org/office", "@type": "foaf:Agent", "foaf:name": "Fleet Office" },
  "dct:accessRights": { "@id": `${ACCESS}RESTRICTED` },
};

function read(...nodes: unknown[]): Promise<CatalogueReading> {
  return parseDcatAp(JSON.stringify({ "@context": PREFIXES, "@graph": nodes }));
}

describe("parseDcatAp", () => {
  it("reads back what dcatApOf wrote of the whole catalogue of the GSA", async function () {
    this.timeout(120_000);
    const { records } = parseDataJson(gsaCatalogue());
    const text = JSON.stringify(
      dcatApOf(
        HEAD,
        records.map((record) => ({ record })),
      ),
    );
    const reading = await parseDcatAp(text);
    expect(reading.refused).to.deep.equal([]);
    expect(reading.remarks).to.deep.equal([]);
    expect(countsOf(reading.records)).to.deep.equal(countsOf(records));
    const read = new Map(reading.records.map((record) => [record.identifier, record]));
    for (const record of records) {
      const found = read.get(record.identifier)!;
      expect(sorted(found), record.identifier).to.deep.equal(sorted(carried(record, read)));
      expect(parseRecord(recordBytes(found))).to.deep.equal(found);
    }
  });

  it("reads a catalogue that names the EU's own context, which is given and not fetched", async () => {
    const text = JSON.stringify({
      "@context": CONTEXT_URL,
      "@id": "https://example.org/fleet",
      "@type": "Dataset",
      title: [
        { "@value": "Fuhrpark", "@language": "de" },
        { "@value": "Fleet", "@language": "en-GB" },
      ],
      description: [
        { "@value": "Fahrzeuge", "@language": "de" },
        { "@value": "Vehicles", "@language": "en" },
      ],
      accessRights: `${ACCESS}PUBLIC`,
      publisher: { "@id": "https://example.org/office", "@type": "Agent", name: "Fleet Office" },
    });
    const contexts = { [CONTEXT_URL]: OFFICIAL };
    const { records, remarks } = await parseDcatAp(text, { contexts });
    expect(records[0]).to.deep.include({
      identifier: "https://example.org/fleet",
      title: "Fleet",
      sharingClass: "unconditional",
    });
    expect(remarks[0]?.problems.map(({ value }) => value)).to.deep.equal(['["Fuhrpark"]', '["Fahrzeuge"]']);
    const german = await parseDcatAp(text, { contexts, languages: ["de"] });
    expect(german.records[0]).to.deep.include({ title: "Fuhrpark", description: "Fahrzeuge" });
    const refused = await rejection(parseDcatAp(text));
    expect(refused).to.be.instanceOf(CatalogueUnreadableError).and.have.property("message").that.contains(CONTEXT_URL);
  });

  it("reads the three classes of the EU's table of access rights", async () => {
    const { records } = await read(
      ...["PUBLIC", "RESTRICTED", "NON_PUBLIC"].map((name) => ({
        ...FLEET,
        "@id": `https://example.org/${name}`,
        "dct:accessRights": { "@id": `${ACCESS}${name}` },
      })),
    );
    const classes = Object.fromEntries(records.map(({ identifier, sharingClass }) => [identifier, sharingClass]));
    expect(classes).to.deep.equal({
      "https://example.org/PUBLIC": "unconditional",
      "https://example.org/RESTRICTED": "conditional",
      "https://example.org/NON_PUBLIC": "nonShared",
    });
  });

  it("gives equal graphs one hash, in whatever order they are written", async () => {
    const dataset = {
      ...FLEET,
      "dcat:keyword": ["b", "a", "c"],
      "dcat:distribution": ["y", "x"].map((title) => ({
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:accessURL": { "@id": "https://example.org/" },
      })),
    };
    const turned = Object.fromEntries(
      Object.entries(dataset)
        .reverse()
        .map(([name, value]) => [name, Array.isArray(value) ? [...(value as unknown[])].reverse() : value]),
    );
    const [one, other] = [await read(dataset), await read(turned)];
    expect(recordHash(one.records[0]!)).to.equal(recordHash(other.records[0]!));
    expect(one.records[0]?.keywords).to.deep.equal(["a", "b", "c"]);
  });

  it("takes a version of a dataset as part of it, and says that the record has no place for it", async () => {
    const asset: AssetStanding = {
      asset: 1,
      owner: 2,
      sharingClass: "nonShared",
      legalBasis: `0x${"01".repeat(32)}`,
      withdrawn: false,
      registeredAt: 5,
      versions: [
        {
          version: 1,
          chunks: `0x${"02".repeat(32)}`,
          content: `0x${"03".repeat(32)}`,
          size: 7n,
          publishedAt: 6,
          withdrawnAt: 0,
        },
      ],
      grants: { active: 0, ended: 0 },
    };
    const { records, remarks } = await parseDcatAp(JSON.stringify(dcatApOf(HEAD, [{ record: RECORD, asset }])));
    expect(records.map(({ identifier }) => identifier)).to.deep.equal(["X-1"]);
    expect(records[0]?.sharingClass).to.equal("nonShared");
    expect(remarks[0]?.problems.map(({ path }) => path)).to.include(`${PREFIXES.dcat}hasVersion`);
  });

  it("reads open periods, e-mail addresses, licences of a form, and subjects without a number", async () => {
    const { records } = await read({
      ...FLEET,
      "dct:temporal": { "@type": "dct:PeriodOfTime", "dcat:startDate": { "@value": "2020", "@type": "xsd:gYear" } },
      "dcat:contactPoint": {
        "@type": "vcard:Kind",
        "vcard:fn": "Desk",
        "vcard:hasEmail": { "@id": "mailto:a@example.org" },
      },
      "dct:subject": { "@id": "https://example.org/vehicles" },
      "dct:rights": "See the law",
      "dct:accrualPeriodicity": { "@id": "http://publications.europa.eu/resource/authority/frequency/OTHER" },
      "dcat:distribution": {
        "dcat:accessURL": { "@id": "https://example.org/x" },
        "dct:license": { "@id": "urn:licence" },
        "dcat:mediaType": { "@id": "https://www.iana.org/assignments/media-types/text/csv" },
      },
    });
    expect(records[0]).to.deep.include({
      temporal: "2020/..",
      contact: { name: "Desk", email: "mailto:a@example.org" },
      codes: [{ scheme: `${PREFIXES.dct}subject`, code: "https://example.org/vehicles" }],
      rights: "See the law",
      periodicity: "http://publications.europa.eu/resource/authority/frequency/OTHER",
      distributions: [{ accessUrl: "https://example.org/x", licence: "urn:licence", mediaType: "text/csv" }],
    });
    expect(countsOf(records).withoutLicence).to.equal(0);
  });

  it("ends where an office is part of itself", async () => {
    const office = {
      "@id": "https://example.org/office",
      "foaf:name": "A",
      "dct:isPartOf": { "@id": "https://example.org/office" },
    };
    const { records } = await read({ ...FLEET, "dct:publisher": office });
    expect(records[0]?.publisher.partOf?.name).to.equal("A");
    expect(records[0]?.publisher.partOf).not.to.have.property("partOf");
  });

  describe("refuses, with the property and what to do,", () => {
    const cases: [string, Record<string, unknown>, string, RegExp][] = [
      ["no access rights", { "dct:accessRights": [] }, "dct:accessRights", /Name PUBLIC/],
      [
        "access rights of another table",
        { "dct:accessRights": { "@id": `${ACCESS}SENSITIVE` } },
        "dct:accessRights",
        /Name PUBLIC/,
      ],
      [
        "two access rights",
        { "dct:accessRights": [{ "@id": `${ACCESS}PUBLIC` }, { "@id": `${ACCESS}NON_PUBLIC` }] },
        "dct:accessRights",
        /Leave one/,
      ],
      ["no title", { "dct:title": [] }, "dct:title", /Add it/],
      ["no description", { "dct:description": "" }, "dct:description", /Add it/],
      ["no publisher", { "dct:publisher": [] }, "dct:publisher", /foaf:name/],
      ["a publisher that is only named", { "dct:publisher": { "@id": "urn:office" } }, "foaf:name", /Add it/],
      ["no identifier", { "@id": undefined }, "dct:identifier", /Add it/],
    ];
    for (const [what, change, path, advice] of cases) {
      it(what, async () => {
        const { records, refused } = await read({ ...FLEET, ...change });
        const [prefix, local] = path.split(":") as [keyof typeof PREFIXES, string];
        expect(records).to.deep.equal([]);
        expect(refused[0]?.problems.map((problem) => problem.path)).to.deep.equal([`${PREFIXES[prefix]}${local}`]);
        expect(refused[0]?.problems[0]?.advice).to.match(advice);
      });
    }

    it("an identifier that was there before", async () => {
      const second = { ...FLEET, "@id": "https://example.org/other", "dct:identifier": "https://example.org/fleet" };
      const { records, refused } = await read(FLEET, second);
      expect(records).to.have.length(1);
      expect(refused[0]?.problems[0]?.advice).to.match(/has this identifier already/);
    });

    it("a member that its context gives no meaning, which JSON-LD would drop without a word", async () => {
      const error = await rejection(read({ ...FLEET, colour: "red" }));
      expect(error).to.be.instanceOf(CatalogueUnreadableError).and.have.property("message").that.contains("colour");
    });

    it("a text that is not JSON", async () => {
      expect(await rejection(parseDcatAp("{"))).to.be.instanceOf(CatalogueUnreadableError);
    });
  });

  it("remarks upon what a record has no place for", async () => {
    const { remarks } = await read({ ...FLEET, "dct:provenance": { "rdfs:label": "a register" } });
    expect(remarks[0]?.problems[0]).to.deep.include({ path: `${PREFIXES.dct}provenance` });
  });
});

/** What of a record of the GSA a catalogue of DCAT-AP carries. */
function carried(record: DatasetRecord, all: ReadonlyMap<string, DatasetRecord>): DatasetRecord {
  const { documentationType: _, systemOfRecords: __, meetsQuality: ___, collection, ...rest } = record;
  return given({
    ...rest,
    // A collection that is no dataset of the catalogue itself is known by its address.
    collection: typeof collection === "string" && !all.has(collection) ? datasetIri(HEAD.base, collection) : collection,
    distributions: record.distributions.map(({ documentationType: ____, accessUrl, ...distribution }) => ({
      ...distribution,
      accessUrl:
        accessUrl ?? distribution.downloadUrl ?? record.landingPage ?? datasetIri(HEAD.base, record.identifier),
    })),
  });
}

/** A record with its lists in one order. */
function sorted(record: DatasetRecord): unknown {
  const members = Object.entries(record as object).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value) ? (value as unknown[]).map((item) => JSON.stringify(item, keysOf(item))).sort() : value,
  ]);
  return Object.fromEntries(members);
}

function keysOf(item: unknown): string[] | undefined {
  return typeof item === "object" && item !== null ? Object.keys(item).sort() : undefined;
}
