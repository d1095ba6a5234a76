import { CATALOGUE, type MessageCode } from "./messageCatalogue.ts";

/** Something said to a person: a code that programs can match, and the values that its sentence is about. */
export interface Message {
  readonly code: MessageCode;
  readonly params: Readonly<Record<string, string>>;
}

export type Language = "en" | "zh-CN";

/**
 * Says a message in a language.
 *
 * @param message What to say.
 * @param language English or Simplified Chinese.
 * @returns What happened, why, and what to do next.
 */
export function textOf(message: Message, language: Language = "en"): string {
  return CATALOGUE[message.code][language].replace(
    /\{(\w+)\}/g,
    (whole, name: string) => message.params[name] ?? whole,
  );
}
