import { MAX_AMOUNT } from "../../sdk/journal/entry.ts";
import { FIRST_VALUE_DATE, LAST_VALUE_DATE } from "../../sdk/journal/value-day.ts";
import { amountText } from "../../sdk/money/amount.ts";
import type { Cells } from "./Cells.ts";
import { fileYear } from "./fileYear.ts";
import type { AmountRule, CodeRule, Mapping, NumberRule, PayeeRule } from "./mapping.ts";
import type { MapOptions } from "./mapRows.ts";
import type { Message } from "./message.ts";
import { parseAmount, type ParsedAmount } from "./parseAmount.ts";
import { parseDate } from "./parseDate.ts";
import { RowFault } from "./RowFault.ts";
import {
  MEASURE_NAMES,
  type AgencyRef,
  type Code,
  type Entry,
  type Evidence,
  type LineRef,
  type Measures,
  type Payee,
} from "./rows.ts";
import type { TableRow } from "./table.ts";

/** What could be read of a row's amounts. */
export interface ReadAmounts {
  readonly amounts: Readonly<Record<string, bigint>>;
  readonly unreadable: readonly string[];
  readonly notes: readonly Message[];
}

const NO_PLACES: ReadonlySet<number> = new Set();

/** Reads the parts of an entry from a row. Its methods throw RowFault where the row does not have what they need. */
export class EntryReader {
  readonly #cells: Cells;
  readonly #mapping: Mapping;
  readonly #options: MapOptions;
  readonly #numbers: NumberRule;
  /** By field: the alias of its column. */
  readonly #amountColumns: readonly (readonly [string, string])[];
  readonly #privatePlaces: ReadonlySet<number>;
  readonly #fileYear: number | null;

  constructor(cells: Cells, mapping: Mapping, options: MapOptions) {
    this.#cells = cells;
    this.#mapping = mapping;
    this.#options = options;
    this.#numbers = mapping.numbers ?? {};
    this.#fileYear = fileYear(mapping, options.fileName ?? "");
    this.#amountColumns =
      mapping.kind === "budget"
        ? Object.entries(mapping.measures ?? {})
        : [["amount", mapping.amount?.column ?? "amount"]];
    const { payee } = mapping;
    const named =
      payee === undefined ? [] : (payee.private ?? [payee.name, ...(payee.id === undefined ? [] : [payee.id])]);
    this.#privatePlaces = new Set(cells.placesOf(named));
  }

