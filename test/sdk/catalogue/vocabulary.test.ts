import { expect } from "chai";

import { parseDataJson } from "../../../sdk/catalogue/parse-data-json.ts";
import { frequencyOf, isIri, mediaTypeIri, mediaTypeOf, periodicityOf } from "../../../sdk/catalogue/vocabulary.ts";
import { gsaCatalogue } from "./catalogues.ts";

const { records } = parseDataJson(gsaCatalogue());

describe("vocabulary", () => {
  it("has a frequency of the EU's table for every periodicity of the GSA, and knows it again", () => {
    const used = new Set(records.flatMap(({ periodicity }) => periodicity ?? []));
    expect(used.size).to.equal(8);
    for (const periodicity of used) expect(periodicityOf(frequencyOf(periodicity)!)).to.equal(periodicity);
  });

  it("has an IRI for every media type of the GSA, and knows it again", () => {
    const used = new Set(
      records.flatMap(({ distributions }) => distributions.flatMap(({ mediaType }) => mediaType ?? [])),
    );
    expect(used.size).to.equal(14);
    for (const mediaType of used) expect(mediaTypeOf(mediaTypeIri(mediaType)!)).to.equal(mediaType);
  });

  it("leaves what it does not know as it is", () => {
    expect(frequencyOf("now and then")).to.equal(undefined);
    expect(frequencyOf("constructor")).to.equal(undefined);
    expect(periodicityOf("urn:often")).to.equal("urn:often");
    expect(mediaTypeIri("Excel sheet")).to.equal(undefined);
    expect(mediaTypeOf("urn:csv")).to.equal("urn:csv");
  });

  it("tells an IRI from a text", () => {
    for (const iri of ["https://a.org/ü?x=1#y", "mailto:a@b.org", "urn:x:1"]) expect(isIri(iri), iri).to.equal(true);
    for (const text of ["GSA - 1", "a b:c", "https://a.org/{x}", "C:\\file", "_:b0", "@type", "https:", ""]) {
      expect(isIri(text), text).to.equal(false);
    }
  });
});
