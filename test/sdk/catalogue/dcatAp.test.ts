import { expect } from "chai";

import type { DatasetRecord } from "../../../sdk/catalogue/dataset-record.ts";
import { recordHash } from "../../../sdk/catalogue/dataset-record.ts";
import { type AssetStanding, type CatalogueHead, datasetIri, dcatApOf } from "../../../sdk/catalogue/dcat-ap.ts";
import { parseDataJson } from "../../../sdk/catalogue/parse-data-json.ts";
import { PREFIXES } from "../../../sdk/catalogue/vocabulary.ts";
import { NotCanonicalError } from "../../../sdk/store/canonical-json.ts";
import { DATASET, dataJson, gsaCatalogue } from "./catalogues.ts";
import { graphOf, objectionsTo } from "./shapes.ts";

const HEAD: CatalogueHead = {
  base: "https://data.example.org",
  title: "Catalogue",
  description: "What is shared",
  publisher: { name: "Data Office", iri: "https://data.example.org/office" },
  asOf: 1_740_000_000,
};
const FLEET = "https://data.example.org/datasets/X-1";
const [RECORD] = parseDataJson(dataJson(DATASET)).records as [DatasetRecord];
const ASSET: AssetStanding = {
  asset: 7,
  owner: 3,
  sharingClass: "conditional",
  legalBasis: `0x${"ab".repeat(32)}`,
  withdrawn: false,
  registeredAt: 1_700_000_000,
  versions: [version(1, 1_700_000_100, 1_700_000_900), version(2, 1_700_000_500, 0)],
  grants: { active: 2, ended: 5 },
};

