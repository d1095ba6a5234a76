import { CORRECTION } from "../../sdk/journal/kinds.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Office } from "./Office.ts";
import type { RecordedRow } from "./recordedRows.ts";

/** A correction, and the year of the journal that it belongs to. */
export interface Correction {
  readonly year: number;
  readonly entry: Entry;
}

/**
 * Makes corrections that take back what is recorded of a row, the latest entries first.
 *
 * @param office The office.
 * @param row The row.
 * @param amounts How much, in minor units, by kind.
 * @param document The hash of what shows why.
 * @returns The corrections.
 */
export function takeBack(
  office: Office,
  row: RecordedRow,
  amounts: ReadonlyMap<number, bigint>,
  document: string,
): Correction[] {
  const corrections: Correction[] = [];
  for (const [kind, amount] of amounts) {
    let left = amount;
    for (const { entry, series, number } of row.entries.toReversed()) {
      if (entry.kind !== kind || left <= 0n) continue;
      const used = office.replay.cited.get(`${series.agency}/${series.year}/${series.desk}/${number}`) ?? 0n;
      const room = entry.amount - used;
      const part = room < left ? room : left;
      if (part <= 0n) continue;
      left -= part;
      const cites = { year: series.year, desk: series.desk, number };
      corrections.push(correctionOf(office, entry, cites, part, document));
    }
  }
  return corrections;
}

/**
 * Makes the correction of one entry, in its own year or, where that is closed, in the latest that is not.
 *
 * @param office The office.
 * @param entry The entry.
 * @param cites Where it stands.
 * @param amount How much of it is taken back, in minor units.
 * @param document The hash of what shows why.
 * @returns The correction.
 */
export function correctionOf(
  office: Office,
  entry: Entry,
  cites: NonNullable<Entry["cites"]>,
  amount: bigint,
  document: string,
): Correction {
  const CLOSED = 3;
  const years = [...office.replay.years.values()].filter(
    (year) => year.agency === office.agency && year.state !== CLOSED,
  );
  const own = years.find(({ year }) => year === cites.year);
  const other = years.toSorted((a, b) => b.year - a.year)[0];
  const year = own ?? other;
  const valueDate = own === undefined && other !== undefined ? dateOf(other.firstDay) : entry.valueDate;
  const { line, commitment, payee } = entry;
  return {
    year: year?.year ?? cites.year,
    entry: { line, commitment, payee, valueDate, kind: entry.kind | CORRECTION, cites, amount, document },
  };
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
