import type { Entry } from "../../sdk/journal/entry.ts";
import { kindNamed } from "../../sdk/journal/kinds.ts";
import { valueDateOf } from "../../sdk/journal/value-day.ts";
import { type BudgetLine, combineLines } from "../import/combineLines.ts";
import type { LineRef, MappedFile } from "../import/rows.ts";
import type { Office } from "./Office.ts";

/** Credit of offices outside the imported part of a file, on which offices inside it draw. */
export interface SharedCredit {
  readonly year: number;
  /** A line of its own below the control line that they share. */
  readonly line: LineRef;
  /** Minor units. */
  readonly amount: bigint;
}

/**
 * Finds out where the imported part of a budget draws on credit that stands outside of it.
 *
 * Credit is binding on the control line, which offices share: one may commit more than it was given while another commits
 * less. Where only some of them are imported, the control line would lack what they draw on, so as much of the others'
 * free credit as they use is recorded too, openly, on a line of its own. No more than the others left free is taken.
 *
 * @param part The imported part.
 * @param whole The whole file.
 * @param offices The prefix that chooses the part.
 * @returns One for each control line that needs it; none for a whole file.
 */
export function sharedCredit(part: MappedFile, whole: MappedFile, offices: string): SharedCredit[] {
  const inside = roomByControl(combineLines(part));
  const all = roomByControl(combineLines(whole));
  const shared: SharedCredit[] = [];
  for (const [key, { room, line, year }] of inside) {
    const free = (all.get(key)?.room ?? room) - room;
    const needed = room < 0n ? -room : 0n;
    const amount = needed < free ? needed : free;
    if (amount <= 0n || line.control === null) continue;
    const code = `${line.control.code}/outside-${offices}`;
    const name = `Credit of offices outside ${offices} on the same control line, drawn on by those inside`;
    const agency = { code: "", name: null, parent: null };
    const { control, parents, classifications } = line;
    const chapter = classifications["chapter"];
    const ownClassifications = chapter === undefined ? {} : { chapter };
    shared.push({
      year,
      line: { code, name, agency, control, parents, classifications: ownClassifications },
      amount,
    });
  }
  return shared;
}

/**
 * Makes the entries of such credit that the journal does not have yet: appropriated, allotted, released.
 *
 * @param office The office, refreshed; the line is open.
 * @param credit The credit.
 * @param document The hash of the file that shows it.
 * @returns The entries; none where all of it is recorded.
 */
export function sharedCreditEntries(office: Office, credit: SharedCredit, document: string): Entry[] {
  const line = office.lineByCode(credit.year, credit.line.code)?.id;
  if (line === undefined) return [];
  const totals = office.replay.totalsOf(line);
  const terms = office.replay.years.get(`${office.agency}/${credit.year}`);
  const steps = [
    ["appropriate", totals.revised, terms?.firstDay],
    ["allot", totals.allotted, terms?.endDay],
    ["release-cash", totals.released, terms?.endDay],
  ] as const;
  return steps.flatMap(([kind, recorded, day]): Entry[] => {
    const amount = credit.amount - recorded;
    if (amount <= 0n) return [];
    const valueDate = valueDateOf(day ?? 0);
    return [{ kind: kindNamed(kind).number, line, commitment: 0, payee: 0, valueDate, amount, document }];
  });
}

interface Room {
  readonly line: LineRef;
  readonly year: number;
  /** Credit less what is authorised, committed or recognised of it, in minor units. */
  readonly room: bigint;
}

function roomByControl(lines: ReadonlyMap<string, BudgetLine>): Map<string, Room> {
  const rooms = new Map<string, Room>();
  for (const { line, measures, fiscalYear } of lines.values()) {
    if (line.control === null || fiscalYear === null) continue;
    const { initialCredit, modifications, authorised, committed, recognised } = measures;
    const credit = (initialCredit ?? 0n) + (modifications ?? 0n);
    const used = [authorised, committed, recognised].reduce<bigint>(
      (most, each) => (each !== null && each > most ? each : most),
      0n,
    );
    const key = `${fiscalYear}/${line.control.code}`;
    const before = rooms.get(key);
    rooms.set(key, { line: before?.line ?? line, year: fiscalYear, room: (before?.room ?? 0n) + credit - used });
  }
  return rooms;
}
