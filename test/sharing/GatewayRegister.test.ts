import { expect } from "chai";

import { hashText, leafHash } from "../../sdk/log/log-hash.ts";
import { MerkleLog } from "../../sdk/log/merkle-log.ts";
import { type Account, ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import { DAY, DECISION, HOUR, SILENCE, deploySharing, domainOf } from "./sharingFixture.ts";
import { uniformHead, uniformProof } from "./uniform-log.ts";

const { loadFixture, time } = networkHelpers;

const GatewayStatus = { Unknown: 0n, Active: 1n, Suspended: 2n, Retired: 3n } as const;
const receipt = (number: number) => new TextEncoder().encode(`receipt ${number}`);
const leafOf = (number: number) => hashText(leafHash(receipt(number)));

/** The gateway with a log of seven receipts that is anchored, and twenty more that are not. */
async function deployLog() {
  const sharing = await deploySharing();
  const { gateways, gateway, operator, receiptKey } = sharing;
  const log = new MerkleLog();
  for (let number = 0; number < 27; number++) log.append(receipt(number));
  const anchor = (size: number, proof?: readonly string[], root = log.head(size).root, by: Account = operator) =>
    gateways
      .logOf(gateway)
      .then(({ size: anchored }) =>
        gateways
          .connect(by)
          .anchor(gateway, size, root, [...(proof ?? log.consistencyProof(Math.min(Number(anchored), size), size))]),
      );
  await anchor(7);
  const sign = async (leaf: string, logBy: bigint, by: Account = receiptKey, of = gateway) =>
    by.signTypedData(
      await domainOf(gateways),
      {
        LogPromise: [
          { name: "gateway", type: "uint32" },
          { name: "leaf", type: "bytes32" },
          { name: "logBy", type: "uint48" },
        ],
      },
      { gateway: of, leaf, logBy },
    );
  return { ...sharing, log, anchor, sign };
}

describe("GatewayRegister", () => {
  describe("anchor", () => {
    it("takes a log that grew, and the same again as a sign of life", async () => {
      const { gateways, gateway, log, anchor } = await loadFixture(deployLog);
      await expect(anchor(27)).to.emit(gateways, "LogAnchored").withArgs(gateway, 27n, log.head(27).root);
      await time.increase(HOUR);
      await anchor(27);
      const { root, size, anchoredAt } = await gateways.logOf(gateway);
      expect([root, size, anchoredAt]).to.deep.equal([log.head(27).root, 27n, BigInt(await time.latest())]);
    });

    it("T12: takes no log that was rewritten, cut or split", async () => {
      const { gateways, gateway, log, anchor } = await loadFixture(deployLog);
      const other = new MerkleLog();
      for (let number = 0; number < 27; number++) other.append(receipt(number === 3 ? 99 : number));
      const [seven, after, otherAfter] = [log.head(7).root, log.head(27).root, other.head(27).root];
      for (const [size, proof, root, error] of [
        [27, other.consistencyProof(7, 27), otherAfter, "OldRootDiffers"],
        [27, log.consistencyProof(7, 27), otherAfter, "NewRootDiffers"],
        [7, [], other.head(7).root, "NewRootDiffers"],
        [6, [], log.head(6).root, "SizeShrinks"],
        [27, [], after, "LengthWrong"],
        [27, log.consistencyProof(8, 27), after, "LengthWrong"],
      ] as const) {
        await expect(anchor(size, proof, root)).to.be.revertedWithCustomError(gateways, `LogProof_${error}`);
      }
      expect((await gateways.logOf(gateway)).root).to.equal(seven);
    });

    it("is the operator's, of a gateway that is suspended too, so that it can answer, and of no retired one", async () => {
      const { gateways, gateway, dataSteward, administrator, manager, stranger, anchor } = await loadFixture(deployLog);
      await expect(anchor(8, undefined, undefined, stranger))
        .to.be.revertedWithCustomError(gateways, "GatewayRegister_NotOperator")
        .withArgs(gateway, stranger.address);
      await gateways.connect(dataSteward).suspendGateway(gateway, DECISION);
      await anchor(8);
      const retire = () => gateways.connect(dataSteward).retireGateway(gateway, DECISION);
      await expect(retire()).to.be.revertedWithCustomError(gateways, "GatewayRegister_WrongStatus");
      const reinstatement = gateways.interface.encodeFunctionData("reinstateGateway", [gateway, DECISION]);
      await manager.connect(administrator).execute(await gateways.getAddress(), reinstatement);
      await retire();
      await expect(anchor(9)).to.be.revertedWithCustomError(gateways, "GatewayRegister_WrongStatus");
    });

    it("T14: leaves a gateway live for as long as it may be silent", async () => {
      const { gateways, gateway, anchor } = await loadFixture(deployLog);
      const { anchoredAt } = await gateways.logOf(gateway);
      await time.increaseTo(anchoredAt + SILENCE);
      expect(await gateways.isLive(gateway)).to.equal(true);
      await time.increase(1);
      expect(await gateways.isLive(gateway)).to.equal(false);
      await anchor(8);
      expect(await gateways.isLive(gateway)).to.equal(true);
    });

    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [999, 1_000],
      [1_000, 65_536],
      [65_536, 131_071],
      [700_001, 999_999],
      [999_999, 1_000_000],
      // Every bit of the old size is 1, so that every level but two costs a hash of each state.
      [2 ** 19 - 1, 1_000_000],
      [983_039, 1_000_000],
      [1, 1_000_000],
    ] as const) {
      it(`costs 65,000 gas at the most from ${from} to ${to} receipts`, async () => {
        const { gateways, gateway, operator } = await loadFixture(deploySharing);
        const [before, after] = [uniformHead(from), uniformHead(to)];
        const by = gateways.connect(operator);
        await by.anchor(gateway, before.size, before.root, []);
        const sent = await by.anchor(gateway, after.size, after.root, uniformProof(from, to));
        const { gasUsed } = (await sent.wait())!;
        expect(gasUsed <= 65_000n, `${gasUsed} gas`).to.equal(true);
      });
    }
  });

  it("proves that a receipt stands in the anchored log", async () => {
    const { gateways, gateway, log } = await loadFixture(deployLog);
    const leaf = leafOf(5);
    await gateways.requireIncluded(gateway, leaf, 5n, log.inclusionProof(5, 7));
    await expect(gateways.requireIncluded(gateway, leaf, 4n, log.inclusionProof(5, 7))).to.be.revertedWithCustomError(
      gateways,
      "LogProof_RootDiffers",
    );
    await expect(gateways.requireIncluded(gateway, leafOf(8), 8n, log.inclusionProof(8, 27)))
      .to.be.revertedWithCustomError(gateways, "LogProof_IndexOutside")
      .withArgs(8n, 7n);
  });

  describe("T11: a receipt that is left out", () => {
    it("suspends the gateway, unless it is shown in time", async () => {
      const { gateways, gateway, receiptKey, stranger, sign } = await loadFixture(deployLog);
      const leaf = leafOf(99);
      const logBy = BigInt(await time.latest()) + HOUR;
      const given = { gateway, leaf, logBy };
      const signature = await sign(leaf, logBy);
      const challenge = () => gateways.connect(stranger).challenge(given, receiptKey.address, signature);
      await expect(challenge())
        .to.be.revertedWithCustomError(gateways, "GatewayRegister_NotDue")
        .withArgs(gateway, leaf, logBy);
      await time.increaseTo(logBy);
      await challenge();
      const { answerBy } = await gateways.challengeOf(gateway, leaf);
      expect(answerBy).to.equal(BigInt(await time.latest()) + 6n * HOUR);
      await expect(challenge()).to.be.revertedWithCustomError(gateways, "GatewayRegister_AlreadyChallenged");
      await expect(gateways.connect(stranger).suspendUnanswered(gateway, leaf))
        .to.be.revertedWithCustomError(gateways, "GatewayRegister_MayAnswer")
        .withArgs(gateway, leaf, answerBy);
      await time.increaseTo(answerBy);
      await expect(gateways.connect(stranger).suspendUnanswered(gateway, leaf))
        .to.emit(gateways, "GatewayStatusChanged")
        .withArgs(gateway, stranger.address, GatewayStatus.Suspended, leaf);
      expect(await gateways.isLive(gateway)).to.equal(false);
    });

    it("is answered by the proof that it stood there, for good", async () => {
      const { gateways, gateway, receiptKey, stranger, log, sign, anchor } = await loadFixture(deployLog);
      const leaf = leafOf(5);
      const logBy = BigInt(await time.latest());
      const signature = await sign(leaf, logBy);
      await anchor(27);
      await gateways.connect(stranger).challenge({ gateway, leaf, logBy }, receiptKey.address, signature);
      await expect(gateways.answerChallenge(gateway, leaf, 5n, log.inclusionProof(5, 7))).to.be.revertedWithCustomError(
        gateways,
        "LogProof_LengthWrong",
      );
      await expect(gateways.connect(stranger).answerChallenge(gateway, leaf, 5n, log.inclusionProof(5, 27)))
        .to.emit(gateways, "ChallengeAnswered")
        .withArgs(gateway, leaf, 5n);
      expect((await gateways.challengeOf(gateway, leaf)).isClosed).to.equal(true);
      await time.increase(DAY);
      await expect(gateways.suspendUnanswered(gateway, leaf)).to.be.revertedWithCustomError(
        gateways,
        "GatewayRegister_NotChallenged",
      );
      await expect(
        gateways.challenge({ gateway, leaf, logBy }, receiptKey.address, signature),
      ).to.be.revertedWithCustomError(gateways, "GatewayRegister_AlreadyChallenged");
    });

    it("is not answered by a receipt that was logged since", async () => {
      const { gateways, gateway, receiptKey, stranger, log, sign, anchor } = await loadFixture(deployLog);
      const leaf = leafOf(20);
      const logBy = BigInt(await time.latest());
      const signature = await sign(leaf, logBy);
      await time.increase(1);
      await gateways.connect(stranger).challenge({ gateway, leaf, logBy }, receiptKey.address, signature);
      await anchor(27);
      await expect(gateways.answerChallenge(gateway, leaf, 20n, log.inclusionProof(20, 27)))
        .to.be.revertedWithCustomError(gateways, "LogProof_IndexOutside")
        .withArgs(20n, 7n);
    });

    it("is challenged at once where the promise is for a day that never comes", async () => {
      const { gateways, gateway, receiptKey, sign } = await loadFixture(deployLog);
      const leaf = leafOf(99);
      const logBy = BigInt(await time.latest()) + 400n * DAY;
      await gateways.challenge({ gateway, leaf, logBy }, receiptKey.address, await sign(leaf, logBy));
      expect((await gateways.challengeOf(gateway, leaf)).answerBy).to.not.equal(0n);
    });

    it("is promised by a key alone: a contract could deny it later", async () => {
      const { gateways, gateway, receiptKey, dataSteward, operator, sign } = await loadFixture(deployLog);
      const wallet = await ethers.deployContract("ContractWallet", [receiptKey.address]);
      const address = await wallet.getAddress();
      const profile = hashOf("gateway profile");
      await gateways.connect(dataSteward).changeGateway(gateway, operator.address, address, SILENCE, profile);
      const leaf = leafOf(99);
      const logBy = BigInt(await time.latest());
      await time.increase(1);
      await expect(
        gateways.challenge({ gateway, leaf, logBy }, address, await sign(leaf, logBy)),
      ).to.be.revertedWithCustomError(gateways, "GatewayRegister_InvalidPromise");
    });

    it("is not escaped by retiring or registering anew, and is charged once", async () => {
      const { gateways, gateway, receiptKey, stranger, dataSteward, department, administrator, manager, sign } =
        await loadFixture(deployLog);
      const leaf = leafOf(99);
      const logBy = BigInt(await time.latest());
      const signature = await sign(leaf, logBy);
      await time.increase(1);
      await gateways.connect(stranger).challenge({ gateway, leaf, logBy }, receiptKey.address, signature);
      await gateways.connect(dataSteward).retireGateway(gateway, DECISION);
      await time.increase(DAY);
      await gateways.connect(stranger).suspendUnanswered(gateway, leaf);
      const anew = () =>
        gateways
          .connect(dataSteward)
          .registerGateway(department, stranger.address, receiptKey.address, SILENCE, hashOf("profile"));
      await expect(anew())
        .to.be.revertedWithCustomError(gateways, "GatewayRegister_OthersSuspended")
        .withArgs(department, 1n);
      await manager
        .connect(administrator)
        .execute(
          await gateways.getAddress(),
          gateways.interface.encodeFunctionData("reinstateGateway", [gateway, DECISION]),
        );
      await expect(gateways.suspendUnanswered(gateway, leaf)).to.be.revertedWithCustomError(
        gateways,
        "GatewayRegister_NotChallenged",
      );
      await anew();
    });

    it("T15: is no receipt that somebody else signed, or that was signed for another gateway; an earlier key's is", async () => {
      const { gateways, gateway, receiptKey, stranger, operator, dataSteward, sign } = await loadFixture(deployLog);
      const leaf = leafOf(99);
      const logBy = BigInt(await time.latest());
      await time.increase(1);
      const given = { gateway, leaf, logBy };
      for (const [signer, signature] of [
        [receiptKey, await sign(leaf, logBy, stranger)],
        [stranger, await sign(leaf, logBy, stranger)],
        [receiptKey, await sign(leaf, logBy, receiptKey, 2n)],
        [receiptKey, await sign(leaf, logBy - 1n)],
      ] as const) {
        await expect(
          gateways.connect(stranger).challenge(given, signer.address, signature),
        ).to.be.revertedWithCustomError(gateways, "GatewayRegister_InvalidPromise");
      }
      const profile = hashOf("gateway profile");
      await gateways.connect(dataSteward).changeGateway(gateway, operator.address, operator.address, SILENCE, profile);
      expect(await gateways.isReceiptKey(gateway, receiptKey.address)).to.equal(true);
      await gateways.connect(stranger).challenge(given, receiptKey.address, await sign(leaf, logBy));
    });
  });

  describe("T34: a hidden access", () => {
    const leaf = leafOf(1);
    const salt = hashOf("salt");
    const commitment = ethers.sha256(ethers.concat([leaf, salt]));
    const basis = hashOf("law");

    async function deployHidden() {
      const sharing = await deployLog();
      const { gateways, gateway, operator } = sharing;
      const openAfter = BigInt(await time.latest()) + 30n * DAY;
      await gateways.connect(operator).hideAccess(gateway, commitment, openAfter, basis);
      return { ...sharing, openAfter };
    }

    it("is counted from the first, and opened once its date has come, by whoever knows it", async () => {
      const { gateways, gateway, stranger, openAfter, log } = await loadFixture(deployHidden);
      const proof = log.inclusionProof(1, 7);
      const open = (hidden: string, by: string) =>
        gateways.connect(stranger).openAccess(gateway, hidden, by, 1n, proof);
      const counts = async () => {
        const { hiddenCount, openedCount } = await gateways.logOf(gateway);
        return [hiddenCount, openedCount];
      };
      expect(await counts()).to.deep.equal([1n, 0n]);
      await expect(open(leaf, salt))
        .to.be.revertedWithCustomError(gateways, "GatewayRegister_MayStayHidden")
        .withArgs(gateway, commitment, openAfter);
      await time.increaseTo(openAfter);
      await expect(open(salt, leaf)).to.be.revertedWithCustomError(gateways, "GatewayRegister_NotHidden");
      await expect(open(leaf, salt)).to.emit(gateways, "AccessOpened").withArgs(gateway, commitment, leaf, salt);
      expect(await counts()).to.deep.equal([1n, 1n]);
      await time.increase(30n * DAY);
      await expect(gateways.suspendUnopened(gateway, commitment)).to.be.revertedWithCustomError(
        gateways,
        "GatewayRegister_NotHidden",
      );
    });

    it("is opened with a receipt that the log has, and no other", async () => {
      const { gateways, gateway, operator, log } = await loadFixture(deployHidden);
      const other = leafOf(99);
      const hidden = ethers.sha256(ethers.concat([other, salt]));
      const openAfter = BigInt(await time.latest()) + DAY;
      await gateways.connect(operator).hideAccess(gateway, hidden, openAfter, basis);
      await time.increaseTo(openAfter);
      await expect(
        gateways.openAccess(gateway, other, salt, 1n, log.inclusionProof(1, 7)),
      ).to.be.revertedWithCustomError(gateways, "LogProof_RootDiffers");
    });

    it("suspends the gateway where it is never opened, once", async () => {
      const { gateways, gateway, stranger, openAfter } = await loadFixture(deployHidden);
      await time.increaseTo(openAfter + 7n * DAY - 1n);
      await expect(gateways.connect(stranger).suspendUnopened(gateway, commitment))
        .to.be.revertedWithCustomError(gateways, "GatewayRegister_MayStayHidden")
        .withArgs(gateway, commitment, openAfter + 7n * DAY);
      await time.increase(1);
      await gateways.connect(stranger).suspendUnopened(gateway, commitment);
      expect((await gateways.gatewayOf(gateway)).status).to.equal(GatewayStatus.Suspended);
      await expect(gateways.suspendUnopened(gateway, commitment)).to.be.revertedWithCustomError(
        gateways,
        "GatewayRegister_NotHidden",
      );
    });

    it("names what allows it, and a date within two years", async () => {
      const { gateways, gateway, operator, openAfter } = await loadFixture(deployHidden);
      const now = BigInt(await time.latest());
      for (const [hidden, date, law, error] of [
        [commitment, openAfter, basis, "AlreadyHidden"],
        [ethers.ZeroHash, openAfter, basis, "EmptyHash"],
        [salt, openAfter, ethers.ZeroHash, "EmptyHash"],
        [salt, now, basis, "InvalidOpening"],
        [salt, now + 731n * DAY, basis, "InvalidOpening"],
      ] as const) {
        await expect(gateways.connect(operator).hideAccess(gateway, hidden, date, law)).to.be.revertedWithCustomError(
          gateways,
          `GatewayRegister_${error}`,
        );
      }
    });
  });

  describe("a gateway", () => {
    it("is registered by a steward of its agency, with an operator, a key and a profile", async () => {
      const { gateways, department, dataSteward, stranger, operator, receiptKey } = await loadFixture(deploySharing);
      const zero = ethers.ZeroAddress;
      const profile = hashOf("profile");
      const register = (account: Account, by: string, key: string, silence: bigint, hash: string) =>
        gateways.connect(account).registerGateway(department, by, key, silence, hash);
      for (const [account, by, key, silence, hash, error] of [
        [stranger, operator.address, receiptKey.address, HOUR, profile, "NotSteward"],
        [dataSteward, zero, receiptKey.address, HOUR, profile, "InvalidGateway"],
        [dataSteward, operator.address, zero, HOUR, profile, "InvalidGateway"],
        [dataSteward, operator.address, receiptKey.address, 0n, profile, "InvalidGateway"],
        [dataSteward, operator.address, receiptKey.address, DAY + 1n, profile, "InvalidGateway"],
        [dataSteward, operator.address, receiptKey.address, HOUR, ethers.ZeroHash, "EmptyHash"],
      ] as const) {
        await expect(register(account, by, key, silence, hash)).to.be.revertedWithCustomError(
          gateways,
          `GatewayRegister_${error}`,
        );
      }
    });

    it("is suspended by its agency or one above, reinstated by the administrator alone, and retired for good", async () => {
      const { gateways, gateway, dataSteward, ministrySteward, administrator, manager, stranger, operator } =
        await loadFixture(deploySharing);
      const target = await gateways.getAddress();
      const reinstate = () =>
        manager
          .connect(administrator)
          .execute(target, gateways.interface.encodeFunctionData("reinstateGateway", [gateway, DECISION]));
      await expect(reinstate()).to.be.revertedWithCustomError(gateways, "GatewayRegister_WrongStatus");
      await expect(gateways.connect(stranger).suspendGateway(gateway, DECISION)).to.be.revert(ethers);
      await gateways.connect(ministrySteward).suspendGateway(gateway, DECISION);
      await expect(gateways.connect(dataSteward).suspendGateway(gateway, DECISION)).to.be.revertedWithCustomError(
        gateways,
        "GatewayRegister_WrongStatus",
      );
      await expect(gateways.connect(dataSteward).reinstateGateway(gateway, DECISION)).to.be.revertedWithCustomError(
        gateways,
        "AccessManagedUnauthorized",
      );
      await reinstate();
      expect(await gateways.isLive(gateway)).to.equal(true);
      await gateways.connect(dataSteward).retireGateway(gateway, DECISION);
      for (const later of [
        () => gateways.connect(dataSteward).retireGateway(gateway, DECISION),
        () => gateways.connect(dataSteward).changeGateway(gateway, operator.address, operator.address, HOUR, DECISION),
        () => gateways.connect(operator).hideAccess(gateway, DECISION, 2n ** 40n, DECISION),
        reinstate,
      ]) {
        await expect(later()).to.be.revertedWithCustomError(gateways, "GatewayRegister_WrongStatus");
      }
    });

    it("is changed by its agency, to something else", async () => {
      const { gateways, gateway, dataSteward, citySteward, operator, receiptKey } = await loadFixture(deploySharing);
      const change = (account: Account, silence: bigint, of = gateway) =>
        gateways
          .connect(account)
          .changeGateway(of, operator.address, receiptKey.address, silence, hashOf("gateway profile"));
      await expect(change(dataSteward, SILENCE)).to.be.revertedWithCustomError(gateways, "GatewayRegister_Unchanged");
      await expect(change(citySteward, HOUR)).to.be.revertedWithCustomError(gateways, "GatewayRegister_NotSteward");
      await expect(change(dataSteward, HOUR, 9n)).to.be.revertedWithCustomError(
        gateways,
        "GatewayRegister_GatewayUnknown",
      );
      await change(dataSteward, HOUR);
      expect((await gateways.gatewayOf(gateway)).maxSilence).to.equal(HOUR);
    });
  });
});
