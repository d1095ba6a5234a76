import { hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { concat, sha256 } from "ethers";

import { EMPTY_ROOT, hashText, leafHash, nodeHash } from "../../../sdk/log/log-hash.ts";
import { MerkleLog } from "../../../sdk/log/merkle-log.ts";
import { logOf } from "./receipts.ts";

/** The reference tree of Certificate Transparency: its entries, roots and proofs are published with RFC 6962's first log. */
const ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const INCLUSIONS = [
  { index: 0, size: 1, proof: [] },
  {
    index: 0,
    size: 8,
    proof: [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  },
  {
    index: 5,
    size: 8,
    proof: [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  },
  { index: 2, size: 3, proof: ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"] },
  {
    index: 1,
    size: 5,
    proof: [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  },
];
const GROWTHS = [
  { from: 1, to: 1, proof: [] },
  {
    from: 1,
    to: 8,
    proof: [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  },
  {
    from: 6,
    to: 8,
    proof: [
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  },
  {
    from: 2,
    to: 5,
    proof: [
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  },
];

const prefixed = (hash: string) => `0x${hash}`;

describe("leafHash and nodeHash", () => {
  it("set leaves and nodes apart by a byte", () => {
    const [left, right] = [leafHash(hexToBytes("10")), leafHash(hexToBytes("2021"))];
    expect(hashText(left)).to.equal(sha256("0x0010"));
    expect(hashText(nodeHash(left, right))).to.equal(sha256(concat(["0x01", left, right])));
  });
});

describe("MerkleLog", () => {
  describe("given the reference tree", () => {
    const log = new MerkleLog();
    for (const entry of ENTRIES) log.append(hexToBytes(entry));

    it("has the published root at each size", () => {
      expect(ROOTS.map((_, size) => log.head(size))).to.deep.equal(
        ROOTS.map((root, size) => ({ size, root: prefixed(root) })),
      );
    });

    for (const { index, size, proof } of INCLUSIONS) {
      it(`has the published proof of place ${index} of ${size}`, () => {
        expect(log.inclusionProof(index, size)).to.deep.equal(proof.map(prefixed));
      });
    }

    for (const { from, to, proof } of GROWTHS) {
      it(`has the published proof that ${to} entries continue ${from}`, () => {
        expect(log.consistencyProof(from, to)).to.deep.equal(proof.map(prefixed));
      });
    }
  });

  describe("given no entry", () => {
    it("has the hash of nothing as root", () => {
      expect(new MerkleLog().head()).to.deep.equal({ size: 0, root: EMPTY_ROOT });
      expect(EMPTY_ROOT).to.equal(sha256("0x"));
    });
  });

  describe("when appended to", () => {
    it("tells the entry's place, and keeps every earlier state", () => {
      const log = logOf(20);
      const heads = Array.from({ length: 21 }, (_, size) => log.head(size));
      expect(log.append(new Uint8Array())).to.equal(20);
      expect(log.size).to.equal(21);
      expect(heads.map(({ size }) => log.head(size))).to.deep.equal(heads);
    });
  });

  describe("when asked for what it never had", () => {
    const log = logOf(5);
    for (const [what, ask] of [
      ["a later state", () => log.head(6)],
      ["a state of no whole size", () => log.head(1.5)],
      ["a place past the end", () => log.inclusionProof(5)],
      ["a place before the start", () => log.inclusionProof(-1)],
      ["a place past an earlier end", () => log.inclusionProof(3, 3)],
      ["a place of the empty log", () => log.inclusionProof(0, 0)],
      ["growth back", () => log.consistencyProof(4, 3)],
      ["growth to a later state", () => log.consistencyProof(3, 6)],
      ["a subtree that is not whole", () => log.hashOf({ level: 1, index: 2 })],
      ["a subtree of no level", () => log.hashOf({ level: 9, index: 0 })],
    ] as const) {
      it(`refuses ${what}`, () => {
        expect(ask).to.throw(RangeError);
      });
    }
  });
});