  /** Reads all amounts that can be read, whatever becomes of the row. */
  readAmounts(row: TableRow): ReadAmounts {
    const amounts: Record<string, bigint> = {};
    const unreadable: string[] = [];
    const notes: Message[] = [];
    for (const [field, alias] of this.#amountColumns) {
      const parsed = this.#parse(row, alias);
      if (!parsed.ok) unreadable.push(field);
      else {
        amounts[field] = parsed.amount;
        if (parsed.rounded) notes.push(this.#noteRounded(row, alias, parsed.amount));
      }
    }
    return { amounts, unreadable, notes };
  }

  readAgency({ cells }: TableRow): AgencyRef {
    const { agency } = this.#mapping.line;
    return {
      ...this.#readCode(cells, agency, "agency"),
      parent: agency.parent === undefined ? null : this.#readCode(cells, agency.parent, "agency.parent"),
    };
  }

  readEntry(row: TableRow, agency: AgencyRef): Entry {
    const { cells } = row;
    const mapping = this.#mapping;
    const line = this.#readLine(cells, agency);
    const reference = mapping.reference === undefined ? null : this.#cells.textOf(cells, mapping.reference);
    const valueDate = this.#readDate(cells);
    const common = {
      fiscalYear: this.#readYear(cells, valueDate),
      line,
      description: mapping.description === undefined ? null : this.#cells.textOf(cells, mapping.description),
      reference: reference ?? `row:${row.row}`,
      referenceIsOwn: reference !== null,
    };
    if (mapping.kind === "budget") return { kind: "budget", ...common, measures: this.#readMeasures(row) };
    const payee = this.#readPayee(cells);
    const { amount, booking } = this.#readAmount(row);
    if (mapping.kind === "payments") {
      const rule = booking === "correction" ? mapping.amount?.corrects : undefined;
      const corrects = rule === undefined ? {} : { corrects: this.#cells.textOf(cells, rule) ?? "" };
      return { kind: "payment", ...common, payee, amount, booking: booking ?? "payment", ...corrects, valueDate };
    }
    return { kind: "commitment", ...common, payee, amount, booking: booking ?? "commitment", valueDate };
  }

  /** The document that the office names, or null. */
  readEvidence({ cells }: TableRow): Evidence | null {
    const { document } = this.#mapping;
    if (document === undefined) return null;
    const value = this.#cells.cellOf(cells, document.column);
    if (value === "") return null;
    if (document.holds === "path") return { holds: "path", path: value };
    const digits = /^(?:0x|sha256:|sha-256:)?([0-9a-f]{64})$/i.exec(value)?.[1];
    if (digits === undefined) this.#fault(document.column, value, "DOCUMENT_UNREADABLE");
    return { holds: "hash", sha256: `0x${digits.toLowerCase()}` };
  }

  /** The cells of a row that identify a natural person. */
  privatePlaces(entry: Entry): ReadonlySet<number> {
    return entry.kind !== "budget" && entry.payee.naturalPerson ? this.#privatePlaces : NO_PLACES;
  }

  #readCode(cells: readonly string[], rule: CodeRule, field: string): Code {
    const code = this.#cells.needText(cells, rule.code, field);
    return { code, name: rule.name === undefined ? null : this.#cells.textOf(cells, rule.name) };
  }

  #readLine(cells: readonly string[], agency: AgencyRef): LineRef {
    const { line } = this.#mapping;
    const classifications = Object.entries(line.classifications ?? {}).map(([scheme, rule]): [string, Code] => [
      scheme,
      this.#readCode(cells, rule, scheme),
    ]);
    return {
      ...this.#readCode(cells, line, "line"),
      agency,
      control: line.control === undefined ? null : this.#readCode(cells, line.control, "control line"),
      parents: (line.parents ?? []).map((rule) => this.#readCode(cells, rule, "parent line")),
      classifications: Object.fromEntries(classifications),
    };
  }

  #readMeasures(row: TableRow): Measures {
    const columns = this.#mapping.measures ?? {};
    const read = MEASURE_NAMES.map((name): [string, bigint | null] => {
      const alias = columns[name];
      return [name, alias === undefined ? null : this.#needAmount(row, alias)];
    });
    return Object.fromEntries(read) as unknown as Measures;
  }

  #readAmount(row: TableRow): { amount: bigint; booking: "refund" | "correction" | null } {
    const rule: AmountRule = this.#mapping.amount ?? { column: "amount", negative: "refuse" };
    const amount = this.#needAmount(row, rule.column);
    const value = this.#cells.cellOf(row.cells, rule.column);
    if (amount === 0n && rule.zero !== "book") this.#fault(rule.column, value, "AMOUNT_ZERO");
    if (amount >= 0n) return { amount, booking: null };
    if (rule.negative === "refuse") this.#fault(rule.column, value, "AMOUNT_NEGATIVE");
    return { amount, booking: rule.negative };
  }

  #needAmount(row: TableRow, alias: string): bigint {
    const parsed = this.#parse(row, alias);
    const value = this.#cells.cellOf(row.cells, alias);
    if (parsed.ok) {
      if (parsed.amount <= MAX_AMOUNT && parsed.amount >= -MAX_AMOUNT) return parsed.amount;
      return this.#fault(alias, value, "AMOUNT_TOO_LARGE", { limit: this.#amountText(MAX_AMOUNT) });
    }
    switch (parsed.fault) {
      case "blank":
        return this.#fault(alias, value, "AMOUNT_BLANK");
      case "groups":
        return this.#fault(alias, value, "AMOUNT_GROUPS");
      case "decimals":
        return this.#fault(alias, value, "AMOUNT_DECIMALS", { currency: this.#mapping.currency.code });
      case "unreadable":
        return this.#fault(alias, value, "AMOUNT_UNREADABLE", { format: describeNumbers(this.#numbers) });
    }
  }

  #parse(row: TableRow, alias: string): ParsedAmount {
    return parseAmount(this.#cells.cellOf(row.cells, alias), this.#numbers, this.#mapping.currency.decimals);
  }

  #amountText(amount: bigint): string {
    return amountText(amount, this.#mapping.currency.decimals);
  }

  #noteRounded(row: TableRow, alias: string, amount: bigint): Message {
    const params = {
      value: this.#cells.cellOf(row.cells, alias),
      column: this.#cells.columnOf(alias),
      rounded: this.#amountText(amount),
      rule: this.#numbers.rounding ?? "refuse",
    };
    return { code: "NOTE_ROUNDED", params };
  }

