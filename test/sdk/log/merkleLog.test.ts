import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";

import { EMPTY_ROOT, isConsistent, isIncluded, leafHash, MerkleLog, nodeHash } from "../../../sdk/log/merkle-log.ts";
import type { LogProofs } from "../../../types/ethers-contracts/contracts/mocks/LogProofs.ts";

const LARGEST = 40;
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

/** A log of so many entries. */
function logOf(size: number): MerkleLog {
  const log = new MerkleLog();
  for (let index = 0; index < size; index++) log.append(leafHash(Uint8Array.of(index >> 8, index & 0xff)));
  return log;
}

/** A claim, and whether it holds. */
type Claim<T> = readonly [claim: T, holds: boolean];
type Consistency = [size: number, root: string, newSize: number, newRoot: string, proof: string[]];
type Inclusion = [leaf: string, index: number, size: number, root: string, proof: string[]];

const flip = (hash: string) => `${hash.slice(0, -1)}${hash.endsWith("0") ? "1" : "0"}`;

/** Every way to change one hash, to leave one out, to repeat or swap some, and to add one. */
function tampered(proof: readonly string[], other: string): string[][] {
  const changed = proof.flatMap((_, place) => [
    proof.with(place, flip(proof[place]!)),
    proof.toSpliced(place, 1),
    proof.toSpliced(place, 0, proof[place]!),
    ...(place > 0 && proof[place] !== proof[place - 1]
      ? [proof.toSpliced(place - 1, 2, proof[place]!, proof[place - 1]!)]
      : []),
  ]);
  return [...changed, [...proof, other], [other, ...proof]];
}

function consistencyClaims(log: MerkleLog, size: number, newSize: number): Claim<Consistency>[] {
  const [root, newRoot] = [log.root(size), log.root(newSize)];
  const proof = log.consistencyProof(size, newSize);
  const right: Consistency = [size, root, newSize, newRoot, proof];
  const wrong: Consistency[] = [
    ...tampered(proof, flip(root)).map((each): Consistency => [size, root, newSize, newRoot, each]),
    [size, flip(root), newSize, newRoot, proof],
    [size, root, newSize, flip(newRoot), proof],
    [size + 1, root, newSize, newRoot, proof],
    [newSize, newRoot, size, root, proof],
  ];
  const isTrivial = size === newSize;
  return [
    [right, true],
    ...wrong.map((claim, place): Claim<Consistency> => [claim, isTrivial && place === wrong.length - 1]),
  ];
}

function inclusionClaims(log: MerkleLog, index: number, size: number): Claim<Inclusion>[] {
  const leaf = leafHash(Uint8Array.of(index >> 8, index & 0xff));
  const root = log.root(size);
  const proof = log.inclusionProof(index, size);
  const wrong: Inclusion[] = [
    ...tampered(proof, flip(root)).map((each): Inclusion => [leaf, index, size, root, each]),
    [flip(leaf), index, size, root, proof],
    [leaf, index, size, flip(root), proof],
    [leaf, index + 1, size, root, proof],
    [leaf, size, size, root, proof],
    [leaf, index, 0, root, proof],
  ];
  return [[[leaf, index, size, root, proof], true], ...wrong.map((claim): Claim<Inclusion> => [claim, false])];
}

