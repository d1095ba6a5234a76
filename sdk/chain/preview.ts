import { hexlify } from "ethers";

import { FiscError } from "../fisc-error.ts";
import type { BatchHead } from "../journal/batch.ts";
import { encodeEntries, type Entry } from "../journal/entry.ts";
import {
  type ExplainContext,
  type ExplainedRevert,
  explainRevert,
  findRevertData,
  previewRefusals,
  refusalOf,
} from "./errors.ts";
import type { Fisc } from "./fisc.ts";

/** The most entries that one preview looks at: about 20,000 gas an entry, below what a node gives an eth_call. */
export const MAX_PREVIEW_ENTRIES = 400;

/** A preview was asked for what it cannot look at. */
export class NotPreviewableError extends FiscError {
  override readonly name = "NotPreviewableError";

  /**
   * @param entries How many entries were given.
   * @param citing Whether one of them cites.
   */
  constructor(entries: number, citing: boolean) {
    super(
      "These entries cannot be previewed.",
      citing
        ? "An entry that cites another needs its proof, and a preview takes none."
        : `A preview looks at ${MAX_PREVIEW_ENTRIES} entries at most, and ${entries} were given.`,
      citing
        ? "Simulate the submission itself."
        : "Preview and submit one batch after the other, so that each sees those before it.",
    );
  }
}

/**
 * Asks the ledger for each entry of one batch whether it would be recorded, after those before it.
 *
 * Each entry is looked at as things stand now; what an earlier batch would change is seen once that batch is recorded.
 * So where several batches build on each other, preview and submit them in turn.
 *
 * @param fisc A connection.
 * @param place The batch's head; total and deadline are not read.
 * @param entries At most 400 entries that cite nothing.
 * @param context Language, currency and names for the explanations.
 * @returns For each entry the refusal, or null where it would be recorded.
 * @throws NotPreviewableError where there are too many entries, or one cites.
 * @throws RefusedError where the ledger refuses the preview as a whole.
 * @example const refusals = await previewEntries(fisc, head, entries); // [null, { what: "On line 7 …" }]
 */
export async function previewEntries(
  fisc: Fisc,
  place: Omit<BatchHead, "total" | "deadline">,
  entries: readonly Entry[],
  context: ExplainContext = {},
): Promise<(ExplainedRevert | null)[]> {
  if (entries.length === 0) return [];
  const citing = entries.some((entry) => entry.cites !== undefined);
  if (citing || entries.length > MAX_PREVIEW_ENTRIES) throw new NotPreviewableError(entries.length, citing);
  const { provider, ledger, deployment, signer } = fisc;
  const head: BatchHead = { ...place, deadline: 0, total: 0n };
  const data = ledger.interface.encodeFunctionData("preview", [head, hexlify(encodeEntries(entries))]);
  const request = {
    to: deployment.addresses.SpendingLedger,
    data,
    ...(signer === null ? {} : { from: await signer.getAddress() }),
  };
  let answer: string | null;
  try {
    answer = await provider.call(request); // a provider may return the revert data instead of throwing
  } catch (error) {
    answer = findRevertData(error);
    if (answer === null) throw error;
  }
  const refusals = previewRefusals(answer);
  if (refusals === null) throw refusalOf("preview the batch", { data: answer }, context);
  return refusals.map((refusal) => (refusal === "0x" ? null : explainRevert(refusal, context)));
}
