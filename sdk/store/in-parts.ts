/**
 * Cuts a stream into parts of one size; only the last is shorter.
 *
 * @param chunks The stream.
 * @param size The size in bytes.
 * @returns The parts, each in memory of its own.
 * @example for await (const part of inParts(createReadStream(path), 8 * 1024 * 1024)) await send(part);
 */
export async function* inParts(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, undefined> {
  let part = new Uint8Array(0);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      // A short stream takes up little: the part grows to its size.
      if (filled === part.length) part = grown(part, filled + chunk.length - at, size);
      const piece = chunk.subarray(at, at + part.length - filled);
      part.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < size) continue;
      yield part;
      part = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

function grown(part: Uint8Array, atLeast: number, atMost: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(Math.max(2 * part.length, atLeast), atMost));
  larger.set(part);
  return larger;
}
