import { expect } from "chai";
import fc from "fast-check";

import {
  approvalTypedData,
  grantIdOf,
  NONE,
  renewalTypedData,
  type Terms,
  widerTerms,
  withdrawalTypedData,
} from "../../../sdk/sharing/terms.ts";
import type { TypedData } from "../../../sdk/journal/typed-data.ts";
import { type Account, ethers, networkHelpers } from "../../access/accessFixture.ts";
import { deploySharing, type Terms as ContractTerms } from "../../sharing/sharingFixture.ts";

const { loadFixture } = networkHelpers;

const LATER = 2 ** 48 - 1;

/** The terms of the contract's bindings as the SDK has them. */
function termsOf(given: ContractTerms): Terms {
  const entries = Object.entries(given).map(([name, value]): [string, unknown] => [
    name,
    typeof value === "bigint" && name !== "nonce" ? Number(value) : value,
  ]);
  return Object.fromEntries(entries) as unknown as Terms;
}

const sign = (by: Account, { domain, types, message }: TypedData) => by.signTypedData(domain, types, message);

/** A delegable grant to the city, and where it stands. */
async function deployGrant() {
  const sharing = await deploySharing();
  const parent = termsOf(await sharing.grant({ delegable: true }));
  const { chainId } = await ethers.provider.getNetwork();
  return { ...sharing, parent, place: { chainId, address: await sharing.grants.getAddress() } };
}

describe("terms of a grant", () => {
  it("have the id that the register gives them", async () => {
    const { grants, termsFor } = await loadFixture(deployGrant);
    const terms = termsOf(await termsFor());
    expect(grantIdOf(terms)).to.equal(await grants.grantIdOf(terms));
    expect(grantIdOf({ ...terms, nonce: terms.nonce + 1n })).not.to.equal(grantIdOf(terms));
    expect(() => grantIdOf({ ...terms, actions: 256 })).to.throw(TypeError);
  });

  it("are signed so that the register takes it: a grant, a renewal, a withdrawal", async () => {
    const { grants, dataSteward, subject, stranger, termsFor, place } = await loadFixture(deployGrant);
    const terms = termsOf(await termsFor({ subject: ethers.keccak256(subject.address) }));
    const id = grantIdOf(terms);
    const approval = async (data: TypedData) => [
      { signer: dataSteward.address, deadline: LATER, signature: await sign(dataSteward, data) },
    ];
    const anyone = grants.connect(stranger);
    await anyone.grant(terms, await approval(approvalTypedData(place, terms, LATER)));
    const endsAt = terms.notAfter + 86_400;
    await anyone.renew(id, endsAt, await approval(renewalTypedData(place, id, endsAt, LATER)));
    const word = await sign(subject, withdrawalTypedData(place, id, LATER));
    await anyone.withdraw(terms, subject.address, LATER, word);
    expect((await grants.grantOf(id)).status).to.equal(4n);
  });

  it("are wider on just the axes on which the register finds them so (property)", async function () {
    this.timeout(120_000);
    const { grants, citySteward, below, parent } = await loadFixture(deployGrant);
    const step = fc.constantFrom(-1, 0, 0, 0, 1);
    const changes = fc.record({
      version: fc.constantFrom(0, 0, 1),
      actions: fc.constantFrom(parent.actions, 1, 16),
      notBefore: step,
      notAfter: step,
      maxUses: step,
      maxBytes: step,
      minInterval: fc.constantFrom(0, 1),
      retentionDays: step,
      delegable: fc.boolean(),
      request: fc.constantFrom(0, 0, 0, 1),
      purpose: fc.constantFrom(parent.purpose, parent.purpose, parent.legalBasis),
      parent: fc.constantFrom(grantIdOf(parent), grantIdOf(parent), grantIdOf(parent), NONE),
    });
    let nonce = 2n ** 50n;
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const terms: Terms = {
          ...parent,
          ...change,
          grantee: Number(below[0]!.agency),
          nonce: ++nonce,
          notBefore: parent.notBefore + change.notBefore,
          notAfter: parent.notAfter + change.notAfter,
          maxUses: parent.maxUses + change.maxUses,
          maxBytes: parent.maxBytes + change.maxBytes,
          retentionDays: parent.retentionDays + change.retentionDays,
        };
        const wider = widerTerms(terms, parent, parent.notAfter);
        const sent = grants.connect(citySteward).delegate([parent], terms, []);
        if (wider.length === 0) await sent;
        else await expect(sent, wider.join()).to.be.revertedWithCustomError(grants, "GrantRegister_Wider");
      }),
      { numRuns: 80 },
    );
  });
});
