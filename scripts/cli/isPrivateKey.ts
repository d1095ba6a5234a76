import { Wallet } from "ethers";

/**
 * Says whether a text is a private key.
 *
 * @param text The text; it is never shown.
 * @returns True for 64 hexadecimal digits of a number that is a key, with or without 0x before them.
 */
export function isPrivateKey(text: string): boolean {
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) return false;
  try {
    void new Wallet(text);
    return true;
  } catch {
    return false;
  }
}
