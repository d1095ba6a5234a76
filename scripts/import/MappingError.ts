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
export class MappingError extends Error {
  override readonly name = "MappingError";
  readonly problems: readonly MappingProblem[];

  constructor(file: string, problems: readonly MappingProblem[]) {
    const lines = problems.map(
      ({ path, value, advice }) => `  ${path === "" ? "(file)" : path}: ${advice} It says: ${value}`,
    );
    super(`The mapping file ${file} cannot be used:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}
