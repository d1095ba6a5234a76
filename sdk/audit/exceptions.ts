import { decodeEntries, type Entry } from "../journal/entry.ts";
import { entryKey } from "../journal/entry-id.ts";
import { isCorrection, kindOf } from "../journal/kinds.ts";
import type { Series } from "../journal/series.ts";
import { valueDayOf } from "../journal/value-day.ts";
import type { Replay } from "../replay/replay.ts";

const SECONDS_A_DAY = 86_400;

/** An entry that was recorded long after its value date. */
export interface LateEntry {
  readonly series: Series;
  readonly number: number;
  readonly entry: Entry;
  /** Whole days from the value date to the block that recorded it. */
  readonly daysLate: number;
}

/** A time in which a series recorded nothing. */
export interface Silence {
  readonly series: Series;
  /** The last entry before it; 0 where there is none. */
  readonly afterNumber: number;
  /** Unix seconds. */
  readonly from: number;
  /** Unix seconds. */
  readonly to: number;
  /** Whole days. */
  readonly days: number;
  /** Whether it still lasts. */
  readonly lasts: boolean;
}

/** A payment for which no settlement is recorded. */
export interface UnsettledPayment {
  readonly series: Series;
  readonly number: number;
  readonly entry: Entry;
  /** What is left of the payment after corrections, in minor units. */
  readonly amount: bigint;
}

/**
 * Lists entries that were recorded more than some days after their value date.
 *
 * @param replay The replay.
 * @param blockTimes Unix seconds by block number, as `readBlockTimes` returns them.
 * @param days The days that are allowed.
 * @returns The late entries, the latest first; entries of a block without a time are left out.
 * @example const late = lateEntries(replay, await readBlockTimes(fisc, blocks), 30);
 */
export function lateEntries(replay: Replay, blockTimes: ReadonlyMap<number, number>, days: number): LateEntry[] {
  const late: LateEntry[] = [];
  for (const { agency, year, desk, firstNumber, entries, place } of replay.batches.values()) {
    const time = blockTimes.get(place.block);
    if (time === undefined) continue;
    const day = Math.floor(time / SECONDS_A_DAY);
    decodeEntries(entries).forEach((entry, index) => {
      const daysLate = day - valueDayOf(entry.valueDate);
      if (daysLate > days) late.push({ series: { agency, year, desk }, number: firstNumber + index, entry, daysLate });
    });
  }
  return late.toSorted((a, b) => b.daysLate - a.daysLate);
}

/**
 * Lists the times in which a series recorded nothing for more than some days.
 *
 * A series of a closed year has ended, so it is not silent.
 *
 * @param replay The replay.
 * @param blockTimes Unix seconds by block number.
 * @param days The days that are allowed.
 * @param now The present, Unix seconds.
 * @returns The silences, by series and in order.
 * @example const silences = silencesOf(replay, blockTimes, 45, Date.now() / 1000);
 */
export function silencesOf(
  replay: Replay,
  blockTimes: ReadonlyMap<number, number>,
  days: number,
  now: number,
): Silence[] {
  const silences: Silence[] = [];
  for (const { agency, year, desk, batches } of replay.series.values()) {
    const isClosed = replay.years.get(`${agency}/${year}`)?.state === 3;
    const add = (from: number | undefined, to: number, afterNumber: number, lasts: boolean) => {
      if (from === undefined || to - from <= days * SECONDS_A_DAY) return;
      const silent = Math.floor((to - from) / SECONDS_A_DAY);
      silences.push({ series: { agency, year, desk }, afterNumber, from, to, days: silent, lasts });
    };
    let last: { readonly time: number | undefined; readonly number: number } = { time: undefined, number: 0 };
    for (const { place, firstNumber, count } of batches) {
      const time = blockTimes.get(place.block);
      if (time !== undefined) add(last.time, time, last.number, false);
      last = { time: time ?? last.time, number: firstNumber + count - 1 };
    }
    if (!isClosed) add(last.time, now, last.number, true);
  }
  return silences;
}

/**
 * Lists payments that no settlement is recorded for.
 *
 * @param replay The replay.
 * @returns The payments, net of corrections, in the order of the journal.
 * @example const open = unsettledPayments(replay).reduce((sum, { amount }) => sum + amount, 0n);
 */
export function unsettledPayments(replay: Replay): UnsettledPayment[] {
  const open: UnsettledPayment[] = [];
  for (const { agency, year, desk, firstNumber, entries } of replay.batches.values()) {
    const series = { agency, year, desk };
    decodeEntries(entries).forEach((entry, index) => {
      const number = firstNumber + index;
      if (isCorrection(entry.kind) || !kindOf(entry.kind).raises.includes("paid")) return;
      const key = entryKey({ ...series, number });
      if (replay.settlements.has(key)) return;
      const amount = entry.amount - (replay.cited.get(key) ?? 0n);
      if (amount > 0n) open.push({ series, number, entry, amount });
    });
  }
  return open;
}
