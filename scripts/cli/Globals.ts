import type { Language } from "../import/message.ts";

/** The options that every command has. */
export interface Globals {
  readonly network: string;
  readonly deployment?: string;
  readonly store: string;
  readonly agency?: string;
  readonly as?: string;
  readonly keystore?: string;
  readonly lang: "en" | "zh";
  readonly json: boolean;
  readonly dryRun: boolean;
}

/**
 * Returns the language of texts.
 *
 * @param globals The options.
 * @returns English or Simplified Chinese.
 */
export function languageOf({ lang }: Pick<Globals, "lang">): Language {
  return lang === "zh" ? "zh-CN" : "en";
}
