import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import { encryptKeystoreJson, type JsonRpcProvider, Wallet } from "ethers";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { type City, IMPORT_BUDGET, startCity } from "./cityFixture.ts";

const PASSWORD = "correct horse";

describe("fisc, given officers whose keys no node keeps unlocked", function () {
  this.timeout(300_000);
  let city: City;
  const clerk = Wallet.createRandom();
  const councillor = Wallet.createRandom();
  const path = (name: string) => join(city.folder, name);
  const withKey = { FISC_KEY_CLERK: clerk.privateKey };
  const approve = () => [
    "--keystore",
    path("keystore.json"),
    "--as",
    "KEYSTORE",
    "approve",
    path("batch.json"),
    "--yes",
  ];

  before(async () => {
    city = await startCity();
    await city.json(IMPORT_BUDGET);
    const patron = await (city.fisc.provider as JsonRpcProvider).getSigner(0);
    await (await patron.sendTransaction({ to: clerk.address, value: 10n ** 18n })).wait();
    await city.json(["officer", "add", clerk.address, "--roles", "recorder"]);
    await city.json(["officer", "add", councillor.address, "--roles", "approver", "--limit", "max"]);
    const { address, privateKey } = councillor;
    await writeFile(
      path("keystore.json"),
      await encryptKeystoreJson({ address, privateKey }, PASSWORD, { scrypt: { N: 1024 } }),
    );
    await writeFile(path("password.txt"), `${PASSWORD}\n`);
    const document = await city.file("decision.txt", "The council decides.");
    const entry = [
      "--year",
      "2019",
      "--kind",
      "reserve",
      "--line",
      "001201/15102/22703",
      "--amount",
      "12.50",
      "--date",
      "2019-12-31",
    ];
    const proposal = ["--as", "CLERK", "propose", "--out", path("batch.json"), ...entry, "--document", document];
    const proposed = await city.run(proposal, { env: withKey });
    expect(proposed.code, proposed.stderr).to.equal(ExitCode.done);
  });

  after(async () => city.close());

  it("names what is missing where a keystore's password cannot be asked for", async () => {
    const { code, stderr } = await city.run(approve());
    expect(code).to.equal(ExitCode.usage);
    expect(stderr).to.include("FISC_KEYSTORE_PASSWORD_FILE");
  });

  it("opens no keystore with another password", async () => {
    const wrong = await city.file("wrong.txt", "another\n");
    const { code, stderr } = await city.run(approve(), { env: { FISC_KEYSTORE_PASSWORD_FILE: wrong } });
    expect(code).to.equal(ExitCode.usage);
    expect(stderr).to.include("does not open").and.not.include("another");
  });

  it("names the variable whose value is no key, and does not show it", async () => {
    const { code, stderr } = await city.run(["officer", "show"], { env: { FISC_KEY_CLERK: "0xabcdef12" } });
    expect(code).to.equal(ExitCode.usage);
    expect(stderr).to.include("FISC_KEY_CLERK").and.not.include("abcdef12");
  });

  it("takes a batch from a key in the environment to a keystore and back", async () => {
    const approved = await city.run(approve(), { env: { FISC_KEYSTORE_PASSWORD_FILE: path("password.txt") } });
    expect(approved.code, approved.stderr).to.equal(ExitCode.done);
    // The chain's own accounts are at hand as well, and none of them is the maker that the approver signed for.
    const elsewhere = await city.run(["submit", path("batch.json")]);
    expect(elsewhere.code).to.equal(ExitCode.usage);
    expect(elsewhere.stderr).to.include(`The maker ${clerk.address} is not at hand.`);
    const submitted = await city.run(["--json", "submit", path("batch.json")], { env: withKey });
    expect(submitted.code, submitted.stderr).to.equal(ExitCode.done);
    expect((JSON.parse(submitted.stdout) as { recorded: boolean }).recorded).to.equal(true);
    const { differences } = (await city.json(["replay"])) as { differences: unknown[] };
    expect(differences).to.deep.equal([]);
  });
});
