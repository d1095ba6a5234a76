import { FiscError } from "../fisc-error.ts";
import type { DatasetRecord } from "./dataset-record.ts";
import { legalBasisOf } from "./legal-basis.ts";
import { SHARING_CLASSES, type SharingClass } from "./sharing-class.ts";

/** One thing that is not as it should be in a dataset of a catalogue. */
export interface DatasetProblem {
  /** Where, as a path through the dataset: `distribution.0.mediaType`. */
  readonly path: string;
  /** What stands there, as JSON, shortened. */
  readonly value: string;
  /** What is wrong, and what to do. */
  readonly advice: string;
}

/** What is not as it should be in one dataset. */
export interface DatasetNote {
  /** Its place in the catalogue, from 0 up. */
  readonly index: number;
  /** Its identifier, where it has one. */
  readonly identifier: string | undefined;
  readonly problems: readonly DatasetProblem[];
}

/** What became of a catalogue: each of its datasets is a record, or refused. */
export interface CatalogueReading {
  readonly records: readonly DatasetRecord[];
  /** Datasets of which no record can be made, and why. */
  readonly refused: readonly DatasetNote[];
  /** Records that are not as the standard wants them, or that leave something out, and what. */
  readonly remarks: readonly DatasetNote[];
}

/** How many datasets are of what sort. */
export interface CatalogueCounts extends Readonly<Record<SharingClass, number>> {
  readonly datasets: number;
  /** The rights are null. */
  readonly nullRights: number;
  /** There is no word about rights. */
  readonly withoutRights: number;
  /** No licence is named, for the dataset or for a form of it. */
  readonly withoutLicence: number;
  readonly withoutPeriodicity: number;
  readonly withoutDistribution: number;
  /** The publisher is called "Unspecified". */
  readonly withoutPublisher: number;
  /** Not shared, and no ground named. */
  readonly withoutBasis: number;
}

/** A file is no catalogue of datasets. */
export class CatalogueUnreadableError extends FiscError {
  override readonly name = "CatalogueUnreadableError";

  /**
   * @param why Why not, one sentence.
   * @param remedy What to do, one sentence.
   * @param cause The error behind it, where there is one.
   */
  constructor(why: string, remedy: string, cause?: unknown) {
    super("The file is no catalogue that can be read.", why, remedy, cause);
  }
}

/**
 * Counts the records of a catalogue.
 *
 * @param records The records.
 * @returns How many are of what sort.
 * @example countsOf(parseDataJson(text).records).nonShared
 */
export function countsOf(records: readonly DatasetRecord[]): CatalogueCounts {
  const count = (is: (record: DatasetRecord) => boolean): number => records.filter(is).length;
  const classes = Object.keys(SHARING_CLASSES) as SharingClass[];
  return {
    datasets: records.length,
    ...(Object.fromEntries(classes.map((name) => [name, count((each) => each.sharingClass === name)])) as Record<
      SharingClass,
      number
    >),
    nullRights: count(({ rights }) => rights === null),
    withoutRights: count(({ rights }) => rights === undefined),
    withoutLicence: count((record) =>
      [record, ...record.distributions].every((each) => typeof each.licence !== "string"),
    ),
    withoutPeriodicity: count(({ periodicity }) => periodicity === undefined || periodicity === null),
    withoutDistribution: count(({ distributions }) => distributions.length === 0),
    withoutPublisher: count(({ publisher }) => /^unspecified$/i.test(publisher.name)),
    withoutBasis: count((record) => legalBasisOf(record)?.stated === false),
  };
}

/**
 * Shows a value in a problem.
 *
 * @param value What stands in the catalogue.
 * @returns JSON of at most 100 characters.
 * @example shown({ name: "Unspecified" })
 */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
