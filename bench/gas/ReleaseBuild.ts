import path from "node:path";

import { ContractFactory, type InterfaceAbi, type Signer } from "ethers";
import { createHardhatRuntimeEnvironment, importUserConfig, resolveHardhatConfigPath } from "hardhat/hre";

/** The contracts that are measured. */
const MEASURED = [
  "access/AgencyRegistry",
  "access/PayeeRegistry",
  "funds/BudgetBooks",
  "funds/SpendingLedger",
  "mocks/Token",
  "mocks/Disperse",
] as const;

type MeasuredPath = (typeof MEASURED)[number];

/** The name of a contract that is measured. */
export type MeasuredContract = MeasuredPath extends `${string}/${infer Name}` ? Name : never;

/** The contracts that are measured, as they are released. */
export class ReleaseBuild {
  readonly #artifacts: Artifacts;

  private constructor(artifacts: Artifacts) {
    this.#artifacts = artifacts;
  }

  /**
   * Compiles the contracts as they are released, where that is not done: beside the build that developers and tests use,
   * in the folder where the snapshots are made of the release.
   *
   * @returns The build.
   * @throws Error where a contract does not compile.
   */
  static async make(): Promise<ReleaseBuild> {
    const configPath = await resolveHardhatConfigPath();
    const config = await importUserConfig(configPath);
    const root = path.dirname(configPath);
    const release = path.join(root, "cache", "release");
    const hre = await createHardhatRuntimeEnvironment(
      {
        ...config,
        paths: { ...config.paths, cache: path.join(release, "cache"), artifacts: path.join(release, "artifacts") },
        typechain: { dontOverrideCompile: true },
      },
      { config: configPath },
      root,
    );
    const sources = MEASURED.map((name) => path.join(root, "contracts", `${name}.sol`));
    const built = await silently(() => hre.solidity.build(sources, { buildProfile: "production", quiet: true }));
    if (!hre.solidity.isSuccessfulBuildResult(built)) throw new Error("The contracts do not compile.");
    return new ReleaseBuild(hre.artifacts);
  }

  /**
   * Deploys a contract.
   *
   * @param name Its name.
   * @param deployer Who sends.
   * @param args The arguments of its constructor.
   * @returns Its address.
   */
  async deploy(name: MeasuredContract, deployer: Signer | undefined, ...args: unknown[]): Promise<string> {
    const { abi, bytecode } = await this.#artifacts.readArtifact(name);
    const contract = await new ContractFactory(abi as InterfaceAbi, bytecode, deployer ?? null).deploy(...args);
    await contract.waitForDeployment();
    return contract.getAddress();
  }
}

type Artifacts = Awaited<ReturnType<typeof createHardhatRuntimeEnvironment>>["artifacts"];

/** The compiler prints an empty line for each file, and the output is for machines. */
async function silently<T>(work: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => undefined;
  try {
    return await work();
  } finally {
    console.log = log;
  }
}
