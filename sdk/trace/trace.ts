import type { CitedEntry, Entry } from "../journal/entry.ts";
import { decodeEntries } from "../journal/entry.ts";
import { isCorrection, kindOf, type Stage } from "../journal/kinds.ts";
import type { Series } from "../journal/series.ts";
import type { Replay } from "../replay/replay.ts";
import type { ReplayedBatch, ReplayedCommitment } from "../replay/replayed.ts";

/** An entry with its place in the journal. */
export interface PlacedEntry {
  readonly series: Series;
  /** Its number in the series, from 1. */
  readonly number: number;
  readonly entry: Entry;
  readonly batch: ReplayedBatch;
}

/** A stage of public spending on the way to an entry, with the entries that make it up. */
export interface TraceStep {
  readonly stage: Stage;
  /** In the order in which they were recorded. Their documents are the proof: invoice, contract, decision, law. */
  readonly entries: readonly PlacedEntry[];
}

/** The way of an entry back to the law. */
export interface Trace {
  /** The entry that was asked for. */
  readonly from: PlacedEntry;
  /** The commitment that it belongs to, null where it belongs to none. */
  readonly commitment: ReplayedCommitment | null;
  /** The lines from the entry's own up to its control line, and on to the top. */
  readonly lines: readonly number[];
  /** Stages from the one before the entry's own back to the appropriation, none empty. */
  readonly steps: readonly TraceStep[];
  /** Earlier entries that it cites, and those that these cite. */
  readonly cites: readonly PlacedEntry[];
  /** Later entries that cite it: its corrections, and what was carried over from it. */
  readonly citedBy: readonly PlacedEntry[];
}

/** What a payee got from a line. */
export interface PayeeFlow {
  /** 0 where the entries name none. */
  readonly payee: number;
  /** Paid net of refunds and corrections, in minor units. */
  readonly paid: bigint;
  readonly entries: readonly PlacedEntry[];
}

const CHAIN_OF_COMMITMENT: readonly Stage[] = ["payment", "payment order", "verification", "commitment"];
const CHAIN_OF_LINE: readonly Stage[] = [
  "reservation",
  "cash release",
  "allotment",
  "carry-over",
  "virement",
  "appropriation",
];

/**
 * Follows entries through a replayed journal, backwards to the law and forwards to payees.
 *
 * Indexes the journal once; each question is then a walk over the entries that it is about.
 *
 * @example const tracer = new Tracer(replay); tracer.back({ agency: 1, year: 2019, desk: 0 }, 42)?.steps
 */
export class Tracer {
  readonly #replay: Replay;
  readonly #byLine = new Map<number, PlacedEntry[]>();
  readonly #byCommitment = new Map<string, PlacedEntry[]>();
  readonly #citing = new Map<string, PlacedEntry[]>();

