import { groupBy } from "./groupBy.ts";
import type { Hash } from "./rows.ts";

/** What tells a row of a file from the others, when the file comes again. */
export interface RowIdentity {
  readonly row: number;
  readonly content: Hash;
  /** Its place among the rows of equal content, from 1. */
  readonly occurrence: number;
  /** The office's own reference; null where it gives none. */
  readonly reference: string | null;
}

/** The same row in the file that came before, and in the one that comes now. */
export interface RowPair<R extends RowIdentity> {
  readonly before: R;
  readonly after: R;
}

/** A row that the office has corrected. */
export interface ChangedRow<R extends RowIdentity> extends RowPair<R> {
  /** Several rows of this reference were corrected at once: they are paired in the files' order, which may not be meant. */
  readonly ambiguous: boolean;
}

/** How a file differs from the one that came before it. Each row of both is in exactly one list. */
export interface RowDiff<R extends RowIdentity> {
  readonly unchanged: readonly RowPair<R>[];
  readonly changed: readonly ChangedRow<R>[];
  readonly removed: readonly R[];
  readonly added: readonly R[];
}

/**
 * Compares two versions of a file as multisets of rows, so that their order does not matter and equal rows count as often
 * as they occur. What is left over is paired by reference: the same reference with another content is a changed row.
 *
 * @param previous Rows of the version that was imported.
 * @param next Rows of the corrected version.
 * @returns Unchanged, changed, removed and added rows.
 */
export function diffRows<R extends RowIdentity>(previous: readonly R[], next: readonly R[]): RowDiff<R> {
  const unchanged: RowPair<R>[] = [];
  const waiting = groupBy(previous, (row) => row.content);
  const fresh: R[] = [];
  for (const after of next) {
    const before = waiting.get(after.content)?.shift();
    if (before === undefined) fresh.push(after);
    else unchanged.push({ before, after });
  }
  const stillThere = new Set(unchanged.map(({ before }) => before));
  const gone = previous.filter((row) => !stillThere.has(row));
  return { unchanged, ...pairByReference(gone, fresh) };
}

function pairByReference<R extends RowIdentity>(
  gone: readonly R[],
  fresh: readonly R[],
): Pick<RowDiff<R>, "changed" | "removed" | "added"> {
  const goneByReference = groupBy(gone, (row) => row.reference);
  const freshByReference = groupBy(fresh, (row) => row.reference);
  const changed: ChangedRow<R>[] = [];
  for (const [reference, befores] of goneByReference) {
    if (reference === null) continue;
    const afters = freshByReference.get(reference) ?? [];
    const ambiguous = befores.length > 1 || afters.length > 1;
    befores.slice(0, afters.length).forEach((before, index) => {
      const after = afters[index];
      if (after !== undefined) changed.push({ before, after, ambiguous });
    });
  }
  const paired = new Set(changed.flatMap(({ before, after }) => [before, after]));
  return {
    changed,
    removed: gone.filter((row) => !paired.has(row)),
    added: fresh.filter((row) => !paired.has(row)),
  };
}
