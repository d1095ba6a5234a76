import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

import { FiscError } from "../fisc-error.ts";
import { ENTRY_SIZE, type Entry, MAX_AMOUNT } from "./entry.ts";
import { isCorrection, kindOf } from "./kinds.ts";
import { ROLES } from "./role.ts";
import type { Series } from "./series.ts";
import { EntryTree } from "./tree.ts";

/** The most plain entries that one transaction of 128 KiB carries, with room for the head and three signatures. */
export const MAX_BATCH_ENTRIES = 2_000;

/** What every approver of a batch signs, beside its root. Contract: `ISpendingLedger.BatchHead`. */
export interface BatchHead extends Series {
  /** The number of the first entry: one more than the series holds. */
  readonly firstNumber: number;
  /** The last second at which the batch counts, Unix seconds. */
  readonly deadline: number;
  /** The sum of the amounts of all entries, in minor units. */
  readonly total: bigint;
  /** Hash of the source (file and row range), accepted once from an agency: 0x and 64 hexadecimal digits. */
  readonly batchRef: string;
}

/** The entries of a batch do not add up to an amount that the ledger can hold. */
export class BatchTotalError extends FiscError {
  override readonly name = "BatchTotalError";

  /** @param total The sum of all amounts, in minor units. */
  constructor(total: bigint) {
    super(
      `The batch adds up to ${total} minor units.`,
      `A batch's total is at most ${MAX_AMOUNT}.`,
      "Split the batch.",
    );
  }
}

/** A group of entries that must stand in one batch is longer than a batch may be. */
export class BatchTooLongError extends FiscError {
  override readonly name = "BatchTooLongError";

  /**
   * @param rule The rule of virement that the entries name.
   * @param entries How many entries name it.
   * @param limit How many entries a batch may hold.
   */
  constructor(rule: number, entries: number, limit: number) {
    super(
      `${entries} entries of virement under rule ${rule} do not fit one batch of ${limit}.`,
      "What leaves lines must reach others in the same batch, so the entries cannot be split without knowing which belong together.",
      "Import the virements of each decision by themselves.",
    );
  }
}

/**
 * Adds up the amounts of entries.
 *
 * @param entries The entries.
 * @returns The total of a batch's head, in minor units.
 * @throws BatchTotalError where it exceeds 2^63 - 1.
 * @example const head = { ...place, total: totalOf(entries) };
 */
export function totalOf(entries: readonly Entry[]): bigint {
  let total = 0n;
  for (const entry of entries) total += entry.amount;
  if (total > MAX_AMOUNT) throw new BatchTotalError(total);
  return total;
}

/**
 * Sorts entries so that those with equal line, commitment and kind stand side by side, where they are settled together.
 *
 * Within such a run the order given stays, so of payments that exceed a ceiling the later ones are refused.
 *
 * @param entries The entries.
 * @returns A sorted copy.
 * @example const bytes = encodeEntries(sortEntries(entries));
 */
export function sortEntries<T extends Entry>(entries: readonly T[]): T[] {
  return entries.toSorted((a, b) => a.line - b.line || a.commitment - b.commitment || a.kind - b.kind);
}

/**
 * Splits entries into batches.
 *
 * Entries that cite go into batches of their own, for they are sent another way; a batch names one rule of one year at most; and
 * virements under one rule stay in one batch, for they must balance there. The order within each of these is kept, and
 * batches come in the order of their first entries: what depends on a virement belongs in a later call.
 *
 * @param entries The entries, sorted where runs are wanted.
 * @param limit The most entries that a batch may hold.
 * @returns The batches, none empty.
 * @throws BatchTooLongError where entries that belong together exceed the limit.
 * @example for (const batch of splitEntries(sortEntries(entries), 1_000)) await submitBatch(batch);
 */
export function splitEntries<T extends Entry>(entries: readonly T[], limit: number = MAX_BATCH_ENTRIES): T[][] {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const key = groupOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const batches: T[][] = [];
  for (const group of groups.values()) {
    const first = group[0]!;
    if (group.length > limit && kindOf(first.kind).rule === "virement") {
      throw new BatchTooLongError(first.commitment, group.length, limit);
    }
    for (let start = 0; start < group.length; start += limit) batches.push(group.slice(start, start + limit));
  }
  return batches;
}

function groupOf(entry: Entry): string {
  const { rule } = kindOf(entry.kind);
  const sent = entry.cites === undefined ? "plain" : "citing";
  // A batch names one rule in one year; a correction's is that of the entry that it corrects.
  return rule === null ? sent : `${sent} ${rule} ${entry.commitment} ${entry.cites?.year ?? ""}`;
}

/**
 * Returns the roles that the maker of a batch needs, all of them.
 *
 * @param entries The entries.
 * @returns Bits of RoleLib.
 * @throws KindUnknownError where an entry's kind is none.
 * @example rolesFor(entries) === ROLES.recorder
 */
export function rolesFor(entries: readonly Entry[]): number {
  return entries.reduce((roles, entry) => roles | ROLES[kindOf(entry.kind).role], 0);
}

/**
 * Returns how many approvals a batch needs at the least, whatever the agency's policy says.
 *
 * A rule of virement or carry-over that a batch names can ask for more.
 *
 * @param entries The entries.
 * @returns 1 where an entry moves money or authority, or corrects one that did; 0 otherwise.
 * @throws KindUnknownError where an entry's kind is none.
 * @example minApprovalsFor([reservation]) // 0
 */
export function minApprovalsFor(entries: readonly Entry[]): 0 | 1 {
  return entries.some((entry) => isCorrection(entry.kind) || kindOf(entry.kind).needsApproval) ? 1 : 0;
}

/**
 * Returns the root that the ledger stores for a batch: the tree's root bound to the batch's place in its series.
 *
 * @param head The batch's head; deadline, total and batchRef are not bound by the root.
 * @param entries Packed entries, 64 bytes each, at least one.
 * @returns 0x and 64 hexadecimal digits.
 * @throws EntryBytesError where there is no entry, or the bytes are no whole number of entries.
 * @example batchRoot(head, bytes) === (await ledger.batchRoot(head, bytes))
 */
export function batchRoot(head: Series & { readonly firstNumber: number }, entries: Uint8Array): string {
  return rootAtPlace(new EntryTree(entries).root, head, entries.length / ENTRY_SIZE);
}

/**
 * Binds the root of a tree to the batch's place in its series.
 *
 * @param treeRoot The root of the tree over the entries.
 * @param head The batch's place.
 * @param count How many entries it holds.
 * @returns The batch root: 0x and 64 hexadecimal digits.
 * @example rootAtPlace(tree.root, head, tree.count)
 */
export function rootAtPlace(treeRoot: string, head: Series & { readonly firstNumber: number }, count: number): string {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  bytes.set(hexToBytes(treeRoot.slice(2)));
  // agency 32 | year 16 | desk 16 | firstNumber 40 | count 32, in the low 136 bits of a word
  view.setUint32(47, head.agency);
  view.setUint16(51, head.year);
  view.setUint16(53, head.desk);
  view.setUint8(55, Math.floor(head.firstNumber / 0x1_0000_0000));
  view.setUint32(56, head.firstNumber % 0x1_0000_0000);
  view.setUint32(60, count);
  return `0x${bytesToHex(keccak_256(bytes))}`;
}
