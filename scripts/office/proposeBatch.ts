import { type ExplainContext, RefusedError } from "../../sdk/chain/errors.ts";
import { previewEntries } from "../../sdk/chain/preview.ts";
import { ledgerPlace } from "../../sdk/chain/fisc.ts";
import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import type { Citation } from "../../sdk/journal/citation.ts";
import { kindOf } from "../../sdk/journal/kinds.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import { sha256 } from "../import/sha256.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import { batchOrigin } from "./batchOrigin.ts";
import { headOf } from "./recordBatch.ts";
import type { OwnAccount } from "./Accounts.ts";
import type { Office } from "./Office.ts";
import { simulateBatch } from "./simulateBatch.ts";

/** Entries of one batch ask for several roles. */
export class RolesMixedError extends FiscError {
  override readonly name = "RolesMixedError";

  constructor() {
    super(
      "The entries ask for several roles.",
      "One account makes a batch, and nobody holds all of these roles together.",
      "Propose the entries of each role by themselves.",
    );
  }
}

/** A batch to be proposed. */
export interface Proposal {
  readonly series: Series;
  readonly entries: readonly Entry[];
  readonly citations?: readonly Citation[] | undefined;
  /** How long approvals count, in seconds. */
  readonly seconds: number;
}

/**
 * Puts a batch together that waits for approval, after asking the ledger whether it could be recorded.
 *
 * @param office The office, refreshed.
 * @param store Where it is kept what the batch was made of; null to keep nothing.
 * @param proposal Entries and series.
 * @param maker Who will send it; chosen by the entries' role where it is not given.
 * @param context Language, currency and names for explanations.
 * @returns The file.
 * @throws RefusedError where the ledger would refuse it, whoever approves.
 */
export async function proposeBatch(
  office: Office,
  store: ContentStore | null,
  proposal: Proposal,
  context: ExplainContext,
  maker: OwnAccount = office.makerFor(roleOf(proposal.entries)),
): Promise<BatchFile> {
  const { series, entries, citations } = proposal;
  const origin = batchOrigin(office, series, entries);
  const batchRef = store === null ? sha256(origin) : await store.put(origin);
  const head = await headOf(office, { series, entries, batchRef }, proposal.seconds);
  const { chainId, address } = ledgerPlace(office.fisc);
  const currency = office.currencyOf(series.year) ?? { code: "XXX", decimals: 2 };
  const file: BatchFile = {
    chainId,
    ledger: address,
    currency,
    maker: maker.address,
    head,
    entries,
    citations,
    approvals: [],
  };
  const simulation = await simulateBatch(office, file, maker, context);
  if (simulation.outcome === "refused") {
    throw new RefusedError("record the batch", (await refusalOfEntry(office, file, context)) ?? simulation.refusal);
  }
  return file;
}

/** The refusal of the first entry that is refused by itself, which says more than that of the batch. */
async function refusalOfEntry(office: Office, file: BatchFile, context: ExplainContext) {
  if (file.citations !== undefined || file.entries.length > 400) return null;
  const refusals = await previewEntries(office.fisc, file.head, file.entries, context).catch(() => []);
  return refusals.find((refusal) => refusal !== null) ?? null;
}

function roleOf(entries: readonly Entry[]) {
  const roles = new Set(entries.map((entry) => kindOf(entry.kind).role));
  const [role] = roles;
  if (role === undefined || roles.size > 1) throw new RolesMixedError();
  return role;
}
