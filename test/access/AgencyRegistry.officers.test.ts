import { expect } from "chai";
import { TypedDataEncoder } from "ethers";

import { NO_AGENCY, NO_END, Role, deployAccess, ethers, networkHelpers, termsOf } from "./accessFixture.ts";
import { countersign, typedDataOf } from "./countersign.ts";

const { loadFixture, time } = networkHelpers;

const DAY = 86_400n;

describe("AgencyRegistry: officers", () => {
  describe("appointOfficer", () => {
    it("appoints from now until the end that was agreed", async () => {
      const { registry, department, registrar, second, newcomer } = await loadFixture(deployAccess);
      const endsAt = BigInt(await time.latest()) + DAY;
      const terms = termsOf(newcomer, department, Role.RECORDER | Role.APPROVER, { limit: 7n, endsAt });
      const startsAt = BigInt(await time.latest()) + 10n;
      const signed = await countersign(registry, second, { appointment: terms });
      await time.setNextBlockTimestamp(startsAt);

      await expect(registry.connect(registrar).appointOfficer(terms, signed))
        .to.emit(registry, "OfficerAppointed")
        .withArgs(
          department,
          newcomer.address,
          ethers.ZeroAddress,
          Role.RECORDER | Role.APPROVER,
          7n,
          startsAt,
          endsAt,
          registrar.address,
          second.address,
        );

      expect(await registry.officerOf(newcomer)).to.deep.equal([
        department,
        Role.RECORDER | Role.APPROVER,
        false,
        7n,
        startsAt,
        endsAt,
      ]);
    });

    it("takes registrars of the agency above, both or one", async () => {
      const { registry, department, second, ministryRegistrar, ministrySecond, newcomer, appoint } =
        await loadFixture(deployAccess);
      await expect(appoint(termsOf(newcomer, department, Role.RECORDER), [ministryRegistrar, ministrySecond])).to.emit(
        registry,
        "OfficerAppointed",
      );
      await expect(appoint(termsOf(newcomer, department, Role.TREASURER), [second, ministrySecond])).to.emit(
        registry,
        "OfficerAppointed",
      );
    });

    it("changes each term of an officer in office", async () => {
      const { registry, department, approver, appoint } = await loadFixture(deployAccess);
      const endsAt = BigInt(await time.latest()) + DAY;
      for (const terms of [
        termsOf(approver, department, Role.APPROVER, { limit: 5n }),
        termsOf(approver, department, Role.APPROVER, { limit: 5n, endsAt }),
        termsOf(approver, department, Role.RECORDER, { limit: 5n, endsAt }),
      ]) {
        await expect(appoint(terms)).to.emit(registry, "OfficerAppointed");
        const { roles, limit, endsAt: until } = await registry.officerOf(approver);
        expect({ roles, limit, until }).to.deep.equal({
          roles: terms.roles,
          limit: terms.limit,
          until: terms.endsAt,
        });
      }
    });

    it("does not lift a suspension", async () => {
      const { registry, department, registrar, recorder, appoint } = await loadFixture(deployAccess);
      await registry.connect(registrar).suspendOfficer(recorder);
      await appoint(termsOf(recorder, department, Role.RECORDER | Role.TREASURER));
      expect((await registry.officerOf(recorder)).suspended).to.equal(true);
    });

    it("appoints again an officer whose appointment has ended", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployAccess);
      const endsAt = BigInt(await time.latest()) + DAY;
      await appoint(termsOf(newcomer, department, Role.RECORDER, { endsAt }));
      await time.increaseTo(endsAt);
      await appoint(termsOf(newcomer, department, Role.RECORDER));
      expect(await registry.isOfficer(department, newcomer, Role.RECORDER)).to.equal(true);
    });

    it("refuses terms that are already in force", async () => {
      const { registry, department, recorder, appoint } = await loadFixture(deployAccess);
      await expect(appoint(termsOf(recorder, department, Role.RECORDER)))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerUnchanged")
        .withArgs(recorder.address);
    });

    it("refuses the zero address", async () => {
      const { registry, department, appoint } = await loadFixture(deployAccess);
      await expect(appoint(termsOf({ address: ethers.ZeroAddress }, department, Role.RECORDER)))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_ZeroAccount")
        .withArgs(department);
    });

    it("refuses no roles and unknown ones", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployAccess);
      for (const roles of [0n, 1n << 7n, 0xffn]) {
        await expect(appoint(termsOf(newcomer, department, roles)))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidRoles")
          .withArgs(newcomer.address, roles);
      }
    });

    it("refuses to join appointing or auditing with money in one hand", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployAccess);
      for (const watcher of [Role.REGISTRAR, Role.AUDITOR]) {
        for (const money of [Role.BUDGET_OFFICER, Role.RECORDER, Role.APPROVER, Role.TREASURER]) {
          await expect(appoint(termsOf(newcomer, department, watcher | money)))
            .to.be.revertedWithCustomError(registry, "AgencyRegistry_RolesConflict")
            .withArgs(newcomer.address, watcher | money);
        }
        await appoint(termsOf(newcomer, department, watcher | Role.DATA_STEWARD));
      }
    });

    it("refuses an end that is not ahead", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployAccess);
      const now = BigInt(await time.latest()) + 10n;
      for (const [endsAt, at] of [
        [0n, now],
        [now + 1n, now + 1n],
      ] as const) {
        await time.setNextBlockTimestamp(at);
        await expect(appoint(termsOf(newcomer, department, Role.RECORDER, { endsAt })))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidEnd")
          .withArgs(newcomer.address, endsAt, at);
      }
    });

    it("refuses an account that acts for another agency, ended or not", async () => {
      const { registry, city, department, recorder, newcomer, cityRegistrar, citySecond, appoint } =
        await loadFixture(deployAccess);
      await appoint(termsOf(newcomer, department, Role.TREASURER, { replaces: recorder.address }));
      for (const account of [newcomer, recorder]) {
        await expect(appoint(termsOf(account, city, Role.RECORDER), [cityRegistrar, citySecond]))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_ActsForAnother")
          .withArgs(account.address, department, city);
      }
    });

    it("refuses an unknown agency", async () => {
      const { registry, newcomer, appoint } = await loadFixture(deployAccess);
      for (const agency of [NO_AGENCY, 4n]) {
        await expect(appoint(termsOf(newcomer, agency, Role.RECORDER)))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
          .withArgs(agency);
      }
    });

    describe("given an account to replace", () => {
      it("ends that one and keeps its record", async () => {
        const { registry, department, recorder, newcomer, appoint } = await loadFixture(deployAccess);
        const before = await registry.officerOf(recorder);
        await expect(appoint(termsOf(newcomer, department, Role.RECORDER, { replaces: recorder.address }))).to.emit(
          registry,
          "OfficerAppointed",
        );

        const now = BigInt(await time.latest());
        expect((await registry.officerOf(newcomer)).startsAt).to.equal(now);
        expect(await registry.officerOf(recorder)).to.deep.equal([
          department,
          Role.RECORDER,
          false,
          0n,
          before.startsAt,
          now,
        ]);
        await expect(registry.requireOfficer(department, recorder, Role.RECORDER))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerEnded")
          .withArgs(recorder.address, now, now);
      });

      it("emits one event for both", async () => {
        const { department, recorder, newcomer, appoint } = await loadFixture(deployAccess);
        const sent = await appoint(termsOf(newcomer, department, Role.RECORDER, { replaces: recorder.address }));
        expect((await sent.wait())?.logs).to.have.lengthOf(1);
      });

      it("makes void what was signed for it and not yet used", async () => {
        const { registry, department, registrar, second, recorder, newcomer, appoint } =
          await loadFixture(deployAccess);
        const terms = termsOf(recorder, department, Role.RECORDER | Role.TREASURER);
        const signed = await countersign(registry, second, { appointment: terms });
        await appoint(termsOf(newcomer, department, Role.RECORDER, { replaces: recorder.address }));
        await expect(registry.connect(registrar).appointOfficer(terms, signed))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
          .withArgs(second.address);
      });

      it("lets a registrar hand over to their own next account", async () => {
        const { registry, department, registrar, newcomer, appoint } = await loadFixture(deployAccess);
        await appoint(termsOf(newcomer, department, Role.REGISTRAR, { replaces: registrar.address }));
        expect(await registry.isOfficer(department, registrar, Role.REGISTRAR)).to.equal(false);
        expect(await registry.isOfficer(department, newcomer, Role.REGISTRAR)).to.equal(true);
      });

      it("takes one that is suspended, as a lost key is", async () => {
        const { registry, department, registrar, recorder, newcomer, appoint } = await loadFixture(deployAccess);
        await registry.connect(registrar).suspendOfficer(recorder);
        await appoint(termsOf(newcomer, department, Role.RECORDER, { replaces: recorder.address }));
        expect((await registry.officerOf(recorder)).suspended).to.equal(true);
      });

      it("takes an account in office on the same terms", async () => {
        const { registry, department, approver, otherApprover, appoint } = await loadFixture(deployAccess);
        const { limit } = await registry.officerOf(approver);
        const replaces = otherApprover.address;
        await appoint(termsOf(approver, department, Role.APPROVER, { limit, replaces }));
        expect(await registry.isOfficer(department, otherApprover, Role.APPROVER)).to.equal(false);
      });

      it("refuses itself", async () => {
        const { registry, department, recorder, appoint } = await loadFixture(deployAccess);
        await expect(appoint(termsOf(recorder, department, Role.RECORDER, { replaces: recorder.address })))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_ReplacesItself")
          .withArgs(recorder.address);
      });

      it("refuses an officer of another agency, and a stranger", async () => {
        const { registry, department, city, cityApprover, stranger, newcomer, appoint } =
          await loadFixture(deployAccess);
        for (const [{ address }, actsFor] of [
          [cityApprover, city],
          [stranger, NO_AGENCY],
        ] as const) {
          await expect(appoint(termsOf(newcomer, department, Role.APPROVER, { replaces: address })))
            .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
            .withArgs(address, department, actsFor);
        }
      });

      it("refuses one whose appointment has ended", async () => {
        const { registry, department, recorder, newcomer, stranger, appoint } = await loadFixture(deployAccess);
        await appoint(termsOf(newcomer, department, Role.RECORDER, { replaces: recorder.address }));
        const { endsAt } = await registry.officerOf(recorder);
        const at = endsAt + 10n;
        await time.setNextBlockTimestamp(at);
        await expect(appoint(termsOf(stranger, department, Role.RECORDER, { replaces: recorder.address })))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerEnded")
          .withArgs(recorder.address, endsAt, at);
      });
    });
  });

  describe("suspendOfficer", () => {
    it("stops the officer at once on one registrar's word, from the agency or above", async () => {
      const { registry, department, registrar, ministryRegistrar, recorder, treasurer } =
        await loadFixture(deployAccess);
      for (const [by, account, role] of [
        [registrar, recorder, Role.RECORDER],
        [ministryRegistrar, treasurer, Role.TREASURER],
      ] as const) {
        await expect(registry.connect(by).suspendOfficer(account))
          .to.emit(registry, "OfficerSuspended")
          .withArgs(department, account.address, by.address);
        expect(await registry.isOfficer(department, account, role)).to.equal(false);
        await expect(registry.requireOfficer(department, account, role))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerSuspended")
          .withArgs(account.address);
      }
    });

    it("stops a registrar too", async () => {
      const { registry, registrar, second, recorder } = await loadFixture(deployAccess);
      await registry.connect(second).suspendOfficer(registrar);
      await expect(registry.connect(registrar).suspendOfficer(recorder))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerSuspended")
        .withArgs(registrar.address);
    });

    it("refuses to reach upward", async () => {
      const { registry, ministry, department, registrar, ministryRegistrar } = await loadFixture(deployAccess);
      await expect(registry.connect(registrar).suspendOfficer(ministryRegistrar))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
        .withArgs(registrar.address, ministry, department);
    });

    it("refuses an account that was never an officer, and one already suspended", async () => {
      const { registry, registrar, recorder, stranger } = await loadFixture(deployAccess);
      await expect(registry.connect(registrar).suspendOfficer(stranger))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownOfficer")
        .withArgs(stranger.address);
      await registry.connect(registrar).suspendOfficer(recorder);
      await expect(registry.connect(registrar).suspendOfficer(recorder))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OfficerUnchanged")
        .withArgs(recorder.address);
    });
  });

  describe("resumeOfficer", () => {
    it("lets the officer act again on the same terms", async () => {
      const { registry, department, registrar, second, recorder } = await loadFixture(deployAccess);
      const before = await registry.officerOf(recorder);
      await registry.connect(registrar).suspendOfficer(recorder);
      const signed = await countersign(registry, second, { resumption: { account: recorder.address } });
      await expect(registry.connect(registrar).resumeOfficer(recorder, signed))
        .to.emit(registry, "OfficerResumed")
        .withArgs(department, recorder.address, registrar.address, second.address);
      expect(await registry.officerOf(recorder)).to.deep.equal(before);
    });

    it("counts the signature once", async () => {
      const { registry, registrar, second, recorder } = await loadFixture(deployAccess);
      await registry.connect(registrar).suspendOfficer(recorder);
      const signed = await countersign(registry, second, { resumption: { account: recorder.address } });
      await registry.connect(registrar).resumeOfficer(recorder, signed);
      await registry.connect(registrar).suspendOfficer(recorder);
      await expect(registry.connect(registrar).resumeOfficer(recorder, signed))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
        .withArgs(second.address);
    });

    it("refuses an account that was never an officer, and one not suspended", async () => {
      const { registry, registrar, second, recorder, stranger } = await loadFixture(deployAccess);
      for (const [account, error] of [
        [stranger, "AgencyRegistry_UnknownOfficer"],
        [recorder, "AgencyRegistry_OfficerUnchanged"],
      ] as const) {
        const signed = await countersign(registry, second, { resumption: { account: account.address } });
        await expect(registry.connect(registrar).resumeOfficer(account, signed))
          .to.be.revertedWithCustomError(registry, error)
          .withArgs(account.address);
      }
    });
  });

  describe("a countersignature", () => {
    const asked = async () => {
      const fixture = await loadFixture(deployAccess);
      const terms = termsOf(fixture.newcomer, fixture.department, Role.RECORDER);
      return { ...fixture, terms, appointment: { appointment: terms } };
    };

    it("counts at its deadline and no second later", async () => {
      const { registry, registrar, second, terms, appointment } = await asked();
      const deadline = BigInt(await time.latest()) + 100n;
      const signed = await countersign(registry, second, appointment, { deadline });
      const before = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(deadline + 1n);
      await expect(registry.connect(registrar).appointOfficer(terms, signed))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_SignatureExpired")
        .withArgs(second.address, deadline, deadline + 1n);
      await before.restore();
      await time.setNextBlockTimestamp(deadline);
      await expect(registry.connect(registrar).appointOfficer(terms, signed)).to.emit(registry, "OfficerAppointed");
    });

    it("counts once, even for terms that were changed back", async () => {
      const { registry, registrar, second, department, newcomer, terms, appointment, appoint } = await asked();
      const signed = await countersign(registry, second, appointment);
      await registry.connect(registrar).appointOfficer(terms, signed);
      await appoint(termsOf(newcomer, department, Role.TREASURER));
      await expect(registry.connect(registrar).appointOfficer(terms, signed))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
        .withArgs(second.address);
      expect(await registry.officerNonceOf(newcomer)).to.equal(2n);
    });

    it("is not the sender's own", async () => {
      const { registry, registrar, terms, appointment } = await asked();
      const signed = await countersign(registry, registrar, appointment);
      await expect(registry.connect(registrar).appointOfficer(terms, signed))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_OwnSignature")
        .withArgs(registrar.address);
    });

    it("is the named signer's", async () => {
      const { registry, registrar, second, stranger, terms, appointment } = await asked();
      const signed = await countersign(registry, stranger, appointment, { onBehalfOf: second.address });
      await expect(registry.connect(registrar).appointOfficer(terms, signed))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
        .withArgs(second.address);
    });

    it("is over exactly what is asked, on this chain, by this contract and with the present nonce", async () => {
      const { registry, payees, registrar, second, terms, appointment } = await asked();
      const honest = await countersign(registry, second, appointment);
      const others = [
        await countersign(registry, second, { appointment: { ...terms, limit: 1n } }),
        await countersign(registry, second, { appointment: { ...terms, endsAt: NO_END - 1n } }),
        await countersign(registry, second, { appointment: { ...terms, roles: Role.TREASURER } }),
        await countersign(registry, second, appointment, { nonce: 1n }),
        await countersign(registry, second, appointment, { domain: { chainId: 1n } }),
        await countersign(registry, second, appointment, { domain: { verifyingContract: await payees.getAddress() } }),
        await countersign(registry, second, appointment, { domain: { version: "2" } }),
        { ...honest, deadline: NO_END - 1n },
        { ...honest, signature: "0x" },
      ];
      for (const signed of others) {
        await expect(registry.connect(registrar).appointOfficer(terms, signed))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
          .withArgs(second.address);
      }
      await expect(registry.connect(registrar).appointOfficer(terms, honest)).to.emit(registry, "OfficerAppointed");
    });

    describe("given a contract wallet as registrar", () => {
      const withWallet = async () => {
        const fixture = await asked();
        const wallet = await ethers.deployContract("ContractWallet", [fixture.stranger.address]);
        const address = await wallet.getAddress();
        await fixture.appoint(termsOf({ address }, fixture.department, Role.REGISTRAR));
        const { registry, stranger, appointment } = fixture;
        return {
          ...fixture,
          wallet,
          address,
          signed: await countersign(registry, stranger, appointment, { onBehalfOf: address }),
        };
      };

      it("counts what the wallet accepts", async () => {
        const { registry, registrar, department, newcomer, address, terms, signed } = await withWallet();
        const sent = registry.connect(registrar).appointOfficer(terms, signed);
        await expect(sent).to.emit(registry, "OfficerAppointed");
        const [event] = await registry.queryFilter(registry.filters.OfficerAppointed(department, newcomer.address));
        expect(event?.args.countersigner).to.equal(address);
      });

      it("refuses what the wallet refuses", async () => {
        const { registry, registrar, wallet, address, terms, signed } = await withWallet();
        await wallet.shut();
        await expect(registry.connect(registrar).appointOfficer(terms, signed))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_InvalidSignature")
          .withArgs(address);
      });
    });
  });

  describe("the digests", () => {
    it("are those of EIP-712 typed data", async () => {
      const { registry, department, recorder, newcomer } = await loadFixture(deployAccess);
      const deadline = 1_234n;
      const appointment = termsOf(newcomer, department, Role.RECORDER, { limit: 5n, replaces: recorder.address });
      const policy = { freeUpTo: 1n, oneUpTo: 2n, twoUpTo: 3n };
      const resumption = { account: recorder.address };
      for (const [digest, asked] of [
        [await registry.appointmentDigest(appointment, deadline), { appointment }],
        [await registry.policyDigest(department, policy, deadline), { agency: department, policy }],
        [await registry.resumptionDigest(recorder, deadline), { resumption }],
      ] as const) {
        const { domain, types, message } = await typedDataOf(registry, asked, { deadline });
        expect(digest).to.equal(TypedDataEncoder.hash(domain, types, message));
      }
    });

    it("are of the domain that the interface names", async () => {
      const { registry } = await loadFixture(deployAccess);
      const { name, version } = await registry.eip712Domain();
      expect({ name, version }).to.deep.equal({ name: "Fisc AgencyRegistry", version: "1" });
    });
  });

  describe("requireOfficer", () => {
    it("passes for the agency itself and for those below it", async () => {
      const { registry, ministry, department, ministryRegistrar } = await loadFixture(deployAccess);
      await registry.requireOfficer(ministry, ministryRegistrar, Role.REGISTRAR);
      await registry.requireOfficer(department, ministryRegistrar, Role.REGISTRAR);
    });

    it("refuses upward, sideward, strangers and unknown agencies", async () => {
      const { registry, ministry, department, city, registrar, stranger } = await loadFixture(deployAccess);
      for (const [agency, account, actsFor] of [
        [ministry, registrar, department],
        [city, registrar, department],
        [department, stranger, NO_AGENCY],
      ] as const) {
        await expect(registry.requireOfficer(agency, account, Role.REGISTRAR))
          .to.be.revertedWithCustomError(registry, "AgencyRegistry_NotOfficer")
          .withArgs(account.address, agency, actsFor);
      }
      await expect(registry.requireOfficer(4n, registrar, Role.REGISTRAR))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_UnknownAgency")
        .withArgs(4n);
    });

    it("refuses a role that the officer lacks", async () => {
      const { registry, department, recorder } = await loadFixture(deployAccess);
      await expect(registry.requireOfficer(department, recorder, Role.AUDITOR))
        .to.be.revertedWithCustomError(registry, "AgencyRegistry_RoleMissing")
        .withArgs(recorder.address, Role.RECORDER, Role.AUDITOR);
    });
  });

  describe("isOfficer", () => {
    it("is true for exactly this agency, in office and with the role", async () => {
      const { registry, ministry, department, city, recorder, ministryRegistrar, stranger } =
        await loadFixture(deployAccess);
      for (const [agency, account, role, expected] of [
        [department, recorder, Role.RECORDER, true],
        [department, recorder, Role.AUDITOR, false],
        [city, recorder, Role.RECORDER, false],
        [department, ministryRegistrar, Role.REGISTRAR, false],
        [ministry, ministryRegistrar, Role.REGISTRAR, true],
        [NO_AGENCY, stranger, 0n, false],
      ] as const) {
        expect(await registry.isOfficer(agency, account, role)).to.equal(expected, `${account.address} for ${agency}`);
      }
    });

    it("is false from the end on", async () => {
      const { registry, department, newcomer, appoint } = await loadFixture(deployAccess);
      const endsAt = BigInt(await time.latest()) + DAY;
      await appoint(termsOf(newcomer, department, Role.RECORDER, { endsAt }));
      await time.increaseTo(endsAt - 1n);
      expect(await registry.isOfficer(department, newcomer, Role.RECORDER)).to.equal(true);
      await time.increaseTo(endsAt);
      expect(await registry.isOfficer(department, newcomer, Role.RECORDER)).to.equal(false);
    });
  });
});
