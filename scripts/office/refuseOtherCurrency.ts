import { FiscError } from "../../sdk/fisc-error.ts";
import type { Currency } from "../../sdk/money/amount.ts";

/** The file's amounts are counted otherwise than the year's. */
export class CurrencyDiffersError extends FiscError {
  override readonly name = "CurrencyDiffersError";

  /**
   * @param year The fiscal year.
   * @param books The year's currency.
   * @param mapping The mapping's.
   */
  constructor(year: number, books: Currency, mapping: Currency) {
    const told = ({ code, decimals }: Currency) => `${code} with ${decimals} decimals`;
    super(
      `The year ${year} is kept in ${told(books)}, and the mapping says ${told(mapping)}.`,
      "The ledger counts minor units: the same number would be another amount.",
      "Nothing was sent. Correct the mapping's currency, or choose the mapping and year that belong together.",
    );
  }
}

/**
 * Refuses amounts that are counted otherwise than the books of their year.
 *
 * @param years The years of the file.
 * @param mapping The mapping's currency.
 * @param currencyOf The currency of a year; null where it is not open.
 * @throws CurrencyDiffersError for the first year that differs in code or decimals.
 */
export function refuseOtherCurrency(
  years: Iterable<number>,
  mapping: Currency,
  currencyOf: (year: number) => Currency | null,
): void {
  for (const year of years) {
    const books = currencyOf(year);
    if (books === null) continue;
    if (books.code !== mapping.code || books.decimals !== mapping.decimals) {
      throw new CurrencyDiffersError(year, books, mapping);
    }
  }
}
