import { readFileSync } from "node:fs";

import jsonld from "jsonld";
import { Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";

import type { JsonLd } from "../../../sdk/catalogue/dcat-ap.ts";

const FOLDER = new URL("../../fixtures/dcat-ap-3.0.1/", import.meta.url);
const SHAPES = ["dcat-ap-SHACL.ttl", "ranges.ttl", "shapes.ttl"];

let validator: SHACLValidator | undefined;

/** What the EU's shapes of DCAT-AP 3.0.1 object to in a catalogue: the node, the property, the constraint. */
export async function objectionsTo(catalogue: JsonLd): Promise<string[]> {
  validator ??= new SHACLValidator(shapes(), { allowNamedNodeInList: true });
  const report = await validator.validate(await graphOf(catalogue));
  return report.results.map((each) =>
    [each.focusNode?.value, each.path?.value, each.sourceConstraintComponent?.value, each.value?.value].join(" "),
  );
}

/** The statements of a catalogue. What is no JSON-LD, or asks for another file, is refused. */
export async function graphOf(catalogue: JsonLd): Promise<Store> {
  const options: jsonld.Options.ToRdf & { safe: boolean } = {
    format: "application/n-quads",
    safe: true,
    documentLoader: (url) => Promise.reject(new Error(`It asks for ${url}.`)),
  };
  const quads = await jsonld.toRDF(catalogue, options);
  return new Store(new Parser({ format: "application/n-quads" }).parse(quads as unknown as string));
}

function shapes(): Store {
  const store = new Store();
  for (const file of SHAPES) store.addQuads(new Parser().parse(readFileSync(new URL(file, FOLDER), "utf8")));
  return store;
}
