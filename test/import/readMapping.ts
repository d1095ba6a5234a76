import { readFileSync } from "node:fs";

import type { Mapping } from "../../scripts/import/mapping.ts";
import { parseMapping } from "../../scripts/import/parseMapping.ts";

const MAPPINGS = new URL("../../mappings/", import.meta.url);

/** Reads one of the project's own mapping files, for instance `es-madrid/payments.yaml`. */
export function readMapping(path: string): Mapping {
  return parseMapping(readFileSync(new URL(path, MAPPINGS), "utf8"), path);
}