describe("MerkleLog", () => {
  // The entries of RFC 6962's reference implementation, and its roots over the first 1 to 8 of them.
  const ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];

  it("has the roots of the reference implementation", () => {
    const log = new MerkleLog();
    expect(log.root()).to.equal(EMPTY_ROOT);
    for (const [index, entry] of ENTRIES.entries()) {
      expect(log.append(leafHash(bytes(entry)))).to.equal(index);
      expect(log.root()).to.equal(`0x${ROOTS[index]}`);
    }
    for (const [index, root] of ROOTS.entries()) expect(log.root(index + 1)).to.equal(`0x${root}`);
  });

  it("refuses places and sizes that it does not have", () => {
    const log = logOf(5);
    for (const act of [
      () => log.root(6),
      () => log.inclusionProof(5),
      () => log.inclusionProof(-1),
      () => log.inclusionProof(3, 3),
      () => log.consistencyProof(4, 3),
      () => log.consistencyProof(1, 6),
    ]) {
      expect(act).to.throw(RangeError);
    }
  });

  it("proves of any log what it holds, and of no other (property)", () => {
    const log = logOf(700);
    const sizes = fc.tuple(fc.nat(700), fc.nat(700), fc.nat(699));
    fc.assert(
      fc.property(sizes, ([one, other, place]) => {
        const [size, newSize] = [Math.min(one, other), Math.max(one, other)];
        const proof = log.consistencyProof(size, newSize);
        expect(isConsistent(size, log.root(size), newSize, log.root(newSize), proof)).to.equal(true);
        const index = newSize === 0 ? 0 : place % newSize;
        const leaf = leafHash(Uint8Array.of(index >> 8, index & 0xff));
        const path = newSize === 0 ? [] : log.inclusionProof(index, newSize);
        expect(isIncluded(leaf, index, newSize, log.root(newSize), path)).to.equal(newSize !== 0);
      }),
    );
  });
});

describe("LogProofLib", function () {
  this.timeout(300_000);
  let library: LogProofs;
  const log = logOf(LARGEST + 1);

  before(async () => {
    const { ethers } = await network.create();
    library = await ethers.deployContract("LogProofs");
  });

  it("accepts the proofs of all 820 pairs of sizes up to 40 and refuses each that is tampered with, as the SDK does", async () => {
    let pairs = 0;
    let refused = 0;
    for (let newSize = 1; newSize <= LARGEST; newSize++) {
      for (let size = 1; size <= newSize; size++) {
        pairs++;
        const claims = consistencyClaims(log, size, newSize);
        const answers = await Promise.all(claims.map(([claim]) => library.isConsistent(...claim)));
        for (const [place, [claim, holds]] of claims.entries()) {
          expect([isConsistent(...claim), answers[place]], JSON.stringify(claim)).to.deep.equal([holds, holds]);
          if (!holds) refused++;
        }
      }
    }
    expect([pairs, refused > 10_000]).to.deep.equal([820, true]);
  });

  it("accepts the proofs of all entries of logs up to 40 and refuses each that is tampered with, as the SDK does", async () => {
    for (let size = 1; size <= LARGEST; size++) {
      for (let index = 0; index < size; index++) {
        const claims = inclusionClaims(log, index, size);
        const answers = await Promise.all(claims.map(([claim]) => library.isIncluded(...claim)));
        for (const [place, [claim, holds]] of claims.entries()) {
          expect([isIncluded(...claim), answers[place]], JSON.stringify(claim)).to.deep.equal([holds, holds]);
        }
      }
    }
  });

  it("takes every log for one that begins with the empty one, without a proof, and the empty one for no other", async () => {
    const some = leafHash(Uint8Array.of(1));
    for (const [claim, holds] of [
      [[0, EMPTY_ROOT, 7, log.root(7), []], true],
      [[0, EMPTY_ROOT, 7, log.root(7), [some]], false],
      [[0, EMPTY_ROOT, 0, EMPTY_ROOT, []], true],
      [[0, EMPTY_ROOT, 0, some, []], false],
      [[7, log.root(7), 0, EMPTY_ROOT, []], false],
    ] as Claim<Consistency>[]) {
      expect([isConsistent(...claim), await library.isConsistent(...claim)]).to.deep.equal([holds, holds]);
    }
  });

  it("T35: takes no node for an entry, whatever size is claimed", async () => {
    const node = nodeHash(leafHash(Uint8Array.of(0, 0)), leafHash(Uint8Array.of(0, 1)));
    const root = log.root(4);
    const path = [log.inclusionProof(0, 4)[1]!];
    // In a log of two the path would lead from the node to the root of the log of four; an entry never has that hash.
    expect(isIncluded(node, 0, 2, root, path)).to.equal(true);
    expect(await library.isIncluded(node, 0, 4, root, path)).to.equal(false);
    const entry = Buffer.concat([
      bytes(leafHash(Uint8Array.of(0, 0)).slice(2)),
      bytes(leafHash(Uint8Array.of(0, 1)).slice(2)),
    ]);
    expect(leafHash(entry)).not.to.equal(node);
  });
});
