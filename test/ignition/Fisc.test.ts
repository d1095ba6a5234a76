import { resolve } from "node:path";

import { expect } from "chai";
import { FunctionFragment } from "ethers";
import { network } from "hardhat";

import Fisc, { ADMINISTRATOR_ROLE, ADMIN_ROLE } from "../../ignition/modules/Fisc.ts";
import { hashOf } from "../access/accessFixture.ts";

const { ethers, ignition, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;

const DAY = 86_400n;
const NO_AGENCY = 0n;
const ADMINISTRATIVE: Readonly<Record<string, readonly string[]>> = {
  agencies: ["registerAgency", "suspendAgency", "resumeAgency"],
  gateways: ["reinstateGateway"],
  sharing: ["setStatutoryDays", "setCalendar"],
};
/** Where AccessManager looks up who may call a contract that was given no settings: as if by its own role alone. */
const UNSET = ADMIN_ROLE;

type Parameters = Record<string, string | number>;

/** Deploys from account 0, with account 1 to administer, unless a parameter says otherwise. */
async function deployWith(parameters: Parameters | string) {
  const [deployer, administrator, stranger, first, second] = await ethers.getSigners();
  if (!deployer || !administrator || !stranger || !first || !second) throw new Error("The chain has too few accounts.");
  const deployed = await ignition.deploy(Fisc, {
    parameters:
      typeof parameters === "string" ? parameters : { Fisc: { administrator: administrator.address, ...parameters } },
  });
  const manager = await ethers.getContractAt("AccessManager", await deployed.manager.getAddress());
  const agencies = await ethers.getContractAt("AgencyRegistry", await deployed.agencies.getAddress());
  const audit = await ethers.getContractAt("AuditRegister", await deployed.audit.getAddress());
  const target = await agencies.getAddress();

  /** The call that registers an agency. */
  const registration = (parent = NO_AGENCY, name = "XX-FIN-1", registrars = [first, second]): string =>
    agencies.interface.encodeFunctionData("registerAgency", [
      parent,
      hashOf(name),
      hashOf(`${name} profile`),
      registrars.map(({ address }) => address),
    ]);
  const operationOf = (data: string, to = target) => manager.hashOperation(administrator, to, data);
  return { deployed, manager, agencies, audit, target, deployer, administrator, stranger, registration, operationOf };
}

const deployByDefault = () => deployWith({});
const parameterFile = (name: string): string => resolve(import.meta.dirname, `../../ignition/parameters/${name}.json`);

/** What a promise fails with; nothing where it does not fail. */
const failureOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "",
    (error: unknown) => String(error),
  );

/** The same, with an agency's registration announced. */
async function deployAnnounced() {
  const fixture = await deployByDefault();
  const { manager, administrator, target, registration } = fixture;
  const call = registration();
  await manager.connect(administrator).schedule(target, call, 0);
  const readyAt = BigInt(await time.latest()) + DAY;
  return { ...fixture, call, readyAt };
}

