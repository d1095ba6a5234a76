/** What happened and why, and what to do next; in both with `{argument}` or `{argument:format}` for an error's arguments. */
export type ExplanationText = readonly [what: string, remedy: string];

/** How an error is explained to a person, in each language. */
export interface Explanation {
  readonly en: ExplanationText;
  readonly "zh-CN": ExplanationText;
}
