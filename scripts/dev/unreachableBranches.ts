import type { Branch } from "./branches.ts";

/** A branch that nothing can take, and why. */
export interface UnreachableBranch extends Pick<Branch, "file" | "within" | "condition" | "way"> {
  readonly why: string;
}

export const UNREACHABLE_BRANCHES: readonly UnreachableBranch[] = [];
