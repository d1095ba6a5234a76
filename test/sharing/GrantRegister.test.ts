import { generateKeyPairSync, sign } from "node:crypto";

import { expect } from "chai";

import { ADMINISTRATOR_ROLE, Role, ethers, hashOf, networkHelpers, termsOf } from "../access/accessFixture.ts";
import {
  Action,
  BASIS,
  DAY,
  DECISION,
  EndReason,
  GrantStatus,
  HOUR,
  PURPOSE,
  SharingClass,
  type Terms,
  deploySharing,
  domainOf,
  grantIdOf,
} from "./sharingFixture.ts";

const { loadFixture, time } = networkHelpers;

const NO_DEADLINE = 2n ** 48n - 1n;

/** The department with a policy of four eyes, a cap and a delay. */
async function deployWithPolicy() {
  const sharing = await deploySharing();
  const { grants, registrar, second, department, signGrants } = sharing;
  const policy = { dailyCap: 2n, delay: DAY, fourEyes: true };
  const setPolicy = async (changes: Partial<typeof policy> = {}, version = 0n) => {
    const { dailyCap, delay, fourEyes } = { ...policy, ...changes };
    const message = { agency: department, dailyCap, delay, fourEyes, version, deadline: NO_DEADLINE };
    const signature = await signGrants(
      second,
      {
        SharingPolicy: [
          { name: "agency", type: "uint32" },
          { name: "dailyCap", type: "uint16" },
          { name: "delay", type: "uint32" },
          { name: "fourEyes", type: "bool" },
          { name: "version", type: "uint32" },
          { name: "deadline", type: "uint48" },
        ],
      },
      message,
    );
    const approval = { signer: second.address, deadline: NO_DEADLINE, signature };
    return grants.connect(registrar).setPolicy(department, dailyCap, delay, fourEyes, approval);
  };
  await setPolicy();
  return { ...sharing, setPolicy };
}

