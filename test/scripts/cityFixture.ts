import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { connectChain } from "../../sdk/chain/connect-chain.ts";
import { connectFisc, type Fisc } from "../../sdk/chain/fisc.ts";
import { deployLocally } from "../../scripts/local/deployFisc.ts";
import { deploymentFolder } from "../../scripts/local/deploymentFolder.ts";
import { accountsNeeded, foundCity } from "../../scripts/local/foundCity.ts";
import { startChain } from "../../scripts/local/startChain.ts";
import { storesAt } from "../../scripts/cli/storesAt.ts";
import { Accounts } from "../../scripts/office/Accounts.ts";
import { unlockedAccounts } from "../../scripts/office/unlockedAccounts.ts";
import { type Ended, runScript, type RunOptions } from "./runScript.ts";

/** The district that the tests import: 161 lines and 828 payments. */
export const DISTRICT = "001201";
export const YEAR = 2019;
export const PAID = "16284126.47";

const DATA = fileURLToPath(new URL("../../data/es-madrid/", import.meta.url));
const CITY = { identifier: "ES-DIR3-L01280796", name: "Ayuntamiento de Madrid" };
const OFFICE = { code: DISTRICT, name: "Distrito de Centro", parent: null };

let cities = 0;

/** A city on a chain of its own, with officers and one district below it, and the command line to work with. */
export interface City {
  readonly fisc: Fisc;
  /** A folder of its own. */
  readonly folder: string;
  /** Runs `fisc`. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** Runs `fisc --json`, expects an exit code, and returns what it printed. */
  readonly json: (args: readonly string[], code?: number) => Promise<Record<string, unknown>>;
  /** Writes a file into the folder, and returns its path. */
  readonly file: (name: string, text: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Starts a city. */
export async function startCity(): Promise<City> {
  const id = `test-${process.pid}-${++cities}`;
  const folder = await mkdtemp(join(tmpdir(), "fisc-test-"));
  const chain = await startChain({ port: 0, accounts: accountsNeeded(1) });
  const provider = await connectChain(chain.url);
  const fisc = await connectFisc(provider, await deployLocally(chain.url, id));
  const store = join(folder, "store");
  await foundCity(fisc, storesAt(store).published, new Accounts(await unlockedAccounts(provider)), CITY, [OFFICE]);
  const globals = ["--network", "custom", "--deployment", deploymentFolder(id), "--store", store];
  const env = { FISC_RPC_URL: chain.url };
  const run: City["run"] = (args, options = {}) =>
    runScript("scripts/fisc.ts", [...globals, ...args], { ...options, env: { ...env, ...options.env } });
  return {
    fisc,
    folder,
    run,
    json: async (args, code = 0) => {
      const ended = await run(["--json", ...args]);
      expect(ended.code, `${args.join(" ")}\n${ended.stdout}${ended.stderr}`).to.equal(code);
      return JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "null") as Record<string, unknown>;
    },
    file: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    close: async () => {
      provider.destroy();
      await chain.close();
      await rm(folder, { recursive: true, force: true });
      await rm(deploymentFolder(id), { recursive: true, force: true });
    },
  };
}

/** The path of one of the city's published files. */
export function publishedFile(name: string): string {
  return join(DATA, name);
}

/** Imports the district's budget. */
export const IMPORT_BUDGET = ["import", "budget", publishedFile("ejecucion_gastos_2019.csv"), "--offices", DISTRICT];
/** Imports the district's payments. */
export const IMPORT_PAYMENTS = ["import", "payments", publishedFile("pagos_2019.csv"), "--offices", DISTRICT];

/** The rows of the district's payments, as the city publishes them. */
export async function districtPayments(): Promise<string[]> {
  const text = await readFile(publishedFile("pagos_2019.csv"), "utf8");
  return text.split("\n").filter((row) => row.startsWith(`${DISTRICT},`));
}
