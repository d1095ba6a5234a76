import { FiscError } from "../fisc-error.ts";
import type { ContractPlace } from "../journal/typed-data.ts";
import { canonicalJson } from "../store/canonical-json.ts";
import { contentHash } from "../store/content-store.ts";
import { type ActionName, ACTIONS } from "./action.ts";
import { NONE, type Terms } from "./terms.ts";

/**
 * Grants as agreements of ODRL 2.2 in JSON-LD.
 *
 * How an agreement and a grant bind each other: the agreement says every term but `agreement`, which is the SHA-256 of the
 * agreement's own canonical JSON and can therefore not stand in it; and the id of a grant is the hash of all its terms, `agreement`
 * included, so that cannot either. Whoever has the terms finds the one text by its hash, and whoever has the text computes the terms
 * and from them the grant's id. The agreement's own name (`uid`) is made from the rest of it, so two texts never have one name.
 *
 * A set of terms has one text and a text has one meaning. It is read by finding each term where it must stand, writing the agreement
 * of these terms again, and comparing all of it: what this version does not know, at any place, is a difference, and refused. So
 * nothing is ever skipped, and what cannot be carried allows nothing.
 *
 * A grant that was taken from a standing offer (`takeOffer`) has the hash of that offer as its `agreement`, and no text of its own:
 * `requireSamePolicy` refuses every agreement for it.
 */
export type Agreement = { readonly [name: string]: unknown };

/** All that an agreement says of a grant: its terms but for the hash of the agreement itself. */
export type AgreedTerms = Omit<Terms, "agreement">;

/** What an agreement says beside the terms, which hold only the hash of some of it. */
export interface AgreementContext {
  /** The register that the numbers of assets, agencies and requests are of. */
  readonly place: ContractPlace;
  /** The agency that grants: the asset's owner, or the grantee of the grant above. */
  readonly assigner: number;
  /** The purpose, an IRI of DPV: the terms hold its SHA-256. */
  readonly purpose: string;
  /** The legal basis, an IRI of DPV: the terms hold its SHA-256. */
  readonly legalBasis: string;
}

/** Terms or their context cannot be said in an agreement. */
export class TermNotExpressibleError extends FiscError {
  override readonly name = "TermNotExpressibleError";
  /** The term. */
  readonly term: string;
  /** What it must be. */
  readonly allowed: string;

  /**
   * @param term The term.
   * @param value Its value.
   * @param allowed What it must be.
   */
  constructor(term: string, value: unknown, allowed: string) {
    super(
      `The term "${term}" cannot be said in an agreement.`,
      `It is ${String(value)}, and must be ${allowed}.`,
      "Correct the terms; the register refuses them as well.",
    );
    this.term = term;
    this.allowed = allowed;
  }
}

/** A policy holds something that no term of a grant carries, or lacks something. It allows nothing. */
export class PolicyRefusedError extends FiscError {
  override readonly name = "PolicyRefusedError";
  /** Where, as $.permission[0].constraint[2].operator. */
  readonly path: string;

  /**
   * @param path Where, as $.permission[0].constraint[2].operator.
   * @param given What stands there; undefined where it is missing.
   * @param expected What must stand there, in words.
   */
  constructor(path: string, given: unknown, expected: string) {
    super(
      `The policy cannot be carried by a grant, so it allows nothing: ${path} ${given === undefined ? "is missing" : `is ${brief(given)}`}.`,
      `There must be ${expected}.`,
      "Write the agreement with odrlOf; a condition that no term carries cannot be part of it.",
    );
    this.path = path;
  }
}

/** A policy says something else than the terms of the grant. */
export class PolicyDiffersError extends FiscError {
  override readonly name = "PolicyDiffersError";
  /** The terms that differ. */
  readonly terms: readonly string[];

  /** @param differences Each term that differs, what the policy says and what the grant does. */
  constructor(differences: readonly (readonly [term: string, policy: unknown, grant: unknown])[]) {
    const each = differences.map(([term, policy, grant]) => `${term} (${String(policy)} and ${String(grant)})`);
    super(
      "The policy is not that of the grant.",
      `The two say different things of: ${each.join(", ")}.`,
      "The terms on the chain count: get the text whose SHA-256 is their agreement.",
    );
    this.terms = differences.map(([term]) => term);
  }
}

/** The profile of ODRL 2.2 in which the actions, operands and properties that begin with "fisc:" are defined. */
export const ODRL_PROFILE = "urn:fisc:odrl:1";

