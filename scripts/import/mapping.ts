import type { FileKind, MeasureName } from "./rows.ts";
import type { TableOptions } from "./table.ts";

/** Where a column is: by its name (or one of several), or by its number from 1. */
export type ColumnRule =
  | string
  | number
  | readonly string[]
  | { readonly header: string | readonly string[]; readonly optional?: boolean }
  | { readonly number: number; readonly optional?: boolean };

/** What is done to a text, in this order; white space at its ends is always dropped. */
export interface Shaping {
  /** White space inside becomes single spaces. */
  readonly squeeze?: boolean;
  readonly case?: "upper" | "lower";
  /** Name of a list in `values`. */
  readonly values?: string;
  /** Filled up on the left. */
  readonly pad?: { readonly length: number; readonly with: string };
  /** Only the first N characters. */
  readonly take?: number;
  /** What a blank means. */
  readonly blank?: string;
}

/** How a text is formed. A bare string is a column's alias. */
export type TextRule =
  | string
  | { readonly constant: string }
  | (Shaping & { readonly column: string })
  | (Shaping & { readonly join: readonly TextRule[]; readonly separator?: string })
  | (Shaping & { readonly first: readonly TextRule[] });

/** When something holds of a row. */
export type Condition =
  | { readonly column: string; readonly is: string | readonly string[] }
  | { readonly column: string; readonly matches: string }
  | { readonly column: string; readonly blank: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** Text for people, in both languages. */
export interface Wording {
  readonly en: string;
  readonly zh: string;
}

export interface CodeRule {
  readonly code: TextRule;
  readonly name?: TextRule;
}

export interface LineRule extends CodeRule {
  readonly agency: CodeRule & { readonly parent?: CodeRule };
  readonly control?: CodeRule;
  readonly parents?: readonly CodeRule[];
  readonly classifications?: Readonly<Record<string, CodeRule>>;
}

export interface PayeeRule {
  readonly id?: TextRule;
  readonly name: TextRule;
  /** What makes two payees one: their id alone (default; their name where there is none), or id and name together. */
  readonly identity?: "id" | "id-and-name";
  /** What separates the names of a joint award. */
  readonly separator?: string;
  /** When the payee is a natural person. */
  readonly natural?: Condition;
  /** Columns that identify a natural person; default those of `id` and `name`. */
  readonly private?: readonly string[];
}

export type RoundingRule = "refuse" | "float-artefact" | "half-even";

/** How amounts are written. */
export interface NumberRule {
  readonly decimal?: "." | ",";
  readonly thousands?: string;
  readonly negative?: readonly ("minus" | "trailing-minus" | "parentheses")[];
  readonly signs?: readonly string[];
  /** What one stands for: 1000 in a file in thousands. */
  readonly unit?: number;
  readonly rounding?: RoundingRule;
}

export interface AmountRule {
  readonly column: string;
  readonly negative: "refund" | "correction" | "refuse";
  /** With `correction`, of payments: the reference of the payment that a negative row corrects. */
  readonly corrects?: TextRule;
  readonly zero?: "book" | "skip" | "refuse";
}

export interface DateRule {
  readonly column: string;
  readonly formats: readonly string[];
  readonly blank?: "allow" | "refuse";
}

export type YearRule =
  | { readonly constant: number }
  | { readonly column: string }
  | { readonly from: "fileName" }
  /** The year in which the fiscal year of the value date began. */
  | { readonly from: "date"; readonly firstMonth: number };

export interface SkipRule {
  readonly rule: string;
  readonly reason: Wording;
  readonly when: Condition;
}

/** Of several entries with one key, only the last by `order` counts; entries that tie are all kept. */
export interface SupersedeRule {
  readonly rule: string;
  readonly by: readonly TextRule[];
  readonly order: TextRule;
}

/** What a file must look like for a shape to fit it. */
export interface ShapeTest {
  /** Names that the first row must have. */
  readonly header?: readonly string[];
  /** Regular expression for the first cell of the first row. */
  readonly firstCell?: string;
  /** How many cells the first row must have. */
  readonly width?: number;
}

/** What differs from one shape of an office's file to another. */
export interface Shape {
  readonly name: string;
  readonly when: ShapeTest;
  readonly table?: Partial<TableOptions>;
  readonly numbers?: NumberRule;
  readonly columns?: Readonly<Record<string, ColumnRule>>;
}

/** How one office's file is read: the content of a mapping file. `mappings/mapping.schema.json` describes it. */
export interface Mapping {
  readonly dataset: string;
  readonly title: string;
  readonly kind: FileKind;
  readonly source?: Readonly<Record<string, string>>;
  /** Name of the file; `{year}` is four digits, `{nn}` two, `{any}` anything. */
  readonly file?: string;
  readonly table: TableOptions;
  readonly shapes?: readonly Shape[];
  readonly columns: Readonly<Record<string, ColumnRule>>;
  readonly values?: Readonly<
    Record<string, { readonly entries: Readonly<Record<string, string>>; readonly otherwise?: "keep" | "refuse" }>
  >;
  readonly currency: { readonly code: string; readonly decimals: number };
  readonly numbers?: NumberRule;
  readonly ragged?: "keep" | "refuse";
  readonly skip?: readonly SkipRule[];
  readonly line: LineRule;
  readonly payee?: PayeeRule;
  readonly amount?: AmountRule;
  readonly measures?: Readonly<Partial<Record<MeasureName, string>>>;
  readonly date?: DateRule;
  readonly year?: YearRule;
  readonly reference?: TextRule;
  readonly description?: TextRule;
  readonly document?: { readonly column: string; readonly holds: "hash" | "path" };
  readonly supersede?: SupersedeRule;
}
