import { expect } from "chai";
import fc from "fast-check";

import { ACTIONS } from "../../../sdk/sharing/action.ts";
import {
  type Agreement,
  agreementBytes,
  type AgreementContext,
  contextOfOdrl,
  odrlOf,
  PolicyDiffersError,
  PolicyRefusedError,
  requireSamePolicy,
  TermNotExpressibleError,
  termsOfOdrl,
  termsWithAgreement,
} from "../../../sdk/sharing/odrl.ts";
import { grantIdOf, NONE, type Terms } from "../../../sdk/sharing/terms.ts";
import { canonicalJson } from "../../../sdk/store/canonical-json.ts";
import { contentHash } from "../../../sdk/store/content-store.ts";

const CONTEXT: AgreementContext = {
  place: { chainId: 31337n, address: `0x${"5b".repeat(20)}` },
  assigner: 2,
  purpose: "https://w3id.org/dpv#ServiceProvision",
  legalBasis: "https://w3id.org/dpv/legal/eu/gdpr#A6-1-e",
};

const TERMS: Terms = {
  asset: 5,
  version: 2,
  grantee: 9,
  request: 4,
  actions: ACTIONS.read | ACTIONS.query,
  notBefore: 1_700_000_000,
  notAfter: 1_731_536_000,
  maxUses: 100,
  maxBytes: 5_000_000,
  minInterval: 60,
  retentionDays: 30,
  delegable: false,
  nonce: 2n ** 60n,
  purpose: hashOf(CONTEXT.purpose),
  legalBasis: hashOf(CONTEXT.legalBasis),
  fieldScope: `0x${"0f".repeat(32)}`,
  subject: `0x${"1e".repeat(32)}`,
  agreement: NONE,
  parent: `0x${"2d".repeat(32)}`,
};

const POLICY = odrlOf(TERMS, CONTEXT);

const whole = (bits: number) => {
  const max = 2 ** bits - 1;
  return fc.oneof(
    fc.integer({ min: 0, max }),
    fc.maxSafeNat().map((value) => value % (max + 1)),
    fc.constantFrom(0, 1, max),
  );
};
const hash = fc.oneof(
  fc.constant(NONE),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
);
const dpv = fc
  .tuple(fc.constantFrom("", "/pd", "/legal/eu/gdpr"), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/))
  .map(([extension, name]) => `https://w3id.org/dpv${extension}#${name}`);
const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);

const anyContext: fc.Arbitrary<AgreementContext> = fc.record({
  place: fc.record({ chainId: fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), address }),
  assigner: whole(32),
  purpose: dpv,
  legalBasis: dpv,
});

/** Any terms that fit their types, with the context of which they hold the hashes. */
const anyTerms: fc.Arbitrary<[Terms, AgreementContext]> = fc
  .tuple(
    fc.record({
      asset: whole(32),
      version: whole(32),
      grantee: whole(32),
      request: whole(32),
      actions: fc.integer({ min: 1, max: 31 }),
      notBefore: whole(48),
      notAfter: whole(48),
      maxUses: whole(32),
      maxBytes: whole(48),
      minInterval: whole(32),
      retentionDays: whole(16),
      delegable: fc.boolean(),
      nonce: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fieldScope: hash,
      subject: hash,
      parent: hash,
    }),
    anyContext,
  )
  .map(([terms, context]) => [
    termsWithAgreement({ ...terms, purpose: hashOf(context.purpose), legalBasis: hashOf(context.legalBasis) }, context),
    context,
  ]);

