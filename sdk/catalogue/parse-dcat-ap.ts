import jsonld from "jsonld";

import { canonicalJson } from "../store/canonical-json.ts";
import {
  type CatalogueReading,
  CatalogueUnreadableError,
  type DatasetNote,
  type DatasetProblem,
  shown,
} from "./catalogue-reading.ts";
import {
  type CatalogueCode,
  type Contact,
  type DatasetRecord,
  type DistributionRecord,
  given,
  type Organisation,
} from "./dataset-record.ts";
import type { JsonLd } from "./dcat-ap.ts";
import { type FlatNode, GraphNode, iriOf, isBlank } from "./graph-node.ts";
import { classOfAccessRight, type SharingClass } from "./sharing-class.ts";
import { mediaTypeOf, periodicityOf, PREFIXES } from "./vocabulary.ts";

/** How to read a catalogue of DCAT-AP. */
export interface DcatApReading {
  /** JSON-LD contexts by address, for a catalogue that names one instead of holding it: nothing is ever fetched. */
  readonly contexts?: Readonly<Record<string, JsonLd>> | undefined;
  /** Which language to take a text in where there are several, best first: English where nothing is said. */
  readonly languages?: readonly string[] | undefined;
}

/**
 * Reads a catalogue of DCAT-AP in JSON-LD.
 *
 * A graph has no order, so the lists of a record are sorted: equal graphs have equal hashes. A dataset is refused where it lacks a title,
 * description, publisher or identifier, or access rights of the EU's table; what a record has no place for is remarked upon.
 *
 * @param text JSON-LD, in any of its forms.
 * @param reading Contexts and languages.
 * @returns Its records, what is refused and what is to be remarked.
 * @throws CatalogueUnreadableError where the text is no JSON-LD, names a context that is not given, or has a member without a meaning.
 * @example const { records } = await parseDcatAp(text, { languages: ["fr", "en"] });
 */
export async function parseDcatAp(text: string, reading: DcatApReading = {}): Promise<CatalogueReading> {
  const graph = await flatten(text, reading.contexts ?? {});
  const records: DatasetRecord[] = [];
  const refused: DatasetNote[] = [];
  const remarks: DatasetNote[] = [];
  const seen = new Map<string, number>();
  datasetsIn(graph).forEach((id, index) => {
    const problems: DatasetProblem[] = [];
    const notes: DatasetProblem[] = [];
    const record = readDataset(new GraphNode(id, graph, reading.languages ?? ["en"], notes), problems);
    const first = seen.get(record.identifier);
    if (first !== undefined) {
      const advice = `Dataset ${first} has this identifier already. Give each dataset its own.`;
      problems.push({ path: iriOf("dct:identifier"), value: shown(record.identifier), advice });
    }
    const identifier = record.identifier === "" ? undefined : record.identifier;
    if (problems.length > 0) {
      refused.push({ index, identifier: identifier ?? id, problems });
      return;
    }
    seen.set(record.identifier, index);
    records.push(record);
    if (notes.length > 0) remarks.push({ index, identifier, problems: notes });
  });
  return { records, refused, remarks };
}

async function flatten(text: string, contexts: Readonly<Record<string, JsonLd>>): Promise<Map<string, FlatNode>> {
  let document: jsonld.JsonLdDocument;
  try {
    document = JSON.parse(text) as jsonld.JsonLdDocument;
  } catch (cause) {
    throw new CatalogueUnreadableError("It is not JSON.", "Get it again, in JSON-LD.", cause);
  }
  // Without `safe`, what the context does not explain would be dropped without a word.
  const options: jsonld.Options.Flatten & { safe: boolean } = {
    safe: true,
    documentLoader: (url) => {
      const context = Object.hasOwn(contexts, url) ? contexts[url] : undefined;
      if (context === undefined) return Promise.reject(new Error(`the context ${url} is not given`));
      return Promise.resolve({ documentUrl: url, document: usable(context) });
    },
  };
  try {
    const nodes = (await jsonld.flatten(document, undefined, options)) as unknown as readonly FlatNode[];
    return new Map(nodes.map((node) => [node["@id"], node]));
  } catch (cause) {
    throw new CatalogueUnreadableError(
      `It is no JSON-LD that can be read whole: ${reasonOf(cause)}.`,
      "Give the contexts that it names, and take out members that have no meaning in them.",
      cause,
    );
  }
}