describe("GrantRegister", () => {
  describe("grant", () => {
    it("keeps a grant under the hash of its terms, tells all of them, and allows what they say", async () => {
      const { grants, dataSteward, department, city, asset, termsFor, reasonAgainst } =
        await loadFixture(deploySharing);
      const terms = await termsFor();
      const id = grantIdOf(terms);
      expect(await grants.grantIdOf(terms)).to.equal(id);
      expect(await reasonAgainst([terms])).to.equal("GrantUnknown");
      const sent = await grants.connect(dataSteward).grant(terms, []);
      await expect(sent)
        .to.emit(grants, "GrantMade")
        .withArgs(id, asset, city, dataSteward.address, department, Object.values(terms));
      const { owner, grantor, status, endsAt, takenUses } = await grants.grantOf(id);
      expect([owner, grantor, status, endsAt, takenUses]).to.deep.equal([
        department,
        department,
        GrantStatus.Active,
        terms.notAfter,
        0n,
      ]);
      expect(await reasonAgainst([terms])).to.equal("Allowed");
    });

    it("takes a steward's signature from whoever brings it, and each grant once", async () => {
      const { grants, dataSteward, stranger, termsFor, approve } = await loadFixture(deploySharing);
      const terms = await termsFor();
      const approval = await approve(dataSteward, terms);
      await grants.connect(stranger).grant(terms, [approval]);
      await expect(grants.connect(stranger).grant(terms, [approval]))
        .to.be.revertedWithCustomError(grants, "GrantRegister_GrantExists")
        .withArgs(grantIdOf(terms));
    });

    it("T4: takes no signature for another chain, contract or past its deadline", async () => {
      const { grants, gateways, dataSteward, stranger, termsFor, approve } = await loadFixture(deploySharing);
      const terms = await termsFor();
      const past = BigInt(await time.latest());
      const late = await approve(dataSteward, terms, past);
      await expect(grants.connect(stranger).grant(terms, [late]))
        .to.be.revertedWithCustomError(grants, "GrantRegister_SignatureExpired")
        .withArgs(dataSteward.address, past);
      for (const domain of [
        { chainId: 1n },
        { verifyingContract: await gateways.getAddress() },
        { name: "Fisc GatewayRegister" },
        { version: "2" },
      ]) {
        const foreign = await approve(dataSteward, terms, NO_DEADLINE, domain);
        await expect(grants.connect(stranger).grant(terms, [foreign]))
          .to.be.revertedWithCustomError(grants, "GrantRegister_InvalidSignature")
          .withArgs(dataSteward.address);
      }
      await grants.connect(stranger).grant(terms, [await approve(dataSteward, terms)]);
    });

    it("T19: takes no signature for a grant that differs in any term", async () => {
      const { grants, dataSteward, stranger, city, below, termsFor, approve, register } =
        await loadFixture(deploySharing);
      const terms = await termsFor();
      const approval = await approve(dataSteward, terms);
      const other = await register(SharingClass.Conditional);
      const changes: Partial<Terms>[] = [
        { asset: other },
        { version: 1n },
        { grantee: below[0]!.agency },
        { actions: Action.READ },
        { notBefore: BigInt(terms.notBefore) + 1n },
        { notAfter: BigInt(terms.notAfter) + 1n },
        { maxUses: 11n },
        { maxBytes: 1n },
        { minInterval: 1n },
        { retentionDays: 31n },
        { delegable: true },
        { nonce: BigInt(terms.nonce) + 1n },
        { purpose: hashOf("other") },
        { legalBasis: hashOf("other") },
        { fieldScope: hashOf("other") },
        { subject: hashOf("other") },
        { agreement: hashOf("other") },
      ];
      expect(city).not.to.equal(below[0]!.agency);
      for (const change of changes) {
        await expect(grants.connect(stranger).grant({ ...terms, ...change }, [approval]), Object.keys(change)[0])
          .to.be.revertedWithCustomError(grants, "GrantRegister_InvalidSignature")
          .withArgs(dataSteward.address);
      }
    });

    it("T20: takes the signature of a steward that is a contract wallet", async () => {
      const { grants, registrar, second, appoint, department, stranger, termsFor, approve } =
        await loadFixture(deploySharing);
      const key = new ethers.Wallet(hashOf("wallet key"), ethers.provider);
      const wallet = await ethers.deployContract("ContractWallet", [key.address]);
      const address = await wallet.getAddress();
      await appoint(termsOf({ address }, department, Role.DATA_STEWARD), [registrar, second]);
      const terms = await termsFor();
      await grants.connect(stranger).grant(terms, [{ ...(await approve(key, terms)), signer: address }]);
      expect((await grants.grantOf(grantIdOf(terms))).status).to.equal(GrantStatus.Active);
    });

    for (const [what, change, error] of [
      ["without an action", { actions: 0n }, "InvalidActions"],
      ["T17: with an action that nobody knows", { actions: 32n }, "InvalidActions"],
      ["without a purpose", { purpose: ethers.ZeroHash }, "EmptyHash"],
      ["without a legal basis", { legalBasis: ethers.ZeroHash }, "EmptyHash"],
      ["without an agreement", { agreement: ethers.ZeroHash }, "EmptyHash"],
      ["that ends before it begins", { notBefore: NO_DEADLINE }, "InvalidTerms"],
      ["that has ended", { notBefore: 0n, notAfter: 1n }, "InvalidTerms"],
      ["of no use", { maxUses: 0n }, "InvalidTerms"],
      ["of no byte", { maxBytes: 0n }, "InvalidTerms"],
      ["below another that nobody delegated", { parent: hashOf("parent") }, "Delegated"],
      ["of an asset that is not there", { asset: 99n }, "AssetNotShared"],
      ["for a request that is not there", { request: 7n }, "WrongStatus"],
    ] as const) {
      it(`refuses a grant ${what}`, async () => {
        const { grants, dataSteward, termsFor } = await loadFixture(deploySharing);
        await expect(grants.connect(dataSteward).grant(await termsFor(change), [])).to.be.revertedWithCustomError(
          grants,
          `GrantRegister_${error}`,
        );
      });
    }

    it("refuses a grant to the owner, of a non-shared asset, and of one that is withdrawn", async () => {
      const { grants, assets, dataSteward, department, register, termsFor, asset } = await loadFixture(deploySharing);
      await expect(
        grants.connect(dataSteward).grant(await termsFor({ grantee: department }), []),
      ).to.be.revertedWithCustomError(grants, "GrantRegister_InvalidTerms");
      const secret = await register(SharingClass.NonShared, hashOf("law"));
      await expect(grants.connect(dataSteward).grant(await termsFor({ asset: secret }), []))
        .to.be.revertedWithCustomError(grants, "GrantRegister_ClassNotGranted")
        .withArgs(secret, SharingClass.NonShared);
      await assets.connect(dataSteward).withdrawAsset(asset, DECISION);
      await expect(grants.connect(dataSteward).grant(await termsFor(), []))
        .to.be.revertedWithCustomError(grants, "GrantRegister_AssetNotShared")
        .withArgs(asset);
    });

    it("refuses whoever is no steward of the owner, and signers that are repeated or not in order", async () => {
      const { grants, dataSteward, secondSteward, citySteward, stranger, department, termsFor, approve } =
        await loadFixture(deploySharing);
      const terms = await termsFor();
      for (const account of [stranger, citySteward]) {
        await expect(grants.connect(account).grant(terms, []))
          .to.be.revertedWithCustomError(grants, "GrantRegister_TooFewStewards")
          .withArgs(department, 0n, 1n);
      }
      await expect(grants.connect(stranger).grant(terms, [await approve(citySteward, terms)]))
        .to.be.revertedWithCustomError(grants, "GrantRegister_NotSteward")
        .withArgs(citySteward.address, department);
      const twice = await approve(dataSteward, terms);
      await expect(grants.connect(stranger).grant(terms, [twice, twice])).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_SignersNotAscending",
      );
      await expect(
        grants.connect(secondSteward).grant(terms, [await approve(secondSteward, terms)]),
      ).to.be.revertedWithCustomError(grants, "GrantRegister_SignersNotAscending");
    });
  });

  describe("T22: given an owner with four eyes, a cap and a delay", () => {
    it("makes no grant by one steward alone, and none that takes effect at once", async () => {
      const { grants, dataSteward, secondSteward, department, termsFor, approve } = await loadFixture(deployWithPolicy);
      const soon = await termsFor();
      await expect(grants.connect(dataSteward).grant(soon, []))
        .to.be.revertedWithCustomError(grants, "GrantRegister_TooFewStewards")
        .withArgs(department, 1n, 2n);
      await expect(
        grants.connect(dataSteward).grant(soon, [await approve(secondSteward, soon)]),
      ).to.be.revertedWithCustomError(grants, "GrantRegister_TooEarly");
    });

    it("makes as many grants in a day as the cap, and goes on the day after", async () => {
      const { grants, dataSteward, secondSteward, department, termsFor, approve } = await loadFixture(deployWithPolicy);
      const now = BigInt(await time.latest());
      await time.increaseTo((now / DAY + 1n) * DAY + HOUR);
      const make = async () => {
        const terms = await termsFor({ notBefore: BigInt(await time.latest()) + 2n * DAY });
        return grants.connect(dataSteward).grant(terms, [await approve(secondSteward, terms)]);
      };
      await make();
      await make();
      await expect(make())
        .to.be.revertedWithCustomError(grants, "GrantRegister_DailyCapReached")
        .withArgs(department, 2n);
      await time.increase(DAY);
      await make();
      expect((await grants.policyOf(department)).count).to.equal(1n);
    });

    it("revokes and suspends by one steward at once, whatever the cap", async () => {
      const { grants, dataSteward, secondSteward, termsFor, approve } = await loadFixture(deployWithPolicy);
      const terms = await termsFor({ notBefore: BigInt(await time.latest()) + 2n * DAY });
      await grants.connect(dataSteward).grant(terms, [await approve(secondSteward, terms)]);
      await grants.connect(dataSteward).suspend(grantIdOf(terms), EndReason.Security, DECISION);
      await grants.connect(secondSteward).revoke(grantIdOf(terms), EndReason.Security, DECISION);
      expect((await grants.grantOf(grantIdOf(terms))).status).to.equal(GrantStatus.Revoked);
    });

    it("is set by two registrars, once for each signature", async () => {
      const { grants, registry, setPolicy, department, dataSteward } = await loadFixture(deployWithPolicy);
      await expect(setPolicy({}, 1n)).to.be.revertedWithCustomError(grants, "GrantRegister_Unchanged");
      await expect(setPolicy({ dailyCap: 3n })).to.be.revertedWithCustomError(grants, "GrantRegister_InvalidSignature");
      await setPolicy({ dailyCap: 3n }, 1n);
      expect((await grants.policyOf(department)).dailyCap).to.equal(3n);
      const bare = { signer: dataSteward.address, deadline: NO_DEADLINE, signature: "0x" };
      await expect(
        grants.connect(dataSteward).setPolicy(department, 0n, 0n, false, bare),
      ).to.be.revertedWithCustomError(registry, "AgencyRegistry_RoleMissing");
    });
  });

  describe("renew", () => {
    it("moves the end, of an expired grant too, and never to an earlier second", async () => {
      const { grants, dataSteward, grant, reasonAgainst } = await loadFixture(deploySharing);
      const terms = await grant();
      const id = grantIdOf(terms);
      const end = BigInt(terms.notAfter);
      await expect(grants.connect(dataSteward).renew(id, end, []))
        .to.be.revertedWithCustomError(grants, "GrantRegister_InvalidEnd")
        .withArgs(id, end, end);
      await time.increaseTo(end + 1n);
      expect(await reasonAgainst([terms])).to.equal("Expired");
      await expect(grants.connect(dataSteward).renew(id, end + 10n * DAY, []))
        .to.emit(grants, "GrantRenewed")
        .withArgs(id, dataSteward.address, end + 10n * DAY);
      expect((await grants.grantOf(id)).endsAt).to.equal(end + 10n * DAY);
    });
  });

  describe("T1, T21: ending a grant", () => {
    it("allows nothing from the next call on, and says why and since when", async () => {
      const { grants, dataSteward, grant, reasonAgainst } = await loadFixture(deploySharing);
      const terms = await grant();
      const id = grantIdOf(terms);
      await grants.connect(dataSteward).suspend(id, EndReason.Security, DECISION);
      expect(await reasonAgainst([terms])).to.equal("GrantSuspended");
      await grants.connect(dataSteward).resume(id, DECISION);
      expect(await reasonAgainst([terms])).to.equal("Allowed");
      await expect(grants.connect(dataSteward).revoke(id, EndReason.Breach, DECISION))
        .to.emit(grants, "GrantStatusChanged")
        .withArgs(id, dataSteward.address, GrantStatus.Revoked, EndReason.Breach, DECISION);
      const { status, reason, endsAt } = await grants.grantOf(id);
      expect([status, reason, endsAt]).to.deep.equal([
        GrantStatus.Revoked,
        EndReason.Breach,
        BigInt(await time.latest()),
      ]);
      expect(await reasonAgainst([terms])).to.equal("GrantRevoked");
      for (const again of [
        () => grants.connect(dataSteward).revoke(id, EndReason.Breach, DECISION),
        () => grants.connect(dataSteward).suspend(id, EndReason.Breach, DECISION),
        () => grants.connect(dataSteward).resume(id, DECISION),
        () => grants.connect(dataSteward).renew(id, NO_DEADLINE, []),
      ]) {
        await expect(again()).to.be.revertedWithCustomError(grants, "GrantRegister_WrongGrantStatus");
      }
    });

    it("is open to the agencies above, and to stewards of a suspended agency; to nobody else", async () => {
      const {
        grants,
        registry,
        administrator,
        dataSteward,
        ministrySteward,
        citySteward,
        stranger,
        department,
        grant,
      } = await loadFixture(deploySharing);
      const [one, other] = [grantIdOf(await grant()), grantIdOf(await grant())];
      for (const account of [citySteward, stranger, administrator]) {
        await expect(grants.connect(account).revoke(one, EndReason.Breach, DECISION))
          .to.be.revertedWithCustomError(grants, "GrantRegister_MayNotEnd")
          .withArgs(one, account.address);
      }
      await grants.connect(ministrySteward).revoke(one, EndReason.Breach, DECISION);
      await registry.connect(administrator).suspendAgency(department, DECISION);
      await grants.connect(dataSteward).revoke(other, EndReason.Breach, DECISION);
    });

    it("needs a reason and a document, and is not the data subject's to claim", async () => {
      const { grants, dataSteward, grant } = await loadFixture(deploySharing);
      const id = grantIdOf(await grant());
      for (const [reason, document] of [
        [EndReason.None, DECISION],
        [EndReason.Subject, DECISION],
        [EndReason.Breach, ethers.ZeroHash],
      ] as const) {
        await expect(grants.connect(dataSteward).revoke(id, reason, document)).to.be.revertedWithCustomError(
          grants,
          "GrantRegister_EmptyHash",
        );
      }
    });

    it("has no function that pauses anything, and the administrator sets days and holidays alone", async () => {
      const { grants, manager } = await loadFixture(deploySharing);
      const names = grants.interface.fragments.flatMap((each) => ("name" in each ? [String(each.name)] : []));
      expect(names.filter((name) => /pause/i.test(name))).to.deep.equal([]);
      const restricted: string[] = [];
      const target = await grants.getAddress();
      for (const fragment of grants.interface.fragments) {
        if (fragment.type !== "function") continue;
        const { selector, name } = fragment as unknown as { selector: string; name: string };
        if ((await manager.getTargetFunctionRole(target, selector)) === ADMINISTRATOR_ROLE) restricted.push(name);
      }
      expect(restricted.toSorted()).to.deep.equal(["setCalendar", "setStatutoryDays"]);
    });
  });

  describe("withdraw", () => {
    const types = {
      Withdrawal: [
        { name: "grant", type: "bytes32" },
        { name: "deadline", type: "uint48" },
      ],
    };

    it("ends a grant at the word of its data subject, whoever brings it", async () => {
      const { grants, subject, stranger, dataSteward, grant, signGrants, reasonAgainst } =
        await loadFixture(deploySharing);
      const terms = await grant({ subject: ethers.keccak256(subject.address) });
      const id = grantIdOf(terms);
      const signature = await signGrants(subject, types, { grant: id, deadline: NO_DEADLINE });
      const forged = await signGrants(stranger, types, { grant: id, deadline: NO_DEADLINE });
      const send = async (signer: string, signed: string, deadline = NO_DEADLINE) =>
        grants.connect(stranger).withdraw(terms, signer, deadline, signed);
      for (const [signer, signed] of [
        [subject.address, forged],
        [stranger.address, forged],
        ["0x", signature],
      ] as const) {
        await expect(send(signer, signed))
          .to.be.revertedWithCustomError(grants, "GrantRegister_NotSubject")
          .withArgs(id);
      }
      await expect(send(subject.address, signature, 1n)).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_SignatureExpired",
      );
      await grants.connect(dataSteward).suspend(id, EndReason.Security, DECISION);
      await expect(send(subject.address, signature))
        .to.emit(grants, "GrantStatusChanged")
        .withArgs(id, stranger.address, GrantStatus.Withdrawn, EndReason.Subject, ethers.ZeroHash);
      expect(await reasonAgainst([terms])).to.equal("GrantWithdrawn");
      await expect(grants.connect(dataSteward).resume(id, DECISION)).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_WrongGrantStatus",
      );
    });

    it("takes a key that has no address, by its verifier (ERC-7913), and T26: shows another subject in each grant", async () => {
      const { grants, stranger, subject, grant } = await loadFixture(deploySharing);
      const verifier = await ethers.deployContract("ERC7913RSAVerifier");
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const { e, n } = publicKey.export({ format: "jwk" });
      const key = [e, n].map((part) => Buffer.from(part ?? "", "base64url"));
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(["bytes", "bytes"], key);
      const signer = ethers.concat([await verifier.getAddress(), encoded]);
      const [terms, other] = [
        await grant({ subject: ethers.keccak256(signer) }),
        await grant({ subject: ethers.keccak256(subject.address) }),
      ];
      expect(terms.subject).not.to.equal(other.subject);
      const id = grantIdOf(terms);
      const digest = ethers.TypedDataEncoder.hash(await domainOf(grants), types, { grant: id, deadline: NO_DEADLINE });
      const signature = sign("sha256", ethers.getBytes(digest), privateKey);
      await grants.connect(stranger).withdraw(terms, signer, NO_DEADLINE, signature);
      expect((await grants.grantOf(id)).status).to.equal(GrantStatus.Withdrawn);
      expect((await grants.grantOf(grantIdOf(other))).status).to.equal(GrantStatus.Active);
    });

    it("ends no grant without a data subject", async () => {
      const { grants, subject, grant, signGrants } = await loadFixture(deploySharing);
      const terms = await grant();
      const signature = await signGrants(subject, types, { grant: grantIdOf(terms), deadline: NO_DEADLINE });
      await expect(grants.withdraw(terms, subject.address, NO_DEADLINE, signature)).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_NotSubject",
      );
    });
  });

  describe("takeOffer", () => {
    const OFFER = {
      actions: Action.READ | Action.DOWNLOAD,
      termDays: 90n,
      maxUses: 1_000n,
      maxBytes: 10n ** 12n,
      retentionDays: 365n,
      opensAt: 1n,
      agreement: hashOf("offer"),
      purpose: ethers.ZeroHash,
    };

    async function deployOffer() {
      const sharing = await deploySharing();
      const { assets, dataSteward, register, termsFor, gateway, version } = sharing;
      const open = await register(SharingClass.Unconditional);
      await assets.connect(dataSteward).publishVersion(open, version);
      await assets.connect(dataSteward).admitGateway(open, gateway, []);
      await assets.connect(dataSteward).setOffer(open, OFFER, []);
      const termsOfOffer = async (changes: Partial<Terms> = {}) =>
        termsFor({ asset: open, actions: Action.READ, retentionDays: 365n, agreement: OFFER.agreement, ...changes });
      return { ...sharing, open, termsOfOffer };
    }

    it("grants to whoever asks, without the owner", async () => {
      const { grants, citySteward, department, termsOfOffer, reasonAgainst } = await loadFixture(deployOffer);
      const terms = await termsOfOffer();
      await grants.connect(citySteward).takeOffer(terms);
      expect((await grants.grantOf(grantIdOf(terms))).grantor).to.equal(department);
      expect(await reasonAgainst([terms])).to.equal("Allowed");
    });

    for (const [what, change] of [
      ["another action", { actions: Action.DERIVE }],
      ["a longer time", { notAfter: NO_DEADLINE }],
      ["more uses", { maxUses: 1_001n }],
      ["more bytes", { maxBytes: 10n ** 12n + 1n }],
      ["a longer keeping", { retentionDays: 366n }],
      ["delegation", { delegable: true }],
      ["another agreement", { agreement: hashOf("mine") }],
    ] as const) {
      it(`grants nothing with ${what}`, async () => {
        const { grants, citySteward, open, termsOfOffer } = await loadFixture(deployOffer);
        await expect(grants.connect(citySteward).takeOffer(await termsOfOffer(change)))
          .to.be.revertedWithCustomError(grants, "GrantRegister_ExceedsOffer")
          .withArgs(open);
      });
    }

    it("grants nothing of another class, to another agency, or once the offer ended", async () => {
      const { grants, assets, citySteward, dataSteward, open, below, termsFor, termsOfOffer } =
        await loadFixture(deployOffer);
      await expect(grants.connect(citySteward).takeOffer(await termsFor())).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_ClassNotGranted",
      );
      await expect(
        grants.connect(citySteward).takeOffer(await termsOfOffer({ grantee: below[0]!.agency })),
      ).to.be.revertedWithCustomError(grants, "GrantRegister_NotSteward");
      await assets.connect(dataSteward).reclassify(open, SharingClass.Conditional, ethers.ZeroHash);
      await assets.connect(dataSteward).reclassify(open, SharingClass.Unconditional, ethers.ZeroHash);
      await expect(grants.connect(citySteward).takeOffer(await termsOfOffer())).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_ExceedsOffer",
      );
    });
  });

  describe("recordDerivation", () => {
    it("names the grants from which a version was made, of those that allow it alone", async () => {
      const { grants, assets, citySteward, city, version, grant } = await loadFixture(deploySharing);
      await assets
        .connect(citySteward)
        .registerAsset(city, SharingClass.Conditional, ethers.ZeroHash, hashOf("derived"));
      const derived = await assets.assetCount();
      await assets.connect(citySteward).publishVersion(derived, version);
      const [source, unfit] = [await grant(), await grant({ actions: Action.READ })];
      await expect(grants.connect(citySteward).recordDerivation(derived, 1n, [source]))
        .to.emit(grants, "DerivationRecorded")
        .withArgs(derived, 1n, citySteward.address, [grantIdOf(source)]);
      for (const sources of [[source, unfit], [{ ...source, nonce: 9_999n }]]) {
        await expect(grants.connect(citySteward).recordDerivation(derived, 1n, sources)).to.be.revertedWithCustomError(
          grants,
          "GrantRegister_MayNotDerive",
        );
      }
      await expect(grants.connect(citySteward).recordDerivation(derived, 2n, [source])).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_AssetNotShared",
      );
    });
  });

  it("binds purpose and basis as everywhere", () => {
    expect([PURPOSE, BASIS]).to.deep.equal([
      hashOf("https://w3id.org/dpv#ServiceProvision"),
      hashOf("https://w3id.org/dpv#PublicInterest"),
    ]);
  });
});