describe("odrlOf", () => {
  it("and termsOfOdrl carry any terms there and back, every one of them exactly (property)", () => {
    fc.assert(
      fc.property(anyTerms, ([terms, context]) => {
        const policy = viaJson(odrlOf(terms, context));
        expect(termsOfOdrl(policy)).to.deep.equal(terms);
        expect(contextOfOdrl(policy)).to.deep.equal(context);
        expect(grantIdOf(termsOfOdrl(policy))).to.equal(grantIdOf(terms));
        expect(requireSamePolicy(policy, terms, context.place)).to.deep.equal(context);
      }),
      { numRuns: 300 },
    );
  });

  it("writes other terms as another text, of another name (property)", () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, ([one, first], [other, second]) => {
        fc.pre(grantIdOf(one) !== grantIdOf(other));
        const [left, right] = [odrlOf(one, first), odrlOf(other, second)];
        expect(left["uid"]).not.to.equal(right["uid"]);
        expect(contentHash(agreementBytes(left))).not.to.equal(contentHash(agreementBytes(right)));
      }),
      { numRuns: 50 },
    );
  });

  it("names neither the grant nor its own hash, because both are made from it", () => {
    const terms = termsWithAgreement(TERMS, CONTEXT);
    const text = JSON.stringify(odrlOf(terms, CONTEXT));
    expect(text).not.to.contain(terms.agreement.slice(2)).and.not.to.contain(grantIdOf(terms).slice(2));
    expect(terms.agreement).to.equal(contentHash(canonicalJson(POLICY)));
    expect(odrlOf({ ...terms, agreement: NONE } as Terms, CONTEXT)).to.deep.equal(POLICY);
  });

  it("writes an agreement that a person can read", () => {
    expect(POLICY).to.deep.include({ "@type": "Agreement", conflict: "prohibit", profile: "urn:fisc:odrl:1" });
    const [permission] = POLICY["permission"] as [Record<string, unknown>];
    expect(permission["target"]).to.equal(`urn:fisc:eip155:31337:0x${"5b".repeat(20)}:asset:5:version:2`);
    expect(permission["action"]).to.deep.equal(["read", "fisc:query"]);
    expect((permission["constraint"] as unknown[]).slice(2, 5)).to.deep.equal([
      {
        leftOperand: "dateTime",
        operator: "gteq",
        rightOperand: { "@value": "2023-11-14T22:13:20Z", "@type": "xsd:dateTime" },
      },
      {
        leftOperand: "dateTime",
        operator: "lteq",
        rightOperand: { "@value": "2024-11-13T22:13:20Z", "@type": "xsd:dateTime" },
      },
      { leftOperand: "count", operator: "lteq", rightOperand: { "@value": "100", "@type": "xsd:nonNegativeInteger" } },
    ]);
    const [prohibition] = POLICY["prohibition"] as [Record<string, unknown>];
    expect(prohibition["action"]).to.deep.equal(["fisc:download", "derive", "distribute", "grantUse"]);
  });

  it("prohibits nothing where all is permitted", () => {
    expect(odrlOf({ ...TERMS, actions: 31, delegable: true }, CONTEXT)).not.to.have.property("prohibition");
  });

  it("says times beyond those that JavaScript's dates reach", () => {
    const text = JSON.stringify(odrlOf({ ...TERMS, notAfter: 2 ** 48 - 1 }, CONTEXT));
    expect(text).to.contain("8921556-12-07T10:44:15Z");
  });

  describe("refuses", () => {
    const cases: [string, Partial<Terms>, Partial<AgreementContext>, string][] = [
      ["no action", { actions: 0 }, {}, "actions"],
      ["an unknown action", { actions: 33 }, {}, "actions"],
      ["a number beyond its bits", { maxUses: 2 ** 32 }, {}, "maxUses"],
      ["a number below zero", { notBefore: -1 }, {}, "notBefore"],
      ["a fraction", { maxBytes: 0.5 }, {}, "maxBytes"],
      ["a nonce beyond its bits", { nonce: 2n ** 64n }, {}, "nonce"],
      ["a nonce below zero", { nonce: -1n }, {}, "nonce"],
      ["a hash that is none", { parent: "0x12" }, {}, "parent"],
      ["a hash in upper case", { subject: `0x${"AB".repeat(32)}` }, {}, "subject"],
      ["a purpose that is not of DPV", {}, { purpose: "https://example.org/anything" }, "purpose"],
      ["a purpose that is not that of the terms", {}, { purpose: "https://w3id.org/dpv#Marketing" }, "purpose"],
      ["a legal basis that is not that of the terms", {}, { legalBasis: "https://w3id.org/dpv#Consent" }, "legalBasis"],
      ["an agency beyond its bits", {}, { assigner: 2 ** 32 }, "assigner"],
      ["an address that is none", {}, { place: { chainId: 1n, address: "0x1" } }, "address"],
      ["a chain below zero", {}, { place: { ...CONTEXT.place, chainId: -1n } }, "chainId"],
    ];
    for (const [what, terms, context, term] of cases) {
      it(what, () => {
        expect(() => odrlOf({ ...TERMS, ...terms }, { ...CONTEXT, ...context }))
          .to.throw(TermNotExpressibleError)
          .with.property("term", term);
      });
    }
  });
});

