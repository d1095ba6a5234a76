import { hexlify } from "ethers";

import { type ExplainContext, explainError, type ExplainedRevert } from "../../sdk/chain/errors.ts";
import { withSigner } from "../../sdk/chain/fisc.ts";
import { encodeEntries } from "../../sdk/journal/entry.ts";
import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import type { OwnAccount } from "./Accounts.ts";
import type { Office } from "./Office.ts";

/** What the ledger would say to a batch today. */
export type Simulation =
  | { readonly outcome: "accepted" }
  /** Everything is right but that others have to approve it. */
  | { readonly outcome: "needsApproval" }
  | { readonly outcome: "refused"; readonly refusal: ExplainedRevert };

/**
 * Asks the ledger what it would say to a batch from its maker; nothing is sent.
 *
 * @param office The office.
 * @param file The batch.
 * @param maker The maker's account; a reader's call in the maker's name where it is not at hand.
 * @param context Language, currency and names for the explanation.
 * @returns What it would say. Approvals come last, so a batch that lacks nothing else is right in all else.
 */
export async function simulateBatch(
  office: Office,
  file: BatchFile,
  maker: OwnAccount | null,
  context: ExplainContext,
): Promise<Simulation> {
  const { ledger } = maker === null ? office.fisc : withSigner(office.fisc, maker.signer);
  const entries = hexlify(encodeEntries(file.entries));
  const approvals = file.approvals.map(({ approver, signature }) => ({ approver, signature }));
  const from = { from: file.maker };
  try {
    if (file.citations === undefined) {
      await ledger.submit.staticCall(file.head, entries, approvals, from);
    } else {
      const citations = file.citations.map((citation) => ({ ...citation, proof: [...citation.proof] }));
      await ledger.submitCiting.staticCall(file.head, entries, citations, approvals, from);
    }
    return { outcome: "accepted" };
  } catch (error) {
    const refusal = explainError(error, context);
    if (refusal === null) throw error;
    return refusal.name === "AgencyRegistry_TooFewApprovals"
      ? { outcome: "needsApproval" }
      : { outcome: "refused", refusal };
  }
}
