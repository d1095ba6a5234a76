import { type DatasetProblem, shown } from "./catalogue-reading.ts";
import { PREFIXES } from "./vocabulary.ts";

/** A node of expanded and flattened JSON-LD. */
export type FlatNode = Readonly<Record<string, unknown>> & { readonly "@id": string };

/**
 * Says whether a name is one of the document alone, and no IRI.
 *
 * @param id The name of a node.
 * @returns True for a blank node.
 * @example isBlank("_:b0") // true
 */
export function isBlank(id: string): boolean {
  return id.startsWith("_:");
}

/**
 * A node of a graph, read property by property. A record holds one text where a graph may hold many: which one is taken depends on the
 * languages that are preferred, and every value that is left out is noted.
 */
export class GraphNode {
  /** Its IRI, or a blank name. */
  readonly id: string;
  readonly #node: FlatNode;
  readonly #graph: ReadonlyMap<string, FlatNode>;
  readonly #languages: readonly string[];
  readonly #notes: DatasetProblem[];
  readonly #read = new Set<string>(["@id", "@type"]);

  /**
   * @param id The node's name.
   * @param graph All nodes by name; one that is only named has nothing to say.
   * @param languages Which language to take a text in, best first.
   * @param notes Where values go that are left out.
   */
  constructor(id: string, graph: ReadonlyMap<string, FlatNode>, languages: readonly string[], notes: DatasetProblem[]) {
    this.id = id;
    this.#node = graph.get(id) ?? { "@id": id };
    this.#graph = graph;
    this.#languages = languages;
    this.#notes = notes;
  }

  /**
   * Returns every text of a property.
   *
   * @param name As "dcat:keyword".
   * @returns The texts, in an order of their own: a graph has none.
   * @example node.texts("dcat:keyword")
   */
  texts(name: string): string[] {
    return this.#literals(name)
      .map(({ text }) => text)
      .sort();
  }

  /**
   * Returns one text of a property, in the language that is preferred.
   *
   * @param name As "dct:title".
   * @returns The text, or undefined where there is none.
   * @example node.text("dct:title")
   */
  text(name: string): string | undefined {
    const literals = this.#literals(name);
    const rank = (language: string) => {
      const index = this.#languages.findIndex((each) => language === each || language.startsWith(`${each}-`));
      return index === -1 ? this.#languages.length + (language === "" ? 0 : 1) : index;
    };
    const [best, ...others] = literals.sort(
      (one, other) => rank(one.language) - rank(other.language) || (one.text < other.text ? -1 : 1),
    );
    this.#noteOthers(
      name,
      others.map(({ text }) => text),
    );
    return best?.text;
  }

  /**
   * Returns the nodes that a property points to.
   *
   * @param name As "dcat:distribution".
   * @returns The nodes, by name.
   * @example node.nodes("dcat:distribution").length
   */
  nodes(name: string): GraphNode[] {
    return this.#values(name)
      .flatMap((value) => ("@id" in value && typeof value["@id"] === "string" ? [value["@id"]] : []))
      .sort()
      .map((id) => new GraphNode(id, this.#graph, this.#languages, this.#notes));
  }

  /**
   * Returns one node that a property points to.
   *
   * @param name As "dct:publisher".
   * @returns The node, or undefined where there is none.
   * @example node.node("dct:publisher")?.text("foaf:name")
   */
  node(name: string): GraphNode | undefined {
    const [first, ...others] = this.nodes(name);
    this.#noteOthers(
      name,
      others.map(({ id }) => id),
    );
    return first;
  }

  /**
   * Returns one thing that a property names: by its IRI, or in words where it has none.
   *
   * @param name As "dct:license".
   * @returns An IRI, a label or a text; undefined where there is none.
   * @example node.named("dct:license")
   */
  named(name: string): string | undefined {
    const node = this.node(name);
    if (node === undefined) return this.text(name);
    return isBlank(node.id) ? node.label() : node.id;
  }

  /**
   * Returns what the node is called.
   *
   * @returns A label, or undefined where it has none.
   * @example concept.label() ?? concept.id
   */
  label(): string | undefined {
    return this.text("skos:prefLabel") ?? this.text("rdfs:label") ?? this.text("foaf:name") ?? this.text("dct:title");
  }

  /**
   * Returns the notations of a node with their types.
   *
   * @returns Each code, and the IRI of its type.
   * @example subject.notations()[0]?.code
   */
  notations(): { readonly code: string; readonly type: string }[] {
    return this.#literals("skos:notation").map(({ text, type }) => ({ code: text, type }));
  }

  /** Notes each property that nobody asked for. */
  noteUnread(): void {
    for (const [property, value] of Object.entries(this.#node)) {
      if (this.#read.has(property)) continue;
      const advice = "A record has no place for this, so it is left out.";
      this.#notes.push({ path: property, value: shown(value), advice });
    }
  }

  #noteOthers(name: string, others: readonly string[]): void {
    if (others.length === 0) return;
    const advice = `A record holds one ${name}, so these are left out. Say which to take by the order of the languages.`;
    this.#notes.push({ path: iriOf(name), value: shown(others), advice });
  }

  #literals(name: string): { readonly text: string; readonly language: string; readonly type: string }[] {
    return this.#values(name).flatMap((value) => {
      if (!("@value" in value)) return [];
      const { "@language": language, "@type": type } = value;
      return [{ text: String(value["@value"]), language: asText(language).toLowerCase(), type: asText(type) }];
    });
  }

  #values(name: string): Readonly<Record<string, unknown>>[] {
    const property = iriOf(name);
    this.#read.add(property);
    const values = Object.hasOwn(this.#node, property) ? this.#node[property] : [];
    return values as Readonly<Record<string, unknown>>[];
  }
}

/**
 * Writes out a name.
 *
 * @param name As "dct:title".
 * @returns The IRI.
 * @example iriOf("dct:title") // "http://purl.org/dc/terms/title"
 */
export function iriOf(name: string): string {
  const [prefix, local] = name.split(":") as [keyof typeof PREFIXES, string];
  return `${PREFIXES[prefix]}${local}`;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
