import { existsSync } from "node:fs";

import type { Command } from "commander";
import { ZeroAddress } from "ethers";

import type { Deployment } from "../../sdk/chain/deployment.ts";
import { connectChain } from "../../sdk/chain/connect-chain.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import { errorForMachines } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import type { Globals } from "../cli/Globals.ts";
import { urlOf } from "../cli/networks.ts";
import { Output } from "../cli/Output.ts";
import { readParameters } from "../cli/readParameters.ts";
import { reportError } from "../cli/reportError.ts";
import { UsageError } from "../cli/UsageError.ts";
import { deploymentFolder } from "../local/deploymentFolder.ts";

/** What needs Hardhat, which takes longer to load than all the rest: no other command does. */
const withHardhat = async () => ({
  ...(await import("../cli/connectDeployer.ts")),
  ...(await import("../local/deployFisc.ts")),
});

/** The account that deploys cannot pay for it. */
class NoEtherError extends FiscError {
  override readonly name = "NoEtherError";

  /**
   * @param deployer The account.
   * @param chainId The chain.
   */
  constructor(deployer: string, chainId: bigint) {
    super(
      `${deployer} has no ether on chain ${chainId}.`,
      "It is the account of DEPLOYER_KEY, which pays for the deployment.",
      "Send it some, and run the same command again.",
    );
  }
}

/** Adds `deploy`. */
export function addDeploy(program: Command): void {
  program
    .command("deploy")
    .description("deploy all contracts, or go on with a deployment that was interrupted")
    .option("--parameters <file>", "who administers, and after which delays (ignition/parameters/)")
    .addHelpText(
      "after",
      `
On sepolia, hoodi and custom the account of DEPLOYER_KEY deploys and holds no right afterwards. Write the administrator's
address into a copy of ignition/parameters/testnet.json and name it with --parameters. Addresses are kept in
ignition/deployments/chain-<id>, where all other commands find them.`,
    )
    .action(async (options: { parameters?: string }, command: Command) => {
      const globals = command.optsWithGlobals<Globals>();
      process.exitCode = await deploy(globals, options.parameters).catch((error: unknown) => {
        new Output(globals.json).json(errorForMachines(error));
        return reportError(error);
      });
    });
}

async function deploy(globals: Globals, file: string | undefined): Promise<number> {
  const url = urlOf(globals.network);
  if (globals.network === "localhost") return deployToLocalhost(globals, url, file);
  const { connectDeployer, deployFisc } = await withHardhat();
  const { deployer, connection } = await connectDeployer(globals.network);
  try {
    if (file === undefined) {
      throw new UsageError(
        "--parameters is not given.",
        "It names the account that administers the system.",
        "Copy ignition/parameters/testnet.json and fill it in.",
      );
    }
    const parameters = await readParameters(file, deployer);
    const chain = await chainAt(url, deployer);
    const id = `chain-${chain.id}`;
    if (chain.balance === 0n && !existsSync(deploymentFolder(id))) throw new NoEtherError(deployer, chain.id);
    if (globals.dryRun) return sayWhatWouldBe(globals, url, { id, chainId: chain.id, deployer, ...parameters });
    return say(globals, await deployFisc(connection, { id, parameters, isLocal: false, shows: !globals.json }));
  } finally {
    await connection.close();
  }
}

async function deployToLocalhost(globals: Globals, url: string, file: string | undefined): Promise<number> {
  const { id: chainId } = await chainAt(url, ZeroAddress);
  const id = `chain-${chainId}`;
  if (globals.dryRun) return sayWhatWouldBe(globals, url, { id, chainId });
  const { deployLocally } = await withHardhat();
  const parameters = file === undefined ? undefined : await readParameters(file, ZeroAddress);
  return say(globals, await deployLocally(url, id, parameters));
}

async function chainAt(url: string, account: string): Promise<{ readonly id: bigint; readonly balance: bigint }> {
  const provider = await connectChain(url);
  try {
    return { id: (await provider.getNetwork()).chainId, balance: await provider.getBalance(account) };
  } finally {
    provider.destroy();
  }
}

interface Plan {
  readonly id: string;
  readonly chainId: bigint;
  readonly deployer?: string;
  readonly administrator?: string;
}

function sayWhatWouldBe(globals: Globals, url: string, { id, chainId, deployer, administrator }: Plan): number {
  const out = new Output(globals.json);
  const from = deployer === undefined ? "" : ` from ${deployer}, administered by ${administrator}`;
  out.print(`Would deploy to chain ${chainId} at ${url}${from}, and keep the addresses in ignition/deployments/${id}.`);
  out.json({ chainId, deployment: id, deployer, administrator, dryRun: true });
  return ExitCode.done;
}

function say(globals: Globals, { chainId, addresses, firstBlock }: Deployment): number {
  const out = new Output(globals.json);
  for (const [name, address] of Object.entries(addresses)) out.print(`${name.padEnd(20)} ${address}`);
  out.json({ chainId, addresses, firstBlock });
  return ExitCode.done;
}
