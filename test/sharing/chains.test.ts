import { expect } from "chai";
import fc from "fast-check";

import { ethers, hashOf, networkHelpers } from "../access/accessFixture.ts";
import { Action, DAY, DECISION, EndReason, HOUR, type Terms, deploySharing, grantIdOf } from "./sharingFixture.ts";

const { loadFixture, time } = networkHelpers;

/** A chain of four: the owner's grant to the city, and three below it. */
async function deployChain() {
  const sharing = await deploySharing();
  const { grant, delegate, citySteward, below } = sharing;
  const root = await grant({ delegable: true });
  const second = await delegate([root], citySteward, { grantee: below[0]!.agency });
  const third = await delegate(second, below[0]!.steward, { grantee: below[1]!.agency });
  const fourth = await delegate(third, below[1]!.steward, { grantee: below[2]!.agency, maxUses: 5n });
  return { ...sharing, root, second, third, fourth, user: { account: below[2]!.steward.address } };
}

describe("GrantRegister.delegate", () => {
  it("grants on, four levels at most, and allows what the last of them says", async () => {
    const { grants, fourth, below, user, reasonAgainst, delegate } = await loadFixture(deployChain);
    expect(fourth).to.have.length(4);
    expect(await reasonAgainst(fourth, user)).to.equal("Allowed");
    const { owner, grantor } = await grants.grantOf(grantIdOf(fourth[0]!));
    expect([owner, grantor]).to.deep.equal([(await grants.grantOf(grantIdOf(fourth[3]!))).owner, below[1]!.agency]);
    await expect(delegate(fourth, below[2]!.steward, { grantee: below[3]!.agency }))
      .to.be.revertedWithCustomError(grants, "GrantRegister_ChainBroken")
      .withArgs(4n);
  });

  describe("T24: given a term that is wider than the parent's", () => {
    const WIDER: Partial<Record<keyof Terms, (terms: Terms) => Partial<Terms>>> = {
      version: () => ({ version: 2n }),
      actions: ({ actions }) => ({ actions: BigInt(actions) | Action.DISTRIBUTE }),
      notBefore: ({ notBefore }) => ({ notBefore: BigInt(notBefore) - 1n }),
      notAfter: ({ notAfter }) => ({ notAfter: BigInt(notAfter) + 1n }),
      maxUses: ({ maxUses }) => ({ maxUses: BigInt(maxUses) + 1n }),
      maxBytes: ({ maxBytes }) => ({ maxBytes: BigInt(maxBytes) + 1n }),
      minInterval: ({ minInterval }) => ({ minInterval: BigInt(minInterval) - 1n }),
      retentionDays: ({ retentionDays }) => ({ retentionDays: BigInt(retentionDays) + 1n }),
      purpose: () => ({ purpose: hashOf("another purpose") }),
      legalBasis: () => ({ legalBasis: hashOf("another basis") }),
      fieldScope: () => ({ fieldScope: ethers.ZeroHash }),
      subject: () => ({ subject: ethers.ZeroHash }),
      asset: () => ({ asset: 2n }),
      request: () => ({ request: 1n }),
      parent: () => ({ parent: hashOf("another parent") }),
    };

    async function deployNarrow() {
      const sharing = await deploySharing();
      const root = await sharing.grant({
        ...{ delegable: true, version: 1n, minInterval: 60n, maxUses: 5n },
        ...{ fieldScope: hashOf("fields"), subject: hashOf("subject") },
      });
      return { ...sharing, root };
    }

    for (const [axis, widen] of Object.entries(WIDER)) {
      it(`refuses a wider ${axis}, and takes an equal one`, async () => {
        const { grants, root, citySteward, below, delegate } = await loadFixture(deployNarrow);
        const grantee = below[0]!.agency;
        await expect(delegate([root], citySteward, { grantee, ...widen(root) }))
          .to.be.revertedWithCustomError(grants, "GrantRegister_Wider")
          .withArgs(grantIdOf(root));
        await delegate([root], citySteward, { grantee });
      });
    }

    it("knows every term", async () => {
      const { root } = await loadFixture(deployNarrow);
      const free = ["grantee", "nonce", "agreement", "delegable"];
      expect([...Object.keys(WIDER), ...free].toSorted()).to.deep.equal(Object.keys(root).toSorted());
    });

    it("is no wider at any level for being narrower on other axes (property)", async () => {
      const { grants, root, citySteward, below, termsFor } = await loadFixture(deployNarrow);
      const limit = fc.constantFrom(-1n, 0n, 1n);
      const grantee = below[0]!.agency;
      const bounds = await termsFor();
      expect(bounds.asset).to.equal(root.asset);
      await fc.assert(
        fc.asyncProperty(limit, limit, limit, limit, fc.nat(31), async (uses, bytes, interval, end, actions) => {
          const terms: Terms = {
            ...root,
            ...{ grantee, nonce: BigInt(fc.sample(fc.nat(2 ** 30), 1)[0]!) + 2n ** 40n, parent: grantIdOf(root) },
            maxUses: BigInt(root.maxUses) + uses,
            maxBytes: BigInt(root.maxBytes) + bytes,
            minInterval: BigInt(root.minInterval) + interval,
            notAfter: BigInt(root.notAfter) + end,
            actions: BigInt(actions),
          };
          const isWithin =
            uses <= 0n &&
            bytes <= 0n &&
            interval >= 0n &&
            end <= 0n &&
            (BigInt(actions) & ~BigInt(root.actions)) === 0n;
          const sent = grants.connect(citySteward).delegate([root], terms, []);
          if (isWithin && actions !== 0) await sent;
          else await expect(sent).to.be.revert(ethers);
        }),
        { numRuns: 60 },
      );
    });
  });

  it("grants on nothing that is not delegable, not in force, or not of the sender", async () => {
    const { grants, grant, delegate, citySteward, dataSteward, below } = await loadFixture(deploySharing);
    const grantee = below[0]!.agency;
    const closed = await grant();
    await expect(delegate([closed], citySteward, { grantee }))
      .to.be.revertedWithCustomError(grants, "GrantRegister_NotDelegable")
      .withArgs(grantIdOf(closed));
    const open = await grant({ delegable: true });
    await expect(delegate([open], dataSteward, { grantee })).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_TooFewStewards",
    );
    await grants.connect(dataSteward).suspend(grantIdOf(open), EndReason.Security, DECISION);
    await expect(delegate([open], citySteward, { grantee })).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_NotInForce",
    );
  });

  it("ends with any grant above it, and is told why", async () => {
    const { grants, dataSteward, citySteward, below, fourth, user, reasonAgainst } = await loadFixture(deployChain);
    const [, third, second, root] = fourth.map(grantIdOf) as [string, string, string, string];
    await grants.connect(citySteward).suspend(second, EndReason.Security, DECISION);
    expect(await reasonAgainst(fourth, user)).to.equal("GrantSuspended");
    await grants.connect(dataSteward).resume(second, DECISION);
    expect(await reasonAgainst(fourth, user)).to.equal("Allowed");
    await expect(
      grants.connect(below[2]!.steward).revoke(third, EndReason.Breach, DECISION),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_MayNotEnd");
    await grants.connect(dataSteward).revoke(root, EndReason.Breach, DECISION);
    expect(await reasonAgainst(fourth, user)).to.equal("GrantRevoked");
  });

  it("cannot be renewed by itself, and does not last longer than those above", async () => {
    const { grants, dataSteward, fourth, user, reasonAgainst } = await loadFixture(deployChain);
    const [leaf] = fourth;
    await expect(
      grants.connect(dataSteward).renew(grantIdOf(leaf!), BigInt(leaf!.notAfter) + DAY, []),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_Delegated");
    await time.increaseTo(BigInt(leaf!.notAfter) + 1n);
    expect(await reasonAgainst(fourth, user)).to.equal("Expired");
  });

  it("counts for nothing without the whole chain in its order", async () => {
    const { fourth, user, reasonAgainst } = await loadFixture(deployChain);
    const [leaf, third, second, root] = fourth as [Terms, Terms, Terms, Terms];
    for (const chain of [
      [],
      [leaf],
      [leaf, third, second],
      [leaf, second, root],
      [root, second, third, leaf],
      [leaf, ...fourth],
    ]) {
      expect(await reasonAgainst(chain, user)).to.equal("ChainBroken");
    }
  });
});

