import type { ColumnRule, Condition, Mapping, Shaping, TextRule } from "./mapping.ts";
import { RowFault } from "./RowFault.ts";
import type { Table } from "./table.ts";
import { TableError } from "./TableError.ts";

/** Finds cells by the mapping's aliases, and forms texts and conditions from them. */
export class Cells {
  readonly #places = new Map<string, number>();
  readonly #columns: readonly string[];
  readonly #mapping: Mapping;
  readonly #patterns = new Map<string, RegExp>();

  /**
   * @param table The file.
   * @param mapping How its columns are called.
   * @throws TableError if a column that is not optional is missing, or two have the name of one; the message lists them.
   */
  constructor(table: Pick<Table, "columns">, mapping: Mapping) {
    this.#mapping = mapping;
    this.#columns = table.columns;
    const missing: string[] = [];
    for (const [alias, rule] of Object.entries(mapping.columns)) {
      const place = placeOf(rule, table.columns);
      if (place !== null) this.#places.set(alias, place);
      else if (!isOptional(rule)) missing.push(`${alias} (${namesOf(rule).join(" or ")})`);
    }
    if (missing.length > 0) {
      throw new TableError(
        `The file lacks columns that the mapping ${mapping.dataset} needs: ${missing.join(", ")}.`,
        `It has: ${table.columns.join(", ")}.`,
        "Correct the names under 'columns' of the mapping, or take the right file.",
      );
    }
  }

  /** The column of an alias as the file calls it. */
  columnOf(alias: string): string {
    const place = this.#places.get(alias);
    return place === undefined ? alias : (this.#columns[place] ?? `#${place + 1}`);
  }

  /** The cell of an alias without white space at its ends; blank where the row or the file lacks it. */
  cellOf(cells: readonly string[], alias: string): string {
    const place = this.#places.get(alias);
    return place === undefined ? "" : (cells[place] ?? "").trim();
  }

  /** Forms a text, or null where it is blank. */
  textOf(cells: readonly string[], rule: TextRule): string | null {
    if (typeof rule === "string") return this.cellOf(cells, rule) || null;
    if ("constant" in rule) return rule.constant;
    if ("column" in rule) return this.#shape(this.cellOf(cells, rule.column), rule, rule.column);
    if ("first" in rule) {
      for (const each of rule.first) {
        const text = this.textOf(cells, each);
        if (text !== null) return this.#shape(text, rule, null);
      }
      return this.#shape("", rule, null);
    }
    const parts = rule.join.map((each) => this.textOf(cells, each));
    return this.#shape(parts.includes(null) ? "" : parts.join(rule.separator ?? ""), rule, null);
  }

  /**
   * Forms a text that may not be blank.
   *
   * @throws RowFault that names the blank column.
   */
  needText(cells: readonly string[], rule: TextRule, field: string): string {
    const text = this.textOf(cells, rule);
    if (text !== null) return text;
    const column = this.#columnsOf(rule).find((alias) => this.cellOf(cells, alias) === "");
    const name = column === undefined ? null : this.columnOf(column);
    throw new RowFault(name, "", { code: "COLUMN_BLANK", params: { column: name ?? "—", field } });
  }

  /** Whether a condition holds. */
  holds(cells: readonly string[], condition: Condition): boolean {
    if ("all" in condition) return condition.all.every((each) => this.holds(cells, each));
    if ("any" in condition) return condition.any.some((each) => this.holds(cells, each));
    if ("not" in condition) return !this.holds(cells, condition.not);
    const cell = this.cellOf(cells, condition.column);
    if ("blank" in condition) return (cell === "") === condition.blank;
    if ("matches" in condition) return this.#patternOf(condition.matches).test(cell);
    return typeof condition.is === "string" ? cell === condition.is : condition.is.includes(cell);
  }

  /** The columns that a text is formed from, as places in a row. */
  placesOf(rules: readonly TextRule[]): number[] {
    return rules
      .flatMap((rule) => this.#columnsOf(rule))
      .map((alias) => this.#places.get(alias))
      .filter((place) => place !== undefined);
  }

  #columnsOf(rule: TextRule): string[] {
    if (typeof rule === "string") return [rule];
    if ("constant" in rule) return [];
    if ("column" in rule) return [rule.column];
    return ("join" in rule ? rule.join : rule.first).flatMap((each) => this.#columnsOf(each));
  }

  #shape(cell: string, rule: Shaping, alias: string | null): string | null {
    let text = rule.squeeze === true ? cell.replace(/\s+/g, " ") : cell;
    if (rule.case === "upper") text = text.toUpperCase();
    if (rule.case === "lower") text = text.toLowerCase();
    if (rule.values !== undefined && text !== "") text = this.#valueOf(text, rule.values, alias);
    if (text === "") return rule.blank ?? null;
    if (rule.pad !== undefined) text = text.padStart(rule.pad.length, rule.pad.with);
    return rule.take === undefined ? text : text.slice(0, rule.take);
  }

  #valueOf(text: string, name: string, alias: string | null): string {
    const list = this.#mapping.values?.[name];
    const value = list !== undefined && Object.hasOwn(list.entries, text) ? list.entries[text] : undefined;
    if (value !== undefined) return value;
    if (list?.otherwise !== "refuse") return text;
    const column = alias === null ? null : this.columnOf(alias);
    throw new RowFault(column, text, {
      code: "VALUE_UNKNOWN",
      params: { column: column ?? "—", value: text, list: name },
    });
  }

  #patternOf(source: string): RegExp {
    let pattern = this.#patterns.get(source);
    if (pattern === undefined) this.#patterns.set(source, (pattern = new RegExp(source, "u")));
    return pattern;
  }
}

function namesOf(rule: ColumnRule): string[] {
  if (typeof rule === "string") return [rule];
  if (typeof rule === "number") return [`number ${rule}`];
  if (isList(rule)) return [...rule];
  if ("number" in rule) return [`number ${rule.number}`];
  return typeof rule.header === "string" ? [rule.header] : [...rule.header];
}

function isList(rule: ColumnRule): rule is readonly string[] {
  return Array.isArray(rule);
}

function isOptional(rule: ColumnRule): boolean {
  return typeof rule === "object" && !isList(rule) && rule.optional === true;
}

/** Names are compared without regard to case and runs of white space. */
function placeOf(rule: ColumnRule, columns: readonly string[]): number | null {
  const number =
    typeof rule === "number"
      ? rule
      : typeof rule === "object" && !isList(rule) && "number" in rule
        ? rule.number
        : null;
  if (number !== null) return number <= columns.length ? number - 1 : null;
  const keys = columns.map(normalise);
  for (const name of namesOf(rule)) {
    const place = keys.indexOf(normalise(name));
    if (place === -1) continue;
    const another = keys.indexOf(normalise(name), place + 1);
    if (another === -1) return place;
    throw new TableError(
      `The file has more than one column "${name}".`,
      `Columns ${place + 1} and ${another + 1} are called so, and which of them is meant is not certain.`,
      "Correct the header, or name the column by its number under 'columns' of the mapping.",
    );
  }
  return null;
}

function normalise(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase();
}
