import type { Mapping } from "./mapping.ts";
import { mapRows, type MapOptions } from "./mapRows.ts";
import { readTable } from "./readTable.ts";
import type { MappedFile } from "./rows.ts";
import { selectShape } from "./selectShape.ts";
import { sha256 } from "./sha256.ts";

/**
 * Reads and maps a file: its shape, its table, its rows.
 *
 * @param bytes The file.
 * @param mapping The office's mapping.
 * @param options What the caller knows better than the mapping.
 * @returns Every row of the file with its outcome.
 * @throws TableError if the file is not what the mapping describes.
 */
export async function mapFile(
  bytes: Uint8Array,
  mapping: Mapping,
  options: Omit<MapOptions, "file"> = {},
): Promise<MappedFile> {
  const selected = await selectShape(bytes, mapping);
  const table = await readTable(bytes, selected.mapping.table);
  return mapRows(table, selected.mapping, { ...options, file: sha256(bytes) });
}
