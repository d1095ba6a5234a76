import type { Entry } from "../../sdk/journal/entry.ts";
import { kindNamed } from "../../sdk/journal/kinds.ts";
import { valueDateOf } from "../../sdk/journal/value-day.ts";
import type { ReplayedLine } from "../../sdk/replay/replayed.ts";
import type { Office } from "./Office.ts";

/** What is to become of authority that is not used when a year is closed. */
export interface ClosingTerms {
  readonly year: number;
  /** The rule of carry-over; null to carry nothing over. */
  readonly rule: number | null;
  /** Whether what is not carried over lapses; it stays on the line otherwise. */
  readonly lapse: boolean;
  /** The hash of the decision. */
  readonly document: string;
}

/** Entries by stage, in the order in which they are recorded. */
export type ClosingPlan = readonly (readonly Entry[])[];

/**
 * Works out the entries that end a closed year: what was never paid is taken back, stage by stage, and the authority that
 * this frees is carried over or lapses.
 *
 * The entries follow from what the chain says, so a plan that was recorded in part is made again for the rest.
 *
 * @param office The office, refreshed.
 * @param terms Year, rule, document.
 * @returns The stages, none empty.
 */
export function planClosing(office: Office, terms: ClosingTerms): ClosingPlan {
  const { replay, agency } = office;
  const { year, document } = terms;
  const lines = [...replay.lines.values()].filter(
    (line) => line.keeper === agency && line.year === year && line.control !== 0 && line.children.length === 0,
  );
  const valueDate = valueDateOf(replay.years.get(`${agency}/${year}`)?.lastDay ?? 0);
  const entry = (kind: string, line: number, amount: bigint, commitment = 0): Entry[] =>
    amount <= 0n ? [] : [{ kind: kindNamed(kind).number, line, commitment, payee: 0, valueDate, amount, document }];

  const commitments = [...replay.commitments.values()].filter((each) => each.agency === agency && each.year === year);
  const spending = commitments.flatMap(({ line, number, payee, collective, use }) => {
    const [committed, verified, ordered, paid] = use;
    return [
      ...entry("cancel-order", line, ordered - paid, number),
      ...entry("withdraw-verification", line, verified - paid, number),
      ...entry("decommit", line, committed - paid, number),
    ].map((each) => ({ ...each, payee: collective ? 0 : payee }));
  });
  const reserved = lines.flatMap(({ id }) => entry("release-reservation", id, replay.totalsOf(id).reserved));
  const cash = unused(office, lines, "released").flatMap(([line, amount]) => entry("withdraw-cash", line.id, amount));
  const allotted = unused(office, lines, "allotted").flatMap(([line, amount]) =>
    entry("withdraw-allotment", line.id, amount),
  );
  const { carried, lapsed } = share(office, unused(office, lines, "revised"), terms);
  return [
    [...spending, ...reserved],
    cash,
    allotted,
    carried.flatMap(([line, amount]) => entry("carry-out", line.id, amount, terms.rule ?? 0)),
    lapsed.flatMap(([line, amount]) => entry("lapse", line.id, amount)),
  ].filter((stage) => stage.length > 0);
}

type Share = readonly [line: ReplayedLine, amount: bigint];

/**
 * What of a total is not paid, by line. Ceilings bind at the control line, so a line may have paid more than it was given,
 * and another then has that much less to give back.
 */
function unused(office: Office, lines: readonly ReplayedLine[], total: "released" | "allotted" | "revised"): Share[] {
  const { replay } = office;
  const room = new Map<number, bigint>();
  return lines.flatMap((line): Share[] => {
    const control = replay.totalsOf(line.control);
    const left = room.get(line.control) ?? control[total] - control.paid;
    const own = replay.totalsOf(line.id);
    const free = own[total] - own.paid;
    const amount = free < left ? free : left;
    if (amount <= 0n) return [];
    room.set(line.control, left - amount);
    return [[line, amount]];
  });
}

/** Divides unused authority into what the rule lets go over and what lapses. */
function share(office: Office, free: readonly Share[], terms: ClosingTerms): { carried: Share[]; lapsed: Share[] } {
  const { replay, agency } = office;
  const rule = terms.rule === null ? undefined : replay.rules.get(`${agency}/${terms.rule}`)?.terms;
  let cap =
    rule === undefined ? 0n : rule.yearlyCap - (replay.ruleUse.get(`${agency}/${terms.rule}/${terms.year}`) ?? 0n);
  const carried: Share[] = [];
  const lapsed: Share[] = [];
  for (const [line, amount] of free) {
    const isAllowed = rule !== undefined && (rule.fromClass === 0 || rule.fromClass === line.class);
    const over = !isAllowed ? 0n : amount < cap ? amount : cap;
    cap -= over;
    if (over > 0n) carried.push([line, over]);
    if (terms.lapse && amount > over) lapsed.push([line, amount - over]);
  }
  return { carried, lapsed };
}
