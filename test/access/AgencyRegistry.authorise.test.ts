import { expect } from "chai";

import { LIMIT, MAX_AMOUNT, NO_AGENCY, Role, deployAccess, hashOf, networkHelpers, termsOf } from "./accessFixture.ts";
import { countersign } from "./countersign.ts";

const { loadFixture, time } = networkHelpers;

/** A department whose batches need no approval up to 10, one up to 100, two up to 1,000 and three above. */
async function deployWithPolicy() {
  const fixture = await deployAccess();
  const { registry, department, registrar, second } = fixture;
  const policy = { freeUpTo: 10n, oneUpTo: 100n, twoUpTo: 1_000n };
  const signed = await countersign(registry, second, { agency: department, policy });
  await registry.connect(registrar).changePolicy(department, policy, signed);
  return fixture;
}

describe("AgencyRegistry: authorise", () => {
  describe("given officers in office", () => {
    it("passes with as many approvers as the amount needs", async () => {
      const { registry, department, recorder, approver, otherApprover } = await loadFixture(deployWithPolicy);
      for (const [amount, approvers] of [
        [0n, []],
        [10n, []],
        [11n, [approver]],
        [100n, [otherApprover]],
        [101n, [approver, otherApprover]],
        [1_000n, [approver, otherApprover]],
        [0n, [approver, otherApprover]],
      ] as const) {
        await registry.authorise(department, recorder, Role.RECORDER, [...approvers], amount, 0n);
      }
    });

    it("refuses fewer than the amount needs", async () => {
      const { registry, department, recorder, approver, otherApprover } = await loadFixture(deployWithPolicy);
      for (const [amount, approvers, needed] of [
        [11n, [], 1n],
        [101n, [approver], 2n],
        [1_001n, [approver, otherApprover], 3n],
        [MAX_AMOUNT, [], 3n],
      ] as const) {
        await expect(registry.authorise(department, recorder, Role.RECORDER, [...approvers], amount, 0n))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_TooFewApprovals")
          .withArgs(department, amount, needed, approvers.length);
      }
    });

    it("takes the greater of the policy and the caller's own minimum", async () => {
      const { registry, department, recorder, approver } = await loadFixture(deployWithPolicy);
      for (const [amount, minimum, needed] of [
        [0n, 2n, 2n],
        [50n, 2n, 2n],
        [500n, 1n, 2n],
      ] as const) {
        await expect(registry.authorise(department, recorder, Role.RECORDER, [approver], amount, minimum))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_TooFewApprovals")
          .withArgs(department, amount, needed, 1n);
      }
      await registry.authorise(department, recorder, Role.RECORDER, [approver], 0n, 1n);
    });
  });

  describe("given an agency that cannot act", () => {
    it("refuses one that is unknown", async () => {
      const { registry, recorder } = await loadFixture(deployWithPolicy);
      for (const agency of [NO_AGENCY, 4n]) {
        await expect(registry.authorise(agency, recorder, Role.RECORDER, [], 0n, 0n))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
          .withArgs(agency);
      }
    });

    it("refuses one that is suspended, before it looks at anyone", async () => {
      const { registry, administrator, department, stranger } = await loadFixture(deployWithPolicy);
      await registry.connect(administrator).suspendAgency(department, hashOf("decision"));
      await expect(registry.authorise(department, stranger, Role.RECORDER, [], 0n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_AgencySuspended")
        .withArgs(department);
    });
  });

  describe("given a maker who cannot act", () => {
    it("refuses one of another agency, above it too, and a stranger", async () => {
      const { registry, ministry, department, city, recorder, ministryRegistrar, stranger } =
        await loadFixture(deployWithPolicy);
      for (const [agency, maker, roles, actsFor] of [
        [city, recorder, Role.RECORDER, department],
        [department, ministryRegistrar, Role.REGISTRAR, ministry],
        [department, stranger, 0n, NO_AGENCY],
      ] as const) {
        await expect(registry.authorise(agency, maker, roles, [], 0n, 0n))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
          .withArgs(maker.address, agency, actsFor);
      }
    });

    it("refuses one who holds some of the roles and not all", async () => {
      const { registry, department, recorder } = await loadFixture(deployWithPolicy);
      const needed = Role.RECORDER | Role.TREASURER;
      await expect(registry.authorise(department, recorder, needed, [], 0n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_RoleMissing")
        .withArgs(recorder.address, Role.RECORDER, needed);
    });

    it("passes one who holds all of them and more", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployWithPolicy);
      const needed = Role.RECORDER | Role.TREASURER;
      await appoint(termsOf(newcomer, department, needed | Role.BUDGET_OFFICER));
      await registry.authorise(department, newcomer, needed, [], 0n, 0n);
    });

    it("refuses one who is suspended", async () => {
      const { registry, department, registrar, recorder } = await loadFixture(deployWithPolicy);
      await registry.connect(registrar).suspendOfficer(recorder);
      await expect(registry.authorise(department, recorder, Role.RECORDER, [], 0n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerSuspended")
        .withArgs(recorder.address);
    });

    it("refuses one whose appointment has ended", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployWithPolicy);
      const endsAt = BigInt(await time.latest()) + 100n;
      await appoint(termsOf(newcomer, department, Role.RECORDER, { endsAt }));
      await time.increaseTo(endsAt);
      await expect(registry.authorise(department, newcomer, Role.RECORDER, [], 0n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerEnded")
        .withArgs(newcomer.address, endsAt, endsAt);
    });
  });

  describe("given an approver who does not count", () => {
    it("refuses the maker, who holds the role too", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployWithPolicy);
      await appoint(termsOf(newcomer, department, Role.RECORDER | Role.APPROVER, { limit: LIMIT }));
      await expect(registry.authorise(department, newcomer, Role.RECORDER, [newcomer], 50n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ApproverIsMaker")
        .withArgs(newcomer.address);
    });

    it("refuses one twice, and two out of order", async () => {
      const { registry, department, recorder, approver, otherApprover } = await loadFixture(deployWithPolicy);
      for (const [first, next] of [
        [approver, approver],
        [otherApprover, approver],
      ] as const) {
        await expect(registry.authorise(department, recorder, Role.RECORDER, [first, next], 500n, 0n))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_ApproversNotAscending")
          .withArgs(first.address, next.address);
      }
    });

    it("refuses the zero address", async () => {
      const { registry, department, recorder } = await loadFixture(deployWithPolicy);
      const zero = `0x${"00".repeat(20)}`;
      await expect(registry.authorise(department, recorder, Role.RECORDER, [zero], 50n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ApproversNotAscending")
        .withArgs(zero, zero);
    });

    it("refuses one of another agency, and a stranger", async () => {
      const { registry, department, city, recorder, cityApprover, stranger } = await loadFixture(deployWithPolicy);
      for (const [approver, actsFor] of [
        [cityApprover, city],
        [stranger, NO_AGENCY],
      ] as const) {
        await expect(registry.authorise(department, recorder, Role.RECORDER, [approver], 50n, 0n))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
          .withArgs(approver.address, department, actsFor);
      }
    });

    it("refuses an officer without the role", async () => {
      const { registry, department, recorder, treasurer } = await loadFixture(deployWithPolicy);
      await expect(registry.authorise(department, recorder, Role.RECORDER, [treasurer], 50n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_RoleMissing")
        .withArgs(treasurer.address, Role.TREASURER, Role.APPROVER);
    });

    it("refuses one who is suspended", async () => {
      const { registry, department, registrar, recorder, approver } = await loadFixture(deployWithPolicy);
      await registry.connect(registrar).suspendOfficer(approver);
      await expect(registry.authorise(department, recorder, Role.RECORDER, [approver], 50n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerSuspended")
        .withArgs(approver.address);
    });

    it("refuses one whose appointment has ended", async () => {
      const { registry, department, recorder, newcomer, appoint } = await loadFixture(deployWithPolicy);
      const endsAt = BigInt(await time.latest()) + 100n;
      await appoint(termsOf(newcomer, department, Role.APPROVER, { limit: LIMIT, endsAt }));
      await time.increaseTo(endsAt);
      await expect(registry.authorise(department, recorder, Role.RECORDER, [newcomer], 50n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerEnded")
        .withArgs(newcomer.address, endsAt, endsAt);
    });

    it("refuses an amount above the approver's limit, and passes the limit itself", async () => {
      const { registry, department, recorder, newcomer, appoint } = await loadFixture(deployWithPolicy);
      await appoint(termsOf(newcomer, department, Role.APPROVER, { limit: 60n }));
      await registry.authorise(department, recorder, Role.RECORDER, [newcomer], 60n, 0n);
      await expect(registry.authorise(department, recorder, Role.RECORDER, [newcomer], 61n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ExceedsLimit")
        .withArgs(newcomer.address, 60n, 61n);
    });

    it("refuses one beyond the number that is needed, all the same", async () => {
      const { registry, department, recorder, stranger } = await loadFixture(deployWithPolicy);
      await expect(registry.authorise(department, recorder, Role.RECORDER, [stranger], 0n, 0n))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
        .withArgs(stranger.address, department, NO_AGENCY);
    });
  });
});
