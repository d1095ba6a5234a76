import type { Message } from "./message.ts";
import { TableError } from "./TableError.ts";

/** Text, and what in it could not be decoded, by line from 1. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
  readonly faults: ReadonlyMap<number, Message>;
}

const LINE_FEED = 0x0a;

/**
 * Decodes a file. Bytes that are wrong in the encoding are never replaced in silence: they are reported with their line.
 *
 * @param bytes The file.
 * @param encodings Labels of the WHATWG Encoding Standard. The first in which the whole file is valid is used; where there
 * is none, the first of all, and the lines that are wrong in it are reported.
 * @returns The text without its byte order mark, and the faults.
 * @throws TableError if a label is unknown, or if a UTF-16 file has a fault (its lines cannot be told apart).
 */
export function decodeText(bytes: Uint8Array, encodings: readonly string[]): DecodedText {
  for (const encoding of encodings) {
    const text = decode(bytes, encoding);
    if (text !== null) return { text, encoding, faults: new Map() };
  }
  const encoding = encodings[0] ?? "utf-8";
  if (encoding.toLowerCase().startsWith("utf-16")) {
    throw new TableError(
      `The file is not ${encoding}.`,
      `Some of its bytes are no text in that encoding.`,
      "Save it again as UTF-8 or UTF-16, or name its encoding in the mapping (table.encoding).",
    );
  }
  const faults = new Map<number, Message>();
  const lines: string[] = [];
  for (let start = 0, line = 1; start <= bytes.length; line++) {
    const end = endOfLine(bytes, start);
    const slice = bytes.subarray(start, end);
    const text = decode(slice, encoding);
    if (text === null) faults.set(line, describe(slice, encoding, line));
    lines.push(text ?? new TextDecoder(encoding).decode(slice));
    start = end + 1;
  }
  return { text: lines.join("\n"), encoding, faults };
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new TableError(
      `The mapping names the encoding "${encoding}".`,
      "There is no encoding of that name.",
      "Use one that https://encoding.spec.whatwg.org/#names-and-labels lists, as utf-8, windows-1252, big5 or gb18030.",
    );
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const at = bytes.indexOf(LINE_FEED, start);
  return at === -1 ? bytes.length : at;
}

function describe(slice: Uint8Array, encoding: string, line: number): Message {
  const wrong = [...slice].filter((byte) => byte >= 0x80).slice(0, 8);
  return {
    code: "TEXT_UNDECODABLE",
    params: {
      line: String(line),
      encoding,
      bytes: wrong.map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" "),
    },
  };
}