describe("termsOfOdrl", () => {
  it("reads an agreement whatever the order of its members", () => {
    const turned = Object.fromEntries(Object.entries(POLICY).reverse());
    expect(termsOfOdrl(turned)).to.deep.equal(termsOfOdrl(POLICY));
  });

  describe("refuses, with the path,", () => {
    const extra = { leftOperand: "spatial", operator: "eq", rightOperand: "EU" };
    const cases: [string, string, (policy: Changeable) => void][] = [
      ["an unknown constraint", "$.permission[0].constraint[8]", ({ constraint }) => constraint.push(extra)],
      [
        "an unknown constraint between others",
        "$.permission[0].constraint[2].rightOperand.@value",
        ({ constraint }) => constraint.splice(2, 0, extra),
      ],
      [
        "an unknown operand",
        "$.permission[0].constraint[4].leftOperand",
        ({ constraint }) => (constraint[4]!["leftOperand"] = "percentage"),
      ],
      [
        "another operator",
        "$.permission[0].constraint[4].operator",
        ({ constraint }) => (constraint[4]!["operator"] = "gteq"),
      ],
      ["a unit", "$.permission[0].constraint[5].unit", ({ constraint }) => (constraint[5]!["unit"] = "kB")],
      [
        "another type of value",
        "$.permission[0].constraint[4].rightOperand.@type",
        ({ constraint }) => ((constraint[4]!["rightOperand"] as Members)["@type"] = "xsd:string"),
      ],
      [
        "a logical constraint",
        "$.permission[0].constraint[8]",
        ({ constraint }) => constraint.push({ or: [extra, extra] }),
      ],
      [
        "a missing constraint",
        "$.permission[0].constraint[6].rightOperand.@value",
        ({ constraint }) => constraint.splice(6, 1),
      ],
      [
        "constraints in another order",
        "$.permission[0].constraint[0].rightOperand.@id",
        ({ constraint }) => constraint.reverse(),
      ],
      [
        "an unknown action",
        "$.permission[0].action[2]",
        ({ permission }) => (permission["action"] as string[]).push("sell"),
      ],
      [
        "an action said twice",
        "$.permission[0].action[2]",
        ({ permission }) => (permission["action"] as string[]).push("read"),
      ],
      ["no action", "$.permission[0].action", ({ permission }) => (permission["action"] = [])],
      ["an action that is no list", "$.permission[0].action", ({ permission }) => (permission["action"] = "read")],
      [
        "a refinement of the action",
        "$.permission[0].action[0]",
        ({ permission }) => ((permission["action"] as unknown[])[0] = { "rdf:value": "read", refinement: [extra] }),
      ],
      [
        "another duty",
        "$.permission[0].duty[1]",
        ({ permission }) => (permission["duty"] as unknown[]).push({ action: "attribute" }),
      ],
      [
        "a duty to do something else",
        "$.permission[0].duty[0].action",
        ({ permission }) => ((permission["duty"] as Members[])[0]!["action"] = "inform"),
      ],
      [
        "a consequence of a duty",
        "$.permission[0].duty[0].consequence",
        ({ permission }) => ((permission["duty"] as Members[])[0]!["consequence"] = []),
      ],
      ["an obligation", "$.obligation", ({ policy }) => (policy["obligation"] = [{ action: "compensate" }])],
      [
        "another permission",
        "$.permission[1]",
        ({ policy, permission }) => (policy["permission"] as unknown[]).push(permission),
      ],
      ["a prohibition that is left out", "$.prohibition", ({ policy }) => delete policy["prohibition"]],
      [
        "a remedy of a prohibition",
        "$.prohibition[0].remedy",
        ({ policy }) => ((policy["prohibition"] as Members[])[0]!["remedy"] = []),
      ],
      ["another profile", "$.profile", ({ policy }) => (policy["profile"] = "urn:other")],
      ["two profiles", "$.profile", ({ policy }) => (policy["profile"] = ["urn:fisc:odrl:1", "urn:other"])],
      ["no profile", "$.profile", ({ policy }) => delete policy["profile"]],
      ["another conflict strategy", "$.conflict", ({ policy }) => (policy["conflict"] = "perm")],
      ["an offer or a set", "$.@type", ({ policy }) => (policy["@type"] = "Offer")],
      [
        "another context",
        "$.@context[1].fisc",
        ({ policy }) => ((policy["@context"] as Members[])[1]!["fisc"] = "urn:else#"),
      ],
      ["inherited rules", "$.inheritFrom", ({ policy }) => (policy["inheritFrom"] = "urn:policy")],
      ["an unknown property", "$.dct:title", ({ policy }) => (policy["dct:title"] = "Agreement")],
      ["an unknown property that is null", "$.note", ({ policy }) => (policy["note"] = null)],
      ["another name", "$.uid", ({ policy }) => (policy["uid"] = "urn:fisc:agreement:1")],
      [
        "a name that was left as it was when the number of uses changed",
        "$.uid",
        ({ constraint }) => ((constraint[4]!["rightOperand"] as Members)["@value"] = "101"),
      ],
      ["another party", "$.permission[0].informedParty", ({ permission }) => (permission["informedParty"] = "urn:x")],
      [
        "a party of another register",
        "$.permission[0].assignee",
        ({ permission }) => (permission["assignee"] = `urn:fisc:eip155:1:0x${"5b".repeat(20)}:agency:9`),
      ],
      ["a target that is no asset", "$.permission[0].target", ({ permission }) => (permission["target"] = "urn:x")],
      [
        "an asset beyond its bits",
        "$.permission[0].target",
        ({ permission }) =>
          (permission["target"] = String(permission["target"]).replace(":asset:5:", ":asset:4294967296:")),
      ],
      [
        "a version 0 in words",
        "$.permission[0].target",
        ({ permission }) => (permission["target"] = String(permission["target"]).replace("version:2", "version:0")),
      ],
      [
        "a purpose that is not of DPV",
        "$.permission[0].constraint[0].rightOperand.@id",
        ({ constraint }) => (constraint[0]!["rightOperand"] = { "@id": "urn:any" }),
      ],
      [
        "a day that the calendar lacks",
        "$.permission[0].constraint[3].rightOperand.@value",
        ({ constraint }) => ((constraint[3]!["rightOperand"] as Members)["@value"] = "2024-13-01T00:00:00Z"),
      ],
      [
        "a number with zeros before it",
        "$.permission[0].constraint[4].rightOperand.@value",
        ({ constraint }) => ((constraint[4]!["rightOperand"] as Members)["@value"] = "0100"),
      ],
      [
        "a nonce beyond its bits",
        "$.fisc:nonce.@value",
        ({ policy }) => ((policy["fisc:nonce"] as Members)["@value"] = "18446744073709551616"),
      ],
    ];
    for (const [what, path, change] of cases) {
      it(what, () => {
        const policy = viaJson(POLICY) as Members;
        const [permission] = policy["permission"] as [Members];
        change({ policy, permission, constraint: permission["constraint"] as Members[] });
        expect(() => termsOfOdrl(policy))
          .to.throw(PolicyRefusedError)
          .with.property("path", path);
      });
    }

    it("what is no policy at all", () => {
      for (const policy of [undefined, null, 7, "policy", [], {}, [POLICY], { permission: [] }]) {
        expect(() => termsOfOdrl(policy)).to.throw(PolicyRefusedError);
      }
    });

    it("anything that is added, taken out or replaced at any place (property)", () => {
      fc.assert(
        fc.property(
          anyTerms,
          fc.nat(),
          fc.constantFrom("add", "remove", "replace"),
          fc.jsonValue(),
          ([terms, context], pick, how, value) => {
            const policy = viaJson(odrlOf(terms, context));
            const places = containersIn(policy);
            const place = places[pick % places.length]!;
            const names = Object.keys(place);
            const name = names[pick % names.length]!;
            if (how === "add") {
              if (Array.isArray(place)) place.push(value);
              else place[`${name}x`] = value;
            } else if (how === "replace") place[name] = value;
            else if (Array.isArray(place)) place.splice(Number(name), 1);
            else delete place[name];
            fc.pre(JSON.stringify(policy) !== JSON.stringify(odrlOf(terms, context)));
            expect(() => termsOfOdrl(policy)).to.throw(PolicyRefusedError);
          },
        ),
        { numRuns: 300 },
      );
    });
  });
});