const CONTEXT = [
  "http://www.w3.org/ns/odrl.jsonld",
  {
    dpv: "https://w3id.org/dpv#",
    fisc: `${ODRL_PROFILE}#`,
    xsd: "http://www.w3.org/2001/XMLSchema#",
  },
] as const;

/** Our actions in the words of ODRL's vocabulary where it has them, and of the profile where not. */
const ACTION_TERMS: Readonly<Record<ActionName, string>> = {
  read: "read",
  download: "fisc:download",
  query: "fisc:query",
  derive: "derive",
  distribute: "distribute",
};

/** ODRL's word for granting on. */
const GRANT_USE = "grantUse";

const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[];
const EVERY_ACTION = ACTION_NAMES.reduce((sum, name) => sum | ACTIONS[name], 0);

/** The bits of each number among the terms. Contract: `IGrantRegister.Terms`. */
const BITS = {
  asset: 32,
  version: 32,
  grantee: 32,
  request: 32,
  actions: 8,
  notBefore: 48,
  notAfter: 48,
  maxUses: 32,
  maxBytes: 48,
  minInterval: 32,
  retentionDays: 16,
} as const satisfies Partial<Record<keyof Terms, number>>;

const HASHES = ["purpose", "legalBasis", "fieldScope", "subject", "parent"] as const;

/** An IRI of the Data Privacy Vocabulary or of one of its extensions. */
const DPV = /^https:\/\/w3id\.org\/dpv(\/[a-z0-9-]+)*#[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Writes the agreement of a grant.
 *
 * @param terms The terms; their `agreement`, where they have one, is not looked at.
 * @param context What they hold only the hash of, and who grants on which register.
 * @returns An agreement of ODRL 2.2. What it does not permit it prohibits, and where two rules meet the prohibition stands.
 * @throws TermNotExpressibleError where a term does not fit its type, no or an unknown action is granted, or the context is not that
 * of the terms.
 * @example const agreement = await store.put(agreementBytes(odrlOf(terms, context)));
 */
export function odrlOf(terms: AgreedTerms, context: AgreementContext): Agreement {
  requireExpressible(terms, context);
  const names = namesAt(context.place);
  const parties = {
    target: terms.version === 0 ? names.asset(terms.asset) : `${names.asset(terms.asset)}:version:${terms.version}`,
    assigner: names.agency(context.assigner),
    assignee: names.agency(terms.grantee),
  };
  const permitted = ACTION_NAMES.filter((name) => (terms.actions & ACTIONS[name]) !== 0).map(
    (name) => ACTION_TERMS[name],
  );
  if (terms.delegable) permitted.push(GRANT_USE);
  const prohibited = [...Object.values(ACTION_TERMS), GRANT_USE].filter((action) => !permitted.includes(action));
  const agreement = {
    "@context": CONTEXT,
    "@type": "Agreement",
    profile: ODRL_PROFILE,
    conflict: "prohibit",
    permission: [
      {
        ...parties,
        action: permitted,
        constraint: [
          constraint("purpose", "eq", { "@id": context.purpose }),
          constraint("fisc:legalBasis", "eq", { "@id": context.legalBasis }),
          constraint("dateTime", "gteq", literal("dateTime", timeOf(terms.notBefore))),
          constraint("dateTime", "lteq", literal("dateTime", timeOf(terms.notAfter))),
          constraint("count", "lteq", literal("nonNegativeInteger", terms.maxUses)),
          constraint("fisc:bytes", "lteq", literal("nonNegativeInteger", terms.maxBytes)),
          constraint("timeInterval", "gteq", literal("duration", `PT${terms.minInterval}S`)),
          ...(terms.fieldScope === NONE
            ? []
            : [constraint("fisc:fieldScope", "eq", literal("hexBinary", terms.fieldScope.slice(2)))]),
        ],
        duty: [
          {
            action: "delete",
            constraint: [constraint("elapsedTime", "lteq", literal("duration", `P${terms.retentionDays}D`))],
          },
        ],
      },
    ],
    ...(prohibited.length === 0 ? {} : { prohibition: [{ ...parties, action: prohibited }] }),
    "fisc:nonce": literal("nonNegativeInteger", terms.nonce),
    ...(terms.request === 0 ? {} : { "fisc:answers": { "@id": names.request(terms.request) } }),
    ...(terms.subject === NONE ? {} : { "fisc:dataSubject": literal("hexBinary", terms.subject.slice(2)) }),
    ...(terms.parent === NONE ? {} : { "fisc:delegatedFrom": { "@id": names.grant(terms.parent) } }),
  };
  return { ...agreement, uid: `urn:fisc:agreement:${contentHash(canonicalJson(agreement)).slice(2)}` };
}

