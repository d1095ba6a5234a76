import { FiscError } from "./fisc-error.ts";

/** A field of a JSON file is missing, or is not what it must be. */
export class JsonFieldError extends FiscError {
  override readonly name = "JsonFieldError";
  /** The field's path in the file, as $.entries[3].amount. */
  readonly path: string;

  /**
   * @param path The field's path, as $.entries[3].amount.
   * @param allowed What the field must be, in words.
   * @param given What stands there.
   */
  constructor(path: string, allowed: string, given: unknown) {
    const shown = given === undefined ? "is missing" : `is ${JSON.stringify(given)?.slice(0, 80)}`;
    super(
      `${path} ${shown}.`,
      `It must be ${allowed}.`,
      "Get the file again from whoever made it, or correct it where it is your own.",
    );
    this.path = path;
  }
}

/** A value in a JSON document together with its path, so that whatever is wrong with it can be named. */
export class JsonField {
  /** The value, unchecked. */
  readonly value: unknown;
  /** Where it stands, as $.entries[3].amount. */
  readonly path: string;

  /**
   * @param value The value.
   * @param path Where it stands; $ is the document.
   */
  constructor(value: unknown, path = "$") {
    this.value = value;
    this.path = path;
  }

  /**
   * Reads a document.
   *
   * @param text JSON.
   * @returns The document.
   * @throws JsonFieldError where the text is not JSON.
   * @example JsonField.parse('{"version":1}').get("version").whole(1)
   */
  static parse(text: string): JsonField {
    try {
      return new JsonField(JSON.parse(text));
    } catch {
      throw new JsonFieldError("$", "JSON", text);
    }
  }

  /** Whether anything stands there. */
  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /**
   * Returns a member of an object.
   *
   * @param name The member's name.
   * @returns The member, which may be missing.
   * @throws JsonFieldError where this is no object.
   * @example document.get("head").get("year")
   */
  get(name: string): JsonField {
    return new JsonField(this.members()[name], `${this.path}.${name}`);
  }

  /**
   * Returns an object's members.
   *
   * @returns The members, unchecked.
   * @throws JsonFieldError where this is no object.
   * @example Object.keys(document.members())
   */
  members(): Record<string, unknown> {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value)) {
      throw new JsonFieldError(this.path, "an object", this.value);
    }
    return this.value as Record<string, unknown>;
  }

  /**
   * Returns the items of a list.
   *
   * @returns The items.
   * @throws JsonFieldError where this is no list.
   * @example document.get("entries").items().map((item) => item.get("line").whole(9))
   */
  items(): JsonField[] {
    if (!Array.isArray(this.value)) throw new JsonFieldError(this.path, "a list", this.value);
    return this.value.map((item, index) => new JsonField(item, `${this.path}[${index}]`));
  }

  /**
   * Returns a text.
   *
   * @param pattern What the text must match.
   * @param allowed The same in words.
   * @returns The text.
   * @throws JsonFieldError where this is no such text.
   * @example field.text(/^[A-Z]{3}$/, "a currency code of three letters")
   */
  text(pattern: RegExp = /^/, allowed = "a text"): string {
    if (typeof this.value !== "string" || !pattern.test(this.value)) {
      throw new JsonFieldError(this.path, allowed, this.value);
    }
    return this.value;
  }

  /**
   * Returns a whole number.
   *
   * @param max The greatest that is allowed.
   * @param min The least that is allowed.
   * @returns The number.
   * @throws JsonFieldError where this is no such number.
   * @example field.whole(0xffff)
   */
  whole(max: number, min = 0): number {
    if (typeof this.value !== "number" || !Number.isSafeInteger(this.value) || this.value < min || this.value > max) {
      throw new JsonFieldError(this.path, `a whole number from ${min} to ${max}`, this.value);
    }
    return this.value;
  }

  /**
   * Returns a hash.
   *
   * @returns 0x and 64 hexadecimal digits, in lower case.
   * @throws JsonFieldError where this is no hash.
   * @example document.get("batchRef").hash()
   */
  hash(): string {
    return this.text(/^0x[0-9a-fA-F]{64}$/, "0x and 64 hexadecimal digits").toLowerCase();
  }

  /**
   * Runs a check, and names this field where it fails.
   *
   * @param check Returns the checked value or throws.
   * @returns What the check returns.
   * @throws JsonFieldError with the check's reason.
   * @example field.checked(() => getAddress(field.text()))
   */
  checked<T>(check: () => T): T {
    try {
      return check();
    } catch (reason) {
      if (reason instanceof JsonFieldError) throw reason;
      throw new JsonFieldError(this.path, reason instanceof FiscError ? reason.why : String(reason), this.value);
    }
  }
}
