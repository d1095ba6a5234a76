import { sha256, toUtf8Bytes } from "ethers";

/** Returns the SHA-256 of a text: a document, reference or address that is the same in each run. */
export function hashOf(text: string): string {
  return sha256(toUtf8Bytes(text));
}
