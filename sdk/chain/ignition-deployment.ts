/* eslint-disable no-restricted-imports -- for Node alone; a browser gives a plain object to deploymentOf */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { FiscError } from "../fisc-error.ts";
import { JsonField } from "../json-field.ts";
import { type Deployment, deploymentOf } from "./deployment.ts";

/** There is no deployment in a folder. */
export class NoDeploymentError extends FiscError {
  override readonly name = "NoDeploymentError";

  /**
   * @param folder Where it was looked for.
   * @param cause Why it could not be read.
   */
  constructor(folder: string, cause: unknown) {
    super(
      `There is no deployment in ${folder}.`,
      "Ignition writes deployed_addresses.json and journal.jsonl there when it deploys.",
      "Deploy to this network first, or name another deployment.",
      cause,
    );
  }
}

/**
 * Reads the deployment that Hardhat Ignition made. For Node; a browser gives a plain object to `deploymentOf`.
 *
 * @param folder The deployment's folder, as ignition/deployments/chain-31337.
 * @returns The deployment.
 * @throws NoDeploymentError where there is none.
 * @throws DeploymentIncompleteError where it did not finish.
 * @example const deployment = await readIgnitionDeployment("ignition/deployments/chain-31337");
 */
export async function readIgnitionDeployment(folder: string): Promise<Deployment> {
  const [addresses, journal] = await Promise.all([
    read(folder, "deployed_addresses.json"),
    read(folder, "journal.jsonl"),
  ]);
  const lines = journal.split("\n").filter((line) => line.trim() !== "");
  const records = lines.map((line) => JsonField.parse(line));
  const start = records.find((record) => record.get("type").value === "DEPLOYMENT_INITIALIZE");
  const chainId = BigInt(
    (start ?? records[0] ?? new JsonField(undefined)).get("chainId").whole(Number.MAX_SAFE_INTEGER, 1),
  );
  return deploymentOf(chainId, JsonField.parse(addresses).members(), { firstBlock: firstBlockOf(records) });
}

/** The least block that the journal names: no contract of the deployment was there before. */
function firstBlockOf(records: readonly JsonField[]): number {
  const blocks = records.flatMap((record) => {
    const receipt = record.get("receipt");
    if (!receipt.exists) return [];
    const block = receipt.get("blockNumber");
    return block.exists ? [block.whole(Number.MAX_SAFE_INTEGER)] : [];
  });
  return blocks.length === 0 ? 0 : Math.min(...blocks);
}

async function read(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), "utf8");
  } catch (cause) {
    throw new NoDeploymentError(folder, cause);
  }
}
