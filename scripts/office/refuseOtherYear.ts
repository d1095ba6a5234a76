import { basename } from "node:path";

import { FiscError } from "../../sdk/fisc-error.ts";
import { fileYear } from "../import/fileYear.ts";
import type { EntryRow } from "../import/rows.ts";
import type { ImportRequest } from "./ImportRequest.ts";

/** A file is said to be of a fiscal year that it is not of. */
export class OtherYearError extends FiscError {
  override readonly name = "OtherYearError";

  /**
   * @param year The year that was said.
   * @param why What says otherwise.
   */
  constructor(year: number, why: string) {
    super(`The file is not of the fiscal year ${year}.`, why, "Nothing was sent. Correct --year, or leave it out.");
  }
}

/**
 * Refuses a file that is said to be of another year than it is, before years or lines are opened for it.
 *
 * @param rows Its entries.
 * @param request The import.
 * @param isOpen Says whether the books of a year are open: then the ledger itself looks at the dates.
 * @throws OtherYearError where its mapping, its name or all of its dates say another year.
 */
export function refuseOtherYear(
  rows: readonly EntryRow[],
  request: Pick<ImportRequest, "fiscalYear" | "mapping" | "fileName">,
  isOpen: (year: number) => boolean,
): void {
  const { fiscalYear, mapping, fileName } = request;
  if (fiscalYear === undefined) return;
  const rule = mapping.year;
  if (rule !== undefined && "constant" in rule && rule.constant !== fiscalYear) {
    throw new OtherYearError(fiscalYear, `The mapping ${mapping.dataset} says ${rule.constant}.`);
  }
  const named =
    rule !== undefined && "from" in rule && rule.from === "fileName" ? fileYear(mapping, basename(fileName)) : null;
  if (named !== null && named !== fiscalYear) throw new OtherYearError(fiscalYear, `Its name says ${named}.`);
  if (isOpen(fiscalYear)) return;
  const dates = rows.flatMap(({ entry }) =>
    entry.kind === "budget" || entry.valueDate === null ? [] : [entry.valueDate],
  );
  // A fiscal year begins in the year that names it, and ends in that or the next.
  const isNear = (date: string) => date >= `${fiscalYear}-01-01` && date <= `${fiscalYear + 1}-12-31`;
  if (dates.length === 0 || dates.some(isNear)) return;
  const [first, last] = [dates.toSorted()[0], dates.toSorted().at(-1)];
  throw new OtherYearError(fiscalYear, `The dates of its rows are from ${first} to ${last}.`);
}
