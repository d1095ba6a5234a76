import { kindLabel } from "../../sdk/journal/kinds.ts";
import { amountText, formatAmount } from "../../sdk/money/amount.ts";
import { type Language, textOf } from "../import/message.ts";
import type { ImportOutcome, RowRefusal } from "./ImportOutcome.ts";
import { amountOf, type RowSum, summariseImport } from "./summariseImport.ts";

/** A row that is not recorded, and why, as the report lists it. */
export interface ReportedRow {
  readonly row: number;
  readonly line: string;
  readonly amount: string;
  /** The error's or message's name. */
  readonly code: string;
  readonly reason: string;
}

/** What is to know about a row that was read: a rounded amount, more cells than columns. */
export interface ReportedNote {
  readonly row: number;
  /** The message's name. */
  readonly code: string;
  readonly text: string;
}

/** A correction of a recorded entry, as the report lists it. */
export interface ReportedTaking {
  /** The entry that is corrected: year/desk/number. */
  readonly entry: string;
  readonly amount: string;
  /** The version of the file, and its row, for which that entry was recorded. */
  readonly file: string;
  readonly row: number;
  /** The ledger's reason; null where it does not refuse. */
  readonly refused: string | null;
}

/** What is written down of an import. Amounts are decimal text. */
export interface ImportReport {
  readonly source: string;
  readonly file: string;
  readonly read: object;
  readonly recorded: object;
  readonly recordedBefore: object;
  readonly proposed: object;
  readonly refused: object;
  readonly skipped: object;
  readonly outside: object;
  readonly bySkipRule: object;
  readonly entriesRecorded: number;
  readonly corrections: number;
  readonly batches: number;
  readonly payeesRegistered: number;
  readonly linesOpened: number;
  readonly sharedCredit: readonly { readonly line: string; readonly amount: string }[];
  readonly refusedRows: readonly ReportedRow[];
  readonly notes: readonly ReportedNote[];
  readonly takenBack: readonly ReportedTaking[];
  readonly removedRows: readonly { readonly file: string; readonly row: number; readonly refused: string | null }[];
}

/**
 * Makes the report of an import.
 *
 * @param outcome The outcome.
 * @param language The language of the reasons.
 * @returns The report, ready to be written as JSON.
 */
export function reportImport(outcome: ImportOutcome, language: Language): ImportReport {
  const { decimals } = outcome.file.currency;
  const summary = summariseImport(outcome);
  const told = ({ rows, amount }: RowSum) => ({ rows, amount: amountText(amount, decimals) });
  const refusedEntries = outcome.rows.flatMap(({ row, refusal }) =>
    refusal === null
      ? []
      : [
          {
            row: row.row,
            line: row.entry.line.code,
            amount: amountText(amountOf(row), decimals),
            ...reasonOf(refusal, language),
          },
        ],
  );
  const unreadable = outcome.file.rows.flatMap((row) =>
    row.outcome !== "refused"
      ? []
      : [
          {
            row: row.row,
            line: "",
            amount: amountText(amountOf(row), decimals),
            code: row.reason.code,
            reason: textOf(row.reason, language),
          },
        ],
  );
  return {
    source: outcome.source,
    file: outcome.file.file,
    read: told(summary.read),
    recorded: told(summary.recorded),
    recordedBefore: told(summary.before),
    proposed: told(summary.proposed),
    refused: told(summary.refused),
    skipped: told(summary.skipped),
    outside: told(summary.outside),
    bySkipRule: Object.fromEntries(Object.entries(summary.bySkipRule).map(([rule, sum]) => [rule, told(sum)])),
    entriesRecorded: outcome.entriesNow,
    corrections: outcome.correctionsNow,
    batches: outcome.batchesNow,
    payeesRegistered: outcome.payeesNow,
    linesOpened: outcome.linesNow,
    sharedCredit: outcome.shared.map(({ line, amount }) => ({ line: line.code, amount: amountText(amount, decimals) })),
    refusedRows: [...refusedEntries, ...unreadable].toSorted((a, b) => a.row - b.row),
    notes: outcome.file.rows.flatMap(({ row, notes }) =>
      notes.map((note) => ({ row, code: note.code, text: textOf(note, language) })),
    ),
    takenBack: outcome.takenBack.map(({ cites, amount, row, refusal }) => ({
      entry: `${cites.year}/${cites.desk}/${cites.number}`,
      amount: amountText(amount, decimals),
      ...row,
      refused: refusal?.what ?? null,
    })),
    removedRows: outcome.removed.map(({ before, refusal }) => ({ ...before, refused: refusal?.what ?? null })),
  };
}

