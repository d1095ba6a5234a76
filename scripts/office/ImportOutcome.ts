import type { ExplainedRevert } from "../../sdk/chain/errors.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import type { Message } from "../import/message.ts";
import type { EntryRow, MappedFile } from "../import/rows.ts";
import type { RowPlace } from "./manifest.ts";
import type { ProposedBatch } from "./proposeParts.ts";
import type { SharedCredit } from "./sharedCredit.ts";

/** Why a row is not recorded, or not wholly. */
export type RowRefusal =
  | { readonly by: "ledger"; readonly kind: number; readonly amount: bigint; readonly refusal: ExplainedRevert }
  | { readonly by: "import"; readonly reason: Message };

/** What became of a row that is an entry. */
export interface RowOutcome {
  readonly row: EntryRow;
  /** The line it is about; 0 where the books have none. */
  readonly line: number;
  /** Whether all of it was recorded before this run. */
  readonly before: boolean;
  /** Ledger entries that this run recorded for it. */
  entriesNow: number;
  /** Whether entries of it are in batches that wait for approval. */
  isProposed: boolean;
  /** Null where all of it stands in the journal, or is proposed. */
  refusal: RowRefusal | null;
}

/** A row of an earlier version that this one does not have. */
export interface RemovedRow {
  readonly before: RowPlace;
  /** Why it could not be taken back; null where it was. */
  refusal: ExplainedRevert | null;
}

/** A correction that is recorded, would be, or is refused. */
export interface TakenBack {
  /** The entry that it cites. */
  readonly cites: NonNullable<Entry["cites"]>;
  /** The kind of the correction. */
  readonly kind: number;
  /** Minor units. */
  readonly amount: bigint;
  /** The row for which the cited entry was recorded. */
  readonly row: RowPlace;
  /** Why the ledger refuses it; null where it does not. */
  readonly refusal: ExplainedRevert | null;
}

/** What became of a file. */
export interface ImportOutcome {
  readonly file: MappedFile;
  /** What the file is a version of. */
  readonly source: string;
  /** Credit outside the imported part of a budget, on which the part draws. */
  readonly shared: readonly SharedCredit[];
  /** Rows that are entries, in the file's order. */
  readonly rows: readonly RowOutcome[];
  readonly removed: readonly RemovedRow[];
  /** Corrections that this run recorded or that the ledger refused; in a dry run, those that it would record or refuse. */
  readonly takenBack: readonly TakenBack[];
  /** Batches that wait for approval, in the order in which they are to be submitted. */
  readonly proposed: readonly ProposedBatch[];
  /** Ledger entries recorded in this run, corrections among them. */
  readonly entriesNow: number;
  /** Corrections recorded in this run. */
  readonly correctionsNow: number;
  readonly batchesNow: number;
  readonly payeesNow: number;
  readonly linesNow: number;
}
