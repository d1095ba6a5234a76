import { UsageError } from "./UsageError.ts";

/** The networks that have a name, and the variable that holds the address of each. */
const VARIABLES: Readonly<Record<string, string>> = {
  sepolia: "SEPOLIA_RPC_URL",
  hoodi: "HOODI_RPC_URL",
  custom: "FISC_RPC_URL",
};

const LOCALHOST = "http://127.0.0.1:8545";

/** The names of the networks. */
export const NETWORKS: readonly string[] = ["localhost", ...Object.keys(VARIABLES)];

/**
 * Finds the RPC address of a network.
 *
 * @param network Its name.
 * @returns The address.
 * @throws UsageError where the network has no such name, or its variable is not set.
 */
export function urlOf(network: string): string {
  if (network === "localhost") return LOCALHOST;
  const variable = VARIABLES[network];
  if (variable === undefined) {
    throw new UsageError(
      `There is no network "${network}".`,
      `The networks are ${NETWORKS.join(", ")}.`,
      "Use custom and set FISC_RPC_URL for any other chain.",
    );
  }
  const url = process.env[variable];
  if (url !== undefined && url !== "") return url;
  throw new UsageError(
    `${variable} is not set.`,
    `The network ${network} is reached at the address in it.`,
    `Set it in the environment or in .env, as ${variable}=https://…`,
  );
}
