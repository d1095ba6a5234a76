import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";
import { parse as parseDotenv } from "dotenv";
import { encryptKeystoreJson, id, parseEther, toQuantity, Wallet } from "ethers";

import { ExitCode } from "../../scripts/cli/ExitCode.ts";
import { deploymentFolder } from "../../scripts/local/deploymentFolder.ts";
import { type DocumentedCommand, documentedCommands, documentedJson } from "./documentedCommands.ts";
import { type LockedChain, startLockedChain } from "./lockedChain.ts";
import { type Ended, runScript, type RunOptions } from "./runScript.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCUMENT = new URL("docs/deploy.md", ROOT);
const HARDHAT = "node_modules/hardhat/dist/src/cli.js";
const PASSWORD = "correct horse";
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9";
/** The variables that tell Hardhat to look into no keystore. */
const WHERE_NO_KEYSTORE_IS = ["HH_TEST", "CI", "GITHUB_ACTIONS", "CONTINUOUS_INTEGRATION", "BUILD_NUMBER", "RUN_ID"];
const CONTRACTS = [
  "AccessChecker",
  "AccessManager",
  "AgencyRegistry",
  "AuditRegister",
  "BudgetBooks",
  "GatewayRegister",
  "GrantRegister",
  "PayeeRegistry",
  "SettlementRegister",
  "SharingBooks",
  "SpendingLedger",
];

/** The account that the tests call by a name; the same in every run. */
const accountOf = (name: string) => new Wallet(id(`fisc test ${name}`));

