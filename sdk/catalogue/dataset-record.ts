import { JsonField, JsonFieldError } from "../json-field.ts";
import { canonicalJson } from "../store/canonical-json.ts";
import { contentHash } from "../store/content-store.ts";
import { SHARING_CLASSES, type SharingClass } from "./sharing-class.ts";

const FORMAT = "fisc-dataset-record";
const VERSION = 1;

/** A text that a catalogue gives, says to be none (null), or is silent about (undefined). The three have three hashes. */
export type GivenText = string | null | undefined;

/** Who publishes a dataset. */
export interface Organisation {
  readonly name: string;
  /** Its IRI, where the catalogue has one. */
  readonly iri?: GivenText;
  /** The organisation that it is part of. */
  readonly partOf?: Organisation | undefined;
}

/** Whom to ask about a dataset. */
export interface Contact {
  readonly name?: GivenText;
  /** A mailto: IRI, as catalogues write it. */
  readonly email?: GivenText;
}

/** A code of a scheme that the catalogue's country keeps. */
export interface CatalogueCode {
  /** As "us-bureau" or "us-program": both join the federal budget. */
  readonly scheme: string;
  readonly code: string;
}

/** A form in which a dataset can be had. */
export interface DistributionRecord {
  readonly title?: GivenText;
  readonly description?: GivenText;
  readonly accessUrl?: GivenText;
  readonly downloadUrl?: GivenText;
  /** IANA media type. */
  readonly mediaType?: GivenText;
  /** The format in the publisher's own words, as "xlsx". */
  readonly format?: GivenText;
  readonly standard?: GivenText;
  readonly documentation?: GivenText;
  readonly documentationType?: GivenText;
  readonly licence?: GivenText;
}

/** A dataset of a catalogue, whichever form the catalogue had. Texts are as published; nothing is mended. */
export interface DatasetRecord {
  readonly identifier: string;
  readonly title: string;
  readonly description: string;
  readonly publisher: Organisation;
  readonly contact?: Contact | undefined;
  readonly keywords: readonly string[];
  readonly themes: readonly string[];
  readonly sharingClass: SharingClass;
  /** What the catalogue says about access: the conditions, or why the dataset is not shared. */
  readonly rights?: GivenText;
  /** An IRI, as a rule. */
  readonly licence?: GivenText;
  /** A date, a time, or an interval of ISO 8601. */
  readonly modified?: GivenText;
  readonly issued?: GivenText;
  /** A repeating interval of ISO 8601, as "R/P1Y", or "irregular". */
  readonly periodicity?: GivenText;
  readonly spatial?: GivenText;
  /** Two dates of ISO 8601 with a slash between them. */
  readonly temporal?: GivenText;
  readonly languages: readonly string[];
  readonly landingPage?: GivenText;
  /** Where the fields are explained. */
  readonly documentation?: GivenText;
  readonly documentationType?: GivenText;
  readonly standard?: GivenText;
  readonly references: readonly string[];
  /** The identifier of the collection that it is part of. */
  readonly collection?: GivenText;
  /** The notice of a register of persons that it comes from. */
  readonly systemOfRecords?: GivenText;
  /** Whether the publisher says that it meets its own rules of quality. */
  readonly meetsQuality?: boolean | null | undefined;
  readonly codes: readonly CatalogueCode[];
  readonly distributions: readonly DistributionRecord[];
}

/** The names of a dataset's texts that may be missing. */
export const DATASET_TEXTS = [
  "rights",
  "licence",
  "modified",
  "issued",
  "periodicity",
  "spatial",
  "temporal",
  "landingPage",
  "documentation",
  "documentationType",
  "standard",
  "collection",
  "systemOfRecords",
] as const satisfies readonly (keyof DatasetRecord)[];

/** The names of a distribution's texts, all of which may be missing. */
export const DISTRIBUTION_TEXTS = [
  "title",
  "description",
  "accessUrl",
  "downloadUrl",
  "mediaType",
  "format",
  "standard",
  "documentation",
  "documentationType",
  "licence",
] as const satisfies readonly (keyof DistributionRecord)[];

