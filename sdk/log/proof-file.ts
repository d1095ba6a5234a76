import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { encodeBase64 } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { checkedHash } from "../store/content-store.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { HASH_SIZE, hashText, leafHash } from "./log-hash.ts";
import { requireIncluded } from "./log-proof.ts";
import { type NoteVerifier, strictBase64 } from "./signed-note.ts";

const FIRST_LINE = "c2sp.org/tlog-proof@v1";

/** What proves to someone offline that an entry stands in a log: C2SP tlog-proof. */
export interface ProofFile {
  /** The entry's place, from 0. */
  readonly index: number;
  /** The siblings, from the leaf up. */
  readonly proof: readonly string[];
  /** The log's signed checkpoint, byte for byte. */
  readonly checkpoint: Uint8Array;
}

/** A file is no proof of an entry. */
export class ProofFileInvalidError extends FiscError {
  override readonly name = "ProofFileInvalidError";

  /** @param why What is wrong with it, one sentence. */
  constructor(why: string) {
    super("The file proves no entry of a log.", why, "Ask the log for the proof again, and keep the file as it comes.");
  }
}

/**
 * Writes a proof that can be verified offline.
 *
 * @param file The place, the siblings and the signed checkpoint of the log that has them.
 * @returns The file's bytes; its name should end in ".tlog-proof".
 * @example formatProofFile({ ...(await reader.entry(3)), checkpoint })
 */
export function formatProofFile({ index, proof, checkpoint }: ProofFile): Uint8Array {
  const hashes = proof.map((hash) => encodeBase64(hexToBytes(checkedHash(hash).slice(2))));
  const head = new TextEncoder().encode([FIRST_LINE, `index ${index}`, ...hashes, "", ""].join("\n"));
  const bytes = new Uint8Array(head.length + checkpoint.length);
  bytes.set(head);
  bytes.set(checkpoint, head.length);
  return bytes;
}

/**
 * Reads a proof from its file. What it proves is known when it was verified.
 *
 * @param bytes The file's bytes.
 * @returns The place, the siblings and the signed checkpoint. Extra data is passed over: nothing vouches for it.
 * @throws ProofFileInvalidError where it is not exactly as C2SP tlog-proof has it.
 * @example parseProofFile(await readFile("receipt.tlog-proof"))
 */
export function parseProofFile(bytes: Uint8Array): ProofFile {
  const { lines, end } = headLines(bytes);
  if (lines.shift() !== FIRST_LINE) throw new ProofFileInvalidError(`Its first line is not "${FIRST_LINE}".`);
  if (lines[0]?.startsWith("extra ")) {
    if (strictBase64(lines.shift()!.slice("extra ".length)) === null) {
      throw new ProofFileInvalidError("Its extra data is no base64.");
    }
  }
  const [, digits] = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? "") ?? [];
  const index = Number(digits);
  if (!Number.isSafeInteger(index)) throw new ProofFileInvalidError("It does not say the entry's place.");
  const proof = lines.map((line) => {
    const hash = strictBase64(line);
    if (hash?.length !== HASH_SIZE) throw new ProofFileInvalidError(`"${line}" is no hash in base64.`);
    return `0x${bytesToHex(hash)}`;
  });
  return { index, proof, checkpoint: bytes.slice(end) };
}

/**
 * Verifies that an entry stands in a log, by a proof's file alone.
 *
 * @param entry The entry's bytes.
 * @param bytes The file's bytes.
 * @param origin Which log it must be.
 * @param verifiers The keys that are known, of which one at least must have signed.
 * @returns The entry's place and the checkpoint.
 * @throws ProofFileInvalidError, NoteRefusedError, CheckpointInvalidError or LogProofRefusedError, by what is wrong.
 * @example await openProofFile(receipt, bytes, "data.example.org/receipts", [verifier]);
 */
export async function openProofFile(
  entry: Uint8Array,
  bytes: Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Promise<{ index: number; checkpoint: Required<Checkpoint> }> {
  const { index, proof, checkpoint: signed } = parseProofFile(bytes);
  const checkpoint = await openCheckpoint(signed, origin, verifiers);
  requireIncluded(hashText(leafHash(entry)), index, checkpoint, proof);
  return { index, checkpoint };
}

/** The lines before the first empty one, and where what follows it begins. */
function headLines(bytes: Uint8Array): { lines: string[]; end: number } {
  const end = bytes.findIndex((byte, at) => byte === 0x0a && bytes[at + 1] === 0x0a);
  if (end < 0) throw new ProofFileInvalidError("No empty line parts its proof from its checkpoint.");
  return { lines: new TextDecoder().decode(bytes.subarray(0, end)).split("\n"), end: end + 2 };
}