/**
 * Says why a row is not recorded.
 *
 * @param refusal The refusal.
 * @param language The language.
 * @returns The code for programs and the reason for people.
 */
export function reasonOf(refusal: RowRefusal, language: Language): { readonly code: string; readonly reason: string } {
  if (refusal.by === "import") return { code: refusal.reason.code, reason: textOf(refusal.reason, language) };
  const { name, what, remedy } = refusal.refusal;
  return { code: name, reason: `${kindLabel(refusal.kind, language)}: ${what} ${remedy}` };
}

/**
 * Says what became of a file in a few lines.
 *
 * @param outcome The outcome.
 * @param language The language.
 * @returns Lines that add up.
 */
export function describeImport(outcome: ImportOutcome, language: Language): string {
  const { currency, kind } = outcome.file;
  const summary = summariseImport(outcome);
  const zh = language === "zh-CN";
  // The measures of a budget line are no one sum of money.
  const told = ({ rows, amount }: RowSum) =>
    kind === "budget" ? String(rows) : `${rows}  (${formatAmount(amount, currency, language)})`;
  const skipped = Object.entries(summary.bySkipRule).map(([rule, { rows }]) => `${rule} ${rows}`);
  return [
    zh ? `${outcome.source}` : outcome.source,
    `  ${zh ? "读取行数" : "rows read"}   ${told(summary.read)}`,
    `  ${zh ? "已记录" : "recorded"}    ${told(summary.recorded)}` +
      (summary.before.rows === 0
        ? ""
        : zh
          ? `，其中此前已记录 ${summary.before.rows}`
          : `, ${summary.before.rows} of them before`),
    ...(outcome.proposed.length === 0 ? [] : [`  ${zh ? "待审批" : "proposed"}    ${told(summary.proposed)}`]),
    `  ${zh ? "被拒绝" : "refused"}     ${told(summary.refused)}`,
    `  ${zh ? "已跳过" : "skipped"}     ${told(summary.skipped)}${skipped.length === 0 ? "" : `: ${skipped.join(", ")}`}`,
    `  ${zh ? "本次写入分录" : "entries now"} ${outcome.entriesNow}` +
      (outcome.correctionsNow === 0
        ? ""
        : zh
          ? `（更正 ${outcome.correctionsNow}）`
          : ` (${outcome.correctionsNow} corrections)`) +
      (zh ? `，批次 ${outcome.batchesNow}` : ` in ${outcome.batchesNow} batches`),
    ...outcome.shared.map(({ line, amount }) =>
      zh
        ? `  控制科目 ${line.control?.code ?? ""} 动用了本次导入范围以外机构的额度 ${formatAmount(amount, currency, language)}，记于 ${line.code}`
        : `  control line ${line.control?.code ?? ""} draws ${formatAmount(amount, currency, language)} on credit of offices outside this part, recorded on ${line.code}`,
    ),
    ...notesLine(outcome, zh),
    ...(outcome.removed.length === 0
      ? []
      : [
          `  ${zh ? "新文件已无的行" : "rows that are gone"} ${outcome.removed.length}, ${outcome.removed.filter(({ refusal }) => refusal !== null).length} not taken back`,
        ]),
  ].join("\n");
}

/** How many rows carry a note; what each says stands in the report. */
function notesLine(outcome: ImportOutcome, zh: boolean): string[] {
  const rows = outcome.file.rows.filter(({ notes }) => notes.length > 0).length;
  if (rows === 0) return [];
  return [zh ? `  有附注的行   ${rows}（见报告）` : `  with notes  ${rows}, told in the report`];
}
