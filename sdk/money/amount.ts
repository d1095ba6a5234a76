import { FiscError } from "../fisc-error.ts";

/** The languages that amounts are written in. */
export type AmountLocale = "en" | "zh-CN";

/** How amounts of a fiscal year are counted. */
export interface Currency {
  /** The ISO 4217 code, as EUR. */
  readonly code: string;
  /** Decimal places of the minor unit, as 2. */
  readonly decimals: number;
}

/** A text is no amount of a currency. */
export class AmountTextError extends FiscError {
  override readonly name = "AmountTextError";

  /**
   * @param text The text.
   * @param decimals Decimal places of the currency's minor unit.
   * @param why Why it is none.
   */
  constructor(text: string, decimals: number, why: string) {
    const example = decimals === 0 ? "1234567" : `1234567.${"8".repeat(decimals)}`;
    super(`"${text}" is not an amount.`, why, `Write it as ${example}, with a point and without currency.`);
  }
}

/**
 * Reads an amount.
 *
 * @param text Digits, with a decimal point where there are minor units; commas between groups of three digits are allowed.
 * @param decimals Decimal places of the currency's minor unit.
 * @returns Minor units.
 * @throws AmountTextError where the text is no amount, or is finer than the minor unit.
 * @example parseAmount("1,234.5", 2) // 123450n
 */
export function parseAmount(text: string, decimals: number): bigint {
  const parts = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(text.trim());
  if (parts === null) throw new AmountTextError(text, decimals, "It is not a decimal number with a point.");
  const [, sign, whole, fraction = ""] = parts;
  const excess = fraction.slice(decimals);
  if (/[^0]/.test(excess)) {
    throw new AmountTextError(text, decimals, `The currency has ${decimals} decimal places, and this is finer.`);
  }
  const minor = BigInt(whole!.replaceAll(",", "") + fraction.slice(0, decimals).padEnd(decimals, "0"));
  return sign === "-" ? -minor : minor;
}

/**
 * Writes an amount as plain decimal text, for files and machines.
 *
 * @param amount Minor units.
 * @param decimals Decimal places of the currency's minor unit.
 * @returns Digits with a decimal point and no groups.
 * @example amountText(39512833437n, 2) // "395128334.37"
 */
export function amountText(amount: bigint, decimals: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const sign = amount < 0n ? "-" : "";
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * Writes an amount for a person to read.
 *
 * @param amount Minor units.
 * @param currency The currency.
 * @param locale The language.
 * @returns The amount with groups of three digits and the currency's code or Chinese name.
 * @example formatAmount(39512833437n, { code: "EUR", decimals: 2 }, "en") // "EUR 395,128,334.37"
 */
export function formatAmount(amount: bigint, currency: Currency, locale: AmountLocale): string {
  const [whole, fraction] = amountText(amount, currency.decimals).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  const number = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  if (locale === "en") return `${currency.code} ${number}`;
  const name = CHINESE_NAMES[currency.code];
  return name === undefined ? `${currency.code} ${number}` : `${number} ${name}`;
}

const CHINESE_NAMES: Readonly<Record<string, string>> = {
  CNY: "元",
  EUR: "欧元",
  GBP: "英镑",
  HKD: "港元",
  JPY: "日元",
  MOP: "澳门元",
  TWD: "新台币元",
  USD: "美元",
};
