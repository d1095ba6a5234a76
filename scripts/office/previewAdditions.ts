import type { ExplainContext, ExplainedRevert } from "../../sdk/chain/errors.ts";
import { MAX_PREVIEW_ENTRIES, previewEntries } from "../../sdk/chain/preview.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { seriesKey } from "../../sdk/replay/replay.ts";
import { groupBy } from "../import/groupBy.ts";
import type { Office } from "./Office.ts";
import type { Planned, Refused } from "./recordEntries.ts";
import { standInsOf, standInsOfCorrections } from "./standIns.ts";

/** Stands for the reference of a batch that is not sent. */
export const ANY_REFERENCE = `0x${"11".repeat(32)}`;

/** As many entries stand for earlier ones at the most; the rest of a preview is for those that are asked about. */
const MOST_STAND_INS = MAX_PREVIEW_ENTRIES - 100;

/** An entry that the ledger refuses as things stand. */
export interface RefusedAddition<S> extends Refused<S> {
  /** Whether corrections that come first may make room for it, which could not be asked. */
  readonly awaitsCorrections: boolean;
}

/** What is asked about together: entries whose ceilings bind on one control line. */
interface Group<S> {
  /** What stands for the corrections that come first. */
  readonly first: readonly Entry[];
  readonly planned: readonly Planned<S>[];
  readonly awaitsCorrections: boolean;
}

/**
 * Asks the ledger which new entries it would record, each after those before it, and sends nothing.
 *
 * Entries are asked about by control line, all stages together, so that an allotment is looked at after its appropriation.
 * Corrections that come first are stood for by entries that move the same totals.
 *
 * @param office The office.
 * @param series Where they would be recorded.
 * @param planned The entries in the order in which they would be recorded.
 * @param corrections The corrections that would be recorded before.
 * @param context Language, currency and names for explanations.
 * @returns What would be refused.
 */
export async function previewAdditions<S>(
  office: Office,
  series: Series,
  planned: readonly Planned<S>[],
  corrections: readonly Entry[],
  context: ExplainContext | undefined,
): Promise<RefusedAddition<S>[]> {
  const refused: RefusedAddition<S>[] = [];
  let waiting: Group<S>[] = [];
  let size = 0;
  const ask = async () => {
    if (waiting.length > 0) refused.push(...(await askTogether(office, series, waiting, context)));
    [waiting, size] = [[], 0];
  };
  for (const group of groupsOf(office, planned, corrections)) {
    const length = group.first.length + group.planned.length;
    if (length > MAX_PREVIEW_ENTRIES) {
      refused.push(...(await askInParts(office, series, group, context)));
      continue;
    }
    if (size + length > MAX_PREVIEW_ENTRIES) await ask();
    waiting.push(group);
    size += length;
  }
  await ask();
  return refused;
}

function groupsOf<S>(office: Office, planned: readonly Planned<S>[], corrections: readonly Entry[]): Group<S>[] {
  const controlOf = ({ line }: Entry) => office.replay.lines.get(line)?.control ?? line;
  const corrected = groupBy(corrections, controlOf);
  return [...groupBy(planned, ({ entry }) => controlOf(entry))].map(([control, group]) => {
    const hasCeilings = office.replay.lines.get(control)?.ceilings === true;
    const { entries, complete } = standInsOfCorrections(corrected.get(control) ?? [], hasCeilings);
    return { first: entries, planned: group, awaitsCorrections: !complete };
  });
}

async function askTogether<S>(
  office: Office,
  series: Series,
  groups: readonly Group<S>[],
  context: ExplainContext | undefined,
): Promise<RefusedAddition<S>[]> {
  const entries = groups.flatMap(({ first, planned }) => [...first, ...planned.map(({ entry }) => entry)]);
  const refusals = await preview(office, series, entries, context);
  let at = 0;
  return groups.flatMap(({ first, planned, awaitsCorrections }) => {
    at += first.length;
    return refusedOf(planned, refusals.slice(at, (at += planned.length)), awaitsCorrections);
  });
}

/** A group that is too long for one preview: what was accepted before is stood for by fewer entries. */
async function askInParts<S>(
  office: Office,
  series: Series,
  group: Group<S>,
  context: ExplainContext | undefined,
): Promise<RefusedAddition<S>[]> {
  const { planned, awaitsCorrections } = group;
  const isOpen = (commitment: number) => office.replay.commitments.has(`${series.agency}/${series.year}/${commitment}`);
  const refused: RefusedAddition<S>[] = [];
  const accepted: Entry[] = [];
  for (let start = 0; start < planned.length;) {
    const first = [...group.first, ...standInsOf(accepted, isOpen)].slice(0, MOST_STAND_INS);
    const end = endOfPart(planned, start, MAX_PREVIEW_ENTRIES - first.length);
    const part = planned.slice(start, end);
    const refusals = await preview(office, series, [...first, ...part.map(({ entry }) => entry)], context);
    const bad = refusedOf(part, refusals.slice(first.length), awaitsCorrections);
    const isBad = new Set(bad.map(({ entry }) => entry));
    accepted.push(...part.map(({ entry }) => entry).filter((entry) => !isBad.has(entry)));
    refused.push(...bad);
    start = end;
  }
  return refused;
}

/** Entries of one line stay together where they can. */
function endOfPart<S>(planned: readonly Planned<S>[], start: number, most: number): number {
  const last = Math.min(planned.length, start + most);
  let end = last;
  while (end < planned.length && end > start && planned[end - 1]!.entry.line === planned[end]!.entry.line) end--;
  return end === start ? last : end;
}

function refusedOf<S>(
  planned: readonly Planned<S>[],
  refusals: readonly (ExplainedRevert | null)[],
  awaitsCorrections: boolean,
): RefusedAddition<S>[] {
  return planned.flatMap((item, index) => {
    const refusal = refusals[index];
    return refusal === null || refusal === undefined ? [] : [{ ...item, refusal, awaitsCorrections }];
  });
}

/** A payee that is not registered yet, as in a dry run, is stood for by one who is. */
async function preview(
  office: Office,
  series: Series,
  entries: readonly Entry[],
  context: ExplainContext | undefined,
): Promise<(ExplainedRevert | null)[]> {
  const firstNumber = (office.replay.series.get(seriesKey(series))?.entryCount ?? 0) + 1;
  const registered = office.replay.payees.size;
  const asked = entries.map((entry) =>
    entry.payee > registered ? { ...entry, payee: Math.min(1, registered) } : entry,
  );
  return previewEntries(office.fisc, { ...series, firstNumber, batchRef: ANY_REFERENCE }, asked, context ?? {});
}
