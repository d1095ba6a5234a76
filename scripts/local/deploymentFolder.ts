import { fileURLToPath } from "node:url";

/** Where Ignition keeps deployments. */
const DEPLOYMENTS = new URL("../../ignition/deployments/", import.meta.url);

/**
 * Returns the folder in which a deployment is kept.
 *
 * @param id Its name.
 * @returns The path.
 */
export function deploymentFolder(id: string): string {
  return fileURLToPath(new URL(id, DEPLOYMENTS));
}