describe("dcatApOf", () => {
  describe("given the catalogue of the GSA", () => {
    const { records } = parseDataJson(gsaCatalogue());

    it("passes the shapes that the EU publishes, with all of its 339 datasets", async function () {
      this.timeout(120_000);
      const catalogue = dcatApOf(
        HEAD,
        records.map((record) => ({ record })),
      );
      expect(await objectionsTo(catalogue)).to.deep.equal([]);
      expect(catalogue["dcat:dataset"]).to.have.length(339);
    });
  });

  describe("given an asset with versions and grants", () => {
    const catalogue = dcatApOf(HEAD, [{ record: RECORD, asset: ASSET }]);

    it("passes the shapes", async () => expect(await objectionsTo(catalogue)).to.deep.equal([]));

    it("says what the register says: the class, versions, roots and how many grants there are", async () => {
      const graph = await graphOf(catalogue);
      const valueOf = (subject: string, name: string) =>
        graph.getObjects(subject, iri(name), null).map(({ value }) => value);
      expect(valueOf(FLEET, "dct:accessRights")).to.deep.equal([
        "http://publications.europa.eu/resource/authority/access-right/RESTRICTED",
      ]);
      expect(valueOf(FLEET, "fisc:activeGrants")).to.deep.equal(["2"]);
      expect(valueOf(FLEET, "fisc:endedGrants")).to.deep.equal(["5"]);
      expect(valueOf(FLEET, "dcat:hasVersion")).to.have.length(2);
      const [first, second] = [1, 2].map((number) => `https://data.example.org/assets/7/versions/${number}`);
      expect(valueOf(first!, "fisc:withdrawnAt")).to.deep.equal(["2023-11-14T22:28:20Z"]);
      expect(valueOf(second!, "fisc:withdrawnAt")).to.deep.equal([]);
      expect(valueOf(second!, "fisc:chunks")).to.deep.equal(["02".repeat(32)]);
      expect(valueOf(second!, "fisc:size")).to.deep.equal([String(2n ** 40n)]);
    });

    it("names the hash of the record that the chain holds, and when it last changed", async () => {
      const graph = await graphOf(catalogue);
      const hash = recordHash(RECORD).slice(2);
      expect(graph.getObjects(null, iri("spdx:checksumValue"), null)[0]?.value).to.equal(hash);
      const changed = graph.getObjects(`https://data.example.org/records/${hash}`, iri("dct:modified"), null);
      expect(changed.map(({ value }) => value)).to.deep.equal(["2023-11-14T22:28:20Z"]);
    });
  });

  describe("given texts that are no IRI, no date and no media type", () => {
    it("keeps them as labels where they have a place, and passes the shapes", async () => {
      const odd: DatasetRecord = {
        ...RECORD,
        identifier: "has space/and ü",
        licence: "public domain",
        modified: "last spring",
        issued: "2024-13-01",
        periodicity: "now and then",
        temporal: "the nineties",
        landingPage: "see below",
        references: ["none"],
        collection: "set 1",
        contact: { name: "me", email: "me@home <x>" },
        publisher: { name: "A", iri: "no iri", partOf: { name: "B" } },
        themes: ["Real Estate"],
        distributions: [{ mediaType: "Excel", downloadUrl: "C:\\file.xls", licence: null }],
      };
      const catalogue = dcatApOf(HEAD, [{ record: odd }]);
      expect(await objectionsTo(catalogue)).to.deep.equal([]);
      const graph = await graphOf(catalogue);
      const labels = graph.getObjects(null, iri("rdfs:label"), null).map(({ value }) => value);
      expect(labels).to.include.members(["public domain", "now and then", "the nineties", "see below", "Excel"]);
    });

    it("refuses half of a surrogate pair", () => {
      expect(() => dcatApOf(HEAD, [{ record: { ...RECORD, identifier: "\ud800" } }])).to.throw(NotCanonicalError);
    });
  });

  describe("is held to the shapes: they object where", () => {
    const whole = dcatApOf(HEAD, [{ record: { ...RECORD, distributions: [{ accessUrl: "https://example.org/" }] } }]);
    const broken: [string, (catalogue: Changeable) => void, RegExp][] = [
      ["a dataset has no title", ({ dataset }) => delete dataset["dct:title"], /terms\/title .*MinCount/],
      ["a dataset has no description", ({ dataset }) => delete dataset["dct:description"], /description .*MinCount/],
      ["the catalogue has no publisher", ({ catalogue }) => delete catalogue["dct:publisher"], /publisher .*MinCount/],
      [
        "access rights are a text",
        ({ dataset }) => (dataset["dct:accessRights"] = "PUBLIC"),
        /accessRights .*NodeKind/,
      ],
      [
        "there are two access rights",
        ({ dataset }) => (dataset["dct:accessRights"] = [{ "@id": "urn:a" }, { "@id": "urn:b" }]),
        /accessRights .*MaxCount/,
      ],
      [
        "a distribution has no address",
        ({ dataset }) => (dataset["dcat:distribution"] = { "@type": "dcat:Distribution" }),
        /accessURL .*MinCount/,
      ],
      ["a theme is no concept", ({ dataset }) => (dataset["dcat:theme"] = { "@id": "urn:theme" }), /theme .*Class/],
      [
        "a checksum is no hexadecimal number",
        ({ record }) => (record["spdx:checksum"] = { "@type": "spdx:Checksum", "spdx:checksumValue": "zz" }),
        /checksumValue .*Datatype/,
      ],
    ];
    for (const [what, damage, objection] of broken) {
      it(what, async () => {
        const catalogue = structuredClone(whole) as Record<string, unknown>;
        const [dataset] = catalogue["dcat:dataset"] as [Record<string, unknown>];
        const [record] = catalogue["dcat:record"] as [Record<string, unknown>];
        expect(await objectionsTo(catalogue)).to.deep.equal([]);
        damage({ catalogue, dataset, record });
        expect((await objectionsTo(catalogue)).join("\n")).to.match(objection);
      });
    }
  });
});

describe("datasetIri", () => {
  it("takes an address on the web as it is, and makes one of anything else", () => {
    expect(datasetIri("https://a.org/", "https://b.org/1")).to.equal("https://b.org/1");
    expect(datasetIri("https://a.org/", "GSA - 1/2")).to.equal("https://a.org/datasets/GSA%20-%201%2F2");
    expect(datasetIri("https://a.org/", "urn:x:1")).to.equal("https://a.org/datasets/urn%3Ax%3A1");
  });
});

interface Changeable {
  readonly catalogue: Record<string, unknown>;
  readonly dataset: Record<string, unknown>;
  readonly record: Record<string, unknown>;
}

function version(number: number, publishedAt: number, withdrawnAt: number) {
  const hash = `0x${`0${number}`.repeat(32)}`;
  return { version: number, chunks: hash, content: hash, size: 2n ** 40n, publishedAt, withdrawnAt };
}

function iri(name: string): string {
  const [prefix, local] = name.split(":") as [keyof typeof PREFIXES, string];
  return `${PREFIXES[prefix]}${local}`;
}
