import { FiscError } from "../../sdk/fisc-error.ts";

/** What a version of a file lacks of what is recorded of earlier ones. */
export interface GoneRows {
  /** Recorded rows that it does not have. */
  readonly gone: number;
  /** Rows that are recorded of earlier versions. */
  readonly recorded: number;
  /** Rows of this version that cannot be read. */
  readonly unreadable: number;
}

/** A file lacks recorded rows in a way that looks like a fault of the file or of its mapping. */
export class RowsGoneError extends FiscError {
  override readonly name = "RowsGoneError";

  constructor({ gone, recorded, unreadable }: GoneRows) {
    super(
      `${gone} of ${recorded} recorded rows are not in this file` +
        (unreadable === 0 ? "." : `, and ${unreadable} of its rows cannot be read.`),
      unreadable === 0
        ? "To take back most of a file is more often a wrong file than a correction."
        : "Nothing tells whether the rows that cannot be read are those that are recorded.",
      "Nothing was sent. Check the file and its mapping; where they are right, add --take-back.",
    );
  }
}

/**
 * Refuses to take rows back on the word of a file that is likely wrong: one with rows that cannot be read, or one that lacks
 * more than half of what is recorded.
 *
 * @param rows What it lacks.
 * @throws RowsGoneError where it is likely wrong.
 */
export function refuseGoneRows(rows: GoneRows): void {
  const { gone, recorded, unreadable } = rows;
  if (gone > 0 && (unreadable > 0 || 2 * gone > recorded)) throw new RowsGoneError(rows);
}
