import type { ExplainContext } from "../../sdk/chain/errors.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import type { Office } from "./Office.ts";
import type { EntrySource, FilePlan } from "./planFile.ts";
import { previewAdditions, type RefusedAddition } from "./previewAdditions.ts";
import { previewCorrections } from "./previewCorrections.ts";
import type { Planned, Refused } from "./recordEntries.ts";
import { correctionStagesOf, stagesOf } from "./stages.ts";

/** What the ledger would record of a plan in one series, in the order in which it would. */
export interface AcceptedPart {
  readonly series: Series;
  readonly corrections: readonly Planned<EntrySource>[];
  readonly additions: readonly Planned<EntrySource>[];
}

/** What is told while a plan is looked at. */
export interface PreviewOptions {
  readonly context?: ExplainContext | undefined;
  /** Says of a new entry, once corrections were looked at, whether one of these that was refused stands against it. */
  readonly isBlocked: (item: Planned<EntrySource>) => boolean;
  readonly onRefusedCorrections: (refused: readonly Refused<EntrySource>[]) => void;
  readonly onRefusedAdditions: (refused: readonly RefusedAddition<EntrySource>[]) => void;
}

/**
 * Asks the ledger what it would record of a plan, corrections first, and sends nothing.
 *
 * @param office The office.
 * @param desk The desk at which it would be recorded, 0 to 63.
 * @param plan The plan.
 * @param options What is told.
 * @returns One part for each year of the journal, ascending.
 */
export async function previewPlan(
  office: Office,
  desk: number,
  plan: FilePlan,
  options: PreviewOptions,
): Promise<AcceptedPart[]> {
  const { context, isBlocked, onRefusedCorrections, onRefusedAdditions } = options;
  const years = [...new Set([...plan.corrections.keys(), ...plan.additions.keys()])].toSorted((a, b) => a - b);
  const seriesOf = (year: number): Series => ({ agency: office.agency, year, desk });
  const corrections = new Map<number, readonly Planned<EntrySource>[]>();
  for (const year of years) {
    const planned = correctionStagesOf(plan.corrections.get(year) ?? []).flat();
    const refused = await previewCorrections(office, seriesOf(year), planned, context);
    onRefusedCorrections(refused);
    corrections.set(year, without(planned, refused));
  }
  // Those of a closed year stand in the journal of another, so all of them come before all additions.
  const before: Entry[] = [...corrections.values()].flat().map(({ entry }) => entry);
  const parts: AcceptedPart[] = [];
  for (const year of years) {
    const planned = stagesOf(plan.additions.get(year) ?? [])
      .flat()
      .filter((item) => !isBlocked(item));
    const refused = await previewAdditions(office, seriesOf(year), planned, before, context);
    onRefusedAdditions(refused);
    parts.push({
      series: seriesOf(year),
      corrections: corrections.get(year) ?? [],
      additions: without(planned, refused),
    });
  }
  return parts;
}

function without<S>(planned: readonly Planned<S>[], refused: readonly Refused<S>[]): Planned<S>[] {
  const left = new Set(refused.map(({ entry }) => entry));
  return planned.filter(({ entry }) => !left.has(entry));
}
