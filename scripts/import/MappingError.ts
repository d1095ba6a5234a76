import { FiscError } from "../../sdk/fisc-error.ts";

/** One thing that is wrong in a mapping file. */
export interface MappingProblem {
  /** Where, as a path through the file: `columns.amount`. */
  readonly path: string;
  /** What stands there, as JSON. */
  readonly value: string;
  /** What is wrong, and what to do. */
  readonly advice: string;
}

/** A mapping file that cannot be used. The message lists every problem, one a line. */
export class MappingError extends FiscError {
  override readonly name = "MappingError";
  readonly problems: readonly MappingProblem[];

  constructor(file: string, problems: readonly MappingProblem[]) {
    const lines = problems.map(
      ({ path, value, advice }) => `\n  ${path === "" ? "(the whole file)" : path}: ${advice} It says: ${value}`,
    );
    super(
      `The mapping file ${file} cannot be used.`,
      `Not everything in it has a meaning:${lines.join("")}\n`,
      "Correct these places; mappings/mapping.schema.json describes each of them.",
    );
    this.problems = problems;
  }
}