/**
 * Leaves out of a context what JSON-LD 1.1 forbids in one: the EU's own of DCAT-AP 3.0.1 defines "Xsd:dateTime" and four more terms
 * that look like IRIs and stand for others, for which a reader refuses all of it. Nothing that a record holds is said in them.
 */
function usable(document: JsonLd): jsonld.NodeObject {
  const context = document["@context"];
  if (typeof context !== "object" || context === null || Array.isArray(context)) return document as jsonld.NodeObject;
  const terms = Object.entries(context).filter(([term]) => !/^Xsd:/.test(term));
  return { ...document, "@context": Object.fromEntries(terms) };
}

/** What the library says is in its details: which member, or which address. */
function reasonOf(cause: unknown): string {
  const { message, details } = cause as Error & {
    details?: { event?: { message?: string; details?: unknown }; cause?: Error };
  };
  const { event, cause: inner } = details ?? {};
  if (event !== undefined) return `${event.message ?? message} ${shown(event.details)}`;
  return inner === undefined ? message : inner.message;
}

/** The datasets that a catalogue lists, and those that stand alone; a version of another dataset is part of that one. */
function datasetsIn(graph: ReadonlyMap<string, FlatNode>): string[] {
  const pointedTo = (name: string) =>
    [...graph.values()].flatMap((node) =>
      ((node[iriOf(name)] ?? []) as readonly { "@id"?: string }[]).flatMap(({ "@id": id }) => id ?? []),
    );
  const versions = new Set(pointedTo("dcat:hasVersion"));
  const alone = [...graph.values()]
    .filter((node) => ((node["@type"] ?? []) as readonly string[]).includes(iriOf("dcat:Dataset")))
    .map((node) => node["@id"])
    .filter((id) => !versions.has(id));
  return [...new Set([...pointedTo("dcat:dataset"), ...alone])];
}

function readDataset(node: GraphNode, problems: DatasetProblem[]): DatasetRecord {
  const refuse = (name: string, value: unknown, advice: string) => {
    problems.push({ path: iriOf(name), value: shown(value), advice });
  };
  const required = (name: string, value: string | undefined): string => {
    if (value === undefined || value === "") refuse(name, value, `${name} is missing. Add it.`);
    return value ?? "";
  };
  const publisher = node.node("dct:publisher");
  if (publisher === undefined)
    refuse("dct:publisher", undefined, "dct:publisher is missing. Add it with its foaf:name.");
  const licence = node.named("dct:license");
  const record = given({
    identifier: required("dct:identifier", node.text("dct:identifier") ?? (isBlank(node.id) ? undefined : node.id)),
    title: required("dct:title", node.text("dct:title")),
    description: required("dct:description", node.text("dct:description")),
    publisher: publisher === undefined ? { name: "" } : readOrganisation(publisher, required),
    contact: readContact(node.node("dcat:contactPoint")),
    keywords: node.texts("dcat:keyword"),
    themes: namesOf(node.nodes("dcat:theme")),
    sharingClass: readClass(node, refuse),
    rights: wordsOf(node, "dct:rights"),
    licence,
    modified: node.text("dct:modified"),
    issued: node.text("dct:issued"),
    periodicity: mapped(node.named("dct:accrualPeriodicity"), periodicityOf),
    spatial: node.named("dct:spatial"),
    temporal: readPeriod(node.node("dct:temporal")),
    languages: namesOf(node.nodes("dct:language")),
    landingPage: node.named("dcat:landingPage"),
    documentation: node.named("foaf:page"),
    standard: node.named("dct:conformsTo"),
    references: node.nodes("dct:references").map(({ id }) => id),
    collection: mapped(node.node("dct:isPartOf"), (whole) => whole.text("dct:identifier") ?? whole.id),
    codes: node.nodes("dct:subject").flatMap(readCode).sort(byBytes),
    distributions: node
      .nodes("dcat:distribution")
      .map((distribution) => readDistribution(distribution, licence))
      .sort(byBytes),
  });
  node.noteUnread();
  return record;
}