describe("fisc deploy, on a network that keeps no account unlocked", function () {
  this.timeout(300_000);
  let chain: LockedChain;
  let folder: string;
  let parameters: string;
  /** Everything that .env.example leaves empty is empty, as after copying it, and nobody's own keystore is looked into. */
  let surroundings: NodeJS.ProcessEnv;
  const deployer = accountOf("DEPLOYER");
  const path = (name: string) => join(folder, name);

  const run = (program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
    runScript(program, args, { ...options, cwd: folder, env: { ...surroundings, ...options.env } });
  const fisc = (args: readonly string[], options: RunOptions = {}) => run("scripts/fisc.ts", args, options);
  const show = (env: NodeJS.ProcessEnv, ...more: string[]) => fisc(["show", ...more], { env });
  const deploy = (options: RunOptions = {}, ...more: string[]) =>
    fisc(["deploy", "--parameters", parameters, ...more], {
      ...options,
      env: { FISC_NETWORK: "custom", FISC_RPC_URL: chain.url, DEPLOYER_KEY: deployer.privateKey, ...options.env },
    });
  const setBalance = async (account: string, ether: string): Promise<void> => {
    await chain.behind.send("hardhat_setBalance", [account, toQuantity(parseEther(ether))]);
  };
  const sentByDeployer = () => chain.behind.getTransactionCount(deployer.address);

  before(async () => {
    chain = await startLockedChain(Number(`31337${String(process.pid).padStart(8, "0")}`));
    folder = await mkdtemp(join(tmpdir(), "fisc-deploy-"));
    const empty = parseDotenv(await readFile(new URL(".env.example", ROOT), "utf8"));
    expect(empty).to.include({ DEPLOYER_KEY: "", FISC_DEPLOYMENT: "", FISC_STORE: "" });
    surroundings = {
      ...Object.fromEntries(WHERE_NO_KEYSTORE_IS.map((name) => [name, undefined])),
      ...empty,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      APPDATA: folder,
    };
    parameters = path("parameters.json");
    const { Fisc } = JSON.parse(await readFile(new URL("ignition/parameters/testnet.json", ROOT), "utf8")) as {
      Fisc: object;
    };
    await writeFile(
      parameters,
      JSON.stringify({ Fisc: { ...Fisc, administrator: accountOf("ADMINISTRATOR").address } }),
    );
  });

  after(async () => {
    await chain.close();
    await rm(folder, { recursive: true, force: true });
    await rm(deploymentFolder(`chain-${chain.id}`), { recursive: true, force: true });
  });

  describe("given that something is missing", () => {
    for (const [network, variable] of [
      ["sepolia", "SEPOLIA_RPC_URL"],
      ["hoodi", "HOODI_RPC_URL"],
      ["custom", "FISC_RPC_URL"],
    ] as const) {
      it(`names ${variable}, without which nobody reads ${network} or deploys to it`, async () => {
        const commands = [["deploy"], ["show"]].map((command) => fisc([...command, "--network", network]));
        for (const { code, stderr } of await Promise.all(commands)) {
          expect(stderr).to.equal(
            `${variable} is not set.\nThe network ${network} is reached at the address in it.\n` +
              `Set it in the environment or in .env, as ${variable}=https://…\n`,
          );
          expect(code).to.equal(ExitCode.usage);
        }
      });
    }

    it("names DEPLOYER_KEY before it asks the chain, and only where something is deployed", async () => {
      const env = { SEPOLIA_RPC_URL: NOWHERE };
      const [deployed, shown] = await Promise.all([
        fisc(["deploy", "--network", "sepolia"], { env }),
        show(env, "--network", "sepolia"),
      ]);
      expect(deployed.stderr).to.equal(
        "DEPLOYER_KEY is not set.\nIt is the key of the account that deploys and pays for it.\n" +
          "Set it in the environment or in .env, or with `npx hardhat keystore set DEPLOYER_KEY`.\n",
      );
      expect(deployed.code).to.equal(ExitCode.usage);
      expect(shown.stderr).to.include(`No chain answers at ${NOWHERE}.`).and.not.include("DEPLOYER_KEY");
      expect(shown.code).to.equal(ExitCode.usage);
    });

    it("says that --parameters is missing, once there is a key", async () => {
      const env = { FISC_RPC_URL: NOWHERE, DEPLOYER_KEY: deployer.privateKey };
      const { code, stderr } = await fisc(["deploy", "--network", "custom"], { env });
      expect(stderr).to.include("--parameters is not given.").and.include("Copy ignition/parameters/testnet.json");
      expect(code).to.equal(ExitCode.usage);
    });

    it("takes FISC_NETWORK, FISC_STORE and FISC_DEPLOYMENT for missing where they are empty", async () => {
      const [help, shown, start] = await Promise.all([
        fisc(["--help"]),
        show({ FISC_RPC_URL: chain.url }, "--network", "custom"),
        run("scripts/start.ts", ["--help"]),
      ]);
      const store = `default: "${fileURLToPath(new URL("store", ROOT))}"`.replaceAll(/\s+/g, "");
      expect(help.stdout.replaceAll(/\s+/g, "")).to.include('default:"localhost"').and.include(store.replace(" ", ""));
      expect(start.stdout.replaceAll(/\s+/g, "")).to.include(store);
      expect(shown.stderr).to.include(`There is no deployment at ${deploymentFolder(`chain-${chain.id}`)}.`);
      expect(shown.code).to.equal(ExitCode.usage);
    });

    it("says that the deployer has no ether, and leaves no deployment behind", async () => {
      const { code, stderr } = await deploy();
      expect(stderr).to.include(`${deployer.address} has no ether on chain ${chain.id}.`);
      expect(code).to.equal(ExitCode.failed);
      expect(existsSync(deploymentFolder(`chain-${chain.id}`))).to.equal(false);
    });
  });

  describe("given that DEPLOYER_KEY is in a keystore of Hardhat's", () => {
    const plan = (answers?: string[]) =>
      deploy({ env: { DEPLOYER_KEY: "" }, ...(answers === undefined ? {} : { answers }) }, "--dry-run");
    const keep = (answers: string[], ...more: string[]) =>
      run(HARDHAT, ["keystore", "set", "DEPLOYER_KEY", ...more], { answers });

    before(async () => setBalance(deployer.address, "1"));
    after(async () => setBalance(deployer.address, "0"));

    it("asks for the password, and says so where nobody answers or the answer is wrong", async () => {
      const kept = await keep([PASSWORD, PASSWORD, deployer.privateKey]);
      expect(kept.code, kept.stderr).to.equal(ExitCode.done);
      const [right, wrong, nobody] = await Promise.all([plan([PASSWORD]), plan(["another one"]), plan()]);
      expect(right.stdout).to.include(
        `from ${deployer.address}, administered by ${accountOf("ADMINISTRATOR").address}`,
      );
      expect(right.code, right.stderr).to.equal(ExitCode.done);
      for (const { code, stderr } of [wrong, nobody]) {
        expect(stderr).to.include("DEPLOYER_KEY is not set, and Hardhat's keystore does not open.\n");
        expect(code).to.equal(ExitCode.usage);
      }
      expect(nobody.stderr).to.include("Nobody is at a terminal");
    });

    it("needs no password for the keystore of development, which comes first", async () => {
      const kept = await keep([deployer.privateKey], "--dev");
      expect(kept.code, kept.stderr).to.equal(ExitCode.done);
      const planned = await plan();
      expect(planned.stdout).to.include(`from ${deployer.address}, `);
      expect(planned.code, planned.stderr).to.equal(ExitCode.done);
    });
  });

  describe("given a deployment that is killed", () => {
    before(async () => setBalance(deployer.address, "1"));

    /** Deploys, and kills the process in the middle of sending a transaction. */
    async function deployKilledAt(transaction: number, isPassedOn: boolean): Promise<void> {
      const power = new AbortController();
      let seen = await sentByDeployer();
      chain.onTransaction = async (pass) => {
        if (++seen !== transaction) return pass();
        if (isPassedOn) await pass();
        power.abort();
        return null;
      };
      const { code } = await deploy({ kill: power.signal });
      chain.onTransaction = (pass) => pass();
      expect(code).to.equal(null);
    }

    it("goes on, and deploys nothing twice", async () => {
      // The chain has the transaction, and the journal does not have its hash; later, the chain never saw it.
      await deployKilledAt(2, true);
      await deployKilledAt(4, false);
      const incomplete = await show({ FISC_RPC_URL: chain.url }, "--network", "custom");
      expect(incomplete.code).to.equal(ExitCode.failed);
      expect(incomplete.stderr).to.include("it goes on where it stopped");

      const { code, stdout, stderr } = await deploy({}, "--json");
      expect(code, stderr).to.equal(ExitCode.done);
      const { addresses } = JSON.parse(stdout.trim().split("\n").at(-1)!) as { addresses: Record<string, string> };
      expect(Object.keys(addresses).toSorted()).to.deep.equal(CONTRACTS);
      for (const [name, address] of Object.entries(addresses)) {
        expect((await chain.behind.getCode(address)).length, name).to.be.greaterThan(2);
      }
      expect(await sentByDeployer()).to.equal(CONTRACTS.length + 1);
    });

    it("says where everything is when it is repeated, without ether and without a transaction", async () => {
      await setBalance(deployer.address, "0");
      const { code, stdout, stderr } = await deploy();
      expect(code, stderr).to.equal(ExitCode.done);
      for (const name of CONTRACTS) expect(stdout).to.match(new RegExp(`^${name} +0x[0-9a-fA-F]{40}$`, "m"));
      expect(await sentByDeployer()).to.equal(CONTRACTS.length + 1);
    });
  });

  describe("given officers with keys of their own", () => {
    const officer = async (command: DocumentedCommand): Promise<Ended> => {
      const env: NodeJS.ProcessEnv = {
        FISC_NETWORK: "custom",
        FISC_RPC_URL: chain.url,
        FISC_STORE: path("store"),
      };
      for (const variable of command.variables) {
        env[variable] = variable.startsWith("FISC_KEY_")
          ? accountOf(variable.slice("FISC_KEY_".length)).privateKey
          : path("password.txt");
      }
      // The document's reader sits at a terminal, and is asked.
      const yes = command.args[0] === "approve" ? ["--yes"] : [];
      const args = [...command.args, ...yes].map((word) =>
        word.replace(/^\$(\w+)$/, (_, name: string) => accountOf(name).address),
      );
      return fisc(args, { env });
    };

    before(async () => {
      for (const name of ["ADMINISTRATOR", "REGISTRAR", "REGISTRAR2", "BUDGET", "TREASURER", "RECORDER"]) {
        await setBalance(accountOf(name).address, "1");
      }
      const approver = accountOf("APPROVER");
      const keystore = await encryptKeystoreJson(approver, PASSWORD, { scrypt: { N: 1024 } });
      await writeFile(path("approver.json"), keystore);
      await writeFile(path("password.txt"), `${PASSWORD}\n`);
      await writeFile(path("budget.json"), await documentedJson(DOCUMENT, "The first payment"));
      for (const name of ["budget.pdf", "invoice.pdf"]) await writeFile(path(name), name);
    });

    it("shows no malformed DEPLOYER_KEY, and needs none but to act as the deployer", async () => {
      const env = { FISC_NETWORK: "custom", FISC_RPC_URL: chain.url, DEPLOYER_KEY: "0xabcdef12" };
      const [shown, deployed, acted] = await Promise.all([
        fisc(["agency", "show"], { env }),
        deploy({ env }),
        fisc(["agency", "show", "--as", "deployer"], { env }),
      ]);
      expect(shown.code, shown.stderr).to.equal(ExitCode.done);
      for (const { code, stdout, stderr } of [deployed, acted]) {
        expect(stderr).to.include("DEPLOYER_KEY is not a private key.\n");
        expect(stdout + stderr).to.not.include("abcdef12");
        expect(code).to.equal(ExitCode.usage);
      }
    });

    it("comes from the first agency to the first payment by the commands of docs/deploy.md", async () => {
      const commands = [
        ...(await documentedCommands(DOCUMENT, "Agencies and officers")),
        ...(await documentedCommands(DOCUMENT, "The first payment")),
        ...(await documentedCommands(DOCUMENT, "Checking")),
      ];
      for (const command of commands) {
        const isAnnounced = command.remark.includes("exit code 5");
        const { code, stdout, stderr } = await officer(command);
        expect(code, `${command.args.join(" ")}\n${stdout}${stderr}`).to.equal(
          isAnnounced ? ExitCode.waiting : ExitCode.done,
        );
        if (!isAnnounced) continue;
        const again = await officer(command);
        expect(again.code, again.stderr).to.equal(ExitCode.waiting);
        expect(await chain.behind.getTransactionCount(accountOf("ADMINISTRATOR").address)).to.equal(1);
        await chain.behind.send("evm_increaseTime", [3600]);
      }
      expect(commands.filter(({ remark }) => remark.includes("exit code 5"))).to.have.length(1);
      const { code, stdout } = await officer({
        args: ["line", "show", "15102/22703", "--json"],
        variables: [],
        remark: "",
      });
      expect(code).to.equal(ExitCode.done);
      const { totals } = JSON.parse(stdout) as { totals: Record<string, string> };
      expect(totals).to.include({
        revised: "500000",
        allotted: "500000",
        released: "500000",
        committed: "12100",
        paid: "12100",
      });
    });

    it("names the key that is not at hand, once somebody is to act", async () => {
      for (const [args, variables, missing] of [
        [["agency", "change", "1", "--resume"], [], "FISC_KEY_ADMINISTRATOR"],
        [["officer", "add", "$A", "--roles", "auditor"], ["FISC_KEY_REGISTRAR"], "FISC_KEY_REGISTRAR2"],
        [["open-year", "2027"], ["FISC_KEY_RECORDER"], "FISC_KEY_BUDGET_OFFICER"],
      ] as const) {
        const { code, stderr } = await officer({ args, variables, remark: "" });
        expect(stderr).to.include(missing);
        expect(code, stderr).to.equal(ExitCode.usage);
      }
    });
  });
});
