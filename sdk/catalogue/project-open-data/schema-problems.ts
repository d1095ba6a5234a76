import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

import { type DatasetProblem, shown } from "../catalogue-reading.ts";
import dataset from "./dataset.json" with { type: "json" };
import distribution from "./distribution.json" with { type: "json" };
import organization from "./organization.json" with { type: "json" };
import vcard from "./vcard.json" with { type: "json" };

let validate: ValidateFunction | undefined;

/**
 * Says what the official schema of Project Open Data 1.1 objects to in a dataset.
 *
 * @param value A dataset of a data.json.
 * @returns The problems; none where it is valid.
 * @example schemaProblems(document.dataset[0])
 */
export function schemaProblems(value: unknown): DatasetProblem[] {
  validate ??= compile();
  if (validate(value)) return [];
  // What may take several forms fails in each of them, and so does what it stands in: one sentence about the innermost says it.
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !/\/anyOf\/\d/.test(schemaPath));
  const isInside = (outer: ErrorObject) =>
    errors.some(({ instancePath }) => instancePath.startsWith(`${outer.instancePath}/`));
  return errors.filter((error) => error.keyword !== "anyOf" || !isInside(error)).map(toProblem);
}

/** The schemas are of draft 4, where `$id` was `id`; nothing else in them differs from draft 7. Their patterns are older than /u. */
function compile(): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, unicodeRegExp: false });
  ajv.addFormat("uri", (text: string) => URL.canParse(text));
  const [top, ...others] = [dataset, distribution, organization, vcard].map(({ id, $schema: _, ...schema }) => ({
    $id: id.replace(/#$/, ""),
    ...schema,
  }));
  for (const other of others) ajv.addSchema(other);
  return ajv.compile(top!);
}

function toProblem(error: ErrorObject): DatasetProblem {
  const path = error.instancePath.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");
  return { path, value: shown(error.data), advice: adviceOf(error) };
}

function adviceOf({ keyword, params, parentSchema, message }: ErrorObject): string {
  const title = (parentSchema as { title?: string } | undefined)?.title ?? "this";
  switch (keyword) {
    case "required":
    case "dependencies":
      return `"${String(params["missingProperty"])}" is missing. Add it.`;
    case "enum":
      return `Choose one of: ${(params["allowedValues"] as unknown[]).map(String).join(", ")}.`;
    case "anyOf":
      return `It has none of the forms that the standard gives to "${title}". Correct it.`;
    default:
      return `It ${message ?? "is not right"}. Correct it.`;
  }
}
