import {
  type CatalogueCode,
  type DatasetRecord,
  type DistributionRecord,
  type GivenText,
  type Organisation,
  recordHash,
} from "./dataset-record.ts";
import { accessRightOf, type SharingClass } from "./sharing-class.ts";
import { frequencyOf, isIri, mediaTypeIri, PREFIXES } from "./vocabulary.ts";

/** A version of an asset, as the register has it. */
export interface VersionStanding {
  readonly version: number;
  /** RFC 6962 root over the chunks as they are kept. */
  readonly chunks: string;
  /** Salted commitment to the plaintext. */
  readonly content: string;
  /** Bytes as they are kept. */
  readonly size: bigint;
  /** Unix seconds. */
  readonly publishedAt: number;
  /** Unix seconds; 0 while it stands. */
  readonly withdrawnAt: number;
}

/** An asset, as the register has it. */
export interface AssetStanding {
  readonly asset: number;
  readonly owner: number;
  readonly sharingClass: SharingClass;
  readonly legalBasis: string;
  readonly withdrawn: boolean;
  /** Unix seconds. */
  readonly registeredAt: number;
  readonly versions: readonly VersionStanding[];
  /** How many grants on it there are, by how they stand. */
  readonly grants: { readonly active: number; readonly ended: number };
}

/** A dataset, and its asset where it is registered. */
export interface CatalogueEntry {
  readonly record: DatasetRecord;
  readonly asset?: AssetStanding | undefined;
}

/** What a catalogue says of itself. */
export interface CatalogueHead {
  /** Where the catalogue is published: an IRI under which its datasets, versions and records get theirs. */
  readonly base: string;
  readonly title: string;
  readonly description: string;
  readonly publisher: Organisation;
  /** As of when, Unix seconds. */
  readonly asOf: number;
}

/** A JSON-LD object. */
export type JsonLd = { readonly [name: string]: unknown };

/**
 * Writes datasets as a catalogue of DCAT-AP 3.0.1 in JSON-LD, which needs no other file to be read.
 *
 * Each dataset has a catalogue record with the SHA-256 of our whole record, which also holds what DCAT-AP has no place for:
 * types of documentation, the register of persons, the word on quality, and texts in the place of an IRI or a date. Where the class on
 * the chain is another than the catalogue's, the chain's stands.
 *
 * @param head What the catalogue says of itself.
 * @param entries The datasets.
 * @returns The catalogue; it passes the SHACL shapes that the EU publishes for DCAT-AP 3.0.1.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example JSON.stringify(dcatApOf(head, records.map((record) => ({ record }))))
 */
export function dcatApOf(head: CatalogueHead, entries: readonly CatalogueEntry[]): JsonLd {
  const base = head.base.endsWith("/") ? head.base : `${head.base}/`;
  const records = entries.map((entry) => recordOf(base, entry, head.asOf));
  return {
    "@context": PREFIXES,
    "@id": base,
    "@type": "dcat:Catalog",
    "dct:title": head.title,
    "dct:description": head.description,
    "dct:publisher": agent(head.publisher),
    "dct:modified": time(head.asOf),
    "dcat:dataset": entries.map((entry) => datasetOf(base, entry)),
    "dcat:record": records,
  };
}

/**
 * Returns the IRI of a dataset in a catalogue.
 *
 * @param base Where the catalogue is published, with a slash at the end.
 * @param identifier The dataset's identifier.
 * @returns The identifier itself where it is an address on the web.
 * @example datasetIri("https://data.example.org/", "GSA - 32830") // "https://data.example.org/datasets/GSA%20-%2032830"
 */
export function datasetIri(base: string, identifier: string): string {
  return /^https?:/i.test(identifier) && isIri(identifier)
    ? identifier
    : `${base}datasets/${encodeURIComponent(identifier)}`;
}

