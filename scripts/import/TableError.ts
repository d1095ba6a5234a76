import { FiscError } from "../../sdk/fisc-error.ts";

/** A file cannot be read as the table that its mapping describes. */
export class TableError extends FiscError {
  override readonly name = "TableError";
}
