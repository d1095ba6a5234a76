import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import type { ContentStore } from "../../sdk/store/content-store.ts";
import type { ProfileStores } from "../../sdk/store/payee-profile.ts";
import { diffRows, type RowDiff } from "../import/diffRows.ts";
import { mapFile } from "../import/mapFile.ts";
import type { EntryRow, MappedFile } from "../import/rows.ts";
import { sha256 } from "../import/sha256.ts";
import { earlierRows, identify, type IdentifiedRow } from "./earlierRows.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import type { ImportOutcome } from "./ImportOutcome.ts";
import { ImportRun } from "./ImportRun.ts";
import type { ImportRequest } from "./ImportRequest.ts";
import type { Office } from "./Office.ts";
import { officeAgencies } from "./officeAgencies.ts";
import { openLines } from "./openLines.ts";
import { daysOf, openYear } from "./openYear.ts";
import { type EntrySource, type FilePlan, PLAIN, planFile, yearOf } from "./planFile.ts";
import { readAgencyProfile } from "./readAgencyProfile.ts";
import { isStanding, recordedRows } from "./recordedRows.ts";
import { type GoneRows, refuseGoneRows } from "./refuseGoneRows.ts";
import { refuseOtherCurrency } from "./refuseOtherCurrency.ts";
import { refuseOtherYear } from "./refuseOtherYear.ts";
import { refuseWhileWaiting } from "./refuseWhileWaiting.ts";
import { foreseePayees, registerPayees } from "./registerPayees.ts";
import { sharedCredit, type SharedCredit, sharedCreditEntries } from "./sharedCredit.ts";
import { sourceOf } from "./sourceOf.ts";

/**
 * Imports a file: records what is not recorded yet, and what changed since an earlier version of it.
 *
 * Nothing is remembered outside of chain and store, so it can be stopped anywhere and run again.
 *
 * @param office The office.
 * @param stores Where documents are kept.
 * @param request The file, and how it is read.
 * @returns What became of each row.
 * @throws TableError where the file is not what its mapping describes.
 * @throws ProposalsWaitingError where batches are on their way that hold its rows, its numbers or what it needs.
 * @throws OtherYearError where it is said to be of a year that it is not of.
 * @throws CurrencyDiffersError where its amounts are counted otherwise than the books of their year.
 * @throws RowsGoneError where it lacks recorded rows and is likely wrong.
 * @throws ManifestMissingError, ManifestVersionError, PeriodUnknownError, VersionMissingError where it cannot be compared with what is recorded.
 */
export async function importFile(
  office: Office,
  stores: ProfileStores,
  request: ImportRequest,
): Promise<ImportOutcome> {
  await office.refresh();
  const source = sourceOf(request);
  const file = await mapFile(request.bytes, request.mapping, {
    fileName: basename(request.fileName),
    ...(request.fiscalYear === undefined ? {} : { fiscalYear: request.fiscalYear }),
    ...(request.offices === "" ? {} : { offices: request.offices }),
  });
  const rows = file.rows.filter((row): row is EntryRow => row.outcome === "entry");
  const years = new Set(rows.map((row) => yearOf(row, request)).filter((year) => year !== null));
  refuseOtherYear(rows, request, (year) => office.currencyOf(year) !== null);
  refuseOtherCurrency(years, request.mapping.currency, (year) => office.currencyOf(year));
  const shared = await sharedCreditOf(file, request);
  if (!request.dryRun) await refuseBesideProposals(office, source, file, years, request);
  const everywhere = [stores.published, stores.kept];
  const recorded = await recordedRows(office.replay, office.agency, source, everywhere, request.ignoreUnknownBatches);
  const diff = diffAgainst(await earlierRows(recorded, file, everywhere), rows, request);
  if (!request.takeBack) refuseGoneRows(goneRowsOf(diff, file));
  const linesNow =
    request.dryRun || !request.openLines ? 0 : await open(office, stores.published, rows, shared, request);

  const payeesBefore = office.replay.payees.size;
  const payees = await payeeIndexes(office, stores, rows, request);
  const documents = await keepDocuments(stores.published, rows, request);
  const context = { office, request, file, payees, documents };
  const plan = planFile(diff, context);
  for (const credit of shared) addSharedCredit(office, plan, credit, file);

  const run = new ImportRun(office, stores, request, file, source);
  if (request.dryRun) await run.preview(plan);
  else if (request.propose !== undefined) await run.propose(plan, rows, request.propose);
  else if (plan.additions.size + plan.corrections.size > 0) await run.record(plan, rows);
  const again = async () => {
    const now = await recordedRows(office.replay, office.agency, source, everywhere, request.ignoreUnknownBatches);
    return planFile(diffAgainst(await earlierRows(now, file, everywhere), rows, request), context);
  };
  await settleCredits(plan, run, request, again);
  const { entriesNow, correctionsNow, batchesNow, takenBack, proposed } = run;
  const payeesNow = office.replay.payees.size - payeesBefore;
  return {
    file,
    source,
    shared,
    rows: plan.rows,
    removed: plan.removed,
    takenBack,
    proposed,
    entriesNow,
    correctionsNow,
    batchesNow,
    payeesNow,
    linesNow,
  };
}

/** Compares the file with what is recorded of it, in the part that was asked for. */
function diffAgainst(
  before: readonly IdentifiedRow[],
  rows: readonly EntryRow[],
  { offices }: ImportRequest,
): RowDiff<IdentifiedRow> {
  return diffRows(
    before.filter(({ source }) => source.entry.line.agency.code.startsWith(offices)),
    rows.map((row) => identify(row)),
  );
}

