import { getBytes } from "ethers";

import { calldataFloor } from "../../sdk/journal/compact.ts";

/** What each transaction pays before its calldata. */
const TRANSACTION_GAS = 21_000;

/** What one batch costs: a row of the benchmark. */
export interface Measurement {
  /** What was measured, as "fisc". */
  readonly design: string;
  /** How many entries, transfers or attestations one transaction holds. */
  readonly n: number;
  /** How many budget lines they are on; 0 where there are none. */
  readonly lines: number;
  /** How many commitments they name; 0 for none. */
  readonly commitments: number;
  /** How many approvers have signed. */
  readonly approvals: number;
  /** Gas of the transaction, by n. */
  readonly gasPerEntry: number;
  /** The least that its calldata costs by EIP-7623, the 21,000 of a transaction included, by n. */
  readonly floor: number;
  /** gasPerEntry by the gas of an ERC-20 transfer to a new holder. */
  readonly ratio: number;
}

/** What a measurement is of. */
export type Measured = Pick<Measurement, "design" | "n" | "lines" | "commitments" | "approvals">;

/** What a transaction sent and used. */
export interface Sent {
  readonly data: string;
  readonly gasUsed: bigint;
}

/**
 * Makes a row of the benchmark.
 *
 * @param measured What it is of.
 * @param sent The transaction.
 * @param unit The gas of an ERC-20 transfer to a new holder.
 * @returns The row; gas to the thousandth, which is exact for the sizes measured.
 */
export function measurementOf(measured: Measured, sent: Sent, unit: number): Measurement {
  const gasPerEntry = Number(sent.gasUsed) / measured.n;
  const floor = (TRANSACTION_GAS + calldataFloor(getBytes(sent.data))) / measured.n;
  return {
    design: measured.design,
    n: measured.n,
    lines: measured.lines,
    commitments: measured.commitments,
    approvals: measured.approvals,
    gasPerEntry: rounded(gasPerEntry, 3),
    floor: rounded(floor, 3),
    ratio: rounded(gasPerEntry / unit, 4),
  };
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
