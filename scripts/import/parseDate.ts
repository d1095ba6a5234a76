/** A day that was read, or why it could not be. */
export type ParsedDate =
  | { readonly ok: true; readonly day: string }
  | { readonly ok: false; readonly fault: "unreadable" | "impossible" }
  | { readonly ok: false; readonly fault: "weekday"; readonly weekday: string };

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Year 1 of the Republic of China calendar (minguo) is 1912. */
const ROC_EPOCH = 1911;

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: "(?<year>\\d{4})",
  yy: "(?<century>\\d{2})",
  roc: "(?<roc>\\d{2,3})",
  MMMM: `(?<monthName>${MONTHS.join("|")})`,
  MMM: `(?<monthName>${MONTHS.map((name) => name.slice(0, 3)).join("|")})`,
  MM: "(?<month>\\d{2})",
  M: "(?<month>\\d{1,2})",
  dd: "(?<day>\\d{2})",
  d: "(?<day>\\d{1,2})",
  EEEE: `(?<weekday>${WEEKDAYS.join("|")})`,
  EEE: `(?<weekday>${WEEKDAYS.map((name) => name.slice(0, 3)).join("|")})`,
  HH: "\\d{2}",
  mm: "\\d{2}",
  ss: "\\d{2}(?:\\.\\d+)?",
};

const patterns = new Map<string, RegExp>();

/**
 * Reads a day. The time of day, if the format has one, is dropped.
 *
 * @param text The cell. Full-width digits count as plain ones.
 * @param formats Tried in order. Tokens: yyyy, yy (of this century), roc (minguo year), MMMM, MMM, MM, M, dd, d, EEEE, EEE,
 * HH, mm, ss; the rest stands for itself.
 * @returns The day as YYYY-MM-DD, or what is wrong with it: no format fits, no such day, or not that day of the week.
 */
export function parseDate(text: string, formats: readonly string[]): ParsedDate {
  const plain = text.normalize("NFKC").trim();
  for (const format of formats) {
    const parts = patternOf(format).exec(plain)?.groups;
    if (parts !== undefined) return check(parts);
  }
  return { ok: false, fault: "unreadable" };
}

/**
 * Says whether a text is a format of dates.
 *
 * @param format The text.
 * @returns False where a part of the date stands in it twice.
 */
export function isDateFormat(format: string): boolean {
  const names = [...sourceOf(format).matchAll(/\?<(\w+)>/g)].map(([, name]) => name);
  return new Set(names).size === names.length;
}

function patternOf(format: string): RegExp {
  let pattern = patterns.get(format);
  if (pattern === undefined) {
    pattern = new RegExp(`^${sourceOf(format)}$`, "i");
    patterns.set(format, pattern);
  }
  return pattern;
}

function sourceOf(format: string): string {
  return format
    .normalize("NFKC")
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/yyyy|yy|roc|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|mm|ss/g, (token) => TOKENS[token] ?? token);
}

function check(parts: Readonly<Record<string, string | undefined>>): ParsedDate {
  const year = yearOf(parts);
  const month = parts["monthName"] === undefined ? parseInt(parts["month"] ?? "1", 10) : monthOf(parts["monthName"]);
  const day = parseInt(parts["day"] ?? "1", 10);
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return { ok: false, fault: "impossible" };
  const weekday = WEEKDAYS[date.getUTCDay()] ?? "";
  const said = parts["weekday"];
  if (said !== undefined && !weekday.toLowerCase().startsWith(said.toLowerCase())) {
    return { ok: false, fault: "weekday", weekday };
  }
  return { ok: true, day: date.toISOString().slice(0, 10) };
}

function yearOf(parts: Readonly<Record<string, string | undefined>>): number {
  if (parts["roc"] !== undefined) return parseInt(parts["roc"], 10) + ROC_EPOCH;
  if (parts["century"] !== undefined) return parseInt(parts["century"], 10) + 2000;
  return parseInt(parts["year"] ?? "0", 10);
}

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1;
}
