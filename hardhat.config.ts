import { fileURLToPath } from "node:url";

import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";
import type { HttpNetworkUserConfig } from "hardhat/types/config";

import { loadEnvironment } from "./scripts/cli/loadEnvironment.ts";

// A variable that is missing is named by the command that needs it.
loadEnvironment();

// What a finance office builds is nobody else's business, unless it says so.
process.env["HARDHAT_DISABLE_TELEMETRY"] ??= "true";

/** The compiler comes from npm, so that building needs no download; Hardhat wants its absolute path. */
function solc(optimizerRuns: number | null) {
  return {
    version: "0.8.37",
    path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
    settings: {
      viaIR: true,
      evmVersion: "cancun",
      optimizer: optimizerRuns === null ? { enabled: false } : { enabled: true, runs: optimizerRuns },
      outputSelection: { "*": { "*": ["storageLayout"] } },
    },
  };
}

const simulatedChain = {
  type: "edr-simulated",
  chainType: "l1",
  hardfork: "osaka",
  allowUnlimitedContractSize: false,
} as const;

/**
 * A chain reached by RPC. To read it nobody needs a key; the deployer's is used where it is set, and `fisc deploy`, which
 * cannot do without it, asks for `configVariable("DEPLOYER_KEY")`, which looks into the keystore as well.
 */
function chainAt(urlVariable: string): HttpNetworkUserConfig {
  return {
    type: "http",
    chainType: "l1",
    url: configVariable(urlVariable),
    accounts: process.env["DEPLOYER_KEY"] ? [configVariable("DEPLOYER_KEY")] : "remote",
  };
}

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers],
  paths: {
    sources: "contracts",
    tests: { mocha: "test", solidity: "test" },
  },
  solidity: {
    npmFilesToBuild: [
      "@openzeppelin/contracts/access/manager/AccessManager.sol",
      "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol",
      "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913RSAVerifier.sol",
    ],
    profiles: {
      default: solc(200),
      production: solc(10_000),
      // Compiles in a third of the time, for contracts with a planted bug that nobody deploys.
      unoptimized: solc(null),
    },
  },
  networks: {
    default: simulatedChain,
    node: simulatedChain,
    localhost: { type: "http", chainType: "l1", url: "http://127.0.0.1:8545", accounts: "remote" },
    sepolia: chainAt("SEPOLIA_RPC_URL"),
    hoodi: chainAt("HOODI_RPC_URL"),
    custom: chainAt("FISC_RPC_URL"),
  },
  // Generated code is not ours to check: its class namespaces and optional fields do not meet tsconfig.json's rules.
  typechain: { tsNocheck: true },
  verify: {
    etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") },
  },
  test: {
    // Two files at a time: most of the tests wait for processes of their own.
    mocha: { timeout: 120_000, parallel: true, jobs: 2 },
    solidity: {
      fuzz: { seed: "0xf15c", runs: 256 },
      invariant: { runs: 64, depth: 64, failOnRevert: true },
    },
  },
});
