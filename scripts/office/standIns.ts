import type { Entry } from "../../sdk/journal/entry.ts";
import { CORRECTION, isCorrection, kindNamed, kindOf } from "../../sdk/journal/kinds.ts";

/** A number of a commitment that no office reaches. */
const UNUSED_COMMITMENT = 0xffff_ffff;

/** What moves the same totals as a correction of a kind: a preview takes no citations. */
const INVERSES: Readonly<Record<string, readonly string[]>> = {
  appropriate: ["reduce"],
  supplement: ["reduce"],
  reduce: ["supplement"],
  allot: ["withdraw-allotment"],
  "release-cash": ["withdraw-cash"],
  reserve: ["release-reservation"],
  commit: ["decommit"],
  "commit-collective": ["decommit"],
  "commit-collective-reserved": ["decommit", "reserve"],
  verify: ["withdraw-verification"],
  order: ["cancel-order"],
  pay: ["refund"],
  "pay-direct": ["refund-direct"],
};

/**
 * Makes entries that stand for corrections in a preview.
 *
 * @param corrections The corrections.
 * @param hasCeilings Whether their lines have ceilings.
 * @returns Entries that move the same totals, one for each line, commitment and kind; and whether there are such for all.
 */
export function standInsOfCorrections(
  corrections: readonly Entry[],
  hasCeilings: boolean,
): { readonly entries: readonly Entry[]; readonly complete: boolean } {
  let complete = true;
  const entries = corrections.flatMap((entry): Entry[] => {
    const { name } = kindOf(entry.kind & ~CORRECTION);
    // Under a ceiling the ledger takes a refund of a direct payment as a correction alone.
    const inverses = name === "pay-direct" && hasCeilings ? undefined : INVERSES[name];
    if (inverses === undefined) complete = false;
    return (inverses ?? []).map((inverse) => {
      const { number, namesCommitment, namesPayee } = kindNamed(inverse);
      const { line, valueDate, document, amount } = entry;
      const commitment = namesCommitment ? entry.commitment : 0;
      return { line, valueDate, document, amount, kind: number, commitment, payee: namesPayee ? entry.payee : 0 };
    });
  });
  return { entries: merge(entries), complete };
}

/**
 * Makes few entries that stand for many in a preview of what comes after them: at the control line, where ceilings bind,
 * they move the same totals.
 *
 * @param entries Entries on lines below one control line, none of which corrects.
 * @param isOpen Says whether the books hold a commitment already.
 * @returns One for each kind and, where they are on commitments of the books, for each commitment.
 */
export function standInsOf(entries: readonly Entry[], isOpen: (commitment: number) => boolean): Entry[] {
  const line = entries[0]?.line ?? 0;
  return merge(
    entries.map((entry): Entry => {
      const { kind, commitment } = entry;
      if (isCorrection(kind)) throw new RangeError("A correction has an inverse, and no stand-in of its own kind.");
      if (kindOf(kind).namesCommitment && !isOpen(commitment)) {
        return { ...entry, line, kind: collective(kind), commitment: UNUSED_COMMITMENT };
      }
      return commitment === 0 ? { ...entry, line } : entry;
    }),
  );
}

function collective(kind: number): number {
  const { name } = kindOf(kind);
  if (name === "commit") return kindNamed("commit-collective").number;
  return name === "commit-reserved" ? kindNamed("commit-collective-reserved").number : kind;
}

/** Adds up entries of one line, commitment and kind, each sum standing where the first of them stood. */
function merge(entries: readonly Entry[]): Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.line}/${entry.commitment}/${entry.kind}`;
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? entry : { ...sum, amount: sum.amount + entry.amount });
  }
  return [...sums.values()];
}
