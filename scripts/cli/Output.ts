/** How often a long stage says where it is when nobody looks at a terminal, in milliseconds. */
const PLAIN_INTERVAL = 10_000;
const BAR_WIDTH = 28;

/** What the command says: results on stdout, the way there on stderr. */
export class Output {
  /** Whether results are JSON for machines. */
  readonly isJson: boolean;
  readonly #start = performance.now();
  #bar = false;
  #lastPlain = 0;

  /** @param isJson Whether results are JSON for machines. */
  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /**
   * Prints a result for people; nothing where the result is JSON.
   *
   * @param text One or more lines.
   */
  print(text = ""): void {
    this.#clear();
    if (!this.isJson) process.stdout.write(`${text}\n`);
  }

  /**
   * Prints a result for machines, on one line; nothing where the result is for people.
   *
   * @param value Amounts are text, other bigint numbers.
   */
  json(value: unknown): void {
    this.#clear();
    if (this.isJson) process.stdout.write(`${jsonText(value)}\n`);
  }

  /**
   * Says what is going on.
   *
   * @param text One line.
   */
  note(text: string): void {
    this.#clear();
    process.stderr.write(`${text}\n`);
  }

  /**
   * Shows how far a stage is: a bar on a terminal, now and then a line elsewhere.
   *
   * @param stage Its name.
   * @param done How much is done.
   * @param of How much there is.
   */
  progress(stage: string, done: number, of: number): void {
    const share = of === 0 ? 1 : done / of;
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    if (process.stderr.isTTY) {
      const filled = Math.round(share * BAR_WIDTH);
      const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
      process.stderr.write(`\r\x1b[2K${bar} ${done}/${of} ${stage}`);
      this.#bar = true;
      if (done >= of) this.note(`\r\x1b[2K${seconds.padStart(6)} s  ${stage}: ${of}`);
      return;
    }
    const now = performance.now();
    if (done < of && now - this.#lastPlain < PLAIN_INTERVAL) return;
    this.#lastPlain = now;
    process.stderr.write(`${seconds.padStart(6)} s  ${stage}: ${done < of ? `${done} of ${of}` : of}\n`);
  }

  #clear(): void {
    if (!this.#bar) return;
    process.stderr.write("\r\x1b[2K");
    this.#bar = false;
  }
}

/**
 * Writes a value as JSON on one line, with bigint as decimal text.
 *
 * @param value The value.
 * @param indent Spaces of indentation; 0 for one line.
 * @returns JSON.
 */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item), indent);
}
