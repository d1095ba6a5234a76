import { expect } from "chai";
import fc from "fast-check";

import { JsonFieldError } from "../../../sdk/json-field.ts";
import { canonicalJson, NotCanonicalError } from "../../../sdk/store/canonical-json.ts";
import { contentHash } from "../../../sdk/store/content-store.ts";
import { lineCodeHash, lineDescriptionBytes, parseLineDescription } from "../../../sdk/store/line-description.ts";
import { MemoryStore } from "../../../sdk/store/memory-store.ts";
import {
  findProfile,
  isProfileOf,
  keepProfile,
  newPersonProfile,
  type OrganisationProfile,
  parseProfile,
  profileBytes,
} from "../../../sdk/store/payee-profile.ts";

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("canonicalJson", () => {
  it("writes the example of RFC 8785", () => {
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as { numbers: number[] };
    value.numbers.splice(1, 1); // 1E30 is whole and beyond 2^53, which is refused here
    expect(decode(canonicalJson(value))).to.equal(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it("has the same bytes whatever order the members come in", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).toReversed());
        expect(canonicalJson(reversed)).to.deep.equal(canonicalJson(members));
      }),
    );
  });

  for (const [what, value] of [
    ["undefined", { a: undefined }],
    ["a bigint", { a: 1n }],
    ["a number that is not exact", { a: 2 ** 53 }],
    ["not a number", [Number.NaN]],
    ["a date", new Date(0)],
    ["half of a surrogate pair", "\ud800"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => canonicalJson(value)).to.throw(NotCanonicalError);
    });
  }
});

describe("keepProfile", () => {
  const company: OrganisationProfile = {
    sort: "organisation",
    name: "Obras S.A.",
    identifier: "ES-RMC-A123",
    country: "ES",
  };

  describe("given a company", () => {
    it("publishes its profile", async () => {
      const [published, kept] = [new MemoryStore(), new MemoryStore()];
      const hash = await keepProfile({ published, kept }, company);
      expect(await findProfile({ published }, hash)).to.deep.equal(company);
      expect(await kept.has(hash)).to.equal(false);
      expect(isProfileOf(company, hash)).to.equal(true);
    });
  });

  describe("given a natural person", () => {
    it("publishes nothing", async () => {
      const [published, kept] = [new MemoryStore(), new MemoryStore()];
      const person = newPersonProfile("Ana Ruiz", "12345678Z");
      const hash = await keepProfile({ published, kept }, person);
      expect(await findProfile({ published }, hash)).to.equal(null);
      expect(await findProfile({ published, kept }, hash)).to.deep.equal(person);
    });

    it("has another hash each time, so names cannot be guessed from it", () => {
      const [one, other] = [newPersonProfile("Ana Ruiz"), newPersonProfile("Ana Ruiz")];
      expect(contentHash(profileBytes(one))).to.not.equal(contentHash(profileBytes(other)));
      expect(one.salt).to.match(/^0x[0-9a-f]{64}$/);
    });
  });

  describe("given bytes that are no profile", () => {
    it("names the path", () => {
      const bytes = canonicalJson({
        format: "fisc-payee-profile",
        version: 1,
        sort: "person",
        name: "Ana",
        salt: "0x12",
      });
      expect(() => parseProfile(bytes))
        .to.throw(JsonFieldError)
        .with.property("path", "$.salt");
    });
  });
});

describe("lineDescriptionBytes", () => {
  it("is undone by parseLineDescription", () => {
    const description = {
      code: "001201/93300/62300",
      name: "Maquinaria",
      parts: [{ dimension: "centre", code: "001201", label: "Distrito de Centro" }],
    };
    expect(parseLineDescription(lineDescriptionBytes(description))).to.deep.equal(description);
  });
});

describe("lineCodeHash", () => {
  it("is the SHA-256 of the code's UTF-8 bytes", () => {
    expect(lineCodeHash("abc")).to.equal("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
