import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { readParameters } from "../../scripts/cli/readParameters.ts";
import { UsageError } from "../../scripts/cli/UsageError.ts";

const TESTNET = new URL("../../ignition/parameters/testnet.json", import.meta.url);
const DEPLOYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const ADMINISTRATOR = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("readParameters", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "fisc-parameters-"));
  });

  after(async () => rm(folder, { recursive: true, force: true }));

  /** The project's parameters for a public network, with other fields. */
  async function fileWith(fields: object): Promise<string> {
    const { Fisc } = JSON.parse(await readFile(TESTNET, "utf8")) as { Fisc: object };
    const file = join(folder, "parameters.json");
    await writeFile(file, JSON.stringify({ Fisc: { ...Fisc, ...fields } }));
    return file;
  }

  it("reads the project's own, once the administrator is written into them", async () => {
    const read = await readParameters(await fileWith({ administrator: ADMINISTRATOR.toLowerCase() }), DEPLOYER);
    expect(read).to.deep.equal({
      administrator: ADMINISTRATOR,
      executionDelay: 3600,
      grantDelay: 3600,
      accountFlagInterval: 3600,
      entryFlagInterval: 60,
    });
  });

  for (const [title, fields, why] of [
    [
      "no administrator",
      {},
      'Its administrator is "ADDRESS OF THE WALLET THAT WILL ADMINISTER THE SYSTEM", which is no address.',
    ],
    [
      "nobody as administrator",
      { administrator: ZeroAddress },
      `Its administrator is "${ZeroAddress}", which is no address.`,
    ],
    [
      "the deployer as administrator",
      { administrator: DEPLOYER },
      "Its administrator is the deployer, who holds nothing afterwards.",
    ],
    [
      "a parameter that there is not",
      { administrator: ADMINISTRATOR, grantDelais: 1 },
      'There is no parameter "grantDelais".',
    ],
    [
      "flags without an interval",
      { administrator: ADMINISTRATOR, entryFlagInterval: 0 },
      "$.Fisc.entryFlagInterval is 0. It must be a whole number from 1 to 86400.",
    ],
    [
      "flags shut for more than a day",
      { administrator: ADMINISTRATOR, accountFlagInterval: 86_401 },
      "$.Fisc.accountFlagInterval is 86401. It must be a whole number from 1 to 86400.",
    ],
    [
      "a delay that is no number",
      { administrator: ADMINISTRATOR, executionDelay: "1 hour" },
      '$.Fisc.executionDelay is "1 hour". It must be a whole number from 0 to 4294967295.',
    ],
  ] as const) {
    it(`refuses ${title}, before anything is deployed`, async () => {
      const error: unknown = await readParameters(await fileWith(fields), DEPLOYER).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(UsageError).with.property("why", why);
    });
  }

  it("names a file that is not there, and one that is no JSON", async () => {
    const missing = join(folder, "nothing.json");
    const error: unknown = await readParameters(missing, DEPLOYER).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(UsageError).with.property("what", `The file ${missing} cannot be read.`);
    const file = join(folder, "text.json");
    await writeFile(file, "administrator = me");
    const other: unknown = await readParameters(file, DEPLOYER).catch((thrown: unknown) => thrown);
    expect(other).to.be.instanceOf(UsageError).with.property("what", `The parameters in ${file} cannot be used.`);
  });
});
