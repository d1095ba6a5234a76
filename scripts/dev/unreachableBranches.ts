import type { Branch } from "./branches.ts";

/** A branch that nothing can take, and why. */
export interface UnreachableBranch extends Pick<Branch, "file" | "within" | "condition" | "way"> {
  readonly why: string;
}

/** Checks behind other checks. Where the condition or its function changes, the reason is to be thought through again. */
export const UNREACHABLE_BRANCHES: readonly UnreachableBranch[] = [
  {
    file: "contracts/funds/Postings.sol",
    within: "_startKind",
    condition: "batch.citing",
    way: "true",
    why:
      "Before submitCiting settles a batch, _cite has refused each entry that is neither a correction nor a carry-in, " +
      "and both of these cite: no entry of such a batch is of a kind that does not.",
  },
];
