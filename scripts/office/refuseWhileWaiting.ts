import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { FiscError } from "../../sdk/fisc-error.ts";
import type { FileKind } from "../import/rows.ts";
import type { RegisteredProposal } from "./ProposalRegister.ts";

/** How many batches an error names. */
const NAMED = 5;

/** Batch files that are on their way stand against an import. */
export class ProposalsWaitingError extends FiscError {
  override readonly name = "ProposalsWaitingError";

  /**
   * @param waiting The batches.
   * @param why Why nothing is recorded or proposed beside them.
   * @param remedy What to do.
   */
  constructor(waiting: readonly RegisteredProposal[], why: string, remedy: string) {
    const named = waiting.slice(0, NAMED).map(describeProposal);
    super(
      `${waiting.length} ${waiting.length === 1 ? "batch file waits" : "batch files wait"} to be submitted: ` +
        `${named.join("; ")}${waiting.length > NAMED ? "; …" : ""}.`,
      why,
      remedy,
    );
  }
}

/** What an import is about to record or propose. */
export interface Intent {
  readonly source: string;
  /** The part of the file; the whole where it is empty. */
  readonly offices: string;
  readonly kind: FileKind;
  readonly desk: number;
  readonly years: ReadonlySet<number>;
  /** The folder that batch files are written to, an absolute path; null where batches are recorded at once. */
  readonly folder: string | null;
}

/**
 * Refuses an import beside which batches on their way would be recorded twice, lose their numbers or be misunderstood.
 *
 * A batch whose file was deleted counts as given up where the import is for the same desk: what is recorded or proposed
 * there takes its number.
 *
 * @param waiting The batches that could still be recorded.
 * @param intent The import.
 * @throws ProposalsWaitingError where there are such.
 */
export function refuseWhileWaiting(waiting: readonly RegisteredProposal[], intent: Intent): void {
  const { source, offices, kind, desk, years, folder } = intent;
  const alive = waiting.filter((proposal) => proposal.desk !== desk || existsSync(proposal.path));
  const own = alive.filter((proposal) => proposal.source === source);
  const isReplaced = (proposal: RegisteredProposal) =>
    proposal.desk === desk && dirname(proposal.path) === folder && proposal.offices === offices;
  const elsewhere = own.filter((proposal) => !isReplaced(proposal));
  if (elsewhere.length > 0) {
    throw new ProposalsWaitingError(
      elsewhere,
      "They hold rows of this file, which would be recorded twice, or an earlier version of it.",
      "Submit them, or let `--propose` with the same folder, desk and offices replace them. To give them up, delete them and import at the same desk, which takes their numbers.",
    );
  }
  const others = alive.filter((proposal) => proposal.source !== source && years.has(proposal.year));
  const commitments = kind === "payments" ? others.filter(({ opensCollective }) => opensCollective) : [];
  if (commitments.length > 0) {
    throw new ProposalsWaitingError(
      commitments,
      "They open the commitments on which these payments are booked; without them the payments would be direct ones.",
      "Submit them first.",
    );
  }
  const numbered = others.filter((proposal) => proposal.desk === desk);
  if (numbered.length > 0) {
    throw new ProposalsWaitingError(
      numbered,
      "They hold the next numbers of this desk, and what is recorded at it now would take these.",
      "Submit them first, or import at another --desk.",
    );
  }
}

/** Names a proposal: file, entries, rows. */
export function describeProposal({ path, year, desk, firstNumber, count, rows }: RegisteredProposal): string {
  return `${path} (entries ${year}/${desk}/${firstNumber} to ${firstNumber + count - 1}, rows ${rows})`;
}
