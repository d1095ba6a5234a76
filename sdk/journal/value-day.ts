import { FiscError } from "../fisc-error.ts";

/** The first value date that an entry can carry: day 0. */
export const FIRST_VALUE_DATE = "1970-01-01";

/** The last value date that fits the entry's 16 bits. */
export const LAST_VALUE_DATE = "2149-06-06";

/** The day number of the last value date. */
export const LAST_VALUE_DAY = 0xffff;

const MILLISECONDS_A_DAY = 86_400_000;
const dateByDay = new Map<number, string>();
const dayByDate = new Map<string, number>();

/** A text is no value date, or lies outside of what an entry can carry. */
export class ValueDateInvalidError extends FiscError {
  override readonly name = "ValueDateInvalidError";

  /** @param given What stood in the place of a date. */
  constructor(given: string) {
    super(
      `"${given}" is not a value date.`,
      `A value date is a day of the calendar from ${FIRST_VALUE_DATE} to ${LAST_VALUE_DATE}, written YYYY-MM-DD.`,
      "Correct the date, or the date format of the mapping that read it.",
    );
  }
}

/**
 * Turns a value date into the day number that an entry carries.
 *
 * @param date The date, as YYYY-MM-DD.
 * @returns Days since 1970-01-01, from 0 to 65,535.
 * @throws ValueDateInvalidError where it is no such date.
 * @example valueDayOf("2019-03-31") // 17986
 */
export function valueDayOf(date: string): number {
  const known = dayByDate.get(date);
  if (known !== undefined) return known;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new ValueDateInvalidError(date);
  const day = Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_A_DAY;
  // Some engines read the 31st of April as the 1st of May: the way back must give the same text.
  if (!(day >= 0 && day <= LAST_VALUE_DAY) || valueDateOf(day) !== date) throw new ValueDateInvalidError(date);
  dayByDate.set(date, day);
  return day;
}

/**
 * Turns the day number of an entry into a date.
 *
 * @param day Days since 1970-01-01, from 0 to 65,535.
 * @returns The date, as YYYY-MM-DD.
 * @throws ValueDateInvalidError where the number is not one of those.
 * @example valueDateOf(17986) // "2019-03-31"
 */
export function valueDateOf(day: number): string {
  const known = dateByDay.get(day);
  if (known !== undefined) return known;
  if (!Number.isInteger(day) || day < 0 || day > LAST_VALUE_DAY) throw new ValueDateInvalidError(String(day));
  const date = new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
  dateByDay.set(day, date);
  return date;
}
