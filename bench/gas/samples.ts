import { kindNamed } from "../../sdk/journal/kinds.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Cell } from "./cells.ts";
import { hashOf } from "./hashOf.ts";

/** How many payees are registered. */
export const PAYEES = 2_000;

/** A year that was, so that dates do not depend on the day of the run. */
export const YEAR = 2019;

/** The first line below the control line. */
const FIRST_LINE = 2;

const VALUE_DATE = "2019-04-15";
const STAGES = ["verify", "order", "pay"] as const;

/** Two times a batch is sent: the first makes the storage slots, the second is measured. */
export type Round = "first" | "second";

/** Returns an amount of 1,000.00 to 91,000.00, the same in each run. */
export function amountAt(place: number): bigint {
  return 100_000n + BigInt((place * 104_729) % 9_000_000);
}

/**
 * Makes the entries of a batch, sorted as the SDK sorts them: n entries, spread evenly over its commitments and lines.
 *
 * @param cell The batch.
 * @param round Whether it makes the slots or is measured.
 * @returns The entries.
 */
export function entriesOf(cell: Omit<Cell, "encoding">, round: Round): Entry[] {
  return Array.from({ length: cell.n }, (_, index): Entry => {
    const document = hashOf(`${round} document ${index}`);
    if (cell.commitments === 0) {
      const kind = kindNamed(cell.work).number;
      const payee = cell.work === "reserve" ? 0 : payeeAt(index);
      const line = FIRST_LINE + Math.floor((index * cell.lines) / cell.n);
      return { line, commitment: 0, payee, valueDate: VALUE_DATE, kind, amount: amountAt(index), document };
    }
    if (cell.work === "stages") {
      // What is verified of a commitment is ordered and paid.
      const place = Math.floor(index / STAGES.length);
      const stage = STAGES[index % STAGES.length] ?? "verify";
      return { ...onCommitment(cell, place, stage), amount: amountAt(place), document };
    }
    const place = Math.floor((index * cell.commitments) / cell.n);
    return { ...onCommitment(cell, place, "pay"), amount: amountAt(index), document };
  });
}

/**
 * Makes the entries of one stage that come before the batch, one on each of its commitments.
 *
 * @param cell The batch.
 * @param stage The stage, as "commit".
 * @param amount How much is committed, verified or ordered, in minor units.
 * @returns The entries.
 */
export function stageOf(cell: Omit<Cell, "encoding">, stage: "commit" | "verify" | "order", amount: bigint): Entry[] {
  return Array.from({ length: cell.commitments }, (_, place) => ({
    ...onCommitment(cell, place, stage),
    amount,
    document: hashOf(`${stage} document ${place}`),
  }));
}

/**
 * Makes an entry on each line.
 *
 * @param lines How many lines there are.
 * @param kind The kind's name, as "allot".
 * @param amount The amount of each, in minor units.
 * @returns The entries.
 */
export function onEachLine(lines: number, kind: string, amount: bigint): Entry[] {
  return Array.from({ length: lines }, (_, place) => ({
    line: FIRST_LINE + place,
    commitment: 0,
    payee: kind === "pay-direct" ? PAYEES : 0,
    valueDate: VALUE_DATE,
    kind: kindNamed(kind).number,
    amount,
    document: hashOf(`${kind} document ${place}`),
  }));
}

function onCommitment(cell: Omit<Cell, "encoding">, place: number, kind: string) {
  return {
    line: FIRST_LINE + Math.floor((place * cell.lines) / cell.commitments),
    commitment: place + 1,
    payee: payeeAt(place),
    valueDate: VALUE_DATE,
    kind: kindNamed(kind).number,
  };
}

/** Payees come in no order. */
function payeeAt(place: number): number {
  return 1 + ((place * 7_919) % PAYEES);
}
