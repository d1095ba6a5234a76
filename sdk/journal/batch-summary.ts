import { type AmountLocale, type Currency, formatAmount } from "../money/amount.ts";
import type { BatchHead } from "./batch.ts";
import type { Entry } from "./entry.ts";
import { kindLabel, kindOf } from "./kinds.ts";

/** What entries' numbers stand for, as far as it is known. */
export interface EntryNames {
  readonly lineOf: (line: number) => string | undefined;
  readonly payeeOf: (payee: number) => string | undefined;
  /** Whether the document is at hand. */
  readonly hasDocument: (document: string) => boolean;
}

/** What a batch says, for a person who is asked to sign it. */
export interface BatchSummary {
  /** One sentence. */
  readonly says: string;
  /** How many entries. */
  readonly entries: number;
  /** The sum of all amounts, with the currency. */
  readonly total: string;
  /** The same by kind of entry. */
  readonly kinds: readonly { readonly kind: string; readonly entries: number; readonly total: string }[];
  /** How many lines the batch moves. */
  readonly lines: number;
  /** How many payees it names. */
  readonly payees: number;
  /** The first and the last value date, as YYYY-MM-DD. */
  readonly valueDates: readonly [first: string, last: string];
  /** The last moment at which the batch counts, in UTC. */
  readonly deadline: string;
}

/**
 * Says in words and totals what a batch does.
 *
 * @param head The batch's head.
 * @param entries Its entries, at least one.
 * @param currency The fiscal year's currency.
 * @param locale The language.
 * @returns The summary.
 * @throws KindUnknownError where an entry's kind is none.
 * @example console.log(summariseBatch(head, entries, currency, "en").says)
 */
export function summariseBatch(
  head: BatchHead,
  entries: readonly Entry[],
  currency: Currency,
  locale: AmountLocale,
): BatchSummary {
  const byKind = new Map<number, { entries: number; total: bigint }>();
  for (const entry of entries) {
    const sum = byKind.get(entry.kind) ?? { entries: 0, total: 0n };
    byKind.set(entry.kind, { entries: sum.entries + 1, total: sum.total + entry.amount });
  }
  const kinds = [...byKind]
    .toSorted(([a], [b]) => a - b)
    .map(([kind, sum]) => ({
      kind: kindLabel(kind, locale),
      entries: sum.entries,
      total: formatAmount(sum.total, currency, locale),
    }));
  const dates = entries.map((entry) => entry.valueDate).toSorted();
  const total = formatAmount(head.total, currency, locale);
  const last = head.firstNumber + entries.length - 1;
  return {
    says:
      locale === "en"
        ? `Agency ${head.agency}, year ${head.year}, desk ${head.desk}: entries ${head.firstNumber} to ${last}, ${total} in all.`
        : `机构 ${head.agency},${head.year} 年度,柜台 ${head.desk}:第 ${head.firstNumber} 至 ${last} 号分录,合计 ${total}。`,
    entries: entries.length,
    total,
    kinds,
    lines: new Set(entries.map((entry) => entry.line)).size,
    payees: new Set(entries.filter((entry) => entry.payee !== 0).map((entry) => entry.payee)).size,
    valueDates: [dates[0] ?? "", dates.at(-1) ?? ""],
    deadline: deadlineText(head.deadline),
  };
}

/**
 * Says in one sentence what an entry is.
 *
 * @param entry The entry.
 * @param currency The fiscal year's currency.
 * @param locale The language.
 * @param names What lines and payees are called; they are told by number where it is not known.
 * @returns The sentence, without a full stop.
 * @throws KindUnknownError where its kind is none.
 * @example describeEntry(entry, { code: "EUR", decimals: 2 }, "en") // "Payment of EUR 12.00 on line 7, commitment 3, to payee 9, value date 2019-03-31"
 */
export function describeEntry(
  entry: Entry,
  currency: Currency,
  locale: AmountLocale,
  names?: Pick<EntryNames, "lineOf" | "payeeOf">,
): string {
  const label = kindLabel(entry.kind, locale);
  const amount = formatAmount(entry.amount, currency, locale);
  const { rule } = kindOf(entry.kind);
  const hasCommitment = entry.commitment !== 0;
  const line = named(entry.line, names?.lineOf(entry.line), locale);
  const payee = named(entry.payee, names?.payeeOf(entry.payee), locale);
  const parts =
    locale === "en"
      ? [
          `${label} of ${amount} on line ${line}`,
          ...(hasCommitment ? [`${rule === null ? "commitment" : "rule"} ${entry.commitment}`] : []),
          ...(entry.payee !== 0 ? [`payee ${payee}`] : []),
          `value date ${entry.valueDate}`,
          ...(entry.cites ? [`citing entry ${entry.cites.year}/${entry.cites.desk}/${entry.cites.number}`] : []),
        ]
      : [
          `${label} ${amount},预算科目 ${line}`,
          ...(hasCommitment ? [`${rule === null ? "承诺" : "规则"} ${entry.commitment}`] : []),
          ...(entry.payee !== 0 ? [`收款人 ${payee}`] : []),
          `起息日 ${entry.valueDate}`,
          ...(entry.cites ? [`引用分录 ${entry.cites.year}/${entry.cites.desk}/${entry.cites.number}`] : []),
        ];
  return parts.join(locale === "en" ? ", " : ",");
}

function named(number: number, name: string | undefined, locale: AmountLocale): string {
  if (name === undefined) return String(number);
  return locale === "en" ? `${number} (${name})` : `${number}（${name}）`;
}

function deadlineText(deadline: number): string {
  // The last deadlines that 48 bits carry lie beyond the calendar of a JavaScript Date.
  const time = new Date(deadline * 1000);
  return Number.isNaN(time.getTime()) ? "never" : time.toISOString();
}
