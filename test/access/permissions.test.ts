import { expect } from "chai";
import { FunctionFragment, type BaseContract } from "ethers";

import { Role, deployAccess, ethers, hashOf, networkHelpers, termsOf, type AccessFixture } from "./accessFixture.ts";
import { countersign, type Asked } from "./countersign.ts";

const { loadFixture } = networkHelpers;

/** Everyone who could try. All but the registrars and approvers named otherwise act for the department. */
const ACTORS = [
  "deployer",
  "guardian",
  "administrator",
  "ministryRegistrar",
  "registrar",
  "budgetOfficer",
  "recorder",
  "approver",
  "treasurer",
  "auditor",
  "dataSteward",
  "cityRegistrar",
  "cityApprover",
  "stranger",
] as const satisfies (keyof AccessFixture)[];

type Actor = (typeof ACTORS)[number];

interface Permission {
  allowed: readonly Actor[];
  /** Sends the call as the actor, with all else as it should be. */
  send: (fixture: AccessFixture, actor: Actor) => Promise<unknown>;
}

const REGISTRARS = ["ministryRegistrar", "registrar"] as const;
const POLICY = { freeUpTo: 1n, oneUpTo: 2n, twoUpTo: 3n };

/** Signs as a registrar who is none of the actors. */
const seconded = ({ registry, second }: AccessFixture, asked: Asked) => countersign(registry, second, asked);

/** The whole of who may do what; a function that is not here fails the test below. */
const PERMISSIONS: Record<string, Permission> = {
  "AgencyRegistry.registerAgency": {
    allowed: ["administrator"],
    send: async ({ registry, ministry, ...all }, actor) =>
      registry
        .connect(all[actor])
        .registerAgency(ministry, hashOf("new"), hashOf("profile"), [
          ethers.Wallet.createRandom().address,
          ethers.Wallet.createRandom().address,
        ]),
  },
  "AgencyRegistry.suspendAgency": {
    allowed: ["administrator"],
    send: async ({ registry, city, ...all }, actor) =>
      registry.connect(all[actor]).suspendAgency(city, hashOf("decision")),
  },
  "AgencyRegistry.resumeAgency": {
    allowed: ["administrator"],
    send: async ({ registry, city, administrator, ...all }, actor) => {
      await registry.connect(administrator).suspendAgency(city, hashOf("decision"));
      return registry.connect({ administrator, ...all }[actor]).resumeAgency(city);
    },
  },
  "AgencyRegistry.setAuthority": {
    allowed: [],
    send: async ({ registry, payees, ...all }, actor) =>
      registry.connect(all[actor]).setAuthority(await payees.getAddress()),
  },
  "AgencyRegistry.changeProfile": {
    allowed: REGISTRARS,
    send: async ({ registry, department, ...all }, actor) =>
      registry.connect(all[actor]).changeProfile(department, hashOf("new profile")),
  },
  "AgencyRegistry.changePolicy": {
    allowed: REGISTRARS,
    send: async (fixture, actor) => {
      const { registry, department } = fixture;
      const signed = await seconded(fixture, { agency: department, policy: POLICY });
      return registry.connect(fixture[actor]).changePolicy(department, POLICY, signed);
    },
  },
  "AgencyRegistry.appointOfficer": {
    allowed: REGISTRARS,
    send: async (fixture, actor) => {
      const { registry, department, newcomer } = fixture;
      const appointment = termsOf(newcomer, department, Role.RECORDER);
      return registry.connect(fixture[actor]).appointOfficer(appointment, await seconded(fixture, { appointment }));
    },
  },
  "AgencyRegistry.suspendOfficer": {
    allowed: REGISTRARS,
    send: async ({ registry, otherApprover, ...all }, actor) =>
      registry.connect(all[actor]).suspendOfficer(otherApprover),
  },
  "AgencyRegistry.resumeOfficer": {
    allowed: REGISTRARS,
    send: async (fixture, actor) => {
      const { registry, otherApprover, second } = fixture;
      await registry.connect(second).suspendOfficer(otherApprover);
      const signed = await seconded(fixture, { resumption: { account: otherApprover.address } });
      return registry.connect(fixture[actor]).resumeOfficer(otherApprover, signed);
    },
  },
  "PayeeRegistry.register": {
    allowed: ["recorder"],
    send: async ({ payees, department, ...all }, actor) =>
      payees.connect(all[actor]).register(department, [hashOf("payee")]),
  },
  "PayeeRegistry.changeProfile": {
    allowed: ["recorder"],
    send: async ({ payees, department, recorder, ...all }, actor) => {
      await payees.connect(recorder).register(department, [hashOf("payee")]);
      return payees.connect({ recorder, ...all }[actor]).changeProfile(1n, hashOf("new profile"));
    },
  },
};

