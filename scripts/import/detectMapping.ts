import { filePattern } from "./filePattern.ts";
import type { Mapping } from "./mapping.ts";
import { selectShape, type SelectedShape } from "./selectShape.ts";
import { TableError } from "./TableError.ts";

/**
 * Chooses the mapping of a file by its name, and its shape by its first row.
 *
 * @param fileName The file's name, without its folder.
 * @param bytes The file.
 * @param mappings Those to choose from.
 * @returns The one that fits, with its shape applied.
 * @throws TableError if none or more than one fits the name, or if no shape of it fits.
 */
export async function detectMapping(
  fileName: string,
  bytes: Uint8Array,
  mappings: readonly Mapping[],
): Promise<SelectedShape> {
  const named = mappings.filter((mapping) => filePattern(mapping)?.test(fileName) === true);
  const [mapping, ...others] = named;
  if (mapping === undefined) {
    const names = mappings.map(({ dataset, file }) => `${dataset} (${file ?? "any name"})`).join(", ");
    throw new TableError(
      `No mapping is for a file named ${fileName}.`,
      `There are: ${names}.`,
      "Name one with --mapping, or write one.",
    );
  }
  if (others.length > 0) {
    const names = named.map(({ dataset }) => dataset).join(", ");
    throw new TableError(
      `Which mapping is meant for ${fileName} is not certain.`,
      `Several are for files of that name: ${names}.`,
      "Name one with --mapping.",
    );
  }
  return selectShape(bytes, mapping);
}