describe("Ignition module Fisc", () => {
  describe("given no parameters but the administrator", () => {
    describe("when it is deployed", () => {
      it("binds the contracts to one another", async () => {
        const { deployed, agencies, audit, manager } = await loadFixture(deployByDefault);
        const ledger = await deployed.ledger.getAddress();
        const settlements = await ethers.getContractAt("SettlementRegister", await deployed.settlements.getAddress());
        const payees = await ethers.getContractAt("PayeeRegistry", await deployed.payees.getAddress());
        const registry = await agencies.getAddress();
        expect(await agencies.authority()).to.equal(await manager.getAddress());
        expect(await payees.AGENCY_REGISTRY()).to.equal(registry);
        expect(await settlements.AGENCY_REGISTRY()).to.equal(registry);
        expect(await settlements.LEDGER()).to.equal(ledger);
        expect(await audit.AGENCY_REGISTRY()).to.equal(registry);
        expect(await audit.JOURNAL()).to.equal(ledger);
        const gateways = await ethers.getContractAt("GatewayRegister", await deployed.gateways.getAddress());
        const sharing = await ethers.getContractAt("GrantRegister", await deployed.sharing.getAddress());
        const checker = await ethers.getContractAt("AccessChecker", await deployed.checker.getAddress());
        for (const contract of [gateways, sharing, checker])
          expect(await contract.AGENCY_REGISTRY()).to.equal(registry);
        for (const contract of [gateways, sharing]) {
          expect(await contract.authority()).to.equal(await manager.getAddress());
        }
        for (const contract of [sharing, checker]) {
          expect(await contract.GATEWAYS()).to.equal(await gateways.getAddress());
        }
        expect(await checker.GRANTS()).to.equal(await sharing.getAddress());
        expect(await checker.ASSETS()).to.equal(await sharing.getAddress());
      });

      it("lets the ledger and the register of grants reach their other halves", async () => {
        const { deployed } = await loadFixture(deployByDefault);
        const ledger = await ethers.getContractAt("ISpendingLedger", await deployed.ledger.getAddress());
        expect(await ledger.lineCount()).to.equal(0n);
        const register = await ethers.getContractAt("ISharingRegister", await deployed.sharing.getAddress());
        expect(await register.assetCount()).to.equal(0n);
      });

      it("lets flags through once an hour for an account, and once a minute for an entry", async () => {
        const { audit } = await loadFixture(deployByDefault);
        expect(await audit.ACCOUNT_INTERVAL()).to.equal(3_600n);
        expect(await audit.ENTRY_INTERVAL()).to.equal(60n);
      });

      it("gives the administrator both roles, with a day's delay, and nobody else any", async () => {
        const { manager, administrator, deployer } = await loadFixture(deployByDefault);
        for (const role of [ADMIN_ROLE, ADMINISTRATOR_ROLE]) {
          expect(await manager.hasRole(role, administrator)).to.deep.equal([true, DAY]);
        }
        const granted = await manager.queryFilter(manager.filters.RoleGranted());
        expect(granted.map(({ args }) => [args.roleId, args.account])).to.deep.equal([
          [ADMIN_ROLE, deployer.address],
          [ADMINISTRATOR_ROLE, administrator.address],
          [ADMIN_ROLE, administrator.address],
        ]);
        const revoked = await manager.queryFilter(manager.filters.RoleRevoked());
        expect(revoked.map(({ args }) => [args.roleId, args.account])).to.deep.equal([[ADMIN_ROLE, deployer.address]]);
      });

      it("names the role, and leaves roles without other admins or guardians", async () => {
        const { manager } = await loadFixture(deployByDefault);
        const labels = await manager.queryFilter(manager.filters.RoleLabel());
        expect(labels.map(({ args }) => [args.roleId, args.label])).to.deep.equal([
          [ADMINISTRATOR_ROLE, "ADMINISTRATOR"],
        ]);
        expect(await manager.getRoleAdmin(ADMINISTRATOR_ROLE)).to.equal(ADMIN_ROLE);
        expect(await manager.getRoleGuardian(ADMINISTRATOR_ROLE)).to.equal(ADMIN_ROLE);
      });

      it("opens the administrator's functions to the administrator, and no others of any contract", async () => {
        const { deployed, manager } = await loadFixture(deployByDefault);
        for (const [name, contract] of Object.entries(deployed)) {
          const target = await contract.getAddress();
          const { interface: api } =
            name === "sharing" ? await ethers.getContractAt("ISharingRegister", target) : contract;
          for (const fragment of api.fragments) {
            if (!(fragment instanceof FunctionFragment)) continue;
            const opened = ADMINISTRATIVE[name]?.includes(fragment.name) ?? false;
            expect(await manager.getTargetFunctionRole(target, fragment.selector), `${name}.${fragment.name}`).to.equal(
              opened ? ADMINISTRATOR_ROLE : UNSET,
            );
          }
        }
      });

      it("holds grants and the registry's settings back by a day as well, from five days on", async () => {
        const { manager, target } = await loadFixture(deployByDefault);
        const delays = async () => [
          await manager.getRoleGrantDelay(ADMIN_ROLE),
          await manager.getRoleGrantDelay(ADMINISTRATOR_ROLE),
          await manager.getTargetAdminDelay(target),
        ];
        expect(await delays()).to.deep.equal([0n, 0n, 0n]);
        await time.increase(await manager.minSetback());
        expect(await delays()).to.deep.equal([DAY, DAY, DAY]);
      });
    });
  });

  describe("the deployer", () => {
    it("holds no role", async () => {
      const { manager, deployer } = await loadFixture(deployByDefault);
      for (const role of [ADMIN_ROLE, ADMINISTRATOR_ROLE]) {
        expect(await manager.hasRole(role, deployer)).to.deep.equal([false, 0n]);
        expect(await manager.getAccess(role, deployer)).to.deep.equal([0n, 0n, 0n, 0n]);
      }
    });

    it("is an officer of no agency", async () => {
      const { agencies, deployer } = await loadFixture(deployByDefault);
      expect((await agencies.officerOf(deployer)).roles).to.equal(0n);
      expect(await agencies.agencyCount()).to.equal(0n);
    });

    it("may call no function of any contract, now or announced", async () => {
      const { deployed, manager, deployer } = await loadFixture(deployByDefault);
      for (const [name, contract] of Object.entries(deployed)) {
        const target = await contract.getAddress();
        for (const fragment of contract.interface.fragments) {
          if (!(fragment instanceof FunctionFragment)) continue;
          expect(await manager.canCall(deployer, target, fragment.selector), `${name}.${fragment.name}`).to.deep.equal([
            false,
            0n,
          ]);
        }
      }
    });

    it("owns nothing: no contract has an owner, and none but the registries an authority", async () => {
      const { deployed } = await loadFixture(deployByDefault);
      const withAuthority = Object.entries(deployed).filter(([, { interface: abi }]) => abi.hasFunction("authority"));
      expect(withAuthority.map(([name]) => name)).to.deep.equal(["agencies", "gateways", "sharingBooks", "sharing"]);
      for (const contract of Object.values(deployed)) {
        expect(contract.interface.hasFunction("owner")).to.equal(false);
        expect(contract.interface.hasFunction("upgradeToAndCall")).to.equal(false);
      }
    });

    type Fixture = Awaited<ReturnType<typeof deployByDefault>>;
    interface Refusal {
      args: unknown[];
      /** The error by name, or null where the call fails without one. */
      error: string | null;
      values?: unknown[];
    }
    type Attempt = (fixture: Fixture) => Refusal | Promise<Refusal>;
    const asAdmin =
      (args: (fixture: Fixture) => unknown[]): Attempt =>
      (fixture) => ({
        args: args(fixture),
        error: "AccessManagerUnauthorizedAccount",
        values: [fixture.deployer.address, ADMIN_ROLE],
      });
    /** Everything that AccessManager lets one try, and what the deployer gets. */
    const ATTEMPTS: Record<string, Attempt> = {
      labelRole: asAdmin(() => [ADMINISTRATOR_ROLE, "MINE"]),
      grantRole: asAdmin(({ deployer }) => [ADMINISTRATOR_ROLE, deployer.address, 0]),
      revokeRole: asAdmin(({ administrator }) => [ADMINISTRATOR_ROLE, administrator.address]),
      setRoleAdmin: asAdmin(() => [ADMINISTRATOR_ROLE, 2n]),
      setRoleGuardian: asAdmin(() => [ADMINISTRATOR_ROLE, 2n]),
      setGrantDelay: asAdmin(() => [ADMINISTRATOR_ROLE, 0]),
      setTargetFunctionRole: asAdmin(({ target, agencies }) => [
        target,
        [agencies.interface.getFunction("registerAgency").selector],
        2n,
      ]),
      setTargetAdminDelay: asAdmin(({ target }) => [target, 0]),
      setTargetClosed: asAdmin(({ target }) => [target, true]),
      updateAuthority: asAdmin(({ target, deployer }) => [target, deployer.address]),
      schedule: ({ target, registration, deployer }) => ({
        args: [target, registration(), 0],
        error: "AccessManagerUnauthorizedCall",
        values: [deployer.address, target, registration().slice(0, 10)],
      }),
      execute: ({ target, registration, deployer }) => ({
        args: [target, registration()],
        error: "AccessManagerUnauthorizedCall",
        values: [deployer.address, target, registration().slice(0, 10)],
      }),
      cancel: async ({ target, registration, administrator, operationOf }) => ({
        args: [administrator.address, target, registration()],
        error: "AccessManagerNotScheduled",
        values: [await operationOf(registration())],
      }),
      consumeScheduledOp: ({ administrator, registration }) => ({
        args: [administrator.address, registration()],
        // The manager asks its caller whether it consumes an operation, and an account without code cannot answer.
        error: null,
      }),
      renounceRole: ({ administrator }) => ({
        args: [ADMIN_ROLE, administrator.address],
        error: "AccessManagerBadConfirmation",
        values: [],
      }),
      multicall: asAdmin(({ manager, deployer }) => [
        [manager.interface.encodeFunctionData("grantRole", [ADMIN_ROLE, deployer.address, 0])],
      ]),
    };

    it("has every function of the manager tried below", async () => {
      const { manager } = await loadFixture(deployByDefault);
      const writes = manager.interface.fragments
        .filter((fragment) => fragment instanceof FunctionFragment)
        .filter(({ constant }) => !constant);
      expect(Object.keys(ATTEMPTS)).to.have.members(writes.map(({ name }) => name));
    });

    for (const [name, attempt] of Object.entries(ATTEMPTS)) {
      it(`cannot use the manager's ${name}`, async () => {
        const fixture = await loadFixture(deployByDefault);
        const { manager, deployer } = fixture;
        const { args, error, values = [] } = await attempt(fixture);
        const data = manager.interface.encodeFunctionData(name as "execute", args as never);
        const sent = deployer.sendTransaction({ to: await manager.getAddress(), data });
        if (error === null) {
          await expect(sent).to.be.revertedWithoutReason(ethers);
        } else {
          await expect(sent)
            .to.be.revertedWithCustomError(manager, error)
            .withArgs(...values);
        }
      });
    }
  });

  describe("the administrator", () => {
    it("can do nothing that is not announced", async () => {
      const { manager, agencies, administrator, target, registration, operationOf } =
        await loadFixture(deployByDefault);
      for (const send of [
        () => administrator.sendTransaction({ to: target, data: registration() }),
        () => manager.connect(administrator).execute(target, registration()),
      ]) {
        await expect(send())
          .to.be.revertedWithCustomError(manager, "AccessManagerNotScheduled")
          .withArgs(await operationOf(registration()));
      }
      expect(await agencies.agencyCount()).to.equal(0n);
    });

    it("can announce nothing for sooner than the delay", async () => {
      const { manager, administrator, target, registration } = await loadFixture(deployByDefault);
      const soon = BigInt(await time.latest()) + DAY - 1n;
      await expect(manager.connect(administrator).schedule(target, registration(), soon))
        .to.be.revertedWithCustomError(manager, "AccessManagerUnauthorizedCall")
        .withArgs(administrator.address, target, registration().slice(0, 10));
    });

    it("cannot act a second before the delay is over", async () => {
      const { manager, administrator, target, call, readyAt, operationOf } = await loadFixture(deployAnnounced);
      await time.setNextBlockTimestamp(readyAt - 1n);
      await expect(manager.connect(administrator).execute(target, call))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotReady")
        .withArgs(await operationOf(call));
    });

    it("registers an agency when the delay is over, once", async () => {
      const { manager, agencies, administrator, target, call, readyAt, operationOf } =
        await loadFixture(deployAnnounced);
      await time.setNextBlockTimestamp(readyAt);
      await expect(manager.connect(administrator).execute(target, call)).to.emit(agencies, "AgencyRegistered");
      expect(await agencies.agencyCount()).to.equal(1n);
      await expect(manager.connect(administrator).execute(target, call))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotScheduled")
        .withArgs(await operationOf(call));
    });

    it("has a week to do what it announced", async () => {
      const { manager, administrator, target, call, readyAt, operationOf } = await loadFixture(deployAnnounced);
      await time.increaseTo(readyAt + (await manager.expiration()));
      await expect(manager.connect(administrator).execute(target, call))
        .to.be.revertedWithCustomError(manager, "AccessManagerExpired")
        .withArgs(await operationOf(call));
    });

    it("can take back what it announced", async () => {
      const { manager, administrator, target, call, readyAt, operationOf } = await loadFixture(deployAnnounced);
      await manager.connect(administrator).cancel(administrator, target, call);
      await time.increaseTo(readyAt);
      await expect(manager.connect(administrator).execute(target, call))
        .to.be.revertedWithCustomError(manager, "AccessManagerNotScheduled")
        .withArgs(await operationOf(call));
    });

    it("cannot shorten its own delay, or pass its roles on, without one", async () => {
      const { manager, administrator, stranger, target, operationOf } = await loadFixture(deployByDefault);
      const self = await manager.getAddress();
      const { interface: abi } = manager;
      for (const data of [
        abi.encodeFunctionData("grantRole", [ADMINISTRATOR_ROLE, administrator.address, 0]),
        abi.encodeFunctionData("grantRole", [ADMIN_ROLE, administrator.address, 0]),
        abi.encodeFunctionData("grantRole", [ADMINISTRATOR_ROLE, stranger.address, 0]),
        abi.encodeFunctionData("setGrantDelay", [ADMINISTRATOR_ROLE, 0]),
        abi.encodeFunctionData("setTargetAdminDelay", [target, 0]),
        abi.encodeFunctionData("updateAuthority", [target, stranger.address]),
      ]) {
        await expect(administrator.sendTransaction({ to: self, data }))
          .to.be.revertedWithCustomError(manager, "AccessManagerNotScheduled")
          .withArgs(await operationOf(data, self));
      }
    });
  });

  describe("given parameters", () => {
    it("sets the delays and intervals that they name", async () => {
      const { manager, audit, administrator } = await deployWith({
        executionDelay: 7,
        grantDelay: 11,
        accountFlagInterval: 13,
        entryFlagInterval: 17,
      });
      expect(await manager.hasRole(ADMINISTRATOR_ROLE, administrator)).to.deep.equal([true, 7n]);
      await time.increase(await manager.minSetback());
      expect(await manager.getRoleGrantDelay(ADMINISTRATOR_ROLE)).to.equal(11n);
      expect(await audit.ACCOUNT_INTERVAL()).to.equal(13n);
      expect(await audit.ENTRY_INTERVAL()).to.equal(17n);
    });

    it("on a local chain, registers agencies in the blocks that follow, a child with its parent", async () => {
      const { manager, agencies, administrator, target, registration } = await deployWith(parameterFile("local"));
      const signers = await ethers.getSigners();
      const calls = [registration(), registration(1n, "XX-FIN-2", signers.slice(5, 7))];
      const { interface: abi } = manager;
      await manager
        .connect(administrator)
        .multicall(calls.map((call) => abi.encodeFunctionData("schedule", [target, call, 0])));
      await manager
        .connect(administrator)
        .multicall(calls.map((call) => abi.encodeFunctionData("execute", [target, call])));
      expect(await agencies.agencyCount()).to.equal(2n);
      expect((await agencies.agencyOf(2n)).parent).to.equal(1n);
    });

    it("refuses the deployer as the administrator, whatever the delay", async () => {
      const [deployer] = await ethers.getSigners();
      for (const executionDelay of [0, 1, 86_400]) {
        expect(await failureOf(deployWith({ administrator: deployer!.address, executionDelay }))).to.match(
          /handOver.*AccessManagerUnauthorizedAccount/s,
        );
      }
    });

    it("asks for the administrator where none is named", async () => {
      expect(await failureOf(ignition.deploy(Fisc))).to.match(/administrator/);
      expect(await failureOf(deployWith(parameterFile("testnet")))).to.match(/ADDRESS OF THE WALLET/);
    });
  });
});
