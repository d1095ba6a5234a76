import { readFile, stat } from "node:fs/promises";

import { type Deployment, deploymentOf } from "../../sdk/chain/deployment.ts";
import { readIgnitionDeployment } from "../../sdk/chain/ignition-deployment.ts";
import { JsonField } from "../../sdk/json-field.ts";
import { UsageError } from "./UsageError.ts";

/**
 * Reads a deployment: a folder of Ignition's, or a file of JSON with chainId, addresses and firstBlock.
 *
 * @param path The folder or file.
 * @returns The deployment.
 * @throws UsageError where there is none.
 */
export async function readDeployment(path: string): Promise<Deployment> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new UsageError(
      `There is no deployment at ${path}.`,
      "The contracts' addresses are read from there.",
      "Deploy first (`fisc deploy`, or `npm start` for a local chain), or name another with --deployment.",
    );
  }
  if (found.isDirectory()) return readIgnitionDeployment(path);
  const document = JsonField.parse(await readFile(path, "utf8"));
  const firstBlock = document.get("firstBlock");
  return deploymentOf(
    BigInt(document.get("chainId").text(/^\d{1,78}$/, "a chain id in decimal digits")),
    document.get("addresses").members(),
    firstBlock.exists ? { firstBlock: firstBlock.whole(Number.MAX_SAFE_INTEGER) } : {},
  );
}
