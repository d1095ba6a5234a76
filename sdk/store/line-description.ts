import { JsonField } from "../json-field.ts";
import { canonicalJson } from "./canonical-json.ts";
import { contentHash } from "./content-store.ts";

const FORMAT = "fisc-line-description";
const VERSION = 1;

/** What stands behind the description hash of a budget line. */
export interface LineDescription {
  /** The line's code, as the office writes it. */
  readonly code: string;
  /** The line's name. */
  readonly name: string;
  /** The parts of the code and what each stands for, in order, as centre 001 "Arganzuela". */
  readonly parts: readonly LineCodePart[];
}

/** A part of a line's code. */
export interface LineCodePart {
  /** The dimension, as "centre", "programme" or "economic". */
  readonly dimension: string;
  readonly code: string;
  readonly label: string;
}

/**
 * Returns the hash by which the ledger knows a line's code.
 *
 * @param code The code, as the office writes it.
 * @returns SHA-256 of its UTF-8 bytes.
 * @example await fisc.ledger.lineByCode(agency, 2019, lineCodeHash("001201/93300/62300"))
 */
export function lineCodeHash(code: string): string {
  return contentHash(new TextEncoder().encode(code));
}

/**
 * Writes a description as canonical JSON.
 *
 * @param description The description.
 * @returns The bytes whose SHA-256 the ledger holds.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example const hash = await store.put(lineDescriptionBytes(description));
 */
export function lineDescriptionBytes(description: LineDescription): Uint8Array {
  const { code, name, parts } = description;
  return canonicalJson({
    format: FORMAT,
    version: VERSION,
    code,
    name,
    parts: parts.map(({ dimension, code: part, label }) => ({ dimension, code: part, label })),
  });
}

/**
 * Reads a description.
 *
 * @param bytes What `lineDescriptionBytes` wrote.
 * @returns The description.
 * @throws JsonFieldError with the path of whatever is wrong.
 * @example parseLineDescription((await store.get(hash))!).name
 */
export function parseLineDescription(bytes: Uint8Array): LineDescription {
  const document = JsonField.parse(new TextDecoder().decode(bytes));
  document.get("format").text(new RegExp(`^${FORMAT}$`), `"${FORMAT}"`);
  document.get("version").whole(VERSION, VERSION);
  return {
    code: document.get("code").text(),
    name: document.get("name").text(),
    parts: document
      .get("parts")
      .items()
      .map((part) => ({
        dimension: part.get("dimension").text(),
        code: part.get("code").text(),
        label: part.get("label").text(),
      })),
  };
}