/**
 * Writes a record as canonical JSON.
 *
 * @param record The record.
 * @returns The bytes whose SHA-256 the register of assets holds as `record`.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example const hash = await store.put(recordBytes(record));
 */
export function recordBytes(record: DatasetRecord): Uint8Array {
  return canonicalJson(given({ ...record, format: FORMAT, version: VERSION }));
}

/**
 * Returns the hash by which the register of assets knows a record.
 *
 * @param record The record.
 * @returns SHA-256 of its canonical JSON: 0x and 64 hexadecimal digits.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example recordHash(record) === version.spec.record
 */
export function recordHash(record: DatasetRecord): string {
  return contentHash(recordBytes(record));
}

/**
 * Reads a record.
 *
 * @param bytes What `recordBytes` wrote.
 * @returns The record; it has the same bytes again.
 * @throws JsonFieldError with the path of whatever is wrong, bytes that are not canonical included.
 * @example parseRecord((await store.get(spec.record))!).title
 */
export function parseRecord(bytes: Uint8Array): DatasetRecord {
  const text = new TextDecoder().decode(bytes);
  const document = JsonField.parse(text);
  document.get("format").text(new RegExp(`^${FORMAT}$`), `"${FORMAT}"`);
  document.get("version").whole(VERSION, VERSION);
  const contact = document.get("contact");
  const quality = document.get("meetsQuality");
  const record = given({
    identifier: document.get("identifier").text(),
    title: document.get("title").text(),
    description: document.get("description").text(),
    publisher: organisationIn(document.get("publisher")),
    contact: contact.exists ? textsIn(contact, ["name", "email"]) : undefined,
    keywords: listIn(document.get("keywords")),
    themes: listIn(document.get("themes")),
    sharingClass: document
      .get("sharingClass")
      .text(new RegExp(`^(${CLASS_NAMES.join("|")})$`), CLASS_NAMES.join(" or ")),
    ...textsIn(document, DATASET_TEXTS),
    languages: listIn(document.get("languages")),
    references: listIn(document.get("references")),
    meetsQuality: quality.exists ? truthIn(quality) : quality.value,
    codes: document
      .get("codes")
      .items()
      .map((item) => ({ scheme: item.get("scheme").text(), code: item.get("code").text() })),
    distributions: document
      .get("distributions")
      .items()
      .map((item) => textsIn(item, DISTRIBUTION_TEXTS)),
  }) as unknown as DatasetRecord;
  // What this version does not know would get lost, and the hash with it.
  const again = recordBytes(record);
  if (!sameBytes(again, bytes)) {
    throw new JsonFieldError("$", "a record in canonical JSON that holds nothing unknown", text);
  }
  return record;
}

/**
 * Leaves out what is undefined, at every level: to be silent is to have no member, and null is a word.
 *
 * @param value A record, or a part of one.
 * @returns The same without members that are undefined.
 * @example given({ title: "Fleet", rights: null, licence: undefined }) // { title: "Fleet", rights: null }
 */
export function given<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => given(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, given<unknown>(member)])) as T;
}

const CLASS_NAMES = Object.keys(SHARING_CLASSES);

function organisationIn(field: JsonField): Organisation {
  const partOf = field.get("partOf");
  return {
    name: field.get("name").text(),
    ...textsIn(field, ["iri"]),
    partOf: partOf.exists ? organisationIn(partOf) : undefined,
  };
}

function textsIn<Name extends string>(field: JsonField, names: readonly Name[]): Partial<Record<Name, string | null>> {
  const members = field.members();
  const there = names.filter((name) => members[name] !== undefined);
  const texts = there.map((name) => [name, members[name] === null ? null : field.get(name).text()]);
  return Object.fromEntries(texts) as Partial<Record<Name, string | null>>;
}

function listIn(field: JsonField): string[] {
  return field.items().map((item) => item.text());
}

function truthIn(field: JsonField): boolean {
  if (typeof field.value !== "boolean") throw new JsonFieldError(field.path, "true or false", field.value);
  return field.value;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
