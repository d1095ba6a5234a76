import { createHash } from "node:crypto";

import type { Hash } from "./rows.ts";

/**
 * Hashes bytes, or text as UTF-8.
 *
 * @param data What to hash.
 * @returns Its SHA-256.
 */
export function sha256(data: Uint8Array | string): Hash {
  return `0x${createHash("sha256").update(data).digest("hex")}`;
}
