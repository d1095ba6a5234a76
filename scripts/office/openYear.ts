import { hexlify, toUtf8Bytes } from "ethers";

import { refusalOf } from "../../sdk/chain/errors.ts";
import { valueDayOf } from "../../sdk/journal/value-day.ts";
import type { Currency } from "../../sdk/money/amount.ts";
import type { Office } from "./Office.ts";

/** The days of a fiscal year, as YYYY-MM-DD. */
export interface YearDays {
  readonly firstDay: string;
  /** The last value date of what commits. */
  readonly endDay: string;
  /** The last value date of what is verified, ordered and paid. */
  readonly lastDay: string;
}

/**
 * Says which days a fiscal year has.
 *
 * @param year Its name, the year in which it begins.
 * @param firstMonth The month that it begins with, 1 to 12.
 * @returns Twelve months, and no time after them.
 */
export function daysOf(year: number, firstMonth = 1): YearDays {
  const day = (of: Date) => of.toISOString().slice(0, 10);
  const endDay = day(new Date(Date.UTC(year + 1, firstMonth - 1, 0)));
  return { firstDay: day(new Date(Date.UTC(year, firstMonth - 1, 1))), endDay, lastDay: endDay };
}

/**
 * Opens a fiscal year.
 *
 * @param office The office; a budget officer is at hand.
 * @param year The fiscal year's name.
 * @param days Its days.
 * @param currency The currency of its books.
 * @throws RefusedError where the ledger refuses, as for a year that is open already.
 */
export async function openYear(office: Office, year: number, days: YearDays, currency: Currency): Promise<void> {
  try {
    const sent = await office.as(office.makerFor("budgetOfficer")).ledger.openYear(office.agency, year, {
      state: 0,
      firstDay: valueDayOf(days.firstDay),
      endDay: valueDayOf(days.endDay),
      lastDay: valueDayOf(days.lastDay),
      currency: hexlify(toUtf8Bytes(currency.code)),
      decimals: currency.decimals,
    });
    await sent.wait();
  } catch (error) {
    throw refusalOf(`open the year ${year}`, error);
  }
  await office.refresh();
}
