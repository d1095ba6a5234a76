import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { encodeBase64 } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { checkedHash } from "../store/content-store.ts";
import { EMPTY_ROOT, HASH_SIZE } from "./log-hash.ts";
import type { LogHead } from "./log-proof.ts";
import { type NoteSigner, type NoteVerifier, openNote, signNote, strictBase64 } from "./signed-note.ts";

/** The state of a log as its keeper signs it: C2SP tlog-checkpoint. */
export interface Checkpoint extends LogHead {
  /** Which log it is, such as "data.example.org/receipts". */
  readonly origin: string;
  /** Lines that follow, of whatever meaning; this system writes none. */
  readonly extensions?: readonly string[];
}

/** A text is no checkpoint, or another log's. */
export class CheckpointInvalidError extends FiscError {
  override readonly name = "CheckpointInvalidError";

  /** @param why What is wrong with it, one sentence. */
  constructor(why: string) {
    super(
      "The checkpoint of the log cannot be used.",
      why,
      "Check the log's address and origin; where they are right, ask whoever keeps the log.",
    );
  }
}

/**
 * Writes a checkpoint as the text that is signed.
 *
 * @param checkpoint The log, its size and its root.
 * @returns Lines, each with its newline.
 * @throws CheckpointInvalidError where a value is none that a checkpoint can have.
 * @example formatCheckpoint({ origin: "data.example.org/receipts", ...log.head })
 */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const base64 = encodeBase64(hexToBytes(checkedHash(root).slice(2)));
  const text = [origin, String(size), base64, ...extensions].map((line) => `${line}\n`).join("");
  parseCheckpoint(text);
  return text;
}

/**
 * Reads a checkpoint from the text that was signed.
 *
 * @param text Lines, each with its newline.
 * @returns The log, its size and its root.
 * @throws CheckpointInvalidError where it is not exactly as C2SP tlog-checkpoint has it.
 * @example parseCheckpoint("data.example.org/receipts\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
 */
export function parseCheckpoint(text: string): Required<Checkpoint> {
  if (!text.endsWith("\n")) throw new CheckpointInvalidError("Its last line has no end.");
  const [origin, digits, base64, ...extensions] = text.slice(0, -1).split("\n");
  if (!origin || digits === undefined || base64 === undefined || extensions.includes("")) {
    throw new CheckpointInvalidError("It has fewer than three lines, or an empty one.");
  }
  const size = Number(digits);
  if (!/^(0|[1-9][0-9]*)$/.test(digits) || !Number.isSafeInteger(size)) {
    throw new CheckpointInvalidError(`"${digits}" is no size of a log.`);
  }
  const hash = strictBase64(base64);
  if (hash?.length !== HASH_SIZE) throw new CheckpointInvalidError(`"${base64}" is no hash in base64.`);
  const root = `0x${bytesToHex(hash)}`;
  if (size === 0 && root !== EMPTY_ROOT) throw new CheckpointInvalidError("It has no entry, and a root over some.");
  return { origin, size, root, extensions };
}

/**
 * Signs a checkpoint.
 *
 * Warning: a log never signs two states of which neither continues the other.
 *
 * @param checkpoint The log, its size and its root.
 * @param signers Who signs; the log's own key is named as its origin.
 * @returns The file's bytes.
 * @example await files.put(CHECKPOINT_PATH, await signCheckpoint({ origin, ...log.head }, [signer]));
 */
export async function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): Promise<Uint8Array> {
  return signNote(formatCheckpoint(checkpoint), signers);
}

/**
 * Verifies a signed checkpoint.
 *
 * @param bytes The file's bytes.
 * @param origin Which log it must be of.
 * @param verifiers The keys that are known, of which one at least must have signed.
 * @returns The log, its size and its root.
 * @throws NoteRefusedError where it is not signed so, CheckpointInvalidError where it is something else or another log's.
 * @example const head = await openCheckpoint(bytes, "data.example.org/receipts", [verifier]);
 */
export async function openCheckpoint(
  bytes: Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Promise<Required<Checkpoint>> {
  const { text } = await openNote(bytes, verifiers);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin === origin) return checkpoint;
  throw new CheckpointInvalidError(`It is of the log ${checkpoint.origin} and not of ${origin}.`);
}
