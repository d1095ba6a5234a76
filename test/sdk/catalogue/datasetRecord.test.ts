import { expect } from "chai";
import fc from "fast-check";

import {
  DATASET_TEXTS,
  type DatasetRecord,
  DISTRIBUTION_TEXTS,
  given,
  parseRecord,
  recordBytes,
  recordHash,
} from "../../../sdk/catalogue/dataset-record.ts";
import { SHARING_CLASSES, type SharingClass } from "../../../sdk/catalogue/sharing-class.ts";
import { JsonFieldError } from "../../../sdk/json-field.ts";

const text = fc.string({ unit: "binary" });
const givenText = fc.oneof(text, fc.constant(null), fc.constant(undefined));
const texts = (names: readonly string[]) => fc.record(Object.fromEntries(names.map((name) => [name, givenText])));
const list = fc.array(text, { maxLength: 3 });
const organisation = fc.letrec((tie) => ({
  one: fc.record({ name: text, iri: givenText, partOf: fc.option(tie("one"), { nil: undefined, depthSize: "small" }) }),
})).one;

/** Any record at all. */
const anyRecord = fc
  .tuple(
    fc.record({
      identifier: text,
      title: text,
      description: text,
      publisher: organisation,
      contact: fc.option(texts(["name", "email"]), { nil: undefined }),
      keywords: list,
      themes: list,
      sharingClass: fc.constantFrom(...(Object.keys(SHARING_CLASSES) as SharingClass[])),
      languages: list,
      references: list,
      meetsQuality: fc.constantFrom(true, false, null, undefined),
      codes: fc.array(fc.record({ scheme: text, code: text }), { maxLength: 3 }),
      distributions: fc.array(texts(DISTRIBUTION_TEXTS), { maxLength: 3 }),
    }),
    texts(DATASET_TEXTS),
  )
  .map(([fields, optional]) => ({ ...fields, ...optional }) as DatasetRecord);

describe("parseRecord", () => {
  it("reads back any record, and the bytes are the same again (property)", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const bytes = recordBytes(record);
        const again = parseRecord(bytes);
        expect(again).to.deep.equal(given(record));
        expect(recordBytes(again)).to.deep.equal(bytes);
        expect(recordHash(again)).to.equal(recordHash(record));
      }),
      { numRuns: 200 },
    );
  });

  describe("refuses", () => {
    const whole = fc.sample(anyRecord, { numRuns: 1, seed: 7 })[0]!;
    const members = JSON.parse(new TextDecoder().decode(recordBytes(whole))) as Record<string, unknown>;
    const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const refusal = (value: unknown) => {
      try {
        parseRecord(bytesOf(value));
      } catch (error) {
        return error instanceof JsonFieldError ? error.path : String(error);
      }
      return "taken";
    };

    it("what it does not know, because the hash would be lost with it", () => {
      expect(refusal({ ...members, colour: "red" })).to.equal("$");
    });
    it("bytes that are not canonical", () => {
      expect(() => parseRecord(new TextEncoder().encode(JSON.stringify(members, null, 1)))).to.throw(JsonFieldError);
    });
    it("another format, version or class, and a field of another type", () => {
      expect(refusal({ ...members, format: "other" })).to.equal("$.format");
      expect(refusal({ ...members, version: 2 })).to.equal("$.version");
      expect(refusal({ ...members, sharingClass: "public" })).to.equal("$.sharingClass");
      expect(refusal({ ...members, meetsQuality: "true" })).to.equal("$.meetsQuality");
      expect(refusal({ ...members, rights: 1 })).to.equal("$.rights");
      expect(refusal({ ...members, keywords: [1] })).to.equal("$.keywords[0]");
    });
  });
});
