import { refusalOf } from "../../sdk/chain/errors.ts";
import { decodeEntries, type Entry } from "../../sdk/journal/entry.ts";
import { kindNamed } from "../../sdk/journal/kinds.ts";
import { valueDateOf } from "../../sdk/journal/value-day.ts";
import type { ReplayedLine } from "../../sdk/replay/replayed.ts";
import type { Office } from "./Office.ts";

const LEVEL = { summary: 0, control: 1, detail: 2 } as const;
const LINES_A_TRANSACTION = 70;

/**
 * Makes the entries that take what was carried out of a year into the next one, on lines of the same code.
 *
 * @param office The office, refreshed.
 * @param from The year that was closed.
 * @param into The year that goes on.
 * @returns One entry for each that was carried out and has not arrived whole; each cites it.
 */
export function planCarryIn(office: Office, from: number, into: number): Entry[] {
  const { replay, agency } = office;
  const [out, in_] = [kindNamed("carry-out").number, kindNamed("carry-in").number];
  const valueDate = valueDateOf(replay.years.get(`${agency}/${into}`)?.firstDay ?? 0);
  const entries: Entry[] = [];
  for (const batch of replay.batches.values()) {
    if (batch.agency !== agency || batch.year !== from) continue;
    decodeEntries(batch.entries).forEach((entry, index) => {
      if (entry.kind !== out) return;
      const number = batch.firstNumber + index;
      const left = entry.amount - (replay.cited.get(`${agency}/${from}/${batch.desk}/${number}`) ?? 0n);
      const line = sameLine(office, replay.lines.get(entry.line), into);
      if (left <= 0n || line === null) return;
      const cites = { year: from, desk: batch.desk, number };
      entries.push({ ...entry, line: line.id, valueDate, kind: in_, cites, amount: left });
    });
  }
  return entries;
}

/**
 * Opens in a year the lines of another one that it lacks, with the same codes, descriptions and classes.
 *
 * @param office The office, refreshed; a budget officer is at hand.
 * @param from The year that has them.
 * @param into The year that lacks them.
 * @param wanted The lines; those above them are opened as well.
 * @returns How many were opened.
 */
export async function copyLines(office: Office, from: number, into: number, wanted: Iterable<number>): Promise<number> {
  const { replay, agency } = office;
  const needed = new Set<number>();
  for (const line of wanted) for (let at = line; at !== 0; at = replay.lines.get(at)?.parent ?? 0) needed.add(at);
  const missing = [...needed]
    .map((id) => replay.lines.get(id))
    .filter((line) => line !== undefined)
    .filter((line) => line.year === from && sameLine(office, line, into) === null)
    .toSorted((a, b) => depth(office, a) - depth(office, b) || a.id - b.id);
  for (let start = 0; start < missing.length;) {
    const rank = depth(office, missing[start]!);
    const chunk = missing.slice(start, start + LINES_A_TRANSACTION).filter((line) => depth(office, line) === rank);
    const specs = chunk.map((line) => ({
      code: line.code,
      description: line.description,
      agency: line.agency,
      parent: sameLine(office, replay.lines.get(line.parent), into)?.id ?? 0,
      level: line.control === 0 ? LEVEL.summary : line.control === line.id ? LEVEL.control : LEVEL.detail,
      ceilings: line.ceilings,
      class: line.class,
    }));
    try {
      await (await office.as(office.makerFor("budgetOfficer")).ledger.openLines(agency, into, specs)).wait();
    } catch (error) {
      throw refusalOf("open lines", error);
    }
    await office.refresh();
    start += chunk.length;
  }
  return missing.length;
}

/** The line of a year with the same code. */
function sameLine(office: Office, line: ReplayedLine | undefined, year: number): ReplayedLine | null {
  return line === undefined ? null : office.lineByCodeHash(year, line.code);
}

function depth(office: Office, line: ReplayedLine): number {
  let deep = 0;
  for (let at = line.parent; at !== 0; at = office.replay.lines.get(at)?.parent ?? 0) deep++;
  return deep;
}
