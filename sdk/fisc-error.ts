/**
 * The ancestor of every error that the SDK throws: what happened, why, and what to do about it.
 *
 * A program tells errors apart by class; a person reads the message, which is the three parts in that order.
 */
export abstract class FiscError extends Error {
  /** What happened, one sentence. */
  readonly what: string;
  /** Why it happened, one sentence. */
  readonly why: string;
  /** What to do next, one sentence. */
  readonly remedy: string;

  /**
   * @param what What happened, one sentence.
   * @param why Why it happened, one sentence.
   * @param remedy What to do next, one sentence.
   * @param cause The error behind this one, where there is one.
   */
  constructor(what: string, why: string, remedy: string, cause?: unknown) {
    super(`${what} ${why} ${remedy}`, cause === undefined ? undefined : { cause });
    this.what = what;
    this.why = why;
    this.remedy = remedy;
  }
}