describe("AccessChecker.isAllowed", () => {
  const CASES: readonly (readonly [
    what: string,
    change: (
      sharing: Awaited<ReturnType<typeof deploySharing>>,
    ) => Promise<Parameters<Awaited<ReturnType<typeof deploySharing>>["reasonAgainst"]>[1]>,
    reason: string,
    others?: Partial<Terms>,
  ])[] = [
    ["before its time", () => Promise.resolve({}), "NotYet", { notBefore: 2n ** 47n, notAfter: 2n ** 47n }],
    [
      "of another version than is granted",
      () => Promise.resolve({ version: 1n }),
      "VersionNotCovered",
      { version: 2n },
    ],
    ["of a version that is not there", () => Promise.resolve({ version: 9n }), "VersionNotCovered"],
    [
      "of a version that is withdrawn",
      async ({ assets, dataSteward, asset }) => {
        await assets.connect(dataSteward).withdrawVersion(asset, 1n, DECISION);
        return {};
      },
      "VersionWithdrawn",
    ],
    [
      "of an asset that is withdrawn",
      async ({ assets, dataSteward, asset }) => {
        await assets.connect(dataSteward).withdrawAsset(asset, DECISION);
        return {};
      },
      "AssetWithdrawn",
    ],
    ["for another action", () => Promise.resolve({ action: Action.QUERY }), "ActionNotCovered"],
    ["for two actions at once", () => Promise.resolve({ action: Action.READ | Action.DOWNLOAD }), "ActionNotCovered"],
    ["T17: for an action that nobody knows", () => Promise.resolve({ action: 64n }), "ActionNotCovered"],
    ["for no action", () => Promise.resolve({ action: 0n }), "ActionNotCovered"],
    ["for another purpose", () => Promise.resolve({ purpose: hashOf("marketing") }), "PurposeNotCovered"],
    ["by a stranger", ({ stranger }) => Promise.resolve({ account: stranger.address }), "NotOfGrantee"],
    ["by the owner's steward", ({ dataSteward }) => Promise.resolve({ account: dataSteward.address }), "NotOfGrantee"],
    [
      "T23: by an officer whose appointment was suspended",
      async ({ registry, cityRegistrar, cityClerk }) => {
        await registry.connect(cityRegistrar).suspendOfficer(cityClerk.address);
        return {};
      },
      "NotOfGrantee",
    ],
    [
      "by an officer of an agency that is suspended",
      async ({ registry, administrator, city }) => {
        await registry.connect(administrator).suspendAgency(city, DECISION);
        return {};
      },
      "NotOfGrantee",
    ],
    ["at a gateway that the owner did not admit", () => Promise.resolve({ gateway: 7n }), "GatewayNotAdmitted"],
    [
      "T14: at a gateway whose log is not anchored in time",
      async () => {
        await time.increase(7n * HOUR);
        return {};
      },
      "GatewayNotLive",
    ],
    [
      "at a gateway that is suspended",
      async ({ gateways, dataSteward, gateway }) => {
        await gateways.connect(dataSteward).suspendGateway(gateway, DECISION);
        return {};
      },
      "GatewayNotLive",
    ],
  ];

  for (const [what, change, reason, others] of CASES) {
    it(`refuses an access ${what}: ${reason}`, async () => {
      const sharing = await loadFixture(deploySharing);
      const terms = await sharing.grant(others);
      expect(await sharing.reasonAgainst([terms], await change(sharing))).to.equal(reason);
    });
  }

  it("allows what was granted, whatever class the asset is in now", async () => {
    const { assets, dataSteward, asset, grant, reasonAgainst } = await loadFixture(deploySharing);
    const terms = await grant();
    await assets.connect(dataSteward).reclassify(asset, 3n, hashOf("law"));
    expect(await reasonAgainst([terms])).to.equal("Allowed");
  });
});