describe("requireSamePolicy", () => {
  const terms = termsWithAgreement(TERMS, CONTEXT);

  it("takes the policy of the terms, and says what stands beside them", () => {
    expect(requireSamePolicy(POLICY, terms)).to.deep.equal(CONTEXT);
    expect(requireSamePolicy(POLICY, terms, CONTEXT.place)).to.deep.equal(CONTEXT);
  });

  it("refuses terms that differ on any axis, and names it (property)", () => {
    fc.assert(
      fc.property(anyTerms, fc.constantFrom(...(Object.keys(TERMS) as (keyof Terms)[])), ([other], name) => {
        fc.pre(other[name] !== terms[name]);
        expect(() => requireSamePolicy(POLICY, { ...terms, [name]: other[name] }))
          .to.throw(PolicyDiffersError)
          .with.deep.property("terms", [name]);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses a text of the same terms by another grantor: it has another hash", () => {
    expect(() => requireSamePolicy(odrlOf(TERMS, { ...CONTEXT, assigner: 3 }), terms))
      .to.throw(PolicyDiffersError)
      .with.deep.property("terms", ["agreement"]);
  });

  it("refuses a policy for another register", () => {
    expect(() => requireSamePolicy(POLICY, terms, { ...CONTEXT.place, chainId: 1n }))
      .to.throw(PolicyDiffersError)
      .with.deep.property("terms", ["place"]);
  });

  it("refuses what no grant can carry, whatever the terms are", () => {
    expect(() => requireSamePolicy({ ...POLICY, obligation: [] }, terms)).to.throw(PolicyRefusedError);
  });
});

type Members = Record<string, unknown>;

interface Changeable {
  readonly policy: Members;
  readonly permission: Members;
  readonly constraint: Members[];
}

function hashOf(text: string): string {
  return contentHash(new TextEncoder().encode(text));
}

function viaJson(policy: Agreement): unknown {
  return JSON.parse(JSON.stringify(policy));
}

/** Every object and list in a value, itself included, that holds anything. */
function containersIn(value: unknown): Members[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Object.keys(value).length > 0 ? [value as Members] : [];
  return [...own, ...Object.values(value).flatMap(containersIn)];
}
