import { ZeroAddress } from "ethers";

import type { ExplainContext, ExplainedRevert } from "../../sdk/chain/errors.ts";
import { ledgerPlace } from "../../sdk/chain/fisc.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { groupBy } from "../import/groupBy.ts";
import type { Office } from "./Office.ts";
import { ANY_REFERENCE } from "./previewAdditions.ts";
import { headOf } from "./recordBatch.ts";
import { citationsOf } from "./recordCorrections.ts";
import type { Planned, Refused } from "./recordEntries.ts";
import { simulateBatch } from "./simulateBatch.ts";

/** A citation with its proof takes some 1 kB of what is asked. */
const MOST_ASKED = 120;

/**
 * Asks the ledger which corrections it would record, each after those before it, and sends nothing.
 *
 * They are asked by the citing path, with their proofs. Who makes and approves them is looked at last, so whatever the
 * ledger says of that, it has accepted the corrections themselves.
 *
 * @param office The office.
 * @param series Where they would be recorded.
 * @param planned The corrections in the order in which they would be recorded.
 * @param context Language, currency and names for explanations.
 * @returns What would be refused.
 */
export async function previewCorrections<S>(
  office: Office,
  series: Series,
  planned: readonly Planned<S>[],
  context: ExplainContext = {},
): Promise<Refused<S>[]> {
  const refused: Refused<S>[] = [];
  for (const chunk of chunksOf(planned)) {
    let accepted: Planned<S>[] = [];
    for (let rest = chunk; rest.length > 0;) {
      const [length, refusal] = await acceptedOf(office, series, accepted, rest, context);
      accepted = [...accepted, ...rest.slice(0, length)];
      if (refusal !== null) refused.push({ ...rest[length]!, refusal });
      rest = rest.slice(length + 1);
    }
  }
  return refused;
}

/** As many as can be asked about together; those of one line are together where they can be, each chunk in their order. */
function chunksOf<S>(planned: readonly Planned<S>[]): Planned<S>[][] {
  const places = new Map(planned.map((item, place) => [item, place]));
  const chunks: Planned<S>[][] = [];
  for (const ofLine of groupBy(planned, ({ entry }) => entry.line).values()) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + ofLine.length <= MOST_ASKED) last.push(...ofLine);
    else for (let at = 0; at < ofLine.length; at += MOST_ASKED) chunks.push(ofLine.slice(at, at + MOST_ASKED));
  }
  return chunks.map((chunk) => chunk.toSorted((a, b) => places.get(a)! - places.get(b)!));
}

/** How many corrections are accepted from the first on, and why the next one is not; null where all are. */
async function acceptedOf<S>(
  office: Office,
  series: Series,
  before: readonly Planned<S>[],
  asked: readonly Planned<S>[],
  context: ExplainContext,
): Promise<readonly [number, ExplainedRevert | null]> {
  let refusal = await ask(office, series, [...before, ...asked], context);
  if (refusal === null) return [asked.length, null];
  // All of the first `low` are accepted; of the first `high`, not all.
  let [low, high] = [0, asked.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const found = await ask(office, series, [...before, ...asked.slice(0, middle)], context);
    if (found === null) low = middle;
    else [high, refusal] = [middle, found];
  }
  return [low, refusal];
}

async function ask<S>(
  office: Office,
  series: Series,
  batch: readonly Planned<S>[],
  context: ExplainContext,
): Promise<ExplainedRevert | null> {
  const entries = batch.map(({ entry }) => entry);
  const { chainId, address } = ledgerPlace(office.fisc);
  const file = {
    chainId,
    ledger: address,
    currency: office.currencyOf(series.year) ?? { code: "XXX", decimals: 2 },
    maker: ZeroAddress,
    head: await headOf(office, { series, entries, batchRef: ANY_REFERENCE }),
    entries,
    citations: citationsOf(office, series, entries),
    approvals: [],
  };
  const simulation = await simulateBatch(office, file, null, context);
  if (simulation.outcome !== "refused" || simulation.refusal.name.startsWith("AgencyRegistry_")) return null;
  return simulation.refusal;
}