  /** @param replay A replay of the whole journal. */
  constructor(replay: Replay) {
    this.#replay = replay;
    for (const batch of replay.batches.values()) {
      const series = { agency: batch.agency, year: batch.year, desk: batch.desk };
      decodeEntries(batch.entries).forEach((entry, index) => {
        const placed = { series, number: batch.firstNumber + index, entry, batch };
        push(this.#byLine, entry.line, placed);
        const commitment = this.#commitmentKey(placed);
        if (commitment !== null) push(this.#byCommitment, commitment, placed);
        if (entry.cites !== undefined) push(this.#citing, placeKey(series.agency, entry.cites), placed);
      });
    }
  }

  /**
   * Follows an entry back: payment, order, verification, commitment, allotment, appropriation.
   *
   * @param series The entry's series.
   * @param number The entry's number, from 1.
   * @returns The way, or null where the journal holds no such entry.
   * @example tracer.back(series, 42)?.steps.at(-1)?.entries[0]?.entry.document // the law
   */
  back(series: Series, number: number): Trace | null {
    const from = this.#placed(series, number);
    if (from === null) return null;
    const key = this.#commitmentKey(from);
    const ofCommitment = key === null ? [] : (this.#byCommitment.get(key) ?? []);
    const lines = this.#linesUp(from.entry.line);
    const controls = this.#linesWithAuthority(lines);
    const ofLines = controls.flatMap((line) => this.#byLine.get(line) ?? []).toSorted(byRecording);
    const { stage } = kindOf(from.entry.kind);
    const before = CHAIN_OF_COMMITMENT.slice(CHAIN_OF_COMMITMENT.indexOf(stage) + 1);
    const above = CHAIN_OF_LINE.slice(CHAIN_OF_LINE.indexOf(stage) + 1);
    const wanted = CHAIN_OF_COMMITMENT.includes(stage)
      ? [...before.map((step) => stepOf(step, ofCommitment)), ...CHAIN_OF_LINE.map((step) => stepOf(step, ofLines))]
      : above.map((step) => stepOf(step, ofLines));
    return {
      from,
      commitment: key === null ? null : (this.#replay.commitments.get(key) ?? null),
      lines,
      steps: wanted
        .map((step) => ({ ...step, entries: step.entries.filter((entry) => byRecording(entry, from) < 0) }))
        .filter(({ entries }) => entries.length > 0),
      cites: this.#citedFrom(from),
      citedBy: this.#citing.get(placeKey(series.agency, { ...series, number })) ?? [],
    };
  }

  /**
   * Follows a line, and all lines below it, forward to those who were paid.
   *
   * @param line The line.
   * @returns One flow for each payee, the greatest first.
   * @example tracer.forward(7)[0]?.paid
   */
  forward(line: number): PayeeFlow[] {
    const flows = new Map<number, { paid: bigint; entries: PlacedEntry[] }>();
    for (const below of this.#linesDown(line)) {
      for (const placed of this.#byLine.get(below) ?? []) {
        const { kind, payee, amount } = placed.entry;
        const row = kindOf(kind);
        if (row.stage !== "payment") continue;
        const flow = flows.get(payee) ?? { paid: 0n, entries: [] };
        flow.paid += row.raises.includes("paid") !== isCorrection(kind) ? amount : -amount;
        flow.entries.push(placed);
        flows.set(payee, flow);
      }
    }
    return [...flows]
      .map(([payee, flow]) => ({ payee, ...flow }))
      .toSorted((a, b) => (a.paid === b.paid ? a.payee - b.payee : a.paid < b.paid ? 1 : -1));
  }

  #placed(series: Series, number: number): PlacedEntry | null {
    const found = this.#replay.entryAt(series, number);
    return found === null ? null : { series, number, entry: found.entry, batch: found.batch };
  }

  #commitmentKey({ series, entry }: PlacedEntry): string | null {
    if (entry.commitment === 0 || !kindOf(entry.kind).namesCommitment) return null;
    // A commitment's year is its line's: a correction in a later year still belongs to it.
    const year = this.#replay.lines.get(entry.line)?.year ?? series.year;
    return `${series.agency}/${year}/${entry.commitment}`;
  }

  #citedFrom(from: PlacedEntry): PlacedEntry[] {
    const cited: PlacedEntry[] = [];
    for (let at: PlacedEntry | null = from; at?.entry.cites !== undefined;) {
      const { year, desk, number }: CitedEntry = at.entry.cites;
      at = this.#placed({ agency: at.series.agency, year, desk }, number);
      if (at !== null) cited.push(at);
    }
    return cited;
  }

  /** A line and those above it. */
  #linesUp(line: number): number[] {
    const lines: number[] = [];
    for (let at = line; at !== 0; at = this.#replay.lines.get(at)?.parent ?? 0) lines.push(at);
    return lines;
  }

  /** A line and all below it. */
  #linesDown(line: number): number[] {
    return [line, ...(this.#replay.lines.get(line)?.children ?? []).flatMap((child) => this.#linesDown(child))];
  }

  /**
   * The lines whose budget a payment draws on: its own where that was given one, else all that share its control line,
   * where the ceilings bind.
   */
  #linesWithAuthority(lines: readonly number[]): number[] {
    const own = lines[0]!;
    const hasOwn = (this.#byLine.get(own) ?? []).some(({ entry }) => kindOf(entry.kind).raises.includes("revised"));
    const control = this.#replay.lines.get(own)?.control ?? 0;
    return hasOwn || control === 0 ? [own] : this.#linesDown(control);
  }
}

function stepOf(stage: Stage, entries: readonly PlacedEntry[]): TraceStep {
  return { stage, entries: entries.filter(({ entry }) => kindOf(entry.kind).stage === stage) };
}

function byRecording(a: PlacedEntry, b: PlacedEntry): number {
  const [left, right] = [a.batch.place, b.batch.place];
  return left.block - right.block || left.logIndex - right.logIndex || a.number - b.number;
}

function placeKey(agency: number, { year, desk, number }: CitedEntry): string {
  return `${agency}/${year}/${desk}/${number}`;
}

function push<K>(lists: Map<K, PlacedEntry[]>, key: K, placed: PlacedEntry): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [placed]);
  else list.push(placed);
}
