import { RefusedError } from "../../sdk/chain/errors.ts";
import { FiscError } from "../../sdk/fisc-error.ts";

/** What the ledger says where somebody else did the same a moment before. */
const OVERTAKEN = new Set([
  "SpendingLedger_YearExists",
  "SpendingLedger_LineExists",
  "SpendingLedger_BatchRecorded",
  "SpendingLedger_SeriesMoved",
  "PayeeRegistry_ProfileTaken",
]);

/** What ethers says where the same key sent something else meanwhile. */
const NONCE_USED = new Set<unknown>(["NONCE_EXPIRED", "REPLACEMENT_UNDERPRICED"]);

/** Somebody else recorded in the same books while an import was at work. */
export class BooksChangedError extends FiscError {
  override readonly name = "BooksChangedError";

  /** @param cause What the import met with. */
  constructor(cause: unknown) {
    super(
      "Somebody else recorded in these books meanwhile, another import perhaps.",
      cause instanceof RefusedError ? cause.refusal.what : "The same key sent another transaction.",
      "What was recorded stays. Run the import again when the other has ended, and it goes on.",
      cause,
    );
  }
}

/**
 * Tells what stops an import because the books moved under it from what is wrong with the import: it looked at the books
 * itself before, and asked for nothing that was there.
 *
 * @param error What the import threw.
 * @returns A BooksChangedError, or what was thrown where it is of another kind.
 */
export function booksChanged(error: unknown): unknown {
  const isOvertaken = error instanceof RefusedError && OVERTAKEN.has(error.refusal.name);
  return isOvertaken || NONCE_USED.has((error as { code?: unknown }).code) ? new BooksChangedError(error) : error;
}
