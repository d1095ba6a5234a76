import { TOTAL_NAMES } from "../journal/kinds.ts";
import type { Replay, ReplayFault } from "./replay.ts";

/**
 * Checks the identities that hold for every line and commitment, on what the events say alone.
 *
 * @param replay The replay.
 * @returns What does not hold; nothing on a sound ledger.
 * @example if (brokenIdentities(replay).length > 0) process.exitCode = 1;
 */
export function brokenIdentities(replay: Replay): ReplayFault[] {
  const faults: ReplayFault[] = [];
  const hold = (subject: string, what: string, holds: boolean) => {
    if (!holds) faults.push({ subject, what });
  };
  for (const line of replay.lines.values()) {
    const subject = `line ${line.id}`;
    const totals = replay.totalsOf(line.id);
    const parts = replay.partsOf(line.id);
    const revised =
      parts.original +
      parts.supplementary -
      parts.reductions +
      parts.virementIn -
      parts.virementOut +
      parts.carriedIn -
      parts.carriedOut -
      parts.lapsed;
    hold(subject, "The parts of the budget do not add up to the revised budget.", revised === totals.revised);
    for (const name of TOTAL_NAMES) hold(subject, `The total "${name}" is below zero.`, totals[name] >= 0n);
    if (line.control === line.id && line.ceilings) {
      hold(subject, "More is allotted than the revised budget.", totals.allotted <= totals.revised);
      hold(
        subject,
        "More is reserved and committed than allotted.",
        totals.reserved + totals.committed <= totals.allotted,
      );
      hold(subject, "More cash is released than allotted.", totals.released <= totals.allotted);
      hold(subject, "More is paid than released.", totals.paid <= totals.released);
    }
    if (line.children.length > 0) {
      const below = line.children.map((child) => replay.totalsOf(child));
      for (const name of TOTAL_NAMES) {
        const sum = below.reduce((total, child) => total + child[name], 0n);
        hold(subject, `The total "${name}" is not the sum of the lines below.`, sum === totals[name]);
      }
    }
  }
  for (const [key, { use }] of replay.commitments) {
    const [committed, verified, ordered, paid] = use;
    const subject = `commitment ${key}`;
    hold(subject, "More is verified than committed.", verified <= committed);
    hold(subject, "More is ordered than verified.", ordered <= verified);
    hold(subject, "More is paid than ordered.", paid <= ordered);
    hold(subject, "The total paid is below zero.", paid >= 0n);
  }
  for (const [key, used] of replay.cited) {
    const [agency, year, desk, number] = key.split("/").map((part) => Number.parseInt(part, 10));
    const cited = replay.entryAt({ agency: agency!, year: year!, desk: desk! }, number!);
    hold(
      `entry ${key}`,
      "The entries that cite it exceed it.",
      cited !== null && used <= cited.entry.amount && used >= 0n,
    );
  }
  return faults;
}
