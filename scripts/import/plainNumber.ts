/** A spreadsheet computes and shows 15 significant digits; what a file holds beyond them is the float's. */
const SIGNIFICANT_DIGITS = 15;

/**
 * Writes a number of a workbook as a person would: 1.2E-2 as 0.012, and 12.339999999999998 as 12.34.
 *
 * @param text The number as the workbook holds it.
 * @returns Plain decimal digits; text that is no number as it is.
 */
export function plainNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  let exponent = parseInt(power, 10) - fraction.length;
  let digits = BigInt(whole + fraction);
  const excess = digits.toString().length - SIGNIFICANT_DIGITS;
  if (excess > 0) {
    const scale = 10n ** BigInt(excess);
    digits = (digits + scale / 2n) / scale;
    exponent += excess;
  }
  if (exponent >= 0) return `${sign}${digits * 10n ** BigInt(exponent)}`;
  const padded = digits.toString().padStart(1 - exponent, "0");
  const decimals = padded.slice(exponent).replace(/0+$/, "");
  return `${sign}${padded.slice(0, exponent)}${decimals === "" ? "" : `.${decimals}`}`;
}
