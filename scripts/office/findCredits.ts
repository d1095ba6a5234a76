import { amountText } from "../../sdk/money/amount.ts";
import { groupBy } from "../import/groupBy.ts";
import type { Message } from "../import/message.ts";
import type { EntryRow, PaymentRow } from "../import/rows.ts";

/** Negative rows of a file that correct payments of it. */
export interface Credits {
  /** By payment: the rows that correct it, in the file's order. */
  readonly byPayment: ReadonlyMap<EntryRow, readonly EntryRow<PaymentRow>[]>;
  /** Rows that name no payment, none that is there, or one of which too little is left. */
  readonly refused: ReadonlyMap<EntryRow, Message>;
}

/**
 * Finds the payments that negative rows correct: those with the reference that the row names, on the same line and to the
 * same payee. Of several, the first of which enough is left is corrected.
 *
 * @param rows Rows of one file that are entries.
 * @param decimals Decimals of the currency, to print amounts.
 * @returns The rows by payment, and why others correct none.
 */
export function findCredits(rows: readonly EntryRow[], decimals: number): Credits {
  const payments = groupBy(rows.filter(isPayment), (row) => keyOf(row, row.entry.reference));
  const left = new Map<EntryRow, bigint>();
  const byPayment = new Map<EntryRow, EntryRow<PaymentRow>[]>();
  const refused = new Map<EntryRow, Message>();
  for (const row of rows.filter(isCredit)) {
    const { corrects = "", payee, line, amount } = row.entry;
    const params = { row: String(row.row), reference: corrects, payee: payee.name, line: line.code };
    const found = corrects === "" ? [] : (payments.get(keyOf(row, corrects)) ?? []);
    const roomOf = (payment: EntryRow<PaymentRow>) => left.get(payment) ?? payment.entry.amount;
    const payment = found.find((each) => roomOf(each) >= -amount);
    if (corrects === "") refused.set(row, { code: "CORRECTED_ROW_UNNAMED", params });
    else if (found.length === 0) refused.set(row, { code: "CORRECTED_ROW_MISSING", params });
    else if (payment === undefined) {
      const most = found.map(roomOf).reduce((a, b) => (a > b ? a : b));
      const amounts = { asked: amountText(-amount, decimals), left: amountText(most, decimals) };
      refused.set(row, { code: "CORRECTED_ROW_EXCEEDED", params: { ...params, ...amounts } });
    } else {
      left.set(payment, roomOf(payment) + amount);
      byPayment.set(payment, [...(byPayment.get(payment) ?? []), row]);
    }
  }
  return { byPayment, refused };
}

function isPayment(row: EntryRow): row is EntryRow<PaymentRow> {
  return row.entry.kind === "payment" && row.entry.booking === "payment" && row.entry.referenceIsOwn;
}

function isCredit(row: EntryRow): row is EntryRow<PaymentRow> {
  return row.entry.kind === "payment" && row.entry.booking === "correction" && row.entry.corrects !== undefined;
}

function keyOf({ entry }: EntryRow<PaymentRow>, reference: string): string {
  return JSON.stringify([entry.fiscalYear, entry.line.code, entry.payee.key, reference]);
}
