import { FiscError } from "../../sdk/fisc-error.ts";

/** A command was not understood, or something that it needs is not set. */
export class UsageError extends FiscError {
  override readonly name = "UsageError";
}
