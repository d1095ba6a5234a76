import type { Replay } from "../../sdk/replay/replay.ts";

/** Gives commitments their numbers: a line has one collective commitment, and each new one the next free number. */
export class CommitmentNumbers {
  readonly #agency: number;
  readonly #collective = new Map<string, number>();
  readonly #last = new Map<number, number>();
  readonly #yearsWithCollective = new Set<number>();

  /**
   * @param replay What the chain says.
   * @param agency The agency that keeps the books.
   */
  constructor(replay: Replay, agency: number) {
    this.#agency = agency;
    for (const commitment of replay.commitments.values()) {
      if (commitment.agency !== agency) continue;
      const { year, number, line, collective } = commitment;
      this.#last.set(year, Math.max(this.#last.get(year) ?? 0, number));
      if (!collective) continue;
      this.#collective.set(`${year}/${line}`, number);
      this.#yearsWithCollective.add(year);
    }
  }

  /** The agency that keeps the books. */
  get agency(): number {
    return this.#agency;
  }

  /** The collective commitment of a line, or 0. */
  collectiveOf(year: number, line: number): number {
    return this.#collective.get(`${year}/${line}`) ?? 0;
  }

  /** Whether the office publishes its commitments of a year, by line. */
  hasCollective(year: number): boolean {
    return this.#yearsWithCollective.has(year);
  }

  /** The collective commitment of a line; a new number where it has none. */
  openCollective(year: number, line: number): number {
    const number = this.collectiveOf(year, line);
    if (number !== 0) return number;
    const next = this.next(year);
    this.#collective.set(`${year}/${line}`, next);
    return next;
  }

  /** The next free number. */
  next(year: number): number {
    const next = (this.#last.get(year) ?? 0) + 1;
    this.#last.set(year, next);
    return next;
  }
}