function datasetOf(base: string, { record, asset }: CatalogueEntry): JsonLd {
  const iri = datasetIri(base, record.identifier);
  return compact({
    "@id": iri,
    // The second is what every dataset is by DCAT's own ontology, which a reader may not have at hand.
    "@type": ["dcat:Dataset", "dcat:Resource"],
    "dct:identifier": record.identifier,
    "dct:title": record.title,
    "dct:description": record.description,
    "dct:publisher": agent(record.publisher),
    "dcat:contactPoint": contactOf(record),
    "dcat:keyword": record.keywords,
    "dcat:theme": record.themes.map((label) => themeOf(base, label)),
    "dct:subject": record.codes.map(codeConcept),
    "dct:accessRights": {
      "@id": accessRightOf(asset?.sharingClass ?? record.sharingClass),
      "@type": "dct:RightsStatement",
    },
    "dct:rights": labelled("dct:RightsStatement", record.rights),
    "dct:license": reference("dct:LicenseDocument", record.licence),
    "dct:modified": date(record.modified),
    "dct:issued": date(record.issued),
    "dct:accrualPeriodicity": frequency(record.periodicity),
    "dct:spatial": labelled("dct:Location", record.spatial, "skos:prefLabel"),
    "dct:temporal": period(record.temporal),
    "dct:language": record.languages.map((tag) => labelled("dct:LinguisticSystem", tag)),
    "dcat:landingPage": reference("foaf:Document", record.landingPage),
    "foaf:page": reference("foaf:Document", record.documentation),
    "dct:conformsTo": reference("dct:Standard", record.standard),
    "dct:references": record.references.filter(isIri).map((each) => ({ "@id": each })),
    "dct:isPartOf": isGiven(record.collection) ? { "@id": datasetIri(base, record.collection) } : undefined,
    "dcat:distribution": record.distributions.map((each) => distributionOf(iri, record, each)),
    ...(asset === undefined ? {} : standingOf(base, record, asset)),
  });
}

function distributionOf(dataset: string, record: DatasetRecord, distribution: DistributionRecord): JsonLd {
  const { accessUrl, downloadUrl } = distribution;
  // DCAT-AP wants an access URL: where the publisher gives none, it says to take the download's, or the page of the dataset.
  const access = [accessUrl, downloadUrl, record.landingPage, dataset].filter(isGiven).find(isIri);
  return compact({
    "@type": "dcat:Distribution",
    "dct:title": distribution.title,
    "dct:description": distribution.description,
    "dcat:accessURL": { "@id": access },
    "dcat:downloadURL": isGiven(downloadUrl) && isIri(downloadUrl) ? { "@id": downloadUrl } : undefined,
    "dcat:mediaType": mediaType(distribution.mediaType),
    "dct:format": labelled("dct:MediaTypeOrExtent", distribution.format),
    "dct:conformsTo": reference("dct:Standard", distribution.standard),
    "foaf:page": reference("foaf:Document", distribution.documentation),
    "dct:license": reference("dct:LicenseDocument", distribution.licence ?? record.licence),
  });
}

function standingOf(base: string, record: DatasetRecord, asset: AssetStanding): JsonLd {
  return {
    "fisc:asset": whole(asset.asset),
    "fisc:owner": whole(asset.owner),
    "fisc:legalBasis": hex(asset.legalBasis),
    "fisc:withdrawn": asset.withdrawn,
    "fisc:activeGrants": whole(asset.grants.active),
    "fisc:endedGrants": whole(asset.grants.ended),
    "dcat:hasVersion": asset.versions.map((version) =>
      compact({
        "@id": `${base}assets/${asset.asset}/versions/${version.version}`,
        "@type": "dcat:Dataset",
        "dct:title": `${record.title}, version ${version.version}`,
        "dct:description": record.description,
        "dcat:version": String(version.version),
        "dct:issued": time(version.publishedAt),
        "fisc:withdrawnAt": version.withdrawnAt === 0 ? undefined : time(version.withdrawnAt),
        "fisc:size": whole(version.size),
        "fisc:chunks": hex(version.chunks),
        "fisc:content": hex(version.content),
      }),
    ),
  };
}

function recordOf(base: string, { record, asset }: CatalogueEntry, asOf: number): JsonLd {
  const hash = recordHash(record);
  return compact({
    "@id": `${base}records/${hash.slice(2)}`,
    "@type": "dcat:CatalogRecord",
    "foaf:primaryTopic": { "@id": datasetIri(base, record.identifier) },
    "dct:issued": asset === undefined ? undefined : time(asset.registeredAt),
    "dct:modified": time(asset === undefined ? asOf : lastChangeOf(asset)),
    "spdx:checksum": {
      "@type": "spdx:Checksum",
      "spdx:algorithm": { "@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm" },
      "spdx:checksumValue": hex(hash),
    },
  });
}