/** Counts the rows that are recorded and that the file does not have. */
function goneRowsOf({ removed, changed, unchanged }: RowDiff<IdentifiedRow>, file: MappedFile): GoneRows {
  const gone = removed.filter(({ recorded }) => isStanding(recorded)).length;
  const unreadable = file.rows.filter(({ outcome }) => outcome === "refused").length;
  return { gone, recorded: gone + changed.length + unchanged.length, unreadable };
}

/** Credit notes on payments that were new: these are recorded now, so the notes can cite them. */
async function settleCredits(
  { pending }: FilePlan,
  run: ImportRun,
  request: ImportRequest,
  again: () => Promise<FilePlan>,
): Promise<void> {
  if (pending.length === 0) return;
  const isSent = !request.dryRun && request.propose === undefined;
  const next = isSent ? await again() : null;
  if (next !== null) await run.recordCredits(next);
  const rows = new Map(next?.rows.map((outcome) => [outcome.row, outcome]));
  const still = new Set(next?.pending.map(({ credit }) => credit.row));
  for (const { credit, payment } of pending) {
    const { refusal = null, entriesNow = 0 } = rows.get(credit.row) ?? {};
    Object.assign(credit, { refusal, entriesNow });
    // In a dry run nothing stands that the note could cite, but where its payment is accepted, that is no refusal.
    const waits = isSent ? still.has(credit.row) : request.propose !== undefined || payment.refusal !== null;
    const params = { payment: String(payment.row.row) };
    if (waits) credit.refusal = { by: "import", reason: { code: "CORRECTED_ROW_WAITS", params } };
  }
}

/** What is on its way by mail is not recorded twice, nor its numbers taken. */
async function refuseBesideProposals(
  office: Office,
  source: string,
  file: MappedFile,
  years: ReadonlySet<number>,
  request: ImportRequest,
): Promise<void> {
  const waiting = (await request.register?.waiting(office)) ?? [];
  const folder = request.propose?.folder ?? null;
  const { desk, offices } = request;
  refuseWhileWaiting(waiting, { source, offices, kind: file.kind, desk, years, folder });
}

/** A part of a budget may draw on credit outside of it. */
async function sharedCreditOf(file: MappedFile, request: ImportRequest): Promise<SharedCredit[]> {
  if (request.offices === "" || file.kind !== "budget") return [];
  const whole = await mapFile(request.bytes, request.mapping, {
    fileName: basename(request.fileName),
    ...(request.fiscalYear === undefined ? {} : { fiscalYear: request.fiscalYear }),
  });
  return sharedCredit(file, whole, request.offices);
}

function addSharedCredit(office: Office, plan: FilePlan, credit: SharedCredit, file: MappedFile): void {
  const source: EntrySource = { outcome: null, removed: null, changes: null, ...PLAIN };
  const entries = sharedCreditEntries(office, credit, file.file).map((entry) => ({ entry, source }));
  if (entries.length > 0) plan.additions.set(credit.year, [...(plan.additions.get(credit.year) ?? []), ...entries]);
}

/** Opens the years and lines that the books lack. */
async function open(
  office: Office,
  store: ContentStore,
  rows: readonly EntryRow[],
  shared: readonly SharedCredit[],
  request: ImportRequest,
): Promise<number> {
  const { mapping } = request;
  const firstMonth = mapping.year !== undefined && "firstMonth" in mapping.year ? mapping.year.firstMonth : 1;
  const codes = new Set(rows.map((row) => row.entry.line.agency.code));
  const agencies = officeAgencies(office, (await readAgencyProfile(office, store))?.identifier ?? null, codes);
  const years = new Set(rows.map((row) => yearOf(row, request)));
  let opened = 0;
  for (const year of years) {
    if (year === null) continue;
    if (!office.replay.years.has(`${office.agency}/${year}`)) {
      await openYear(office, year, daysOf(year, firstMonth), mapping.currency);
    }
    const lines = [
      ...rows.filter((row) => yearOf(row, request) === year).map((row) => row.entry.line),
      ...shared.filter((credit) => credit.year === year).map(({ line }) => line),
    ];
    const terms = { year, ceilings: mapping.kind === "budget", agencies };
    opened += await openLines(office, store, lines, terms, (done, of) => request.onProgress?.("lines", done, of));
  }
  return opened;
}

async function payeeIndexes(
  office: Office,
  stores: ProfileStores,
  rows: readonly EntryRow[],
  request: ImportRequest,
): Promise<ReadonlyMap<string, number>> {
  const payees = rows.flatMap(({ entry }) => (entry.kind === "budget" ? [] : [entry.payee]));
  if (request.dryRun) return foreseePayees(office, stores, payees);
  return registerPayees(office, stores, payees, (done, of) => request.onProgress?.("payees", done, of));
}

/** Keeps the documents whose paths the file gives. */
async function keepDocuments(
  store: ContentStore,
  rows: readonly EntryRow[],
  request: ImportRequest,
): Promise<ReadonlyMap<string, string>> {
  const paths = new Set(rows.flatMap(({ evidence }) => (evidence.holds === "path" ? [evidence.path] : [])));
  const hashes = new Map<string, string>();
  await forEachAtOnce([...paths], async (path) => {
    const bytes = await readFile(join(request.documents ?? ".", path)).catch(() => null);
    if (bytes !== null) hashes.set(path, request.dryRun ? sha256(bytes) : await store.put(bytes));
  });
  return hashes;
}
