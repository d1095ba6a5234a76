import { kindNamed } from "../../sdk/journal/kinds.ts";
import type { Entry, EntryRow } from "../import/rows.ts";
import type { Message } from "../import/message.ts";

/** Where a row's entries stand in the books. */
export interface RowPlaces {
  /** The line. */
  readonly line: number;
  /** The commitment that the row's entries name, 0 for none. */
  readonly commitment: number;
  /** Whether spending on the line goes through commitments, and not directly. */
  readonly viaCommitment: boolean;
  readonly payee: number;
}

/** An amount that a row asks to be recorded, by kind of entry. */
export interface Slot {
  /** A number of the posting table. */
  readonly kind: number;
  readonly commitment: number;
  readonly payee: number;
  /** Minor units, above zero. */
  readonly amount: bigint;
}

/** What becomes of a row: entries, or a reason why there can be none. */
export type RowPlan = { readonly slots: readonly Slot[] } | { readonly refused: Message };

/**
 * Says which entries a row of a file stands for.
 *
 * @param row The row.
 * @param places Where they stand.
 * @returns One amount for each kind of entry; none below or equal to zero.
 */
export function planRow(row: EntryRow, places: RowPlaces): RowPlan {
  const { entry } = row;
  if (entry.kind === "budget") return planBudget(entry, places);
  const amount = entry.amount < 0n ? -entry.amount : entry.amount;
  const kind = spendingKind(entry, places);
  const commitment = kind.namesCommitment ? places.commitment : 0;
  return { slots: [{ kind: kind.number, commitment, payee: places.payee, amount }] };
}

function spendingKind(entry: Exclude<Entry, { kind: "budget" }>, places: RowPlaces) {
  if (entry.booking === "commitment") return kindNamed("commit");
  if (entry.kind === "commitment") return kindNamed("decommit");
  const isRefund = entry.booking !== "payment";
  if (places.viaCommitment) return kindNamed(isRefund ? "refund" : "pay");
  return kindNamed(isRefund ? "refund-direct" : "pay-direct");
}

/**
 * A published budget line: credit, its modifications, the whole of it allotted and released, what is authorised
 * reserved, what is committed taken out of that as one collective commitment (the office publishes no payees of its
 * commitments), and obligations recognised as verified and ordered.
 */
function planBudget(entry: Extract<Entry, { kind: "budget" }>, { commitment }: RowPlaces): RowPlan {
  const { initialCredit, modifications, authorised, committed, recognised } = entry.measures;
  const negative = Object.entries({ initialCredit, authorised, committed, recognised }).find(
    ([, amount]) => (amount ?? 0n) < 0n,
  );
  if (negative !== undefined) {
    const [column, amount] = negative;
    return { refused: { code: "AMOUNT_NEGATIVE", params: { column, value: String(amount) } } };
  }
  const credit = (initialCredit ?? 0n) + (modifications ?? 0n);
  const slots: Slot[] = [];
  const add = (name: string, amount: bigint | null) => {
    const kind = kindNamed(name);
    if (amount === null || amount <= 0n) return;
    slots.push({ kind: kind.number, commitment: kind.namesCommitment ? commitment : 0, payee: 0, amount });
  };
  add("appropriate", initialCredit);
  add("supplement", modifications);
  add("reduce", modifications === null ? null : -modifications);
  add("allot", credit);
  add("release-cash", credit);
  add("reserve", authorised);
  add(authorised === null ? "commit-collective" : "commit-collective-reserved", committed);
  add("verify", recognised);
  add("order", recognised);
  return { slots };
}
