import { type DatasetProblem, shown } from "./catalogue-reading.ts";
import type { GivenText } from "./dataset-record.ts";

/** The fields of an object in a catalogue; what is wrong in them is collected, so that a dataset is refused with all of it. */
export class DatasetFields {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: DatasetProblem[];

  /**
   * @param value The object.
   * @param problems Where problems go.
   * @param path Where it stands in the dataset; nothing for the dataset itself.
   */
  constructor(value: unknown, problems: DatasetProblem[], path = "") {
    this.#problems = problems;
    this.#path = path;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject) this.#report(path, value, "This is no object. Write one, or take it out.");
    this.#members = isObject ? (value as Record<string, unknown>) : {};
  }

  /**
   * Returns a text that must be there.
   *
   * @param name The field.
   * @returns The text; an empty one, with a problem, where it is missing.
   * @example fields.text("title")
   */
  text(name: string): string {
    const value = this.#members[name];
    if (typeof value === "string" && value !== "") return value;
    const missing = value === undefined || value === null || value === "";
    this.refuse(name, missing ? `"${name}" is missing. Add it.` : "This is no text. Write one.");
    return "";
  }

  /**
   * Returns a text that may be missing.
   *
   * @param name The field.
   * @returns The text, null where it is null, undefined where it is missing.
   * @example fields.optionalText("rights")
   */
  optionalText(name: string): GivenText {
    const value = this.#members[name];
    if (value === undefined || value === null || typeof value === "string") return value;
    this.refuse(name, "This is no text. Write one, or take it out.");
    return undefined;
  }

  /**
   * Returns the texts of a list.
   *
   * @param name The field.
   * @returns The texts; none where the list is null or missing.
   * @example fields.texts("keyword")
   */
  texts(name: string): string[] {
    const items = this.list(name);
    const texts = items.filter((item) => typeof item === "string");
    if (texts.length < items.length) this.refuse(name, "Not all in this list is text. Correct it.");
    return texts;
  }

  /**
   * Returns the items of a list.
   *
   * @param name The field.
   * @returns The items, unchecked; none where the list is null or missing.
   * @example fields.list("distribution")
   */
  list(name: string): unknown[] {
    const value = this.#members[name];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value as unknown[];
    this.refuse(name, "This is no list. Put it in [ ].");
    return [];
  }

  /**
   * Returns a truth value that may be missing.
   *
   * @param name The field.
   * @returns It, null where it is null, undefined where it is missing.
   * @example fields.truth("dataQuality")
   */
  truth(name: string): boolean | null | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null || typeof value === "boolean") return value;
    this.refuse(name, "This is neither true nor false. Write one of them without quotes.");
    return undefined;
  }

  /**
   * Returns an object in this one.
   *
   * @param name The field.
   * @returns Its fields, or undefined where it is null or missing.
   * @example fields.inner("publisher")?.text("name")
   */
  inner(name: string): DatasetFields | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null) return undefined;
    return new DatasetFields(value, this.#problems, this.#pathOf(name));
  }

  /**
   * Returns the objects of a list.
   *
   * @param name The field.
   * @returns The fields of each.
   * @example fields.inners("distribution").map((each) => each.optionalText("format"))
   */
  inners(name: string): DatasetFields[] {
    return this.list(name).map(
      (item, index) => new DatasetFields(item, this.#problems, `${this.#pathOf(name)}.${index}`),
    );
  }

  /**
   * Names the fields that nobody reads.
   *
   * @param known The names of those that somebody reads.
   * @returns A problem for each other one.
   * @example fields.unread(["title", "format"])
   */
  unread(known: ReadonlySet<string>): DatasetProblem[] {
    return Object.entries(this.#members)
      .filter(([name]) => !known.has(name))
      .map(([name, value]) => ({
        path: this.#pathOf(name),
        value: shown(value),
        advice: "A record has no place for this, so it is left out. Move it to a field of the standard to keep it.",
      }));
  }

  /**
   * Adds a problem with a field.
   *
   * @param name The field.
   * @param advice What is wrong, and what to do.
   * @example fields.refuse("accessLevel", "Choose one of: public, restricted public, non-public.")
   */
  refuse(name: string, advice: string): void {
    this.#report(this.#pathOf(name), this.#members[name], advice);
  }

  #report(path: string, value: unknown, advice: string): void {
    this.#problems.push({ path, value: shown(value), advice });
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }
}