/**
 * Reads the terms of an agreement.
 *
 * @param policy The agreement, as parsed from JSON; nothing about it is taken on trust.
 * @returns The terms, with the hash of the agreement among them.
 * @throws PolicyRefusedError, with the path, for whatever `odrlOf` would not have written: an unknown constraint, operand, operator, duty,
 * action, profile or property, a missing one, and one out of place.
 * @example grantIdOf(termsOfOdrl(policy)) === id
 */
export function termsOfOdrl(policy: unknown): Terms {
  return read(policy).terms;
}

/**
 * Reads what an agreement says beside the terms.
 *
 * @param policy The agreement, as parsed from JSON.
 * @returns The register, who grants, and the IRIs of the purpose and the legal basis.
 * @throws PolicyRefusedError as `termsOfOdrl` does.
 * @example contextOfOdrl(policy).purpose // "https://w3id.org/dpv#ServiceProvision"
 */
export function contextOfOdrl(policy: unknown): AgreementContext {
  return read(policy).context;
}

/**
 * Writes an agreement as canonical JSON.
 *
 * @param agreement The agreement.
 * @returns The bytes whose SHA-256 is the `agreement` of the terms.
 * @throws NotCanonicalError where it holds what JSON does not.
 * @example const agreement = await store.put(agreementBytes(policy));
 */
export function agreementBytes(agreement: Agreement): Uint8Array {
  return canonicalJson(agreement);
}

/**
 * Completes terms with the hash of their agreement.
 *
 * @param terms The terms.
 * @param context As for `odrlOf`.
 * @returns The terms of which the register makes a grant.
 * @throws TermNotExpressibleError as `odrlOf` does.
 * @example await register.grant(termsWithAgreement(terms, context));
 */
export function termsWithAgreement(terms: AgreedTerms, context: AgreementContext): Terms {
  return { ...terms, agreement: contentHash(agreementBytes(odrlOf(terms, context))) };
}

/**
 * Makes sure that a policy is that of a grant, term by term and in its hash.
 *
 * @param policy The policy, as parsed from JSON.
 * @param terms The terms of the grant, as the register has them.
 * @param place The register, where the reader knows it: a policy for another one is none for this.
 * @returns What the policy says beside the terms.
 * @throws PolicyRefusedError where the policy is none that a grant can carry.
 * @throws PolicyDiffersError that names each term in which they differ.
 * @example const { purpose } = requireSamePolicy(policy, terms, place);
 */
export function requireSamePolicy(policy: unknown, terms: Terms, place?: ContractPlace): AgreementContext {
  const { terms: said, context } = read(policy);
  const differences: [string, unknown, unknown][] = (Object.keys(said) as (keyof Terms)[])
    .filter((name) => comparable(said[name]) !== comparable(terms[name]))
    .map((name) => [name, said[name], terms[name]]);
  if (place !== undefined && placeName(place) !== placeName(context.place)) {
    differences.push(["place", placeName(context.place), placeName(place)]);
  }
  if (differences.length > 0) throw new PolicyDiffersError(differences);
  return context;
}

/** A way to a value in a policy, member by member. */
type Steps = readonly (string | number)[];

const RULE = ["permission", 0] as const;

/** Where each term stands. Those of the constraints are in the order in which `odrlOf` writes them. */
const STEPS = {
  asset: [...RULE, "target"],
  version: [...RULE, "target"],
  assigner: [...RULE, "assigner"],
  grantee: [...RULE, "assignee"],
  actions: [...RULE, "action"],
  purpose: operandOf(0, "@id"),
  legalBasis: operandOf(1, "@id"),
  notBefore: operandOf(2),
  notAfter: operandOf(3),
  maxUses: operandOf(4),
  maxBytes: operandOf(5),
  minInterval: operandOf(6),
  fieldScope: operandOf(7),
  retentionDays: [...RULE, "duty", 0, "constraint", 0, "rightOperand", "@value"],
  nonce: ["fisc:nonce", "@value"],
  request: ["fisc:answers", "@id"],
  subject: ["fisc:dataSubject", "@value"],
  parent: ["fisc:delegatedFrom", "@id"],
} as const satisfies Record<string, Steps>;

