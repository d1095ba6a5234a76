import type { ExplainContext } from "../../sdk/chain/errors.ts";
import type { Mapping } from "../import/mapping.ts";
import type { ProposalRegister } from "./ProposalRegister.ts";

/** How batches are put together that wait for approval. */
export interface ProposeRequest {
  /** The folder that their files are written to, an absolute path. */
  readonly folder: string;
  /** How long approvals count, in seconds. */
  readonly seconds: number;
}

/** A file to be imported, and how. */
export interface ImportRequest {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** The mapping's own text, which is kept so that the file can be read again as it was read. */
  readonly mappingText: string;
  readonly mapping: Mapping;
  readonly fiscalYear?: number | undefined;
  /** Only offices whose code starts so; all where it is empty. */
  readonly offices: string;
  /** The desk, 0 to 63. */
  readonly desk: number;
  /** For rows without a date: YYYY-MM-DD; the last day of the fiscal year where it is not given. */
  readonly valueDate?: string | undefined;
  /** What the file is a version of, where the mapping and the file's name do not tell. */
  readonly period?: string | undefined;
  /** The folder that documents are in whose paths the file gives. */
  readonly documents?: string | undefined;
  /** Whether years and lines that the books lack are opened; those of payments and commitments without ceilings. */
  readonly openLines: boolean;
  /** Whether batches of which nobody here can say what they were made of are taken for those of other files. */
  readonly ignoreUnknownBatches: boolean;
  /** Whether recorded rows that the file lacks are taken back even where it is likely wrong. */
  readonly takeBack: boolean;
  /** Ask the ledger what it would say, and send nothing. */
  readonly dryRun: boolean;
  /** The batches that are on their way by mail; none where it is not given. */
  readonly register?: ProposalRegister | undefined;
  /** Put batches together that wait for approval, instead of signing and submitting them. */
  readonly propose?: ProposeRequest | undefined;
  readonly context?: ExplainContext | undefined;
  /** Called as the work goes on. */
  readonly onProgress?: ((stage: string, done: number, of: number) => void) | undefined;
}
