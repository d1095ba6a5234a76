import { leafHash, nodeHash } from "../../sdk/log/log-hash.ts";
import { consistencyProof, rootAt, type SubtreeHashes } from "../../sdk/log/log-tree.ts";
import type { LogHead } from "../../sdk/log/log-proof.ts";

/** The hash of a whole subtree, by level: all of one level are alike, so that a log of any size is made at once. */
const nodes = [leafHash(new TextEncoder().encode("receipt"))];

const hashes: SubtreeHashes = {
  hashOf({ level }) {
    while (nodes.length <= level) nodes.push(nodeHash(nodes.at(-1)!, nodes.at(-1)!));
    return nodes[level]!;
  },
};

/** The state of a log of any size whose entries are all the same. */
export function uniformHead(size: number): LogHead {
  return { size, root: rootAt(hashes, size) };
}

/** The proof that one such log continues another. */
export function uniformProof(oldSize: number, newSize: number): string[] {
  return consistencyProof(hashes, oldSize, newSize);
}