const TARGET = /^urn:fisc:eip155:(\d{1,15}):(0x[0-9a-f]{40}):asset:(\d{1,15})(?::version:(\d{1,15}))?$/;
const HEX = /^([0-9a-f]{64})$/;

function read(policy: unknown): { terms: Terms; context: AgreementContext } {
  const [, chainId, address, asset, version] = capture(policy, STEPS.asset, TARGET);
  const actions = valueAt(policy, STEPS.actions);
  const granted = new Set(Array.isArray(actions) ? (actions as unknown[]) : []);
  const isThere = (steps: Steps) => valueAt(policy, steps) !== undefined;
  const hashAt = (steps: Steps, form: RegExp) => (isThere(steps) ? `0x${capture(policy, steps, form)[1]}` : NONE);
  const context: AgreementContext = {
    place: { chainId: BigInt(chainId!), address: address! },
    assigner: wholeAt(policy, STEPS.assigner, /:agency:(\d{1,15})$/),
    purpose: capture(policy, STEPS.purpose, DPV)[0],
    legalBasis: capture(policy, STEPS.legalBasis, DPV)[0],
  };
  const terms: AgreedTerms = {
    asset: Number(asset),
    version: Number(version ?? 0),
    grantee: wholeAt(policy, STEPS.grantee, /:agency:(\d{1,15})$/),
    request: isThere(STEPS.request) ? wholeAt(policy, STEPS.request, /:request:(\d{1,15})$/) : 0,
    actions: ACTION_NAMES.reduce((sum, name) => sum | (granted.has(ACTION_TERMS[name]) ? ACTIONS[name] : 0), 0),
    notBefore: secondsAt(policy, STEPS.notBefore),
    notAfter: secondsAt(policy, STEPS.notAfter),
    maxUses: wholeAt(policy, STEPS.maxUses, /^(\d{1,15})$/),
    maxBytes: wholeAt(policy, STEPS.maxBytes, /^(\d{1,15})$/),
    minInterval: wholeAt(policy, STEPS.minInterval, /^PT(\d{1,15})S$/),
    retentionDays: wholeAt(policy, STEPS.retentionDays, /^P(\d{1,15})D$/),
    delegable: granted.has(GRANT_USE),
    nonce: BigInt(capture(policy, STEPS.nonce, /^(\d{1,20})$/)[1]!),
    purpose: iriHash(context.purpose),
    legalBasis: iriHash(context.legalBasis),
    fieldScope: hashAt(STEPS.fieldScope, HEX),
    subject: hashAt(STEPS.subject, HEX),
    parent: hashAt(STEPS.parent, /:grant:([0-9a-f]{64})$/),
  };
  const agreement = writtenAgain(policy, terms, context);
  requireEqual(policy, agreement, "$");
  return { terms: { ...terms, agreement: contentHash(agreementBytes(agreement)) }, context };
}

/** The agreement of what was read; what has the form of a term and is none, as no action at all, is refused where it stands. */
function writtenAgain(policy: unknown, terms: AgreedTerms, context: AgreementContext): Agreement {
  try {
    return odrlOf(terms, context);
  } catch (error) {
    if (!(error instanceof TermNotExpressibleError)) throw error;
    const steps: Steps = (STEPS as Readonly<Record<string, Steps>>)[error.term] ?? [];
    throw new PolicyRefusedError(pathOf(steps), valueAt(policy, steps), error.allowed);
  }
}

function requireExpressible(terms: AgreedTerms, context: AgreementContext): void {
  const refuse = (term: string, value: unknown, allowed: string): never => {
    throw new TermNotExpressibleError(term, value, allowed);
  };
  const requireWhole = (term: string, value: number, bits: number): void => {
    if (Number.isSafeInteger(value) && value >= 0 && value < 2 ** bits) return;
    refuse(term, value, `a whole number of ${bits} bits`);
  };
  for (const [name, bits] of Object.entries(BITS)) requireWhole(name, terms[name as keyof typeof BITS], bits);
  requireWhole("assigner", context.assigner, BITS.grantee);
  if (terms.actions === 0 || (terms.actions & ~EVERY_ACTION) !== 0) {
    refuse("actions", terms.actions, `one of ${ACTION_NAMES.join(", ")} at least, and nothing else`);
  }
  if (terms.nonce < 0n || terms.nonce >= 1n << 64n) refuse("nonce", terms.nonce, "a whole number of 64 bits");
  for (const name of HASHES) {
    if (!/^0x[0-9a-f]{64}$/.test(terms[name])) refuse(name, terms[name], "0x and 64 hexadecimal digits in lower case");
  }
  for (const name of ["purpose", "legalBasis"] as const) {
    if (!DPV.test(context[name])) refuse(name, context[name], "an IRI of DPV, as https://w3id.org/dpv#PublicInterest");
    if (iriHash(context[name]) !== terms[name]) refuse(name, terms[name], `the SHA-256 of ${context[name]}`);
  }
  const { chainId, address } = context.place;
  if (chainId < 0n || chainId >= 10n ** 15n) refuse("chainId", chainId, "a whole number of at most 15 digits");
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) refuse("address", address, "an address of 0x and 40 hexadecimal digits");
}

