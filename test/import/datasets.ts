import { existsSync, readdirSync, readFileSync } from "node:fs";

const SHIPPED = new URL("../../data/", import.meta.url);
const FULL = new URL("../../../shared/data/", import.meta.url);

/** A folder of published files. */
export interface Dataset {
  /** Names of its CSV files, in order. */
  readonly names: readonly string[];
  readonly read: (name: string) => Uint8Array;
}

/** A dataset that the project ships. */
export function shippedDataset(folder: string): Dataset {
  return datasetAt(new URL(`${folder}/`, SHIPPED));
}

/** The whole of a dataset, which may lie beside the project; null where it does not. */
export function fullDataset(folder: string): Dataset | null {
  const place = new URL(`${folder}/`, FULL);
  return existsSync(place) ? datasetAt(place) : null;
}

/** Defines tests on a whole dataset, or says that they are skipped because it is not there. */
export function describeFull(folder: string, define: (dataset: Dataset) => void): void {
  const dataset = fullDataset(folder);
  if (dataset !== null) describe("given the whole dataset", () => define(dataset));
  else it(`given the whole dataset (skipped: there is no ../shared/data/${folder} beside the project)`);
}

function datasetAt(place: URL): Dataset {
  return {
    names: readdirSync(place)
      .filter((name) => name.endsWith(".csv"))
      .sort(),
    read: (name) => readFileSync(new URL(name, place)),
  };
}
