import { fileURLToPath } from "node:url";

import { config as loadDotenv } from "dotenv";

/** The variables that .env.example explains. */
const OWN = /^(FISC_\w+|\w+_RPC_URL|DEPLOYER_KEY|ETHERSCAN_API_KEY)$/;

/**
 * Reads .env; variables of the shell win over those of the file. What is empty, as .env.example leaves it, is missing:
 * Hardhat would take it for a value, and look into no keystore.
 */
export function loadEnvironment(): void {
  loadDotenv({ quiet: true, path: fileURLToPath(new URL("../../.env", import.meta.url)) });
  for (const [name, value] of Object.entries(process.env)) {
    if (value === "" && OWN.test(name)) delete process.env[name];
  }
}
