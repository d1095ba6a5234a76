/** The names under which the vocabularies of a DCAT-AP catalogue are known here. */
export const PREFIXES = {
  adms: "http://www.w3.org/ns/adms#",
  dcat: "http://www.w3.org/ns/dcat#",
  dct: "http://purl.org/dc/terms/",
  // The register's own words: versions, roots and counts, for which DCAT has none.
  fisc: "urn:fisc:catalogue#",
  foaf: "http://xmlns.com/foaf/0.1/",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  spdx: "http://spdx.org/rdf/terms#",
  vcard: "http://www.w3.org/2006/vcard/ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

const AUTHORITY = "http://publications.europa.eu/resource/authority/";
const MEDIA_TYPE = "https://www.iana.org/assignments/media-types/";

/** Intervals of ISO 8601 as Project Open Data has them, and the EU's authority table of frequencies. */
const FREQUENCIES: Readonly<Record<string, string>> = {
  "R/P10Y": "DECENNIAL",
  "R/P4Y": "QUADRENNIAL",
  "R/P3Y": "TRIENNIAL",
  "R/P2Y": "BIENNIAL",
  "R/P1Y": "ANNUAL",
  "R/P6M": "ANNUAL_2",
  "R/P4M": "ANNUAL_3",
  "R/P3M": "QUARTERLY",
  "R/P2M": "BIMONTHLY",
  "R/P1M": "MONTHLY",
  "R/P0.5M": "MONTHLY_2",
  "R/P0.33M": "MONTHLY_3",
  "R/P2W": "BIWEEKLY",
  "R/P1W": "WEEKLY",
  "R/P3.5D": "WEEKLY_2",
  "R/P0.33W": "WEEKLY_3",
  "R/P1D": "DAILY",
  "R/PT1H": "HOURLY",
  "R/PT1S": "UPDATE_CONT",
  irregular: "IRREG",
};

/**
 * Returns the frequency of a periodicity.
 *
 * @param periodicity As "R/P1Y".
 * @returns An IRI of the EU's authority table, or undefined where it has none.
 * @example frequencyOf("R/P1Y") // "http://publications.europa.eu/…/frequency/ANNUAL"
 */
export function frequencyOf(periodicity: string): string | undefined {
  const name = Object.hasOwn(FREQUENCIES, periodicity) ? FREQUENCIES[periodicity] : undefined;
  return name === undefined ? undefined : `${AUTHORITY}frequency/${name}`;
}

/**
 * Returns the periodicity of a frequency.
 *
 * @param iri An IRI of the EU's authority table.
 * @returns As "R/P1Y"; the IRI itself where nothing is known of it.
 * @example periodicityOf("http://publications.europa.eu/resource/authority/frequency/DAILY") // "R/P1D"
 */
export function periodicityOf(iri: string): string {
  const found = Object.entries(FREQUENCIES).find(([, name]) => iri === `${AUTHORITY}frequency/${name}`);
  return found?.[0] ?? iri;
}

/**
 * Returns the IRI of a media type.
 *
 * @param mediaType As "text/csv".
 * @returns Its IRI at IANA, or undefined where the text is no media type.
 * @example mediaTypeIri("text/csv") // "https://www.iana.org/assignments/media-types/text/csv"
 */
export function mediaTypeIri(mediaType: string): string | undefined {
  return /^[-\w]+\/[-\w.+]+$/.test(mediaType) ? `${MEDIA_TYPE}${mediaType}` : undefined;
}

/**
 * Returns the media type of an IRI.
 *
 * @param iri An IRI at IANA.
 * @returns As "text/csv"; the IRI itself where it is none of IANA's.
 * @example mediaTypeOf("https://www.iana.org/assignments/media-types/text/csv") // "text/csv"
 */
export function mediaTypeOf(iri: string): string {
  return /^https?:\/\/www\.iana\.org\/assignments\/media-types\/([-\w]+\/[-\w.+]+)$/.exec(iri)?.[1] ?? iri;
}

/**
 * Says whether a text can stand as an IRI in a graph.
 *
 * @param text The text.
 * @returns True for an absolute IRI without a character that RDF forbids in one.
 * @example isIri("GSA - 32830") // false
 */
export function isIri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\p{Cc} <>"{}|\\^`]+$/u.test(text);
}
