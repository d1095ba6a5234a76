import { expect } from "chai";

import { NO_AGENCY, Role, deployAccess, ethers, hashOf, networkHelpers, termsOf } from "./accessFixture.ts";

const { loadFixture } = networkHelpers;

const NO_PAYEE = 0n;
const profilesOf = (...names: string[]): string[] => names.map(hashOf);

/** Three payees that the department keeps, and a recorder of the city. */
async function deployWithPayees() {
  const fixture = await deployAccess();
  const { payees, department, recorder, city, cityRegistrar, citySecond, newcomer, appoint } = fixture;
  await payees.connect(recorder).register(department, profilesOf("A", "B", "C"));
  await appoint(termsOf(newcomer, city, Role.RECORDER), [cityRegistrar, citySecond]);
  return { ...fixture, cityRecorder: newcomer };
}

describe("PayeeRegistry", () => {
  it("names the registry whose officers act here", async () => {
    const { payees, registry } = await loadFixture(deployAccess);
    expect(await payees.AGENCY_REGISTRY()).to.equal(await registry.getAddress());
  });

  describe("register", () => {
    it("numbers the payees in the order given, across agencies", async () => {
      const { payees, city, department, cityRecorder } = await loadFixture(deployWithPayees);
      const profiles = profilesOf("D", "E");
      expect(await payees.connect(cityRecorder).register.staticCall(city, profiles)).to.equal(4n);
      await expect(payees.connect(cityRecorder).register(city, profiles))
        .to.emit(payees, "PayeesRegistered")
        .withArgs(city, cityRecorder.address, 4n, profiles);

      expect(await payees.payeeCount()).to.equal(5n);
      for (const [payee, name, keeper] of [
        [1n, "A", department],
        [2n, "B", department],
        [3n, "C", department],
        [4n, "D", city],
        [5n, "E", city],
      ] as const) {
        expect(await payees.payeeOf(payee)).to.deep.equal([hashOf(name), keeper]);
        expect(await payees.payeeByProfile(hashOf(name))).to.equal(payee);
      }
    });

    it("refuses an empty list", async () => {
      const { payees, department, recorder } = await loadFixture(deployAccess);
      await expect(payees.connect(recorder).register(department, [])).to.be.revertedWithCustomError(
        payees,
        "PayeeRegistry_NothingGiven",
      );
    });

    it("refuses an empty profile and says which", async () => {
      const { payees, department, recorder } = await loadFixture(deployAccess);
      await expect(payees.connect(recorder).register(department, [hashOf("A"), ethers.ZeroHash]))
        .to.be.revertedWithCustomError(payees, "PayeeRegistry_EmptyProfile")
        .withArgs(1n);
    });

    it("refuses a profile that is taken, by another agency's payee or in the same list", async () => {
      const { payees, city, cityRecorder } = await loadFixture(deployWithPayees);
      for (const [profiles, taken, by] of [
        [profilesOf("D", "B"), "B", 2n],
        [profilesOf("D", "D"), "D", 4n],
      ] as const) {
        await expect(payees.connect(cityRecorder).register(city, profiles))
          .to.be.revertedWithCustomError(payees, "PayeeRegistry_ProfileTaken")
          .withArgs(hashOf(taken), by);
      }
      expect(await payees.payeeCount()).to.equal(3n);
    });
  });

  describe("changeProfile", () => {
    it("names the new profile and keeps the index and the keeper", async () => {
      const { payees, department, recorder } = await loadFixture(deployWithPayees);
      await expect(payees.connect(recorder).changeProfile(2n, hashOf("B2")))
        .to.emit(payees, "PayeeProfileChanged")
        .withArgs(department, 2n, recorder.address, hashOf("B"), hashOf("B2"));
      expect(await payees.payeeOf(2n)).to.deep.equal([hashOf("B2"), department]);
      expect(await payees.payeeByProfile(hashOf("B2"))).to.equal(2n);
    });

    describe("given a profile of the past", () => {
      it("keeps it from every other payee", async () => {
        const { payees, city, recorder, cityRecorder } = await loadFixture(deployWithPayees);
        await payees.connect(recorder).changeProfile(2n, hashOf("B2"));
        expect(await payees.payeeByProfile(hashOf("B"))).to.equal(2n);
        for (const call of [
          () => payees.connect(recorder).changeProfile(1n, hashOf("B")),
          () => payees.connect(cityRecorder).register(city, profilesOf("B")),
        ]) {
          await expect(call())
            .to.be.revertedWithCustomError(payees, "PayeeRegistry_ProfileTaken")
            .withArgs(hashOf("B"), 2n);
        }
      });

      it("lets the payee itself return to it", async () => {
        const { payees, department, recorder } = await loadFixture(deployWithPayees);
        await payees.connect(recorder).changeProfile(2n, hashOf("B2"));
        await payees.connect(recorder).changeProfile(2n, hashOf("B"));
        expect(await payees.payeeOf(2n)).to.deep.equal([hashOf("B"), department]);
      });
    });

    it("refuses an unknown payee, an empty profile and the present one", async () => {
      const { payees, recorder } = await loadFixture(deployWithPayees);
      for (const payee of [NO_PAYEE, 4n]) {
        await expect(payees.connect(recorder).changeProfile(payee, hashOf("D")))
          .to.be.revertedWithCustomError(payees, "PayeeRegistry_UnknownPayee")
          .withArgs(payee);
      }
      await expect(payees.connect(recorder).changeProfile(2n, ethers.ZeroHash))
        .to.be.revertedWithCustomError(payees, "PayeeRegistry_EmptyProfile")
        .withArgs(0n);
      await expect(payees.connect(recorder).changeProfile(2n, hashOf("B")))
        .to.be.revertedWithCustomError(payees, "PayeeRegistry_ProfileUnchanged")
        .withArgs(2n, hashOf("B"));
    });

    it("refuses the recorder of an agency that does not keep the payee", async () => {
      const { payees, registry, city, department, cityRecorder } = await loadFixture(deployWithPayees);
      await expect(payees.connect(cityRecorder).changeProfile(2n, hashOf("B2")))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
        .withArgs(cityRecorder.address, department, city);
    });
  });

  describe("payeeOf", () => {
    it("is empty where there is none", async () => {
      const { payees } = await loadFixture(deployAccess);
      expect(await payees.payeeOf(1n)).to.deep.equal([ethers.ZeroHash, NO_AGENCY]);
      expect(await payees.payeeByProfile(hashOf("A"))).to.equal(NO_PAYEE);
    });
  });
});