  #readDate(cells: readonly string[]): string | null {
    const { date } = this.#mapping;
    if (date === undefined) return null;
    const value = this.#cells.cellOf(cells, date.column);
    if (value === "") return date.blank === "allow" ? null : this.#fault(date.column, value, "DATE_BLANK");
    const parsed = parseDate(value, date.formats);
    if (parsed.ok) {
      if (parsed.day >= FIRST_VALUE_DATE && parsed.day <= LAST_VALUE_DATE) return parsed.day;
      return this.#fault(date.column, value, "DATE_OUT_OF_RANGE", { first: FIRST_VALUE_DATE, last: LAST_VALUE_DATE });
    }
    if (parsed.fault === "weekday") return this.#fault(date.column, value, "DATE_WEEKDAY", { weekday: parsed.weekday });
    if (parsed.fault === "impossible") return this.#fault(date.column, value, "DATE_IMPOSSIBLE");
    return this.#fault(date.column, value, "DATE_UNREADABLE", { formats: date.formats.join("; ") });
  }

  #readYear(cells: readonly string[], valueDate: string | null): number | null {
    const { fiscalYear: given } = this.#options;
    const rule = this.#mapping.year;
    if (rule !== undefined && "column" in rule) {
      const value = this.#cells.cellOf(cells, rule.column);
      if (!/^\d{4}$/.test(value)) this.#fault(rule.column, value, "YEAR_UNREADABLE");
      const year = parseInt(value, 10);
      if (given === undefined || given === year) return year;
      this.#fault(rule.column, value, "YEAR_OTHER", { given: String(given) });
    }
    if (given !== undefined) return given;
    if (rule === undefined) return null;
    if ("constant" in rule) return rule.constant;
    if (rule.from === "fileName") return this.#fileYear;
    if (valueDate === null) return null;
    const [year = "", month = ""] = valueDate.split("-");
    return parseInt(year, 10) - (parseInt(month, 10) < rule.firstMonth ? 1 : 0);
  }

  #readPayee(cells: readonly string[]): Payee {
    const rule: PayeeRule = this.#mapping.payee ?? { name: "payee" };
    const name = this.#cells.needText(cells, rule.name, "payee");
    const id = rule.id === undefined ? null : this.#cells.textOf(cells, rule.id);
    const naturalPerson = rule.natural !== undefined && this.#cells.holds(cells, rule.natural);
    const names = rule.separator === undefined ? [name] : name.split(rule.separator).map((each) => each.trim());
    const members =
      names.length < 2
        ? []
        : names.filter((each) => each !== "").map((each) => payeeOf(rule, null, each, naturalPerson));
    return payeeOf(rule, id, name, naturalPerson, members);
  }

  #fault(alias: string, value: string, code: Message["code"], more: Readonly<Record<string, string>> = {}): never {
    const column = this.#cells.columnOf(alias);
    throw new RowFault(column, value, { code, params: { column, value, ...more } });
  }
}

/** The order in which a joint award lists its winners makes no other payee. */
function payeeOf(
  rule: PayeeRule,
  id: string | null,
  name: string,
  naturalPerson: boolean,
  members: readonly Payee[] = [],
): Payee {
  return { key: keyOf(rule, id, name, members), id, name, naturalPerson, members };
}

function keyOf(rule: PayeeRule, id: string | null, name: string, members: readonly Payee[]): string {
  if (members.length > 0) return `joint:${JSON.stringify(members.map((member) => member.name).sort())}`;
  if (rule.identity === "id-and-name") return `id-and-name:${JSON.stringify([id ?? "", name])}`;
  return id === null ? `name:${name}` : `id:${id}`;
}

function describeNumbers(rule: NumberRule): string {
  const parts = [`decimal ${rule.decimal ?? "."}`];
  if (rule.thousands !== undefined && rule.thousands !== "") parts.push(`thousands ${rule.thousands}`);
  parts.push(`negative ${(rule.negative ?? ["minus"]).join(", ")}`);
  if (rule.signs !== undefined) parts.push(`signs ${rule.signs.join(" ")}`);
  return parts.join("; ");
}
