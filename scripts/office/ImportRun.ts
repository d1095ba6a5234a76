import { basename } from "node:path";

import type { ExplainedRevert } from "../../sdk/chain/errors.ts";
import type { Series } from "../../sdk/journal/series.ts";
import type { ProfileStores } from "../../sdk/store/payee-profile.ts";
import type { EntryRow, MappedFile } from "../import/rows.ts";
import { sha256 } from "../import/sha256.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import type { RowOutcome, TakenBack } from "./ImportOutcome.ts";
import type { ImportRequest, ProposeRequest } from "./ImportRequest.ts";
import { isRecorded } from "./isRecorded.ts";
import { keepManifest, type Manifest } from "./manifest.ts";
import type { Office } from "./Office.ts";
import type { EntrySource, FilePlan } from "./planFile.ts";
import type { RefusedAddition } from "./previewAdditions.ts";
import { type AcceptedPart, previewPlan } from "./previewPlan.ts";
import { type ProposedBatch, proposeParts } from "./proposeParts.ts";
import { recordCorrections } from "./recordCorrections.ts";
import { type Planned, recordEntries, type RecordOptions, type Refused } from "./recordEntries.ts";
import { correctionStagesOf, stagesOf } from "./stages.ts";

/** Sends a plan, stage by stage, or asks what the ledger says to it, and notes what becomes of each row. */
export class ImportRun {
  readonly #office: Office;
  readonly #stores: ProfileStores;
  readonly #request: ImportRequest;
  readonly #file: MappedFile;
  readonly #source: string;
  readonly #blocked = new Set<RowOutcome>();
  /** What is taken back, or would be, in the order in which it is. */
  readonly takenBack: TakenBack[] = [];
  /** Batches that wait for approval. */
  proposed: readonly ProposedBatch[] = [];
  entriesNow = 0;
  correctionsNow = 0;
  batchesNow = 0;

  constructor(office: Office, stores: ProfileStores, request: ImportRequest, file: MappedFile, source: string) {
    this.#office = office;
    this.#stores = stores;
    this.#request = request;
    this.#file = file;
    this.#source = source;
  }

