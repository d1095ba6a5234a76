import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import FiscModule from "../../ignition/modules/Fisc.ts";
import type { Deployment } from "../../sdk/chain/deployment.ts";
import { readIgnitionDeployment } from "../../sdk/chain/ignition-deployment.ts";
import { deploymentFolder } from "./deploymentFolder.ts";
import { recoverTransactions } from "./recoverTransactions.ts";

const PARAMETERS = new URL("../../ignition/parameters/", import.meta.url);

/** The parameters of ignition/modules/Fisc.ts. */
export interface FiscParameters {
  readonly administrator: string;
  readonly [delayOrInterval: string]: string | number;
}

/** How a deployment is made. */
export interface DeployOptions {
  /** The name of its folder. */
  readonly id: string;
  /** Its parameters, or the file that has them. */
  readonly parameters: string | FiscParameters;
  /** Whether the chain makes a block for each transaction at once: nothing is waited for there. */
  readonly isLocal: boolean;
  /** Whether Ignition shows what it does. */
  readonly shows: boolean;
}

/**
 * Returns the file of parameters that the project has for a sort of chain.
 *
 * @param name The file's name without its ending, as "local".
 * @returns The path.
 */
export function parametersFile(name: "local" | "testnet"): string {
  return fileURLToPath(new URL(`${name}.json`, PARAMETERS));
}

/**
 * Deploys the whole system through Ignition, or goes on with a deployment that was interrupted.
 *
 * @param connection A connection of Hardhat's to the chain.
 * @param options Name and parameters.
 * @returns The deployment.
 * @throws Hardhat's error where it fails.
 */
export async function deployFisc(connection: NetworkConnection<string>, options: DeployOptions): Promise<Deployment> {
  const { id, parameters } = options;
  await recoverTransactions(connection.provider, deploymentFolder(id));
  await connection.ignition.deploy(FiscModule, {
    deploymentId: id,
    parameters: typeof parameters === "string" ? parameters : { Fisc: { ...parameters } },
    displayUi: options.shows,
    config: options.isLocal ? { requiredConfirmations: 1, blockPollingInterval: 20 } : {},
  });
  return readIgnitionDeployment(deploymentFolder(id));
}

/**
 * Deploys to a local chain. With the project's own parameters, it is taken for a fresh one: the record of an earlier one,
 * which is gone, is thrown away.
 *
 * @param url The chain's RPC.
 * @param id The name of the deployment's folder.
 * @param parameters Other parameters than the project's own: then a deployment that was interrupted goes on.
 * @returns The deployment.
 */
export async function deployLocally(url: string, id: string, parameters?: FiscParameters): Promise<Deployment> {
  if (parameters === undefined) await rm(deploymentFolder(id), { recursive: true, force: true });
  const connection = await hre.network.create({ network: "localhost", override: { type: "http", url } as never });
  try {
    return await deployFisc(connection, {
      id,
      parameters: parameters ?? parametersFile("local"),
      isLocal: true,
      shows: false,
    });
  } finally {
    await connection.close();
  }
}
