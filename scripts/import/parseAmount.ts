import type { NumberRule } from "./mapping.ts";

/** An amount that was read, or why it could not be. */
export type ParsedAmount =
  | { readonly ok: true; readonly amount: bigint; readonly rounded: boolean }
  | { readonly ok: false; readonly fault: "blank" | "unreadable" | "groups" | "decimals" };

const FAR = 4;

/**
 * Reads an amount exactly: no step goes through a floating-point number.
 *
 * @param text The cell. Full-width digits and signs count as plain ones.
 * @param rule How the file writes amounts.
 * @param decimals Decimals of the currency.
 * @returns The amount in minor units, or what is wrong with it.
 */
export function parseAmount(text: string, rule: NumberRule, decimals: number): ParsedAmount {
  const plain = strip(text, rule.signs ?? []);
  if (plain === "") return { ok: false, fault: "blank" };
  const signed = takeSign(plain, rule);
  if (signed === null) return { ok: false, fault: "unreadable" };
  // Where the point parts thousands, it cannot part the fraction as well.
  const decimal = rule.decimal ?? (rule.thousands === "." ? "," : ".");
  const at = signed.digits.lastIndexOf(decimal);
  const fraction = at === -1 ? "" : signed.digits.slice(at + 1);
  const whole = joinGroups(at === -1 ? signed.digits : signed.digits.slice(0, at), rule.thousands);
  if (whole === null) return { ok: false, fault: "groups" };
  if (!/^\d*$/.test(whole) || !/^\d*$/.test(fraction) || (whole === "" && fraction === "")) {
    return { ok: false, fault: "unreadable" };
  }
  const scaled = toMinorUnits(whole, fraction, rule, decimals);
  if (scaled === null) return { ok: false, fault: "decimals" };
  return { ok: true, amount: signed.negative ? -scaled.amount : scaled.amount, rounded: scaled.rounded };
}

/** Full-width forms, non-breaking spaces and the true minus sign become their plain forms; currency signs go. */
function strip(text: string, signs: readonly string[]): string {
  // A footnote's mark, as in 1200², would become a digit: it is left as it is, and makes the amount unreadable.
  let plain = (/\p{No}/u.test(text) ? text : text.normalize("NFKC")).replaceAll("\u2212", "-").trim();
  for (const sign of signs) plain = plain.replace(sign.normalize("NFKC"), "").trim();
  return plain;
}

function takeSign(plain: string, rule: NumberRule): { negative: boolean; digits: string } | null {
  const forms = rule.negative ?? ["minus"];
  const inside = /^\((.*)\)$/.exec(plain)?.[1];
  if (inside !== undefined) return forms.includes("parentheses") ? { negative: true, digits: inside.trim() } : null;
  if (plain.startsWith("-")) return forms.includes("minus") ? { negative: true, digits: plain.slice(1).trim() } : null;
  if (plain.endsWith("-")) {
    return forms.includes("trailing-minus") ? { negative: true, digits: plain.slice(0, -1).trim() } : null;
  }
  return { negative: false, digits: plain.startsWith("+") ? plain.slice(1).trim() : plain };
}

/** A thousands separator that is not before each group of three makes the amount doubtful. */
function joinGroups(whole: string, separator: string | undefined): string | null {
  if (separator === undefined || separator === "") return whole;
  const groups = whole.split(separator.normalize("NFKC"));
  if (groups.length === 1) return whole;
  const [head = "", ...rest] = groups;
  const regular = /^\d{1,3}$/.test(head) && rest.every((group) => /^\d{3}$/.test(group));
  return regular ? groups.join("") : null;
}

function toMinorUnits(
  whole: string,
  fraction: string,
  rule: NumberRule,
  decimals: number,
): { amount: bigint; rounded: boolean } | null {
  const numerator = BigInt(`${whole}${fraction}`) * BigInt(rule.unit ?? 1) * 10n ** BigInt(decimals);
  const denominator = 10n ** BigInt(fraction.length);
  const amount = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n) return { amount, rounded: false };
  const nearest = roundHalfEven(amount, rest, denominator);
  if (rule.rounding === "half-even") return { amount: nearest, rounded: true };
  if (rule.rounding === "float-artefact" && isArtefact(rest, denominator)) return { amount: nearest, rounded: true };
  return null;
}

function roundHalfEven(amount: bigint, rest: bigint, denominator: bigint): bigint {
  const twice = rest * 2n;
  if (twice > denominator || (twice === denominator && amount % 2n === 1n)) return amount + 1n;
  return amount;
}

/** What a float leaves behind (12.339999999999998) is within a ten-thousandth of a minor unit of a whole one. */
function isArtefact(rest: bigint, denominator: bigint): boolean {
  const distance = rest * 2n > denominator ? denominator - rest : rest;
  return distance * 10n ** BigInt(FAR) <= denominator;
}