/** The names of things at a register. A register that stands on two chains at one address is two. */
function namesAt(place: ContractPlace) {
  const register = placeName(place);
  return {
    asset: (id: number) => `${register}:asset:${id}`,
    agency: (id: number) => `${register}:agency:${id}`,
    request: (id: number) => `${register}:request:${id}`,
    grant: (id: string) => `${register}:grant:${id.slice(2)}`,
  };
}

function placeName({ chainId, address }: ContractPlace): string {
  return `urn:fisc:eip155:${chainId}:${address.toLowerCase()}`;
}

function constraint(leftOperand: string, operator: string, rightOperand: unknown) {
  return { leftOperand, operator, rightOperand };
}

function literal(type: string, value: string | number | bigint) {
  return { "@value": String(value), "@type": `xsd:${type}` };
}

function operandOf(index: number, member = "@value"): Steps {
  return [...RULE, "constraint", index, "rightOperand", member];
}

function iriHash(iri: string): string {
  return contentHash(new TextEncoder().encode(iri));
}

/** The calendar repeats every 400 years, so times that JavaScript's dates do not reach are those of another cycle. */
const CYCLE_YEARS = 400;
const CYCLE = 146_097 * 86_400;

function timeOf(seconds: number): string {
  const text = new Date((seconds % CYCLE) * 1000).toISOString();
  const year = Number(text.slice(0, 4)) + CYCLE_YEARS * Math.floor(seconds / CYCLE);
  return `${year}${text.slice(4, 19)}Z`;
}

function secondsAt(policy: unknown, steps: Steps): number {
  const [, year, rest] = capture(policy, steps, /^(\d{4,8})(-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/);
  const cycles = Math.floor((Number(year) - 1970) / CYCLE_YEARS);
  return Date.parse(`${Number(year) - CYCLE_YEARS * cycles}${rest}`) / 1000 + CYCLE * cycles;
}

function wholeAt(policy: unknown, steps: Steps, form: RegExp): number {
  return Number(capture(policy, steps, form)[1]);
}

function capture(policy: unknown, steps: Steps, form: RegExp): RegExpExecArray {
  const value = valueAt(policy, steps);
  const match = typeof value === "string" ? form.exec(value) : null;
  if (match === null) throw new PolicyRefusedError(pathOf(steps), value, `a text of the form ${form.source}`);
  return match;
}

function valueAt(policy: unknown, steps: Steps): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    policy,
  );
}

function pathOf(steps: Steps): string {
  return steps.reduce<string>((path, step) => childPath(path, step), "$");
}

function childPath(path: string, step: string | number): string {
  return typeof step === "number" ? `${path}[${step}]` : `${path}.${step}`;
}

/** Compares what was given with what must be there, and names the first place where the two differ. */
function requireEqual(given: unknown, expected: unknown, path: string): void {
  if (Object.is(given, expected)) return;
  if (!isContainer(given) || !isContainer(expected) || Array.isArray(given) !== Array.isArray(expected)) {
    throw new PolicyRefusedError(path, given, expected === undefined ? "nothing" : brief(expected));
  }
  const steps =
    Array.isArray(given) && Array.isArray(expected)
      ? Array.from({ length: Math.max(given.length, expected.length) }, (_, index) => index)
      : [...new Set([...Object.keys(given), ...Object.keys(expected)])];
  for (const step of steps) {
    const isThere = [given, expected].map((each) => Object.hasOwn(each, step));
    if (isThere[0] && !isThere[1]) throw new PolicyRefusedError(childPath(path, step), given[step] ?? null, "nothing");
    requireEqual(given[step], expected[step], childPath(path, step));
  }
}

function isContainer(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null;
}

function comparable(value: string | number | bigint | boolean): string {
  return String(value).toLowerCase();
}

function brief(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 120) ?? String(value);
}
