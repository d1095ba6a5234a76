/** How many entries a batch holds. */
export const SIZES = [1, 10, 100, 500, 1_000] as const;

/** How many lines they are on. */
export const LINES = [1, 10, 100] as const;

/** What the entries of a batch are. */
export type Work =
  /** Direct payments, which go through all stages at once. */
  | "pay-direct"
  /** Reservations, which need no approval where the policy frees them. */
  | "reserve"
  /** Payments on commitments. */
  | "pay"
  /** Verification, payment order and payment of each commitment, one after the other. */
  | "stages";

/** A batch of the ledger to measure. */
export interface Cell {
  readonly work: Work;
  readonly encoding: "plain" | "compact";
  readonly n: number;
  readonly lines: number;
  readonly commitments: number;
  readonly approvals: 0 | 1 | 2;
}

const PER_COMMITMENT = 3;

/**
 * Lists the batches of the ledger to measure, without regard to the encoding.
 *
 * @param sizes How many entries they hold.
 * @returns The batches; those on commitments come last.
 */
export function cellsOf(sizes: readonly number[]): Omit<Cell, "encoding">[] {
  const places = sizes.flatMap((n) => LINES.filter((lines) => lines <= n).map((lines) => ({ n, lines })));
  const without = (work: Work, approvals: 0 | 1 | 2) =>
    places.map((place) => ({ ...place, work, approvals, commitments: 0 }));
  const oneALine = (approvals: 1 | 2) =>
    places.map((place) => ({ ...place, work: "pay" as const, approvals, commitments: place.lines }));
  const oneAnEntry = places
    .filter(({ n, lines }) => lines < n)
    .map((place) => ({ ...place, work: "pay" as const, approvals: 1 as const, commitments: place.n }));
  const stages = places
    .map((place) => ({
      ...place,
      work: "stages" as const,
      approvals: 1 as const,
      commitments: Math.ceil(place.n / PER_COMMITMENT),
    }))
    .filter(({ n, lines, commitments }) => n >= PER_COMMITMENT && commitments >= lines);
  return [
    ...without("pay-direct", 1),
    ...without("pay-direct", 2),
    ...without("reserve", 0),
    ...oneALine(1),
    ...oneALine(2),
    ...oneAnEntry,
    ...stages,
  ];
}

/**
 * Names the design that a batch stands for.
 *
 * @param cell The batch.
 * @returns "fisc" or "fisc-compact", with "-stages" behind where it holds several kinds.
 */
export function designOf(cell: Pick<Cell, "work" | "encoding">): string {
  return `fisc${cell.encoding === "compact" ? "-compact" : ""}${cell.work === "stages" ? "-stages" : ""}`;
}
