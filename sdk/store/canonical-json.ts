import canonicalize from "canonicalize";

import { FiscError } from "../fisc-error.ts";

/** A value has no canonical JSON. */
export class NotCanonicalError extends FiscError {
  override readonly name = "NotCanonicalError";

  /** @param why Why it has none, one sentence. */
  constructor(why: string) {
    super(
      "The value has no canonical JSON.",
      why,
      "Write numbers beyond 2^53 and amounts as text, and leave out what is undefined.",
    );
  }
}

/**
 * Writes a value as canonical JSON (RFC 8785, JCS), so that equal content has equal bytes and one hash.
 *
 * @param value Objects, lists, texts, numbers, booleans and null.
 * @returns The bytes, in UTF-8.
 * @throws NotCanonicalError where the value holds anything else, or a number that is not exact.
 * @example contentHash(canonicalJson({ b: 1, a: "x" })) // the hash of {"a":"x","b":1}
 */
export function canonicalJson(value: unknown): Uint8Array {
  check(value, "$");
  const text = canonicalize(value);
  if (text === undefined) throw new NotCanonicalError("It is undefined.");
  return new TextEncoder().encode(text);
}

/** The library drops what is undefined and turns what it does not know into something else; here that is a fault. */
function check(value: unknown, path: string): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new NotCanonicalError(`${path} holds half of a surrogate pair.`);
    return;
  }
  if (typeof value === "number") {
    if (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)) return;
    throw new NotCanonicalError(`${path} is ${value}, which a JSON number does not hold exactly.`);
  }
  if (Array.isArray(value)) return value.forEach((item, index) => check(item, `${path}[${index}]`));
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    for (const [name, item] of Object.entries(value)) check(item, `${path}.${name}`);
    return;
  }
  throw new NotCanonicalError(
    `${path} is ${typeof value === "object" ? "an object of a class" : `of type ${typeof value}`}.`,
  );
}
