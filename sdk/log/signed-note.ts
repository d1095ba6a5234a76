import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { decodeBase64, encodeBase64 } from "ethers";

import { FiscError } from "../fisc-error.ts";

/** The signature type of Ed25519 in C2SP signed-note. */
const ED25519 = 0x01;

const KEY_SIZE = 32;
const SIGNATURE_SIZE = 64;
const KEY_ID_SIZE = 4;

/** How many signatures a note may carry: the specification wants 16 at least. */
const MOST_SIGNATURES = 100;

/** What a PKCS #8 document of an Ed25519 key has before the 32 bytes of the key. */
const PKCS8_PREFIX = hexToBytes("302e020100300506032b657004220420");

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Why a signed note is refused: it is none, no key that is known signed it, or a signature is wrong. */
export type NoteReason = "Malformed" | "NotSigned" | "SignatureWrong";

/** A signed note must not be used. */
export class NoteRefusedError extends FiscError {
  override readonly name = "NoteRefusedError";
  /** Which check failed. */
  readonly reason: NoteReason;

  /**
   * @param reason Which check failed.
   * @param why What was found, one sentence.
   */
  constructor(reason: NoteReason, why: string) {
    super(
      "The signed note is refused.",
      why,
      reason === "NotSigned"
        ? "Give the key of who should have signed it, or ask for a note that they did sign."
        : "Fetch it again, and where it stays as it is, ask whoever keeps the log for a sound one.",
    );
    this.reason = reason;
  }
}

/** A text is no key of a signed note. */
export class NoteKeyInvalidError extends FiscError {
  override readonly name = "NoteKeyInvalidError";

  /** @param why What is wrong with it, one sentence; it never holds the key. */
  constructor(why: string) {
    super(
      "The key of the log cannot be used.",
      why,
      "Take it as its holder gave it out: a name, 8 hexadecimal digits and a base64 text, with a + between them.",
    );
  }
}

/** A key that signed notes are verified with: C2SP signed-note, Ed25519. */
export class NoteVerifier {
  /** Whose key it is: the name in the signature's line. */
  readonly keyName: string;
  /** The key's id: 8 hexadecimal digits. */
  readonly keyId: string;
  readonly #publicKey: Uint8Array;

  /**
   * @param keyName Whose key it is: neither empty, nor with a space or a plus.
   * @param publicKey The Ed25519 public key, 32 bytes.
   * @throws NoteKeyInvalidError where either is something else.
   */
  constructor(keyName: string, publicKey: Uint8Array) {
    if (!isKeyName(keyName)) throw new NoteKeyInvalidError(`"${keyName}" is no name of a key.`);
    if (publicKey.length !== KEY_SIZE) throw new NoteKeyInvalidError(`It has ${publicKey.length} bytes and not 32.`);
    this.keyName = keyName;
    this.#publicKey = publicKey.slice();
    this.keyId = keyIdOf(keyName, publicKey);
  }

  /**
   * Reads a key from its text, in the form that Go's checksum database made common.
   *
   * @param text The name, the key's id and the typed key in base64, with a plus between them.
   * @throws NoteKeyInvalidError where it is no Ed25519 key, or the id is another key's.
   * @example NoteVerifier.parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
   */
  static parse(text: string): NoteVerifier {
    const [keyName, keyId, key] = partsOf(text);
    const verifier = new NoteVerifier(keyName, key);
    if (verifier.keyId !== keyId) throw new NoteKeyInvalidError(`Its id is ${verifier.keyId} and not ${keyId}.`);
    return verifier;
  }

  /** The key as text, for those who verify. */
  toString(): string {
    return `${this.keyName}+${this.keyId}+${encodeBase64(typedKey(this.#publicKey))}`;
  }

  /**
   * Says whether a signature is this key's.
   *
   * @param text What was signed.
   * @param signature 64 bytes.
   * @example await verifier.isSigned(text, signature)
   */
  async isSigned(text: string, signature: Uint8Array): Promise<boolean> {
    if (signature.length !== SIGNATURE_SIZE) return false;
    const key = await crypto.subtle.importKey("raw", this.#publicKey, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", key, signature.slice(), new TextEncoder().encode(text));
  }
}

/** A key that notes are signed with: C2SP signed-note, Ed25519. */
export class NoteSigner {
  /** What its signatures are verified with. */
  readonly verifier: NoteVerifier;
  readonly #key: Key;

  private constructor(verifier: NoteVerifier, key: Key) {
    this.verifier = verifier;
    this.#key = key;
  }

  /**
   * Makes a signer of a private key.
   *
   * @param keyName Whose key it is; a log's should be its origin.
   * @param privateKey The Ed25519 private key, 32 random bytes.
   * @throws NoteKeyInvalidError where either is something else.
   * @example await NoteSigner.create("data.example.org/receipts", crypto.getRandomValues(new Uint8Array(32)))
   */
  static async create(keyName: string, privateKey: Uint8Array): Promise<NoteSigner> {
    if (privateKey.length !== KEY_SIZE) throw new NoteKeyInvalidError(`It has ${privateKey.length} bytes and not 32.`);
    const document = concatBytes(PKCS8_PREFIX, privateKey);
    const importKey = (isExtractable: boolean) =>
      crypto.subtle.importKey("pkcs8", document, "Ed25519", isExtractable, ["sign"]);
    const { x } = await crypto.subtle.exportKey("jwk", await importKey(true));
    const publicKey = decodeBase64(x!.replaceAll("-", "+").replaceAll("_", "/") + "=");
    return new NoteSigner(new NoteVerifier(keyName, publicKey), await importKey(false));
  }

