import {
  type CatalogueReading,
  CatalogueUnreadableError,
  type DatasetNote,
  type DatasetProblem,
  shown,
} from "./catalogue-reading.ts";
import { DatasetFields } from "./dataset-fields.ts";
import {
  type CatalogueCode,
  type DatasetRecord,
  type DistributionRecord,
  given,
  type GivenText,
  type Organisation,
} from "./dataset-record.ts";
import { schemaProblems } from "./project-open-data/schema-problems.ts";
import { classOfAccessLevel } from "./sharing-class.ts";

/** Our names of a dataset's texts, and the standard's. */
const TEXTS = {
  rights: "rights",
  licence: "license",
  modified: "modified",
  issued: "issued",
  periodicity: "accrualPeriodicity",
  spatial: "spatial",
  temporal: "temporal",
  landingPage: "landingPage",
  documentation: "describedBy",
  documentationType: "describedByType",
  standard: "conformsTo",
  collection: "isPartOf",
  systemOfRecords: "systemOfRecords",
} as const;

const DISTRIBUTION_TEXTS = {
  title: "title",
  description: "description",
  accessUrl: "accessURL",
  downloadUrl: "downloadURL",
  mediaType: "mediaType",
  format: "format",
  standard: "conformsTo",
  documentation: "describedBy",
  documentationType: "describedByType",
  licence: "license",
} as const;

/** Lists of codes in the standard, and what the schemes are called here. */
const CODE_LISTS = { bureauCode: "us-bureau", programCode: "us-program" } as const;
const INVESTMENT = "primaryITInvestmentUII";
const INVESTMENT_SCHEME = "us-it-investment";

const READ = new Set<string>([
  "@type",
  "identifier",
  "title",
  "description",
  "publisher",
  "contactPoint",
  "keyword",
  "theme",
  "accessLevel",
  "language",
  "references",
  "dataQuality",
  "distribution",
  INVESTMENT,
  ...Object.values(TEXTS),
  ...Object.keys(CODE_LISTS),
]);
const READ_OF_ORGANISATION = new Set(["@type", "@id", "name", "subOrganizationOf"]);
const READ_OF_CONTACT = new Set(["@type", "fn", "hasEmail"]);
const READ_OF_DISTRIBUTION = new Set<string>(["@type", ...Object.values(DISTRIBUTION_TEXTS)]);

/**
 * Reads a catalogue in the form of Project Open Data 1.1 (DCAT-US), as agencies of the United States publish at /data.json.
 *
 * A dataset is refused where no record can be made of it: it lacks an identifier, title, description, publisher or access level, a
 * field is of another type, or its identifier was there before. Whatever else the official schema objects to is kept as published,
 * and remarked upon.
 *
 * @param text The file's content.
 * @returns Its records, what is refused and what is to be remarked.
 * @throws CatalogueUnreadableError where the file is no such catalogue at all.
 * @example const { records, refused } = parseDataJson(await readFile("gsa.json", "utf8"));
 */
export function parseDataJson(text: string): CatalogueReading {
  const records: DatasetRecord[] = [];
  const refused: DatasetNote[] = [];
  const remarks: DatasetNote[] = [];
  const seen = new Map<string, number>();
  datasetsIn(text).forEach((dataset, index) => {
    const problems: DatasetProblem[] = [];
    const unread: DatasetProblem[] = [];
    const record = readDataset(dataset, problems, unread);
    const first = seen.get(record.identifier);
    if (first !== undefined) {
      const advice = `Dataset ${first} has this identifier already. Give each dataset its own.`;
      problems.push({ path: "identifier", value: shown(record.identifier), advice });
    }
    const identifier = record.identifier === "" ? undefined : record.identifier;
    if (problems.length > 0) {
      refused.push({ index, identifier, problems });
      return;
    }
    seen.set(record.identifier, index);
    records.push(record);
    const found = [...schemaProblems(dataset), ...unread];
    if (found.length > 0) remarks.push({ index, identifier, problems: found });
  });
  return { records, refused, remarks };
}

function datasetsIn(text: string): unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new CatalogueUnreadableError("It is not JSON.", "Get it again from its publisher.", cause);
  }
  const datasets =
    typeof document === "object" && document !== null && "dataset" in document ? document.dataset : undefined;
  if (!Array.isArray(datasets)) {
    throw new CatalogueUnreadableError(
      'It has no list "dataset".',
      "Give a data.json of Project Open Data 1.1; a DCAT-AP catalogue in JSON-LD is read by parseDcatAp.",
    );
  }
  return datasets as unknown[];
}

function readDataset(dataset: unknown, problems: DatasetProblem[], unread: DatasetProblem[]): DatasetRecord {
  const fields = new DatasetFields(dataset, problems);
  unread.push(...fields.unread(READ));
  const level = fields.text("accessLevel");
  const sharingClass = classOfAccessLevel(level);
  if (sharingClass === undefined && level !== "") {
    fields.refuse(
      "accessLevel",
      "Nobody knows how to share this. Choose one of: public, restricted public, non-public.",
    );
  }
  const publisher = fields.inner("publisher");
  if (publisher === undefined) fields.refuse("publisher", '"publisher" is missing. Add it with its name.');
  const contact = fields.inner("contactPoint");
  unread.push(...(contact?.unread(READ_OF_CONTACT) ?? []));
  return given({
    identifier: fields.text("identifier"),
    title: fields.text("title"),
    description: fields.text("description"),
    publisher: publisher === undefined ? { name: "" } : readOrganisation(publisher, unread),
    contact:
      contact === undefined ? undefined : { name: contact.optionalText("fn"), email: contact.optionalText("hasEmail") },
    keywords: fields.texts("keyword"),
    themes: fields.texts("theme"),
    sharingClass: sharingClass ?? "nonShared",
    ...readTexts(fields, TEXTS),
    languages: fields.texts("language"),
    references: fields.texts("references"),
    meetsQuality: fields.truth("dataQuality"),
    codes: readCodes(fields),
    distributions: fields.inners("distribution").map((distribution): DistributionRecord => {
      unread.push(...distribution.unread(READ_OF_DISTRIBUTION));
      return readTexts(distribution, DISTRIBUTION_TEXTS);
    }),
  });
}

function readOrganisation(fields: DatasetFields, unread: DatasetProblem[]): Organisation {
  unread.push(...fields.unread(READ_OF_ORGANISATION));
  const above = fields.inner("subOrganizationOf");
  return {
    name: fields.text("name"),
    iri: fields.optionalText("@id"),
    partOf: above === undefined ? undefined : readOrganisation(above, unread),
  };
}

function readCodes(fields: DatasetFields): CatalogueCode[] {
  const codes: CatalogueCode[] = Object.entries(CODE_LISTS).flatMap(([name, scheme]) =>
    fields.texts(name).map((code) => ({ scheme, code })),
  );
  const investment = fields.optionalText(INVESTMENT);
  if (typeof investment === "string") codes.push({ scheme: INVESTMENT_SCHEME, code: investment });
  return codes;
}

function readTexts<Name extends string>(
  fields: DatasetFields,
  names: Readonly<Record<Name, string>>,
): Record<Name, GivenText> {
  const texts = (Object.entries(names) as [Name, string][]).map(([ours, theirs]) => [
    ours,
    fields.optionalText(theirs),
  ]);
  return Object.fromEntries(texts) as Record<Name, GivenText>;
}
