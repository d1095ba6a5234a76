import type { Message } from "./message.ts";

/** Why a row cannot be an entry: thrown while the row is mapped, and kept with the row. */
export class RowFault extends Error {
  override readonly name = "RowFault";
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: Message;

  constructor(column: string | null, value: string | null, reason: Message) {
    super(reason.code);
    this.column = column;
    this.value = value;
    this.reason = reason;
  }
}