describe("GrantRegister.lease", () => {
  const until = async (seconds = HOUR) => BigInt(await time.latest()) + seconds;

  it("takes uses at every level, gives back what was not used, and refuses what is not left", async () => {
    const { grants, fourth, operator, gateway } = await loadFixture(deployChain);
    const ids = fourth.map(grantIdOf);
    const taken = async () => Promise.all(ids.map(async (id) => (await grants.grantOf(id)).takenUses));
    await grants.connect(operator).lease(fourth, gateway, 4n, 1_000n, await until());
    expect(await taken()).to.deep.equal([4n, 4n, 4n, 4n]);
    await expect(grants.connect(operator).lease(fourth, gateway, 2n, 0n, await until()))
      .to.be.revertedWithCustomError(grants, "GrantRegister_NotInForce")
      .withArgs(ids[0], 16n);
    await grants.connect(operator).settleLease(fourth, gateway, 1n, 600n);
    expect(await taken()).to.deep.equal([1n, 1n, 1n, 1n]);
    expect((await grants.grantOf(ids[3]!)).takenBytes).to.equal(600n);
    await expect(grants.connect(operator).settleLease(fourth, gateway, 0n, 0n)).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_ExceedsLease",
    );
  });

  it("is the operator's of a live gateway that may serve the asset, for an hour at most", async () => {
    const { grants, grant, operator, stranger, gateway, asset } = await loadFixture(deploySharing);
    const terms = await grant();
    await expect(grants.connect(stranger).lease([terms], gateway, 1n, 0n, await until()))
      .to.be.revertedWithCustomError(grants, "GrantRegister_GatewayMayNotServe")
      .withArgs(gateway, asset, 15n);
    for (const [uses, end] of [
      [0n, await until()],
      [1n, await until(2n * HOUR)],
      [1n, 1n],
    ] as const) {
      await expect(grants.connect(operator).lease([terms], gateway, uses, 0n, end)).to.be.revertedWithCustomError(
        grants,
        "GrantRegister_InvalidLease",
      );
    }
    await expect(grants.connect(operator).lease([], gateway, 1n, 0n, await until())).to.be.revertedWithCustomError(
      grants,
      "GrantRegister_ChainBroken",
    );
  });

  it("can be used up though nothing else is left, and settled though the grant is revoked", async () => {
    const { grants, grant, operator, dataSteward, gateway, reasonAgainst } = await loadFixture(deploySharing);
    const terms = await grant({ maxUses: 2n });
    await grants.connect(operator).lease([terms], gateway, 2n, 10n, await until());
    expect(await reasonAgainst([terms])).to.equal("Allowed");
    await time.increase(HOUR + 1n);
    expect(await reasonAgainst([terms])).to.equal("UsesSpent");
    await grants.connect(dataSteward).revoke(grantIdOf(terms), EndReason.Breach, DECISION);
    await grants.connect(operator).settleLease([terms], gateway, 1n, 10n);
    expect((await grants.grantOf(grantIdOf(terms))).takenUses).to.equal(1n);
  });

  it("keeps the interval from the last second in which a lease could be used, or from when it was", async () => {
    const { grants, grant, operator, gateway, reasonAgainst } = await loadFixture(deploySharing);
    const terms = await grant({ minInterval: 600n });
    await expect(
      grants.connect(operator).lease([terms], gateway, 2n, 0n, await until(60n)),
    ).to.be.revertedWithCustomError(grants, "GrantRegister_InvalidLease");
    const end = await until(60n);
    await grants.connect(operator).lease([terms], gateway, 1n, 0n, end);
    expect((await grants.grantOf(grantIdOf(terms))).nextUseAt).to.equal(end + 600n);
    await grants.connect(operator).settleLease([terms], gateway, 1n, 0n);
    const used = BigInt(await time.latest());
    expect((await grants.grantOf(grantIdOf(terms))).nextUseAt).to.equal(used + 600n);
    expect(await reasonAgainst([terms])).to.equal("TooSoon");
    await expect(grants.connect(operator).lease([terms], gateway, 1n, 0n, await until(60n)))
      .to.be.revertedWithCustomError(grants, "GrantRegister_NotInForce")
      .withArgs(grantIdOf(terms), 18n);
    await time.increaseTo(used + 600n);
    await grants.connect(operator).lease([terms], gateway, 1n, 0n, await until(60n));
  });

  it("T6: holds used + leased ≤ maxUses, and bytes, for any interleaving of gateways (property)", async function () {
    this.timeout(300_000);
    const sharing = await loadFixture(deploySharing);
    const {
      grants,
      gateways,
      assets,
      dataSteward,
      department,
      operator,
      asset,
      gateway,
      grant,
      delegate,
      citySteward,
      below,
    } = sharing;
    await gateways
      .connect(dataSteward)
      .registerGateway(department, operator.address, operator.address, DAY, hashOf("second gateway"));
    const second = await gateways.gatewayCount();
    await assets.connect(dataSteward).admitGateway(asset, second, []);
    await gateways.connect(operator).anchor(second, 0n, ethers.sha256("0x"), []);
    await gateways
      .connect(dataSteward)
      .changeGateway(gateway, operator.address, operator.address, DAY, hashOf("gateway profile"));
    const step = fc.record({
      at: fc.constantFrom(gateway, second),
      leaf: fc.boolean(),
      uses: fc.bigInt(1n, 4n),
      bytes: fc.bigInt(0n, 60n),
      settles: fc.boolean(),
      share: fc.nat(100),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const root = await grant({ maxUses: 9n, maxBytes: 100n, delegable: true });
        const chain = await delegate([root], citySteward, { grantee: below[0]!.agency, maxUses: 6n });
        const ids = { root: grantIdOf(root), leaf: grantIdOf(chain[0]!) };
        const used = { root: 0n, leaf: 0n };
        const usedBytes = { root: 0n, leaf: 0n };
        const leased = new Map<string, [uses: bigint, bytes: bigint]>();
        for (const { at, leaf, uses, bytes, settles, share } of steps) {
          const key = `${leaf}/${at}`;
          const path = leaf ? chain : [root];
          const held = leased.get(key);
          if (settles && held !== undefined) {
            const part = (whole: bigint) => (whole * BigInt(share)) / 100n;
            await grants.connect(operator).settleLease(path, at, part(held[0]), part(held[1]));
            for (const level of leaf ? (["leaf", "root"] as const) : (["root"] as const)) {
              used[level] += part(held[0]);
              usedBytes[level] += part(held[1]);
            }
            leased.delete(key);
          } else {
            const sent = grants.connect(operator).lease(path, at, uses, bytes, await until(60n));
            const open = (place: 0 | 1, onlyLeaf: boolean) =>
              [...leased].reduce(
                (sum, [each, amounts]) => (onlyLeaf && each.startsWith("false") ? sum : sum + amounts[place]),
                0n,
              );
            const fits =
              used.root + open(0, false) + uses <= 9n &&
              usedBytes.root + open(1, false) + bytes <= 100n &&
              (!leaf || (used.leaf + open(0, true) + uses <= 6n && usedBytes.leaf + open(1, true) + bytes <= 100n));
            if (!fits) {
              await expect(sent).to.be.revertedWithCustomError(grants, "GrantRegister_NotInForce");
              continue;
            }
            await sent;
            leased.set(key, [(held?.[0] ?? 0n) + uses, (held?.[1] ?? 0n) + bytes]);
          }
          const state = await grants.grantOf(ids.root);
          expect(state.takenUses <= 9n && state.takenBytes <= 100n).to.equal(true);
          const all = [...leased.values()].reduce((sum, [each]) => sum + each, 0n);
          expect(state.takenUses).to.equal(used.root + all);
        }
      }),
      { numRuns: 25 },
    );
  });
});
