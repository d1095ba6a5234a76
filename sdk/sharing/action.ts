import type { AmountLocale } from "../money/amount.ts";

/** What a grant can allow, one bit each, in the words of ODRL 2.2 and its profile. Contract: `ActionLib`. */
export const ACTIONS = { read: 1, download: 2, query: 4, derive: 8, distribute: 16 } as const;

/** One of the things that a grant can allow. */
export type ActionName = keyof typeof ACTIONS;

const TEXTS: Readonly<Record<ActionName, Readonly<Record<AmountLocale, string>>>> = {
  read: { en: "read", "zh-CN": "查看" },
  download: { en: "download", "zh-CN": "下载" },
  query: { en: "query", "zh-CN": "查询" },
  derive: { en: "derive", "zh-CN": "衍生" },
  distribute: { en: "distribute", "zh-CN": "分发" },
};

/**
 * Says in words which actions bits stand for.
 *
 * @param bits One bit an action.
 * @param locale The language.
 * @returns The actions, or a word for none; bits that nobody knows are told as such.
 * @example describeActions(3, "en") // "read, download"
 */
export function describeActions(bits: number, locale: AmountLocale): string {
  const names = (Object.keys(ACTIONS) as ActionName[]).filter((name) => (bits & ACTIONS[name]) !== 0);
  const known = names.reduce((sum, name) => sum | ACTIONS[name], 0);
  const texts = names.map((name) => TEXTS[name][locale]);
  if ((bits & ~known) !== 0) texts.push(locale === "en" ? "something unknown" : "未知操作");
  return texts.length === 0 ? (locale === "en" ? "nothing" : "无") : texts.join(locale === "en" ? ", " : "、");
}
