import { readFile } from "node:fs/promises";

import { getAddress, isAddress, ZeroAddress } from "ethers";

import { FiscError } from "../../sdk/fisc-error.ts";
import { JsonField } from "../../sdk/json-field.ts";
import type { FiscParameters } from "../local/deployFisc.ts";
import { UsageError } from "./UsageError.ts";

const DAY = 24 * 3_600;
/** The least and the greatest that each number can be; what is left out has the default of ignition/modules/Fisc.ts. */
const RANGES: Readonly<Record<string, readonly [least: number, greatest: number]>> = {
  executionDelay: [0, 2 ** 32 - 1],
  grantDelay: [0, 2 ** 32 - 1],
  accountFlagInterval: [1, DAY],
  entryFlagInterval: [1, DAY],
};

/**
 * Reads the parameters of a deployment, and refuses what would fail only after some contracts are deployed and paid for.
 *
 * @param path A file as ignition/parameters/testnet.json.
 * @param deployer The account that deploys.
 * @returns The parameters.
 * @throws UsageError where the file cannot be read, or a parameter cannot be used.
 */
export async function readParameters(path: string, deployer: string): Promise<FiscParameters> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UsageError(
      `The file ${path} cannot be read.`,
      "It names the account that administers the system.",
      "Copy ignition/parameters/testnet.json and fill it in.",
      cause,
    );
  });
  try {
    const fields = JsonField.parse(text).get("Fisc");
    const unknown = Object.keys(fields.members()).find((name) => name !== "administrator" && !(name in RANGES));
    if (unknown !== undefined) throw new RangeError(`There is no parameter "${unknown}".`);
    const administrator = fields.get("administrator").text();
    if (!isAddress(administrator) || BigInt(administrator) === BigInt(ZeroAddress)) {
      throw new RangeError(`Its administrator is "${administrator}", which is no address.`);
    }
    if (getAddress(administrator) === getAddress(deployer)) {
      throw new RangeError("Its administrator is the deployer, who holds nothing afterwards.");
    }
    const given = Object.entries(RANGES).filter(([name]) => fields.get(name).exists);
    const numbers = given.map(([name, [least, greatest]]) => [name, fields.get(name).whole(greatest, least)] as const);
    return { administrator: getAddress(administrator), ...Object.fromEntries(numbers) };
  } catch (cause) {
    const why = cause instanceof FiscError ? `${cause.what} ${cause.why}` : (cause as Error).message;
    throw new UsageError(`The parameters in ${path} cannot be used.`, why, "Correct the file.", cause);
  }
}
