import { expect } from "chai";

import {
  ADMINISTRATOR_ROLE,
  NO_AGENCY,
  NO_END,
  Role,
  Status,
  MAX_AMOUNT,
  deployAccess,
  ethers,
  hashOf,
  networkHelpers,
} from "./accessFixture.ts";
import { countersign } from "./countersign.ts";

const { loadFixture, time } = networkHelpers;
const wallet = (): string => ethers.Wallet.createRandom().address;

describe("AgencyRegistry: agencies", () => {
  describe("registerAgency", () => {
    it("numbers the agency, keeps it under the strict policy and appoints its registrars", async () => {
      const { registry, administrator, ministry } = await loadFixture(deployAccess);
      const registrars = [wallet(), wallet(), wallet()];
      const call = [ministry, hashOf("XX-FIN-3"), hashOf("profile"), registrars] as const;

      await expect(registry.connect(administrator).registerAgency(...call))
        .to.emit(registry, "AgencyRegistered")
        .withArgs(4n, ...call);

      expect(await registry.agencyCount()).to.equal(4n);
      expect(await registry.agencyByIdentifier(hashOf("XX-FIN-3"))).to.equal(4n);
      expect(await registry.agencyOf(4n)).to.deep.equal([
        [0n, 0n, MAX_AMOUNT],
        ministry,
        Status.Active,
        hashOf("profile"),
      ]);
      const startsAt = BigInt(await time.latest());
      for (const address of registrars) {
        expect(await registry.officerOf(address)).to.deep.equal([4n, Role.REGISTRAR, false, 0n, startsAt, NO_END]);
      }
    });

    it("emits nothing else", async () => {
      const { registry, administrator } = await loadFixture(deployAccess);
      const sent = await registry
        .connect(administrator)
        .registerAgency(NO_AGENCY, hashOf("XX-FIN-3"), hashOf("profile"), [wallet(), wallet()]);
      expect((await sent.wait())?.logs).to.have.lengthOf(1);
    });

    it("refuses an empty identifier and an empty profile", async () => {
      const { registry, administrator } = await loadFixture(deployAccess);
      const admin = registry.connect(administrator);
      for (const [identifier, profile] of [
        [ethers.ZeroHash, hashOf("profile")],
        [hashOf("XX-FIN-3"), ethers.ZeroHash],
      ] as const) {
        await expect(admin.registerAgency(NO_AGENCY, identifier, profile, [wallet(), wallet()]))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_EmptyHash")
          .withArgs(4n);
      }
    });

    it("refuses an identifier that another agency has", async () => {
      const { registry, administrator, department } = await loadFixture(deployAccess);
      await expect(
        registry
          .connect(administrator)
          .registerAgency(NO_AGENCY, hashOf("XX-FIN-2"), hashOf("profile"), [wallet(), wallet()]),
      )
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_IdentifierTaken")
        .withArgs(hashOf("XX-FIN-2"), department);
    });

    it("refuses a parent that is not registered", async () => {
      const { registry, administrator } = await loadFixture(deployAccess);
      await expect(
        registry.connect(administrator).registerAgency(4n, hashOf("XX"), hashOf("profile"), [wallet(), wallet()]),
      )
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
        .withArgs(4n);
    });

    it("refuses fewer than two registrars", async () => {
      const { registry, administrator } = await loadFixture(deployAccess);
      for (const registrars of [[], [wallet()]]) {
        await expect(
          registry.connect(administrator).registerAgency(NO_AGENCY, hashOf("XX"), hashOf("profile"), registrars),
        )
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_TooFewRegistrars")
          .withArgs(registrars.length, 2n);
      }
    });

    it("refuses a registrar given twice", async () => {
      const { registry, administrator, newcomer } = await loadFixture(deployAccess);
      const registrars = [newcomer.address, wallet(), newcomer.address];
      await expect(
        registry.connect(administrator).registerAgency(NO_AGENCY, hashOf("XX"), hashOf("profile"), registrars),
      )
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_RegistrarRepeated")
        .withArgs(newcomer.address);
    });

    it("refuses the zero address as a registrar", async () => {
      const { registry, administrator } = await loadFixture(deployAccess);
      const registrars = [wallet(), ethers.ZeroAddress];
      await expect(
        registry.connect(administrator).registerAgency(NO_AGENCY, hashOf("XX"), hashOf("profile"), registrars),
      )
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ZeroAccount")
        .withArgs(4n);
    });

    it("refuses a registrar who acts for another agency", async () => {
      const { registry, administrator, recorder, department } = await loadFixture(deployAccess);
      const registrars = [wallet(), recorder.address];
      await expect(
        registry.connect(administrator).registerAgency(NO_AGENCY, hashOf("XX"), hashOf("profile"), registrars),
      )
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ActsForAnother")
        .withArgs(recorder.address, department, 4n);
    });

    it("stacks eight levels and refuses a ninth", async () => {
      const { registry, administrator } = await loadFixture(deployAccess);
      const admin = registry.connect(administrator);
      const register = (parent: bigint, name: string) =>
        admin.registerAgency(parent, hashOf(name), hashOf("profile"), [wallet(), wallet()]);
      let parent = NO_AGENCY;
      for (let level = 1; level <= 8; ++level) {
        await register(parent, `level ${level}`);
        parent = await registry.agencyCount();
      }
      await expect(register(parent, "level 9"))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_TooDeep")
        .withArgs(parent, 9n, 8n);
      expect(await registry.isWithin(parent, parent - 7n)).to.equal(true);
    });

    describe("given an administrator with a delay", () => {
      it("works only when scheduled, and only after the delay", async () => {
        const { manager, registry, guardian, newcomer } = await loadFixture(deployAccess);
        const delay = 3_600n;
        await manager.connect(guardian).grantRole(ADMINISTRATOR_ROLE, newcomer.address, delay);
        const registrars = [wallet(), wallet()];
        const call = [NO_AGENCY, hashOf("XX"), hashOf("profile"), registrars] as const;
        const target = await registry.getAddress();
        const data = registry.interface.encodeFunctionData("registerAgency", [...call]);
        const delayed = registry.connect(newcomer);

        await expect(delayed.registerAgency(...call)).to.be.revertedWithCustomError(
          manager,
          "AccessManagerNotScheduled",
        );
        await manager.connect(newcomer).schedule(target, data, 0);
        await expect(delayed.registerAgency(...call)).to.be.revertedWithCustomError(manager, "AccessManagerNotReady");
        await time.increase(delay);
        await expect(delayed.registerAgency(...call)).to.emit(registry, "AgencyRegistered");
      });
    });
  });

  describe("suspendAgency", () => {
    it("stops the officers and says why", async () => {
      const { registry, administrator, department, recorder } = await loadFixture(deployAccess);
      await expect(registry.connect(administrator).suspendAgency(department, hashOf("decision")))
        .to.emit(registry, "AgencySuspended")
        .withArgs(department, hashOf("decision"));

      expect((await registry.agencyOf(department)).status).to.equal(Status.Suspended);
      expect(await registry.isOfficer(department, recorder, Role.RECORDER)).to.equal(false);
      await expect(registry.requireOfficer(department, recorder, Role.RECORDER))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_AgencySuspended")
        .withArgs(department);
    });

    it("leaves the agencies below as they are", async () => {
      const { registry, administrator, ministry, department, recorder } = await loadFixture(deployAccess);
      await registry.connect(administrator).suspendAgency(ministry, hashOf("decision"));
      expect(await registry.isOfficer(department, recorder, Role.RECORDER)).to.equal(true);
    });

    it("refuses an empty reason, an unknown agency, and a second time", async () => {
      const { registry, administrator, department } = await loadFixture(deployAccess);
      const admin = registry.connect(administrator);
      await expect(admin.suspendAgency(department, ethers.ZeroHash))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_EmptyHash")
        .withArgs(department);
      await expect(admin.suspendAgency(4n, hashOf("decision")))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
        .withArgs(4n);
      await admin.suspendAgency(department, hashOf("decision"));
      await expect(admin.suspendAgency(department, hashOf("decision")))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_StatusUnchanged")
        .withArgs(department, Status.Suspended);
    });

    it("lets a registrar from above put the agency in order, and none of its own", async () => {
      const { registry, administrator, department, registrar, ministryRegistrar, recorder } =
        await loadFixture(deployAccess);
      await registry.connect(administrator).suspendAgency(department, hashOf("decision"));
      await expect(registry.connect(registrar).suspendOfficer(recorder))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_AgencySuspended")
        .withArgs(department);
      await expect(registry.connect(ministryRegistrar).suspendOfficer(recorder)).to.emit(registry, "OfficerSuspended");
    });
  });

  describe("resumeAgency", () => {
    it("lets the officers act again", async () => {
      const { registry, administrator, department, recorder } = await loadFixture(deployAccess);
      const admin = registry.connect(administrator);
      await admin.suspendAgency(department, hashOf("decision"));
      await expect(admin.resumeAgency(department)).to.emit(registry, "AgencyResumed").withArgs(department);
      expect(await registry.isOfficer(department, recorder, Role.RECORDER)).to.equal(true);
    });

    it("refuses an unknown agency and one that is active", async () => {
      const { registry, administrator, department } = await loadFixture(deployAccess);
      const admin = registry.connect(administrator);
      await expect(admin.resumeAgency(NO_AGENCY))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
        .withArgs(NO_AGENCY);
      await expect(admin.resumeAgency(department))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_StatusUnchanged")
        .withArgs(department, Status.Active);
    });
  });

  describe("changeProfile", () => {
    it("names the new document, for a registrar of the agency or of one above", async () => {
      const { registry, department, registrar, ministryRegistrar } = await loadFixture(deployAccess);
      for (const by of [registrar, ministryRegistrar]) {
        const profile = hashOf(`by ${by.address}`);
        await expect(registry.connect(by).changeProfile(department, profile))
          .to.emit(registry, "AgencyProfileChanged")
          .withArgs(department, by.address, profile);
        expect((await registry.agencyOf(department)).profile).to.equal(profile);
      }
    });

    it("refuses an empty profile, the present one, and an unknown agency", async () => {
      const { registry, department, registrar } = await loadFixture(deployAccess);
      await expect(registry.connect(registrar).changeProfile(department, ethers.ZeroHash))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_EmptyHash")
        .withArgs(department);
      await expect(registry.connect(registrar).changeProfile(department, hashOf("XX-FIN-2 profile")))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ProfileUnchanged")
        .withArgs(department, hashOf("XX-FIN-2 profile"));
      await expect(registry.connect(registrar).changeProfile(4n, hashOf("profile")))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
        .withArgs(4n);
    });
  });

  describe("changePolicy", () => {
    const policy = { freeUpTo: 10n, oneUpTo: 100n, twoUpTo: 1_000n };

    it("sets the thresholds and counts the signature once", async () => {
      const { registry, department, registrar, second } = await loadFixture(deployAccess);
      const signed = await countersign(registry, second, { agency: department, policy });
      await expect(registry.connect(registrar).changePolicy(department, policy, signed))
        .to.emit(registry, "PolicyChanged")
        .withArgs(department, registrar.address, second.address, 10n, 100n, 1_000n);

      expect((await registry.agencyOf(department)).policy).to.deep.equal([10n, 100n, 1_000n]);
      expect(await registry.policyNonceOf(department)).to.equal(1n);
      await expect(registry.connect(registrar).changePolicy(department, policy, signed))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
        .withArgs(second.address);
    });

    it("keeps the parent and the standing that share the slot", async () => {
      const { registry, ministry, department, registrar, second } = await loadFixture(deployAccess);
      await registry
        .connect(registrar)
        .changePolicy(department, policy, await countersign(registry, second, { agency: department, policy }));
      const { parent, status } = await registry.agencyOf(department);
      expect({ parent, status }).to.deep.equal({ parent: ministry, status: Status.Active });
    });

    it("refuses thresholds that do not ascend", async () => {
      const { registry, department, registrar, second } = await loadFixture(deployAccess);
      for (const bad of [
        { freeUpTo: 101n, oneUpTo: 100n, twoUpTo: 1_000n },
        { freeUpTo: 10n, oneUpTo: 1_001n, twoUpTo: 1_000n },
      ]) {
        const signed = await countersign(registry, second, { agency: department, policy: bad });
        await expect(registry.connect(registrar).changePolicy(department, bad, signed))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidPolicy")
          .withArgs(bad.freeUpTo, bad.oneUpTo, bad.twoUpTo);
      }
    });

    it("refuses the policy in force, and takes one that differs in a single threshold", async () => {
      const { registry, department, registrar, second } = await loadFixture(deployAccess);
      const change = async (next: typeof policy) =>
        registry
          .connect(registrar)
          .changePolicy(department, next, await countersign(registry, second, { agency: department, policy: next }));
      await change(policy);
      await expect(change(policy))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_PolicyUnchanged")
        .withArgs(department);
      for (const next of [
        { ...policy, freeUpTo: 9n },
        { ...policy, freeUpTo: 9n, oneUpTo: 99n },
        { ...policy, freeUpTo: 9n, oneUpTo: 99n, twoUpTo: 999n },
      ]) {
        await expect(change(next)).to.emit(registry, "PolicyChanged");
      }
    });
  });

  describe("approvalsNeeded", () => {
    it("steps up behind each threshold", async () => {
      const { registry, department, registrar, second } = await loadFixture(deployAccess);
      const policy = { freeUpTo: 10n, oneUpTo: 100n, twoUpTo: 1_000n };
      await registry
        .connect(registrar)
        .changePolicy(department, policy, await countersign(registry, second, { agency: department, policy }));
      for (const [amount, needed] of [
        [0n, 0n],
        [10n, 0n],
        [11n, 1n],
        [100n, 1n],
        [101n, 2n],
        [1_000n, 2n],
        [1_001n, 3n],
        [MAX_AMOUNT, 3n],
      ] as const) {
        expect(await registry.approvalsNeeded(department, amount)).to.equal(needed, `for ${amount}`);
      }
    });

    it("asks two for every amount above 0 in a new agency", async () => {
      const { registry, department } = await loadFixture(deployAccess);
      expect(await registry.approvalsNeeded(department, 0n)).to.equal(0n);
      expect(await registry.approvalsNeeded(department, 1n)).to.equal(2n);
      expect(await registry.approvalsNeeded(department, MAX_AMOUNT)).to.equal(2n);
    });

    it("refuses an unknown agency", async () => {
      const { registry } = await loadFixture(deployAccess);
      await expect(registry.approvalsNeeded(4n, 1n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
        .withArgs(4n);
    });
  });

  describe("isWithin", () => {
    it("is true upward and for the agency itself only", async () => {
      const { registry, ministry, department, city } = await loadFixture(deployAccess);
      for (const [agency, ancestor, expected] of [
        [department, department, true],
        [department, ministry, true],
        [ministry, department, false],
        [department, city, false],
        [4n, 4n, false],
        [4n, ministry, false],
        [department, NO_AGENCY, false],
        [NO_AGENCY, NO_AGENCY, false],
        [NO_AGENCY, ministry, false],
      ] as const) {
        expect(await registry.isWithin(agency, ancestor)).to.equal(expected, `${agency} within ${ancestor}`);
      }
    });
  });

  describe("agencyOf", () => {
    it("is Unknown where there is none", async () => {
      const { registry } = await loadFixture(deployAccess);
      expect(await registry.agencyOf(4n)).to.deep.equal([[0n, 0n, 0n], NO_AGENCY, Status.Unknown, ethers.ZeroHash]);
      expect(await registry.agencyByIdentifier(hashOf("nothing"))).to.equal(NO_AGENCY);
    });
  });

  describe("setAuthority", () => {
    it("is the manager's, when its own administrator asks", async () => {
      const { manager, registry, guardian } = await loadFixture(deployAccess);
      // Any contract serves as the next authority here.
      const next = await ethers.deployContract("ContractWallet", [guardian.address]);
      await expect(manager.connect(guardian).updateAuthority(registry, next))
        .to.emit(registry, "AuthorityUpdated")
        .withArgs(await next.getAddress());
    });
  });
});
