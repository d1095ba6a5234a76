import type { Command } from "commander";
import hre from "hardhat";

import { providerAt } from "../../sdk/chain/fisc.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import type { Globals } from "../cli/Globals.ts";
import { urlOf } from "../cli/networks.ts";
import { Output } from "../cli/Output.ts";
import { exitCodeOf, reportError } from "../cli/reportError.ts";
import { UsageError } from "../cli/UsageError.ts";
import { deployFisc, deployLocally, parametersFile } from "../local/deployFisc.ts";

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
        reportError(error);
        return exitCodeOf(error);
      });
    });
}

async function deploy(globals: Globals, parameters: string | undefined): Promise<number> {
  const out = new Output(globals.json);
  const url = urlOf(globals.network);
  const provider = providerAt(url);
  const chainId = await provider
    .send("eth_chainId", [])
    .then((id: string) => BigInt(id))
    .catch((cause: unknown) => {
      throw new UsageError(
        `No chain answers at ${url}.`,
        "The RPC cannot be reached.",
        "Correct the network's address.",
        cause,
      );
    })
    .finally(() => provider.destroy());
  const id = `chain-${chainId}`;
  const isLocal = globals.network === "localhost";
  if (!isLocal && (process.env["DEPLOYER_KEY"] ?? "") === "") {
    throw new UsageError(
      "DEPLOYER_KEY is not set.",
      "It is the key of the account that deploys and pays for it.",
      "Set it in the environment or in .env.",
    );
  }
  if (!isLocal && parameters === undefined) {
    throw new UsageError(
      "--parameters is not given.",
      "It names the account that administers the system.",
      "Copy ignition/parameters/testnet.json and fill it in.",
    );
  }
  if (globals.dryRun) {
    out.print(`Would deploy to chain ${chainId} at ${url}, and keep the addresses in ignition/deployments/${id}.`);
    out.json({ chainId, deployment: id, dryRun: true });
    return ExitCode.done;
  }
  let deployment;
  if (isLocal && parameters === undefined) {
    deployment = await deployLocally(url, id);
  } else {
    const connection = await hre.network.create(globals.network);
    deployment = await deployFisc(connection, {
      id,
      parameters: parameters ?? parametersFile("local"),
      isLocal,
      shows: !globals.json,
    });
    await connection.close();
  }
  for (const [name, address] of Object.entries(deployment.addresses)) out.print(`${name.padEnd(20)} ${address}`);
  out.json({ chainId, addresses: deployment.addresses, firstBlock: deployment.firstBlock });
  return ExitCode.done;
}
