import { basename } from "node:path";

import { FiscError } from "../../sdk/fisc-error.ts";
import { filePattern } from "../import/filePattern.ts";
import type { ImportRequest } from "./ImportRequest.ts";

/** Versions of a file cannot be told apart from files of other periods. */
export class PeriodUnknownError extends FiscError {
  override readonly name = "PeriodUnknownError";

  /**
   * @param fileName The file's name.
   * @param pattern What the mapping says files are named.
   */
  constructor(fileName: string, pattern: string) {
    super(
      `Which period ${fileName} is for is not certain.`,
      `Files of this dataset are named ${pattern}, one for each period, and a corrected version must be known as one.`,
      "Give the file its published name, or say --period.",
    );
  }
}

/**
 * Says what a file is a version of. Files of one source correct each other; files of several are all recorded.
 *
 * @param request File name, mapping, year, period.
 * @returns Dataset and period: the year where the office publishes one file a year, else the file's published name.
 * @throws PeriodUnknownError where neither the name nor the request tells the period.
 */
export function sourceOf({
  fileName,
  mapping,
  fiscalYear,
  period,
}: Pick<ImportRequest, "fileName" | "mapping" | "fiscalYear" | "period">): string {
  if (period !== undefined) return `${mapping.dataset} ${period}`;
  const name = basename(fileName);
  const published = filePattern(mapping)?.exec(name) ?? null;
  if (/\{(nn|any)\}/.test(mapping.file ?? "")) {
    if (published === null) throw new PeriodUnknownError(name, mapping.file ?? "");
    return `${mapping.dataset} ${name}`;
  }
  const year = fiscalYear ?? published?.groups?.["year"];
  return `${mapping.dataset} ${year ?? name}`;
}
