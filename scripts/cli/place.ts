import type { Series } from "../../sdk/journal/series.ts";
import { UsageError } from "./UsageError.ts";

/** An entry's place in the journal. */
export interface Place {
  readonly series: Series;
  readonly number: number;
}

const PLACE = /^(?:(\d{1,10})\/)?(\d{1,5})\/(\d{1,2})\/(\d{1,13})$/;

/**
 * Says whether a text is written like an entry's place.
 *
 * @param text The text.
 * @returns True for year/desk/number, with or without agency/ before it.
 */
export function isPlace(text: string): boolean {
  return PLACE.test(text);
}

/**
 * Reads an entry's place.
 *
 * @param text year/desk/number, or agency/year/desk/number.
 * @param agency The agency where none is written.
 * @returns The place.
 * @throws UsageError where it is none.
 */
export function parsePlace(text: string, agency: number): Place {
  const parts = PLACE.exec(text);
  if (parts === null) {
    throw new UsageError(
      `"${text}" is no place in the journal.`,
      "An entry is named by its year, desk and number, as 2019/0/42, with the agency before them where it is another's.",
      "`fisc export journal` lists all entries with their places.",
    );
  }
  const [own = String(agency), year, desk, number] = parts.slice(1);
  const whole = (digits: string | undefined) => Number.parseInt(digits ?? "0", 10);
  return { series: { agency: whole(own), year: whole(year), desk: whole(desk) }, number: whole(number) };
}

/**
 * Writes an entry's place.
 *
 * @param place The place.
 * @returns agency/year/desk/number.
 */
export function placeText({ series, number }: Place): string {
  return `${series.agency}/${series.year}/${series.desk}/${number}`;
}