  /** Records a plan: corrections first, then what is new. */
  async record(plan: FilePlan, rows: readonly EntryRow[]): Promise<void> {
    await this.#keepSources(rows);
    for (const [year, planned] of plan.corrections) {
      for (const stage of correctionStagesOf(planned)) {
        await recordCorrections(this.#office, this.#series(year), stage, this.#options("corrections", stage.length));
      }
    }
    for (const [year, planned] of plan.additions) {
      for (const stage of stagesOf(planned.filter((item) => !this.#isBlocked(item)))) {
        await recordEntries(this.#office, this.#series(year), stage, this.#options(nameOf(stage), stage.length));
      }
    }
  }

  /** Records what credit notes take back of payments that this run recorded; they are planned once these stand. */
  async recordCredits({ corrections }: FilePlan): Promise<void> {
    for (const [year, planned] of corrections) {
      const credits = planned.filter(({ source }) => source.credit !== null);
      if (credits.length === 0) continue;
      await recordCorrections(this.#office, this.#series(year), credits, this.#options("corrections", credits.length));
    }
  }

  /** Asks the ledger what it would record of a plan, and returns that. */
  async preview(plan: FilePlan): Promise<AcceptedPart[]> {
    const parts = await previewPlan(this.#office, this.#request.desk, plan, {
      context: this.#request.context,
      onRefusedCorrections: (refused) => this.#noteRefused(refused),
      isBlocked: (item) => this.#isBlocked(item),
      onRefusedAdditions: (refused) => this.#noteRefusedAdditions(refused),
    });
    this.#noteTakenBack(parts.flatMap(({ corrections }) => corrections));
    return parts;
  }

  /** Puts batches together of what the ledger would record, to be approved and submitted in their order. */
  async propose(plan: FilePlan, rows: readonly EntryRow[], { seconds }: ProposeRequest): Promise<void> {
    if (plan.additions.size + plan.corrections.size > 0) await this.#keepSources(rows);
    const parts = await this.preview(plan);
    const refOf = (batch: readonly Planned<EntrySource>[]) => this.#refOf(batch);
    const context = this.#request.context ?? {};
    this.proposed = await proposeParts(this.#office, parts, { refOf, seconds, context });
    for (const { source } of this.proposed.flatMap(({ planned }) => planned)) {
      const outcome = source.credit ?? source.outcome;
      if (outcome !== null) outcome.isProposed = true;
    }
  }

  #series(year: number): Series {
    return { agency: this.#office.agency, year, desk: this.#request.desk };
  }

  /** Whoever checks an entry finds its record; whoever compares versions finds the file and its mapping. */
  async #keepSources(rows: readonly EntryRow[]): Promise<void> {
    const { bytes, mapping, mappingText } = this.#request;
    const { published, kept } = this.#stores;
    await (mapping.payee?.natural === undefined ? published : kept).put(bytes);
    await published.put(new TextEncoder().encode(mappingText));
    let done = 0;
    await forEachAtOnce(rows, async ({ record, evidence }) => {
      if (evidence.holds === "record") await published.put(record);
      if (++done % 500 === 0 || done === rows.length) this.#request.onProgress?.("records", done, rows.length);
    });
  }

  #options(stage: string, length: number): RecordOptions<EntrySource> {
    let done = 0;
    const advance = (by: number) => this.#request.onProgress?.(stage, (done += by), length);
    return {
      context: this.#request.context,
      refOf: (batch) => this.#refOf(batch),
      onBatch: (_submitted, batch) => {
        this.batchesNow++;
        this.entriesNow += batch.length;
        for (const { entry, source } of batch) {
          if (entry.cites !== undefined) this.correctionsNow++;
          const outcome = source.credit ?? source.outcome;
          if (outcome !== null) outcome.entriesNow++;
        }
        this.#noteTakenBack(batch);
        advance(batch.length);
      },
      onRefused: (refused) => {
        this.#noteRefused(refused);
        advance(refused.length);
      },
    };
  }

  #noteTakenBack(planned: readonly Planned<EntrySource>[], refusal: ExplainedRevert | null = null): void {
    for (const { entry, source } of planned) {
      if (entry.cites === undefined) continue;
      const { kind, amount, cites } = entry;
      this.takenBack.push({ kind, amount, cites, row: source.changes ?? this.#rowOf(source), refusal });
    }
  }

  #noteRefused(refused: readonly Refused<EntrySource>[]): void {
    for (const item of refused) {
      const { entry, source, refusal } = item;
      const { removed, anew } = source;
      if (anew !== null) this.#blocked.add(anew);
      const outcome = source.credit ?? source.outcome ?? anew;
      this.#noteTakenBack([item], refusal);
      if (removed !== null) removed.refusal ??= refusal;
      if (outcome !== null) outcome.refusal ??= { by: "ledger", kind: entry.kind, amount: entry.amount, refusal };
    }
  }

  #noteRefusedAdditions(refused: readonly RefusedAddition<EntrySource>[]): void {
    for (const item of refused) {
      const { refusal, source, awaitsCorrections } = item;
      // Where nobody is registered yet, there is no payee to ask with; that alone is no refusal.
      if (this.#office.replay.payees.size === 0 && refusal.name === "SpendingLedger_PayeeMissing") continue;
      if (!awaitsCorrections) this.#noteRefused([item]);
      else if (source.outcome !== null) {
        const params = { reason: refusal.what };
        source.outcome.refusal ??= { by: "import", reason: { code: "LEDGER_AWAITS_CORRECTIONS", params } };
      }
    }
  }

  /** What could not be taken back where it stood is not recorded a second time. */
  #isBlocked({ source }: Planned<EntrySource>): boolean {
    return source.outcome !== null && this.#blocked.has(source.outcome);
  }

  #rowOf({ outcome }: EntrySource) {
    return { file: this.#file.file, row: outcome?.row.row ?? 0 };
  }

  /** Keeps a batch's manifest. Rows that were recorded before and taken back are recorded under another reference. */
  async #refOf(batch: readonly Planned<EntrySource>[]): Promise<string> {
    const manifest = this.#manifestOf(batch);
    for (let again = 0; ; again++) {
      const batchRef = await keepManifest(this.#stores.published, again === 0 ? manifest : { ...manifest, again });
      if (!isRecorded(this.#office, { agency: this.#office.agency, batchRef })) return batchRef;
    }
  }

  #manifestOf(batch: readonly Planned<EntrySource>[]): Manifest {
    const { fileName, mappingText, fiscalYear, offices } = this.#request;
    const changes = batch.map(({ source }) => source.changes);
    return {
      source: this.#source,
      kind: this.#file.kind,
      fileName: basename(fileName),
      file: this.#file.file,
      mapping: sha256(mappingText),
      fiscalYear: fiscalYear ?? null,
      offices,
      rows: batch.map(({ source }) => source.outcome?.row.row ?? 0),
      kinds: batch.map(({ entry }) => entry.kind),
      ...(changes.some((change) => change !== null) ? { changes } : {}),
    };
  }
}

function nameOf(stage: readonly Planned<EntrySource>[]): string {
  const kinds = new Set(stage.map(({ entry }) => entry.kind));
  return kinds.size === 1 ? `kind ${[...kinds][0]}` : `kinds ${Math.min(...kinds)} to ${Math.max(...kinds)}`;
}