  /**
   * Signs a text.
   *
   * @param text The note's text.
   * @returns 64 bytes.
   * @example await signer.sign(text)
   */
  async sign(text: string): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign("Ed25519", this.#key, new TextEncoder().encode(text)));
  }
}

/** A note whose signatures were verified. */
export interface Note {
  /** The text that was signed, with the newline at its end. */
  readonly text: string;
  /** Whose signatures it carries, of those that are known. */
  readonly signedBy: readonly NoteVerifier[];
}

/**
 * Signs a text as C2SP signed-note has it.
 *
 * @param text The text: it ends in a newline, and has no other control character.
 * @param signers Who signs, one or more.
 * @returns The note in UTF-8.
 * @throws NoteRefusedError where the text is none that a note can have.
 * @example await signNote("origin\n", [signer])
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<Uint8Array> {
  const lines = await Promise.all(signers.map(async (signer) => signatureLine(signer, text)));
  const note = new TextEncoder().encode(`${text}\n${lines.join("")}`);
  if (splitNote(note).text !== text) throw new NoteRefusedError("Malformed", "Its text holds what is no text.");
  return note;
}

/**
 * Verifies a signed note, strictly as C2SP signed-note has it.
 *
 * Signatures of keys that are not known are passed over. Of the known ones at least one must have signed, and none
 * wrongly.
 *
 * @param bytes The note in UTF-8.
 * @param verifiers The keys that are known.
 * @returns The text, and who signed it.
 * @throws NoteRefusedError where it is no signed note, no known key signed it, or a known key's signature is wrong.
 * @example const { text } = await openNote(bytes, [NoteVerifier.parse(key)]);
 */
export async function openNote(bytes: Uint8Array, verifiers: readonly NoteVerifier[]): Promise<Note> {
  const { text, signatures } = splitNote(bytes);
  const signedBy = new Set<NoteVerifier>();
  for (const { keyName, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.keyName === keyName && known.keyId === keyId);
    if (verifier === undefined) continue;
    if (!(await verifier.isSigned(text, signature))) {
      throw new NoteRefusedError("SignatureWrong", `The signature of ${keyName} is not one over this text.`);
    }
    signedBy.add(verifier);
  }
  if (signedBy.size === 0) throw new NoteRefusedError("NotSigned", "None of the keys that are known signed it.");
  return { text, signedBy: [...signedBy] };
}

/**
 * Reads base64, and only as one writes it: with its padding, without spaces, with no bit left over.
 *
 * @param text The text.
 * @returns The bytes, or null where it is something else.
 * @example strictBase64("AAE=")
 */
export function strictBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = decodeBase64(text);
  return encodeBase64(bytes) === text ? bytes : null;
}

interface NoteSignature {
  readonly keyName: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

function splitNote(bytes: Uint8Array): { text: string; signatures: NoteSignature[] } {
  const note = utf8(bytes);
  const end = note.lastIndexOf("\n\n") + 1;
  if (end === 0) throw new NoteRefusedError("Malformed", "No empty line parts its text from its signatures.");
  const block = note.slice(end + 1);
  if (!block.endsWith("\n")) throw new NoteRefusedError("Malformed", "It does not end in a line of a signature.");
  const lines = block.slice(0, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) {
    throw new NoteRefusedError("Malformed", `It has more than ${MOST_SIGNATURES} signatures.`);
  }
  return { text: note.slice(0, end), signatures: lines.map(parseSignature) };
}

function utf8(bytes: Uint8Array): string {
  let note: string;
  try {
    note = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NoteRefusedError("Malformed", "It is no UTF-8.");
  }
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) {
    throw new NoteRefusedError("Malformed", "It holds a control character.");
  }
  return note;
}

function parseSignature(line: string): NoteSignature {
  const [dash, keyName = "", base64 = "", ...others] = line.split(" ");
  const bytes = strictBase64(base64);
  if (dash !== "—" || !isKeyName(keyName) || others.length > 0 || bytes === null || bytes.length <= KEY_ID_SIZE) {
    throw new NoteRefusedError("Malformed", `"${line}" is no line of a signature.`);
  }
  return {
    keyName,
    keyId: bytesToHex(bytes.subarray(0, KEY_ID_SIZE)),
    signature: bytes.subarray(KEY_ID_SIZE),
  };
}

async function signatureLine(signer: NoteSigner, text: string): Promise<string> {
  const { keyName, keyId } = signer.verifier;
  return `— ${keyName} ${encodeBase64(concatBytes(hexToBytes(keyId), await signer.sign(text)))}\n`;
}

function isKeyName(keyName: string): boolean {
  return /^[^\p{White_Space}\p{Cc}+]+$/u.test(keyName);
}

function keyIdOf(keyName: string, publicKey: Uint8Array): string {
  const hash = sha256(concatBytes(new TextEncoder().encode(`${keyName}\n`), typedKey(publicKey)));
  return bytesToHex(hash.subarray(0, KEY_ID_SIZE));
}

function typedKey(publicKey: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(ED25519), publicKey);
}

/** The name, the id and the key itself. The base64 may hold a plus too. */
function partsOf(text: string): [keyName: string, keyId: string, key: Uint8Array] {
  const [, keyName, keyId, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const typed = strictBase64(base64 ?? "");
  if (keyName === undefined || keyId === undefined || typed === null) {
    throw new NoteKeyInvalidError("It is not made of a name, 8 hexadecimal digits and a base64 text.");
  }
  if (typed[0] !== ED25519) throw new NoteKeyInvalidError(`Its type is ${typed[0]} and not that of Ed25519, 1.`);
  return [keyName, keyId, typed.subarray(1)];
}
