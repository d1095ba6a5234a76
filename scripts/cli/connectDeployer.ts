import { HardhatError } from "@nomicfoundation/hardhat-errors";
import { Wallet } from "ethers";
import hre from "hardhat";
import { configVariable } from "hardhat/config";
import type { NetworkConnection } from "hardhat/types/network";

import { isPrivateKey } from "./isPrivateKey.ts";
import { UsageError } from "./UsageError.ts";

const VARIABLE = "DEPLOYER_KEY";

/** A connection of Hardhat's that signs as the deployer. */
export interface DeployerConnection {
  readonly deployer: string;
  readonly connection: NetworkConnection<string>;
}

/**
 * Connects to a network as the account of DEPLOYER_KEY: in the environment, in .env, or in a keystore of Hardhat's.
 *
 * @param network The network's name.
 * @returns The connection, which is to be closed; nothing was asked of the chain.
 * @throws UsageError where there is no such key; it is never shown.
 */
export async function connectDeployer(network: string): Promise<DeployerConnection> {
  const connection = await hre.network.create({
    network,
    override: { type: "http", accounts: [configVariable(VARIABLE)] } as never,
  });
  const { accounts } = connection.networkConfig as { accounts: readonly { get(): Promise<string> }[] };
  const key = await answered(accounts[0]!.get()).catch((cause: unknown) => {
    throw isNotSet(cause) ? notSet(cause) : notRead(cause);
  });
  if (!isPrivateKey(key)) {
    throw new UsageError(`${VARIABLE} is not a private key.`, "A key is 0x and 64 hexadecimal digits.", "Correct it.");
  }
  return { deployer: new Wallet(key).address, connection };
}

/** Waits for what may ask for a password. Where input ends before it is given, Node would end without a word. */
async function answered<T>(asking: Promise<T>): Promise<T> {
  let onEnd = () => {};
  const unanswered = new Promise<never>((_, reject) => {
    onEnd = () => reject(new Error("Nobody is at a terminal to be asked for the keystore's password."));
  });
  process.once("beforeExit", onEnd);
  try {
    return await Promise.race([asking, unanswered]);
  } finally {
    process.off("beforeExit", onEnd);
  }
}

function isNotSet(cause: unknown): boolean {
  return HardhatError.isHardhatError(cause, HardhatError.ERRORS.CORE.GENERAL.ENV_VAR_NOT_FOUND);
}

function notSet(cause: unknown): UsageError {
  return new UsageError(
    `${VARIABLE} is not set.`,
    "It is the key of the account that deploys and pays for it.",
    `Set it in the environment or in .env, or with \`npx hardhat keystore set ${VARIABLE}\`.`,
    cause,
  );
}

function notRead(cause: unknown): UsageError {
  return new UsageError(
    `${VARIABLE} is not set, and Hardhat's keystore does not open.`,
    cause instanceof Error ? cause.message : String(cause),
    "Run the command at a terminal and type the keystore's password, or set the variable in the environment or in .env.",
    cause,
  );
}
