import type { Measurement } from "./Measurement.ts";

/** The most that an entry may cost: direct payments under one control line, one approver's signature, steady state. */
export interface Bound extends Pick<Measurement, "design" | "n" | "lines"> {
  /** Gas an entry. */
  readonly most: number;
}

export const BOUNDS: readonly Bound[] = [
  { design: "fisc", n: 1, lines: 1, most: 90_000 },
  { design: "fisc", n: 100, lines: 10, most: 3_600 },
  { design: "fisc", n: 500, lines: 10, most: 2_300 },
  { design: "fisc", n: 1_000, lines: 10, most: 2_100 },
  { design: "fisc-compact", n: 1_000, lines: 10, most: 1_700 },
];

/**
 * Finds the bound that a measurement must keep.
 *
 * @param row The measurement.
 * @returns The bound, or undefined where there is none.
 */
export function boundOf(row: Measurement): Bound | undefined {
  if (row.commitments !== 0 || row.approvals !== 1) return undefined;
  return BOUNDS.find(({ design, n, lines }) => design === row.design && n === row.n && lines === row.lines);
}
