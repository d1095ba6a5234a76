import { CORRECTION, kindOf } from "../../sdk/journal/kinds.ts";
import type { Planned } from "./recordEntries.ts";

/**
 * The order in which kinds of entry are recorded: credit before its allotment, that before cash, and so on down to
 * payments. Kinds of one stage are made by one role and stand in one batch.
 */
const STAGES: readonly (readonly string[])[] = [
  ["appropriate", "supplement", "reduce"],
  ["allot"],
  ["release-cash"],
  ["reserve", "commit", "commit-collective", "commit-collective-reserved", "decommit", "verify", "order"],
  ["pay", "refund", "pay-direct", "refund-direct"],
];

/**
 * Sorts entries into stages.
 *
 * @param planned New entries, in the file's order.
 * @returns The stages in which they are recorded, none empty. Within a stage the entries of a line stand together; those of
 * a line's payments stay in the file's order, so that of payments that exceed a ceiling the later ones are refused.
 */
export function stagesOf<S>(planned: readonly Planned<S>[]): Planned<S>[][] {
  return STAGES.map((names) => planned.filter(({ entry }) => names.includes(kindOf(entry.kind).name)))
    .filter((stage) => stage.length > 0)
    .map((stage) => stage.toSorted((a, b) => a.entry.line - b.entry.line || a.entry.commitment - b.entry.commitment));
}

/**
 * Sorts corrections into stages, the last stage of spending first: an order is taken back before its commitment is.
 *
 * @param planned Corrections.
 * @returns The stages in which they are recorded, none empty.
 */
export function correctionStagesOf<S>(planned: readonly Planned<S>[]): Planned<S>[][] {
  const kinds = STAGES.flat().toReversed();
  return kinds
    .map((name) => planned.filter(({ entry }) => kindOf(entry.kind & ~CORRECTION).name === name))
    .filter((stage) => stage.length > 0);
}
