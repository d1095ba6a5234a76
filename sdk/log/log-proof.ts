import { hexToBytes } from "@noble/hashes/utils.js";

import { FiscError } from "../fisc-error.ts";
import { checkedHash } from "../store/content-store.ts";
import { EMPTY_ROOT, hashText, nodeHash } from "./log-hash.ts";

/** A state of a log: how many entries it has, and the root over them. A root says nothing without its size. */
export interface LogHead {
  readonly size: number;
  /** 0x and 64 hexadecimal digits in lower case. */
  readonly root: string;
}

/** Why a proof is refused. The contract's errors have the same names, after `LogProof_`. */
export type LogProofReason =
  "SizeShrinks" | "IndexOutside" | "LengthWrong" | "OldRootDiffers" | "NewRootDiffers" | "RootDiffers";

/** A proof does not prove what it is said to. */
export class LogProofRefusedError extends FiscError {
  override readonly name = "LogProofRefusedError";
  /** Which check failed. */
  readonly reason: LogProofReason;

  /**
   * @param reason Which check failed.
   * @param why The values behind it, one sentence.
   */
  constructor(reason: LogProofReason, why: string) {
    super(
      "The log's proof is refused.",
      why,
      "Ask the log for it again; where it gives no other, keep both states and report that the log was rewritten.",
    );
    this.reason = reason;
  }
}

/**
 * Checks that a state of a log holds all entries of an older one, in the same places. Contract:
 * `LogProofLib.requireConsistent`, which refuses with the same reasons.
 *
 * @param before The old state, which is known.
 * @param after The new state, which is claimed.
 * @param proof The hashes of RFC 6962, 2.1.2, in its order; none where the log was empty or has not grown.
 * @throws LogProofRefusedError where the new state is not proved to continue the old one.
 * @example requireConsistent(known, log.head(), log.consistencyProof(known.size));
 */
export function requireConsistent(before: LogHead, after: LogHead, proof: readonly string[]): void {
  if (checkedSize(before.size) > checkedSize(after.size)) {
    throw new LogProofRefusedError("SizeShrinks", `It leads from ${before.size} entries back to ${after.size}.`);
  }
  const [oldRoot, newRoot] = [checkedHash(before.root), checkedHash(after.root)];
  const led = rootsFromConsistency({ ...before, root: oldRoot }, { ...after, root: newRoot }, proof);
  requireLength(proof, led.needed);
  requireSame("OldRootDiffers", oldRoot, led.oldRoot);
  requireSame("NewRootDiffers", newRoot, led.newRoot);
}

/**
 * Checks that a leaf stands at its place in a log. Contract: `LogProofLib.requireIncluded`, which refuses with the same
 * reasons.
 *
 * @param leaf The leaf's hash. Hash the entry with `leafHash`: a hash that someone gives may be a node's.
 * @param index The leaf's place, from 0.
 * @param head The log's state.
 * @param proof The siblings, from the leaf up.
 * @throws LogProofRefusedError where the leaf is not proved to stand there.
 * @example requireIncluded(hashText(leafHash(receipt)), 3, head, log.inclusionProof(3));
 */
export function requireIncluded(leaf: string, index: number, head: LogHead, proof: readonly string[]): void {
  requireSame("RootDiffers", checkedHash(head.root), rootFromInclusion(leaf, index, head.size, proof));
}

/**
 * Returns the root that a leaf's siblings lead to. Contract: `LogProofLib.rootFromInclusion`.
 *
 * @param leaf The leaf's hash; see the warning at `requireIncluded`.
 * @param index The leaf's place, from 0.
 * @param size How many entries the log has.
 * @param proof The siblings, from the leaf up.
 * @returns 0x and 64 hexadecimal digits.
 * @throws LogProofRefusedError where no leaf stands there, or the proof has another length than place and size demand.
 * @example rootFromInclusion(leaf, 3, head.size, proof) === head.root
 */
export function rootFromInclusion(leaf: string, index: number, size: number, proof: readonly string[]): string {
  if (checkedSize(index) >= checkedSize(size)) {
    throw new LogProofRefusedError("IndexOutside", `It is for place ${index}, and the log has ${size} entries.`);
  }
  let hash = bytesOf(leaf);
  let needed = 0;
  for (let [at, last] = [index, size - 1]; last > 0; at = half(at), last = half(last)) {
    const isRight = at % 2 === 1;
    // The last node of a level moves up alone where its place is even.
    if (!isRight && at === last) continue;
    const sibling = hashAt(proof, needed++);
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  requireLength(proof, needed);
  return hashText(hash);
}

interface Led {
  readonly oldRoot: string;
  readonly newRoot: string;
  /** How many hashes the proof must have; where it has fewer, the roots mean nothing. */
  readonly needed: number;
}

function rootsFromConsistency(before: LogHead, after: LogHead, proof: readonly string[]): Led {
  const oldRoot = before.size === 0 ? EMPTY_ROOT : before.root;
  if (before.size === after.size) return { oldRoot, newRoot: before.root, needed: 0 };
  if (before.size === 0) return { oldRoot, newRoot: after.root, needed: 0 };
  // Start from the largest whole subtree at the old state's end: it stands in the new state as it is.
  let [at, last] = [before.size - 1, after.size - 1];
  for (; at % 2 === 1; at = half(at)) last = half(last);
  let needed = 0;
  // Where the old state is that subtree, its root is known and no part of the proof.
  const start = at === 0 ? bytesOf(before.root) : hashAt(proof, needed++);
  let [oldHash, newHash] = [start, start];
  for (; last > 0; at = half(at), last = half(last)) {
    const isRight = at % 2 === 1;
    if (!isRight && at === last) continue;
    const sibling = hashAt(proof, needed++);
    // What stands to the right is new; what stands to the left is in both states.
    newHash = isRight ? nodeHash(sibling, newHash) : nodeHash(newHash, sibling);
    if (isRight) oldHash = nodeHash(sibling, oldHash);
  }
  return { oldRoot: hashText(oldHash), newRoot: hashText(newHash), needed };
}

function requireLength(proof: readonly string[], needed: number): void {
  if (proof.length === needed) return;
  throw new LogProofRefusedError("LengthWrong", `It has ${proof.length} hashes and must have ${needed}.`);
}

function requireSame(reason: LogProofReason, root: string, led: string): void {
  if (root !== led) throw new LogProofRefusedError(reason, `It leads to ${led}, and the log's root is ${root}.`);
}

function checkedSize(size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw new RangeError(`A log has no size or place ${size}: they are whole numbers from 0.`);
}

/** A hash of the proof; where there is none, any: the length is refused afterwards. */
function hashAt(proof: readonly string[], place: number): Uint8Array {
  return bytesOf(proof[place] ?? EMPTY_ROOT);
}

function bytesOf(hash: string): Uint8Array {
  return hexToBytes(checkedHash(hash).slice(2));
}

function half(place: number): number {
  return Math.floor(place / 2);
}