function readClass(node: GraphNode, refuse: (name: string, value: unknown, advice: string) => void): SharingClass {
  const rights = node.nodes("dct:accessRights").map(({ id }) => id);
  const [sharingClass] = rights.map(classOfAccessRight);
  if (rights.length === 1 && sharingClass !== undefined) return sharingClass;
  const advice =
    rights.length > 1
      ? "Nobody knows which of them holds. Leave one."
      : "Nobody knows how to share this. Name PUBLIC, RESTRICTED or NON_PUBLIC of the EU's table of access rights.";
  refuse("dct:accessRights", rights.length === 0 ? undefined : rights, advice);
  return "nonShared";
}

function readOrganisation(
  node: GraphNode,
  required: (name: string, value: string | undefined) => string,
  below: readonly string[] = [],
): Organisation {
  // Nothing keeps a graph from saying that an office is part of itself.
  const above = below.includes(node.id) ? undefined : node.node("dct:isPartOf");
  const organisation = {
    name: required("foaf:name", node.text("foaf:name")),
    iri: isBlank(node.id) ? undefined : node.id,
    partOf: above === undefined ? undefined : readOrganisation(above, required, [...below, node.id]),
  };
  node.noteUnread();
  return organisation;
}

function readContact(node: GraphNode | undefined): Contact | undefined {
  if (node === undefined) return undefined;
  const contact = { name: node.text("vcard:fn"), email: node.named("vcard:hasEmail") };
  node.noteUnread();
  return contact;
}

function readPeriod(node: GraphNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const [start, end] = [node.text("dcat:startDate"), node.text("dcat:endDate")];
  // Two dots are the open end of ISO 8601-2.
  return start === undefined && end === undefined ? node.label() : `${start ?? ".."}/${end ?? ".."}`;
}

function readCode(node: GraphNode): CatalogueCode[] {
  const codes = node.notations().map(({ code, type }) => {
    const local = type.startsWith(PREFIXES.fisc) ? type.slice(PREFIXES.fisc.length) : "";
    const scheme = /^[-\w]+$/.test(local) ? local : type;
    return { scheme, code };
  });
  // A subject that no scheme numbers is known by its name.
  return codes.length > 0
    ? codes
    : [{ scheme: iriOf("dct:subject"), code: isBlank(node.id) ? (node.label() ?? "") : node.id }];
}

function readDistribution(node: GraphNode, licence: string | undefined): DistributionRecord {
  const own = node.named("dct:license");
  const distribution = given({
    title: node.text("dct:title"),
    description: node.text("dct:description"),
    accessUrl: node.named("dcat:accessURL"),
    downloadUrl: node.named("dcat:downloadURL"),
    mediaType: mapped(node.named("dcat:mediaType"), mediaTypeOf),
    format: node.named("dct:format"),
    standard: node.named("dct:conformsTo"),
    documentation: node.named("foaf:page"),
    // A licence that is the dataset's own is said once.
    licence: own === licence ? undefined : own,
  });
  node.noteUnread();
  return distribution;
}

function wordsOf(node: GraphNode, name: string): string | undefined {
  const statement = node.node(name);
  if (statement === undefined) return node.text(name);
  return statement.label() ?? (isBlank(statement.id) ? undefined : statement.id);
}

function namesOf(nodes: readonly GraphNode[]): string[] {
  return nodes.map((node) => node.label() ?? node.id).sort();
}

function mapped<T, U>(value: T | undefined, map: (value: T) => U): U | undefined {
  return value === undefined ? undefined : map(value);
}

function byBytes(one: unknown, other: unknown): number {
  const [left, right] = [one, other].map((each) => new TextDecoder().decode(canonicalJson(each)));
  return left! < right! ? -1 : left! > right! ? 1 : 0;
}