/** Why an actor is refused: the manager's word for administration, and the standing that the actor has for the rest. */
async function refusalOf(name: string, fixture: AccessFixture, actor: Actor): Promise<[string, unknown[]]> {
  const { registry, department } = fixture;
  const { address } = fixture[actor];
  if (/Agency$|setAuthority$/.test(name)) return ["AccessManagedUnauthorized", [address]];
  const needed = name.startsWith("PayeeRegistry") ? Role.RECORDER : Role.REGISTRAR;
  const { agency, roles } = await registry.officerOf(address);
  return agency === department
    ? ["AgencyRegistry_RoleMissing", [address, roles, needed]]
    : ["AgencyRegistry_NotOfficer", [address, department, agency]];
}

const writesOf = (name: string, contract: BaseContract): string[] =>
  contract.interface.fragments
    .filter((fragment) => fragment instanceof FunctionFragment)
    .filter(({ constant }) => !constant)
    .map((fragment) => `${name}.${fragment.name}`);

describe("Permissions of the registries", () => {
  it("list every function that changes state", async () => {
    const { registry, payees } = await loadFixture(deployAccess);
    const writes = [...writesOf("AgencyRegistry", registry), ...writesOf("PayeeRegistry", payees)];
    expect(Object.keys(PERMISSIONS)).to.have.members(writes);
  });

  for (const [name, { allowed, send }] of Object.entries(PERMISSIONS)) {
    describe(name, () => {
      for (const actor of ACTORS) {
        if (allowed.includes(actor)) {
          it(`is open to the ${actor}`, async () => {
            const fixture = await loadFixture(deployAccess);
            await expect(send(fixture, actor)).to.not.revert(ethers);
          });
        } else {
          it(`is closed to the ${actor}`, async () => {
            const fixture = await loadFixture(deployAccess);
            const [error, args] = await refusalOf(name, fixture, actor);
            await expect(send(fixture, actor))
              .to.be.revertedWithCustomError(fixture.registry, error)
              .withArgs(...args);
          });
        }
      }
    });
  }

  describe("the second signature", () => {
    const SIGNERS: readonly Actor[] = ["ministryRegistrar", "registrar"];

    for (const actor of ACTORS) {
      const outcome = SIGNERS.includes(actor) ? "counts from" : "does not count from";
      it(`${outcome} the ${actor}`, async () => {
        const fixture = await loadFixture(deployAccess);
        const { registry, department, second, newcomer } = fixture;
        const appointment = termsOf(newcomer, department, Role.RECORDER);
        const signed = await countersign(registry, fixture[actor], { appointment });
        const sent = registry.connect(second).appointOfficer(appointment, signed);
        if (SIGNERS.includes(actor)) {
          await expect(sent).to.emit(registry, "OfficerAppointed");
        } else {
          const [error, args] = await refusalOf("AgencyRegistry.appointOfficer", fixture, actor);
          await expect(sent)
            .to.be.revertedWithCustomError(registry, error)
            .withArgs(...args);
        }
      });
    }
  });
});
