import { expect } from "chai";

import { type Account, ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import { Action, DECISION, SILENCE, SharingClass, type SharingFixture, deploySharing } from "./sharingFixture.ts";

const { loadFixture, time } = networkHelpers;

const Correction = { Unknown: 0n, Open: 1n, Accepted: 2n, Refused: 3n } as const;
const LAW = hashOf("law");
const OFFER = {
  actions: Action.READ,
  termDays: 30n,
  maxUses: 10n,
  maxBytes: 1_000n,
  retentionDays: 0n,
  opensAt: 1n,
  agreement: hashOf("offer"),
  purpose: ethers.ZeroHash,
};

describe("the register of assets", () => {
  it("writes nothing where the books are called by themselves", async () => {
    const { books, grants, department, dataSteward } = await loadFixture(deploySharing);
    await expect(
      books.connect(dataSteward).registerAsset(department, SharingClass.Conditional, LAW, LAW),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_NotSelf");
  });

  describe("registerAsset", () => {
    it("gives assets numbers from 1 up, and tells owner, class, basis and record", async () => {
      const { assets, department, dataSteward } = await loadFixture(deploySharing);
      await expect(assets.connect(dataSteward).registerAsset(department, SharingClass.NonShared, LAW, hashOf("record")))
        .to.emit(assets, "AssetRegistered")
        .withArgs(2n, department, dataSteward.address, SharingClass.NonShared, LAW, hashOf("record"));
      const { owner, class: sharingClass, versionCount, registeredAt } = await assets.assetOf(2n);
      expect([owner, sharingClass, versionCount, await assets.legalBasisOf(2n), registeredAt]).to.deep.equal([
        department,
        SharingClass.NonShared,
        0n,
        LAW,
        BigInt(await time.latest()),
      ]);
      expect((await assets.assetOf(3n)).class).to.equal(SharingClass.Unknown);
    });

    for (const [what, sharingClass, basis, record, error] of [
      ["of no class", SharingClass.Unknown, LAW, hashOf("record"), "InvalidClass"],
      [
        "that is not shared, without a legal basis",
        SharingClass.NonShared,
        ethers.ZeroHash,
        hashOf("record"),
        "EmptyHash",
      ],
      ["without a record", SharingClass.Conditional, LAW, ethers.ZeroHash, "EmptyHash"],
    ] as const) {
      it(`refuses an asset ${what}`, async () => {
        const { assets, department, dataSteward } = await loadFixture(deploySharing);
        await expect(
          assets.connect(dataSteward).registerAsset(department, sharingClass, basis, record),
        ).to.be.revertedWithCustomError(assets, `AssetRegister_${error}`);
      });
    }
  });

  describe("publishVersion", () => {
    it("numbers versions from 1 up and keeps all of them", async () => {
      const { assets, asset, version, dataSteward } = await loadFixture(deploySharing);
      const next = { ...version, chunks: hashOf("more chunks"), size: 5n };
      await expect(assets.connect(dataSteward).publishVersion(asset, next))
        .to.emit(assets, "VersionPublished")
        .withArgs(asset, 2n, dataSteward.address, Object.values(next));
      expect((await assets.assetOf(asset)).versionCount).to.equal(2n);
      expect((await assets.versionOf(asset, 1n)).spec.chunks).to.equal(version.chunks);
      expect((await assets.versionOf(asset, 2n)).spec.size).to.equal(5n);
      expect((await assets.versionOf(asset, 3n)).publishedAt).to.equal(0n);
    });

    it("refuses the same again, and one that binds nothing", async () => {
      const { assets, asset, version, dataSteward } = await loadFixture(deploySharing);
      await expect(assets.connect(dataSteward).publishVersion(asset, version))
        .to.be.revertedWithCustomError(assets, "AssetRegister_Unchanged")
        .withArgs(asset);
      for (const field of ["chunks", "content", "record"] as const) {
        await expect(
          assets.connect(dataSteward).publishVersion(asset, { ...version, [field]: ethers.ZeroHash }),
        ).to.be.revertedWithCustomError(assets, "AssetRegister_EmptyHash");
      }
      for (const change of [{ chunks: LAW }, { content: LAW }, { record: LAW }, { size: 1n }, { suite: 0n }]) {
        await assets.connect(dataSteward).publishVersion(asset, { ...version, ...change });
      }
    });
  });

  describe("reclassify", () => {
    it("shares an asset otherwise, and refuses what is so already", async () => {
      const { assets, asset, dataSteward } = await loadFixture(deploySharing);
      await expect(
        assets.connect(dataSteward).reclassify(asset, SharingClass.Conditional, ethers.ZeroHash),
      ).to.be.revertedWithCustomError(assets, "AssetRegister_Unchanged");
      await expect(assets.connect(dataSteward).reclassify(asset, SharingClass.NonShared, LAW))
        .to.emit(assets, "AssetReclassified")
        .withArgs(asset, dataSteward.address, SharingClass.NonShared, LAW);
      await assets.connect(dataSteward).reclassify(asset, SharingClass.NonShared, DECISION);
      expect(await assets.legalBasisOf(asset)).to.equal(DECISION);
    });
  });

  describe("setOffer", () => {
    it("is for assets that are shared unconditionally, whole, and can be taken back", async () => {
      const { assets, asset, dataSteward, register } = await loadFixture(deploySharing);
      await expect(assets.connect(dataSteward).setOffer(asset, OFFER, []))
        .to.be.revertedWithCustomError(assets, "AssetRegister_NotUnconditional")
        .withArgs(asset, SharingClass.Conditional);
      const open = await register(SharingClass.Unconditional);
      await expect(assets.connect(dataSteward).endOffer(open)).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_Unchanged",
      );
      for (const change of [
        { actions: 0n },
        { actions: 32n },
        { termDays: 0n },
        { maxUses: 0n },
        { maxBytes: 0n },
        { agreement: ethers.ZeroHash },
      ]) {
        await expect(assets.connect(dataSteward).setOffer(open, { ...OFFER, ...change }, []))
          .to.be.revertedWithCustomError(assets, "AssetRegister_InvalidOffer")
          .withArgs(open);
      }
      await assets.connect(dataSteward).setOffer(open, OFFER, []);
      expect((await assets.offerOf(open)).actions).to.equal(Action.READ);
      await assets.connect(dataSteward).endOffer(open);
      expect((await assets.offerOf(open)).actions).to.equal(0n);
    });
  });

  describe("withdrawing", () => {
    it("ends a version, and an asset with all that could be done with it, for good", async () => {
      const { assets, asset, version, dataSteward, ministrySteward, citySteward, city } =
        await loadFixture(deploySharing);
      const owner = assets.connect(dataSteward);
      await expect(owner.withdrawVersion(asset, 2n, DECISION))
        .to.be.revertedWithCustomError(assets, "AssetRegister_VersionUnknown")
        .withArgs(asset, 2n);
      await expect(owner.withdrawVersion(asset, 1n, ethers.ZeroHash)).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_EmptyHash",
      );
      await owner.withdrawVersion(asset, 1n, DECISION);
      expect((await assets.versionOf(asset, 1n)).withdrawnAt).to.equal(BigInt(await time.latest()));
      await expect(owner.withdrawVersion(asset, 1n, DECISION)).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_VersionWithdrawn",
      );
      await expect(assets.connect(ministrySteward).withdrawAsset(asset, ethers.ZeroHash)).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_EmptyHash",
      );
      await assets.connect(ministrySteward).withdrawAsset(asset, DECISION);
      for (const later of [
        () => owner.withdrawAsset(asset, DECISION),
        () => owner.publishVersion(asset, { ...version, size: 2n }),
        () => owner.reclassify(asset, SharingClass.NonShared, LAW),
        () => owner.admitGateway(asset, 9n, []),
        () => owner.dismissGateway(asset, 9n),
        () => owner.endOffer(asset),
        () => assets.connect(citySteward).requestCorrection(asset, 1n, city, DECISION),
      ]) {
        await expect(later()).to.be.revertedWithCustomError(assets, "AssetRegister_AssetWithdrawn").withArgs(asset);
      }
    });
  });

  describe("admitGateway", () => {
    it("admits and dismisses, once each, what is registered and not retired", async () => {
      const { assets, gateways, asset, gateway, dataSteward, operator } = await loadFixture(deploySharing);
      const owner = assets.connect(dataSteward);
      await expect(owner.admitGateway(asset, gateway, [])).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_Unchanged",
      );
      await owner.dismissGateway(asset, gateway);
      expect(await assets.isAdmitted(asset, gateway)).to.equal(false);
      await expect(owner.dismissGateway(asset, gateway)).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_Unchanged",
      );
      await expect(owner.admitGateway(asset, 9n, []))
        .to.be.revertedWithCustomError(assets, "AssetRegister_GatewayNotThere")
        .withArgs(asset, 9n);
      await expect(owner.admitGateway(asset, gateway, []))
        .to.emit(assets, "GatewayAdmitted")
        .withArgs(asset, gateway, dataSteward.address, operator.address);
      await owner.dismissGateway(asset, gateway);
      await gateways.connect(dataSteward).retireGateway(gateway, DECISION);
      await expect(owner.admitGateway(asset, gateway, [])).to.be.revertedWithCustomError(
        assets,
        "AssetRegister_GatewayNotThere",
      );
    });

    it("T22: admits a gateway in the hands that it is in, and in no others", async () => {
      const { assets, gateways, asset, gateway, dataSteward, stranger, receiptKey, reasonAgainst, grant } =
        await loadFixture(deploySharing);
      const terms = await grant();
      const profile = hashOf("gateway profile");
      await gateways
        .connect(dataSteward)
        .changeGateway(gateway, stranger.address, receiptKey.address, SILENCE, profile);
      expect(await assets.isAdmitted(asset, gateway)).to.equal(false);
      expect(await reasonAgainst([terms])).to.equal("GatewayNotAdmitted");
      await assets.connect(dataSteward).admitGateway(asset, gateway, []);
      expect(await reasonAgainst([terms])).to.equal("Allowed");
    });
  });

  describe("a correction request", () => {
    it("is made by a user, and answered once by the owner", async () => {
      const { assets, grants, asset, city, citySteward, dataSteward } = await loadFixture(deploySharing);
      await expect(assets.connect(citySteward).requestCorrection(asset, 1n, city, DECISION))
        .to.emit(assets, "CorrectionRequested")
        .withArgs(1n, asset, city, citySteward.address, 1n, DECISION);
      await expect(assets.connect(citySteward).answerCorrection(1n, true, DECISION)).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_NotSteward",
      );
      await expect(
        assets.connect(dataSteward).answerCorrection(1n, true, ethers.ZeroHash),
      ).to.be.revertedWithCustomError(assets, "AssetRegister_EmptyHash");
      await expect(assets.connect(dataSteward).answerCorrection(1n, true, DECISION))
        .to.emit(assets, "CorrectionAnswered")
        .withArgs(1n, asset, dataSteward.address, Correction.Accepted, DECISION);
      await expect(assets.connect(dataSteward).answerCorrection(1n, false, DECISION))
        .to.be.revertedWithCustomError(assets, "AssetRegister_CorrectionNotOpen")
        .withArgs(1n, Correction.Accepted);
      await assets.connect(citySteward).requestCorrection(asset, 1n, city, DECISION);
      await assets.connect(dataSteward).answerCorrection(2n, false, DECISION);
      expect((await assets.correctionOf(2n)).status).to.equal(Correction.Refused);
    });

    it("is about a version that there is, and says what is wrong", async () => {
      const { assets, asset, city, citySteward } = await loadFixture(deploySharing);
      const ask = (of: bigint, version: bigint, document: string) =>
        assets.connect(citySteward).requestCorrection(of, version, city, document);
      await expect(ask(9n, 1n, DECISION)).to.be.revertedWithCustomError(assets, "AssetRegister_AssetUnknown");
      await expect(ask(asset, 2n, DECISION)).to.be.revertedWithCustomError(assets, "AssetRegister_VersionUnknown");
      await expect(ask(asset, 1n, ethers.ZeroHash)).to.be.revertedWithCustomError(assets, "AssetRegister_EmptyHash");
    });
  });

  describe("permissions", () => {
    /** Every write, and who may do it with all else as it should be. */
    const WRITES: Record<string, (sharing: SharingFixture, by: Account) => Promise<unknown>> = {
      registerAsset: ({ assets, department }, by) =>
        assets.connect(by).registerAsset(department, SharingClass.Conditional, LAW, hashOf("record")),
      reclassify: ({ assets, asset }, by) => assets.connect(by).reclassify(asset, SharingClass.NonShared, LAW),
      withdrawAsset: ({ assets, asset }, by) => assets.connect(by).withdrawAsset(asset, DECISION),
      publishVersion: ({ assets, asset, version }, by) =>
        assets.connect(by).publishVersion(asset, { ...version, size: 2n }),
      withdrawVersion: ({ assets, asset }, by) => assets.connect(by).withdrawVersion(asset, 1n, DECISION),
      setOffer: async ({ assets, register }, by) =>
        assets.connect(by).setOffer(await register(SharingClass.Unconditional), OFFER, []),
      endOffer: async ({ assets, register, dataSteward }, by) => {
        const open = await register(SharingClass.Unconditional);
        await assets.connect(dataSteward).setOffer(open, OFFER, []);
        return assets.connect(by).endOffer(open);
      },
      admitGateway: async ({ assets, asset, gateway, dataSteward }, by) => {
        await assets.connect(dataSteward).dismissGateway(asset, gateway);
        return assets.connect(by).admitGateway(asset, gateway, []);
      },
      dismissGateway: ({ assets, asset, gateway }, by) => assets.connect(by).dismissGateway(asset, gateway),
      requestCorrection: ({ assets, asset, department }, by) =>
        assets.connect(by).requestCorrection(asset, 1n, department, DECISION),
      answerCorrection: async ({ assets, asset, city, citySteward }, by) => {
        await assets.connect(citySteward).requestCorrection(asset, 1n, city, DECISION);
        return assets.connect(by).answerCorrection(await assets.assetCount(), true, DECISION);
      },
    };
    const ACTORS = [
      ...["deployer", "guardian", "administrator", "registrar", "budgetOfficer", "recorder", "approver", "treasurer"],
      ...[
        "auditor",
        "dataSteward",
        "secondSteward",
        "ministrySteward",
        "citySteward",
        "operator",
        "subject",
        "stranger",
      ],
    ] as (keyof SharingFixture)[];
    const FROM_ABOVE = ["withdrawAsset", "withdrawVersion", "endOffer", "dismissGateway"];

    it("knows every write", async () => {
      const { assets } = await loadFixture(deploySharing);
      const writes = assets.interface.fragments.flatMap((each) =>
        each.type === "function" && (each as unknown as { stateMutability: string }).stateMutability === "nonpayable"
          ? [(each as unknown as { name: string }).name]
          : [],
      );
      expect(Object.keys(WRITES).toSorted()).to.deep.equal(writes.toSorted());
    });

    for (const [name, write] of Object.entries(WRITES)) {
      it(`lets the owner's data stewards alone call ${name}${FROM_ABOVE.includes(name) ? ", and those above" : ""}`, async () => {
        const allowed = ["dataSteward", "secondSteward", ...(FROM_ABOVE.includes(name) ? ["ministrySteward"] : [])];
        for (const actor of ACTORS) {
          const sharing = await loadFixture(deploySharing);
          const sent = () => write(sharing, sharing[actor] as Account);
          if (allowed.includes(actor)) await sent();
          else await expect(sent(), actor).to.be.revert(ethers);
        }
      });
    }
  });
});
