import { type BudgetPart, BUDGET_PARTS, type TotalName, TOTAL_NAMES } from "./kinds.ts";

const LABELS: Readonly<Record<TotalName | BudgetPart, { readonly en: string; readonly "zh-CN": string }>> = {
  revised: { en: "revised budget", "zh-CN": "调整后预算" },
  allotted: { en: "allotted", "zh-CN": "已下达额度" },
  released: { en: "cash released", "zh-CN": "已下达用款额度" },
  reserved: { en: "reserved", "zh-CN": "已预留" },
  committed: { en: "committed", "zh-CN": "已承诺" },
  verified: { en: "verified", "zh-CN": "已核实" },
  ordered: { en: "ordered to be paid", "zh-CN": "已开支付令" },
  paid: { en: "paid", "zh-CN": "已支付" },
  original: { en: "original budget", "zh-CN": "年初预算" },
  supplementary: { en: "supplementary budget", "zh-CN": "追加预算" },
  reductions: { en: "reductions", "zh-CN": "追减预算" },
  virementIn: { en: "virement in", "zh-CN": "调剂调入" },
  virementOut: { en: "virement out", "zh-CN": "调剂调出" },
  carriedIn: { en: "carried over from the year before", "zh-CN": "上年结转" },
  carriedOut: { en: "carried over to the next year", "zh-CN": "结转下年" },
  lapsed: { en: "lapsed", "zh-CN": "失效额度" },
};

/**
 * Names a total of a line, or a part of its revised budget, for a person to read.
 *
 * @param name The total or part.
 * @param locale The language.
 * @returns The label.
 * @example totalLabel("paid", "zh-CN") // "已支付"
 */
export function totalLabel(name: TotalName | BudgetPart, locale: "en" | "zh-CN"): string {
  return LABELS[name][locale];
}

/**
 * Returns the total that an error of the ledger names by number.
 *
 * @param index 0 to 7 for totals, 8 to 15 for parts of the revised budget.
 * @returns The name, or undefined where the number is none.
 * @example totalAt(7) // "paid"
 */
export function totalAt(index: number): TotalName | BudgetPart | undefined {
  return [...TOTAL_NAMES, ...BUDGET_PARTS][index];
}
