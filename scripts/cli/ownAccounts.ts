import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";

import { type JsonRpcProvider, Wallet } from "ethers";

import { Accounts, type OwnAccount } from "../office/Accounts.ts";
import { unlockedAccounts } from "../office/unlockedAccounts.ts";
import type { Globals } from "./Globals.ts";
import { isPrivateKey } from "./isPrivateKey.ts";
import { UsageError } from "./UsageError.ts";

const KEY_PREFIX = "FISC_KEY_";
const DEPLOYER_KEY = "DEPLOYER_KEY";
const DEPLOYER = "DEPLOYER";

/**
 * Collects the accounts that this process can act as: keys in the environment, a keystore, and those that a local node
 * keeps unlocked.
 *
 * @param provider The chain.
 * @param globals The options: an ethers encrypted JSON keystore, and who is named to act.
 * @returns The accounts.
 * @throws UsageError where a key or keystore cannot be read; no key is ever shown.
 */
export async function ownAccounts(
  provider: JsonRpcProvider,
  { keystore, as }: Pick<Globals, "keystore" | "as">,
): Promise<Accounts> {
  const own: OwnAccount[] = [];
  if (keystore !== undefined) own.push(await fromKeystore(provider, keystore));
  for (const [variable, key] of Object.entries(process.env)) {
    const name =
      variable === DEPLOYER_KEY ? DEPLOYER : variable.startsWith(KEY_PREFIX) ? variable.slice(KEY_PREFIX.length) : null;
    if (name === null || key === undefined || key === "") continue;
    if (!isPrivateKey(key)) {
      // It is set for deployments: whoever reads, or acts with a key of their own, has no use for it.
      if (variable === DEPLOYER_KEY && as?.toUpperCase() !== DEPLOYER) continue;
      throw new UsageError(
        `${variable} is not a private key.`,
        "A key is 0x and 64 hexadecimal digits.",
        "Correct it, or take it out.",
      );
    }
    const signer = new Wallet(key, provider);
    own.push({ address: signer.address, name, signer });
  }
  const unlocked = await unlockedAccounts(provider);
  return new Accounts([...unlocked, ...own]);
}

async function fromKeystore(provider: JsonRpcProvider, file: string): Promise<OwnAccount> {
  const json = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(
      `The keystore ${file} cannot be read.`,
      "There is no such file, or it is not yours to read.",
      "Name another with --keystore.",
      cause,
    );
  });
  const password = await passwordOf(file);
  try {
    const wallet = await Wallet.fromEncryptedJson(json, password);
    const signer = wallet.connect(provider);
    return { address: signer.address, name: "KEYSTORE", signer };
  } catch (cause) {
    throw new UsageError(
      `The keystore ${file} does not open.`,
      "The password is wrong, or the file is no keystore.",
      "Try again.",
      cause,
    );
  }
}

async function passwordOf(file: string): Promise<string> {
  const passwordFile = process.env["FISC_KEYSTORE_PASSWORD_FILE"];
  if (passwordFile !== undefined && passwordFile !== "")
    return (await readFile(passwordFile, "utf8")).replace(/\r?\n$/, "");
  if (!process.stdin.isTTY) {
    throw new UsageError(
      "FISC_KEYSTORE_PASSWORD_FILE is not set.",
      "Nobody is at a terminal to be asked for the keystore's password.",
      "Set it to the path of a file that holds the password alone.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const asked = terminal.question(`Password of ${file}: `);
    // What is typed is not shown.
    (terminal as unknown as { _writeToOutput: () => void })._writeToOutput = () => undefined;
    return await asked;
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