function lastChangeOf({ registeredAt, versions }: AssetStanding): number {
  return Math.max(registeredAt, ...versions.flatMap(({ publishedAt, withdrawnAt }) => [publishedAt, withdrawnAt]));
}

function agent({ name, iri, partOf }: Organisation): JsonLd {
  return compact({
    "@id": isGiven(iri) && isIri(iri) ? iri : undefined,
    "@type": "foaf:Agent",
    "foaf:name": name,
    "dct:isPartOf": partOf === undefined ? undefined : agent(partOf),
  });
}

function contactOf({ contact }: DatasetRecord): JsonLd | undefined {
  if (contact === undefined) return undefined;
  const { name, email } = contact;
  return compact({
    "@type": "vcard:Kind",
    "vcard:fn": name,
    "vcard:hasEmail": isGiven(email) && isIri(email) ? { "@id": email } : undefined,
  });
}

/** A theme has an IRI in DCAT-AP; one that has none by itself gets one of the catalogue's. */
function themeOf(base: string, theme: string): JsonLd {
  return { "@id": isIri(theme) ? theme : `${base}themes/${encodeURIComponent(theme)}`, ...concept(theme) };
}

function concept(label: string): JsonLd {
  return { "@type": "skos:Concept", "skos:prefLabel": label };
}

function codeConcept({ scheme, code }: CatalogueCode): JsonLd {
  const type = isIri(scheme) ? scheme : `fisc:${encodeURIComponent(scheme)}`;
  return { ...concept(`${scheme} ${code}`), "skos:notation": { "@value": code, "@type": type } };
}

function labelled(type: string, label: GivenText, name = "rdfs:label"): JsonLd | undefined {
  return isGiven(label) ? { "@type": type, [name]: label } : undefined;
}

/** A reference to something of a type, which the shapes look for; a text that is no IRI stands as its label. */
function reference(type: string, iri: GivenText): JsonLd | undefined {
  return isGiven(iri) && isIri(iri) ? { "@id": iri, "@type": type } : labelled(type, iri);
}

function mediaType(text: GivenText): JsonLd | undefined {
  if (!isGiven(text)) return undefined;
  const iri = mediaTypeIri(text);
  return iri === undefined ? labelled("dct:MediaType", text) : { "@id": iri, "@type": "dct:MediaType" };
}

function frequency(text: GivenText): JsonLd | undefined {
  if (!isGiven(text)) return undefined;
  const iri = frequencyOf(text);
  return iri === undefined ? reference("dct:Frequency", text) : { "@id": iri, "@type": "dct:Frequency" };
}

function period(text: GivenText): JsonLd | undefined {
  if (!isGiven(text)) return undefined;
  const [start, end, ...more] = text.split("/").map((part) => date(part));
  if (start === undefined || end === undefined || more.length > 0) return labelled("dct:PeriodOfTime", text);
  return { "@type": "dct:PeriodOfTime", "dcat:startDate": start, "dcat:endDate": end };
}

/** The types of date that DCAT-AP has, told by their form; nothing else is a date. */
const DATE_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}$/, "xsd:gYear"],
  [/^\d{4}-(0[1-9]|1[0-2])$/, "xsd:gYearMonth"],
  [/^\d{4}-\d\d-\d\d$/, "xsd:date"],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/, "xsd:dateTime"],
];

function date(text: GivenText): JsonLd | undefined {
  if (!isGiven(text)) return undefined;
  const type = DATE_TYPES.find(([form]) => form.test(text))?.[1];
  if (type === undefined || Number.isNaN(Date.parse(text))) return undefined;
  return { "@value": text, "@type": type };
}

function time(seconds: number): JsonLd {
  return { "@value": `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`, "@type": "xsd:dateTime" };
}

function whole(value: number | bigint): JsonLd {
  return { "@value": String(value), "@type": "xsd:nonNegativeInteger" };
}

function hex(hash: string): JsonLd {
  return { "@value": hash.slice(2), "@type": "xsd:hexBinary" };
}

function isGiven(text: GivenText): text is string {
  return text !== undefined && text !== null;
}

/** Leaves out what is undefined, null or an empty list. */
function compact(members: Readonly<Record<string, unknown>>): JsonLd {
  const there = Object.entries(members).filter(
    ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(there);
}
