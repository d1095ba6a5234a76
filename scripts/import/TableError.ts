/** A file that cannot be read as a table at all. The message says where, why and what to do. */
export class TableError extends Error {
  override readonly name = "TableError";
}
