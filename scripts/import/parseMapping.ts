import { readFileSync } from "node:fs";

import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { parseDocument } from "yaml";

import type { Mapping } from "./mapping.ts";
import { MappingError, type MappingProblem } from "./MappingError.ts";
import { mappingProblems } from "./mappingProblems.ts";

const SCHEMA = new URL("../../mappings/mapping.schema.json", import.meta.url);

let validate: ValidateFunction<Mapping> | undefined;

/**
 * Reads a mapping file, in YAML or JSON, and checks it against `mappings/mapping.schema.json`.
 *
 * @param text The file's content.
 * @param file What to call it in errors.
 * @returns The mapping.
 * @throws MappingError that lists every problem with its path, its value and what to do.
 */
export function parseMapping(text: string, file: string): Mapping {
  const document = parseDocument(text, { schema: "core" });
  if (document.errors.length > 0) {
    throw new MappingError(
      file,
      document.errors.map(({ message, linePos }) => ({
        path: `line ${linePos?.[0].line ?? 1}`,
        value: message.split("\n")[0] ?? "",
        advice: "This is neither YAML nor JSON. Correct the line.",
      })),
    );
  }
  const mapping: unknown = document.toJS();
  validate ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
  }).compile<Mapping>(JSON.parse(readFileSync(SCHEMA, "utf8")) as object);
  if (!validate(mapping)) throw new MappingError(file, explain(validate.errors ?? []));
  const problems = mappingProblems(mapping);
  if (problems.length > 0) throw new MappingError(file, problems);
  return mapping;
}

/**
 * A value that may take several forms fails in each of them, and so does what contains it: one sentence about the innermost
 * such value says it all.
 */
function explain(errors: readonly ErrorObject[]): MappingProblem[] {
  const choices = errors.filter(isChoice);
  const telling = errors.filter(
    (error) =>
      error.keyword !== "if" &&
      !choices.some((choice) =>
        isChoice(error)
          ? isInside(choice, error)
          : error.instancePath === choice.instancePath || isInside(error, choice),
      ),
  );
  const problems = telling.map(toProblem);
  return problems.filter((problem, index) => problems.findIndex((other) => isSame(problem, other)) === index);
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === "oneOf" || keyword === "anyOf";
}

function isInside(error: ErrorObject, outer: ErrorObject): boolean {
  return error.instancePath.startsWith(`${outer.instancePath}/`);
}

function isSame(one: MappingProblem, other: MappingProblem): boolean {
  return one.path === other.path && one.advice === other.advice;
}

function toProblem(error: ErrorObject): MappingProblem {
  const path = error.instancePath.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");
  const value = JSON.stringify(error.data) ?? "nothing";
  return { path, value: value.length > 100 ? `${value.slice(0, 100)}…` : value, advice: adviceOf(error) };
}

function adviceOf({ keyword, params, parentSchema, message }: ErrorObject): string {
  const description = (parentSchema as { description?: string } | undefined)?.description;
  const hint = description === undefined ? "" : ` Expected here: ${description}`;
  switch (keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return `"${String(params["additionalProperty"] ?? params["unevaluatedProperty"])}" has no meaning here. Take it out, or correct its spelling.`;
    case "required":
      return `"${String(params["missingProperty"])}" is missing. Add it.${hint}`;
    case "false schema":
      return "This has no meaning in a file of this kind. Take it out.";
    case "enum":
      return `Choose one of: ${(params["allowedValues"] as unknown[]).map(String).join(", ")}.`;
    case "oneOf":
    case "anyOf":
      return `This has none of the forms that it may have. Correct it.${hint}`;
    default:
      return `It ${message ?? "is not right"}. Correct it.${hint}`;
  }
}
