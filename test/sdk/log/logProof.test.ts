import { hexToBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { concat, id } from "ethers";
import { network } from "hardhat";

import { EMPTY_ROOT, hashText, leafHash, nodeHash } from "../../../sdk/log/log-hash.ts";
import {
  type LogHead,
  type LogProofReason,
  LogProofRefusedError,
  requireConsistent,
  requireIncluded,
} from "../../../sdk/log/log-proof.ts";
import { HashInvalidError } from "../../../sdk/store/content-store.ts";
import { logOf, receiptAt } from "./receipts.ts";

const { ethers, provider } = await network.create();

/** Up to this size every pair of sizes, and every place in every size, is tried. */
const MOST = 40;
const PAIRS = (MOST * (MOST + 1)) / 2;

/** How many claims the contract judges in one call: what fits in the gas of a transaction. */
const CALL = 400;

const log = logOf(MOST + 2);
const leafAt = (index: number) => hashText(leafHash(receiptAt(index)));

interface Growth {
  readonly oldSize: number;
  readonly oldRoot: string;
  readonly newSize: number;
  readonly newRoot: string;
  readonly proof: readonly string[];
}

interface Place {
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly root: string;
  readonly proof: readonly string[];
}

type Verdict = LogProofReason | "accepted";

function growthOf(oldSize: number, newSize: number): Growth {
  const [before, after] = [log.head(oldSize), log.head(newSize)];
  return {
    oldSize,
    oldRoot: before.root,
    newSize,
    newRoot: after.root,
    proof: log.consistencyProof(oldSize, newSize),
  };
}

function placeOf(index: number, size: number): Place {
  return { leaf: leafAt(index), index, size, root: log.head(size).root, proof: log.inclusionProof(index, size) };
}

function flipped(hash: string): string {
  const bytes = hexToBytes(hash.slice(2));
  bytes[31]! ^= 1;
  return hashText(bytes);
}

/** The proof with each hash changed, dropped, doubled and put in the next one's place, and with a hash added anywhere. */
function tampered(proof: readonly string[]): string[][] {
  return [
    ...proof.flatMap((hash, at) => [
      proof.with(at, flipped(hash)),
      proof.toSpliced(at, 1),
      proof.toSpliced(at, 0, hash),
      ...(at === 0 ? [] : [proof.with(at, proof[at - 1]!).with(at - 1, hash)]),
    ]),
    ...Array.from({ length: proof.length + 1 }, (_, at) => proof.toSpliced(at, 0, EMPTY_ROOT)),
  ];
}

function tamperedGrowths(growth: Growth): Growth[] {
  return [
    ...tampered(growth.proof).map((proof) => ({ ...growth, proof })),
    { ...growth, oldRoot: flipped(growth.oldRoot) },
    { ...growth, newRoot: flipped(growth.newRoot) },
    ...(growth.oldSize === growth.newSize
      ? []
      : [
          { ...growth, oldRoot: growth.newRoot, newRoot: growth.oldRoot },
          { ...growth, oldSize: growth.newSize, newSize: growth.oldSize },
        ]),
  ];
}

function tamperedPlaces(place: Place): Place[] {
  return [
    ...tampered(place.proof).map((proof) => ({ ...place, proof })),
    { ...place, root: flipped(place.root) },
    ...[flipped(place.leaf), leafAt(place.index + 1)].map((leaf) => ({ ...place, leaf })),
    ...[place.size, place.size + 1, 2 ** 40].map((index) => ({ ...place, index })),
  ];
}

/** The claim with its sizes moved by one or two: another log, unless the sizes demand the same hashes on the same sides. */
function shiftedGrowths(growth: Growth): Growth[] {
  const { oldSize, newSize } = growth;
  return [-2, -1, 1, 2]
    .flatMap((by) => [
      { ...growth, oldSize: oldSize + by },
      { ...growth, newSize: newSize + by },
      { ...growth, oldSize: oldSize + by, newSize: newSize + by },
    ])
    .filter((shifted) => shifted.oldSize >= 0 && shifted.newSize >= 0);
}

function shiftedPlaces(place: Place): Place[] {
  const { index, size } = place;
  return [-2, -1, 1, 2]
    .flatMap((by) => [
      { ...place, index: index + by },
      { ...place, size: size + by },
      { ...place, index: index + by, size: size + by },
    ])
    .filter((shifted) => shifted.index >= 0 && shifted.size >= 0);
}

/** On which side each hash of a proof stands, by level, from the place where it starts. */
function sides(index: number, size: number): string {
  let text = "";
  for (let [at, last] = [index, size - 1]; last > 0; at >>= 1, last >>= 1) {
    text += at % 2 === 1 ? "l" : at < last ? "r" : "";
  }
  return text;
}

function growthSides({ oldSize, newSize }: Growth): string {
  if (oldSize === newSize) return "the same";
  if (oldSize === 0) return "from nothing";
  const subtree = oldSize & -oldSize;
  const start = oldSize === subtree ? "from the old root: " : "from a hash: ";
  return start + sides(oldSize / subtree - 1, Math.ceil(newSize / subtree));
}

function verdictOf(check: () => void): Verdict {
  try {
    check();
    return "accepted";
  } catch (error) {
    if (error instanceof LogProofRefusedError) return error.reason;
    throw error;
  }
}

function growthVerdict({ oldSize, oldRoot, newSize, newRoot, proof }: Growth): Verdict {
  const [before, after]: LogHead[] = [
    { size: oldSize, root: oldRoot },
    { size: newSize, root: newRoot },
  ];
  return verdictOf(() => requireConsistent(before!, after!, proof));
}

function placeVerdict({ leaf, index, size, root, proof }: Place): Verdict {
  return verdictOf(() => requireIncluded(leaf, index, { size, root }, proof));
}

const contract = await ethers.deployContract("LogProofs");
const to = await contract.getAddress();
const verdictBySelector = new Map<string, Verdict>([["0x00000000", "accepted"]]);
contract.interface.forEachError(({ selector, name }) => {
  verdictBySelector.set(selector, name.replace("LogProof_", "") as LogProofReason);
});

const word = (value: number) => value.toString(16).padStart(64, "0");

/** A call's data without its 0x. Put together by hand: ethers takes far longer, and there are over sixty thousand. */
function callOf(
  name: "requireConsistent" | "requireIncluded",
  fields: readonly (number | string)[],
  proof: readonly string[],
) {
  const words = [...fields, 32 * (fields.length + 1), proof.length, ...proof];
  const { selector } = contract.interface.getFunction(name);
  return selector.slice(2) + words.map((field) => (typeof field === "number" ? word(field) : field.slice(2))).join("");
}

const growthCall = ({ oldSize, oldRoot, newSize, newRoot, proof }: Growth) =>
  callOf("requireConsistent", [oldSize, oldRoot, newSize, newRoot], proof);
const placeCall = ({ leaf, index, size, root, proof }: Place) =>
  callOf("requireIncluded", [leaf, index, size, root], proof);

async function verdictsOnChain(calls: readonly string[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let at = 0; at < calls.length; at += CALL) verdicts.push(...(await callMany(calls.slice(at, at + CALL))));
  return verdicts;
}

async function callMany(calls: readonly string[]): Promise<Verdict[]> {
  const padded = calls.map((data) => word(data.length / 2) + data.padEnd(64 * Math.ceil(data.length / 64), "0"));
  let offset = 32 * calls.length;
  const offsets = padded.map((data) => {
    const start = word(offset);
    offset += data.length / 2;
    return start;
  });
  const { selector } = contract.interface.getFunction("refusalsOf");
  const data = [selector, word(32), word(calls.length), ...offsets, ...padded].join("");
  const result = (await provider.request({ method: "eth_call", params: [{ to, data }] })) as string;
  return (result.slice(2).match(/.{64}/g) ?? []).slice(2).map(verdictOfWord);
}

const verdictOfWord = (result: string) => verdictBySelector.get(`0x${result.slice(0, 8)}`)!;

/** All pairs of an earlier number, from some start, and a later one. */
function pairs<T>(from: number, make: (earlier: number, later: number) => T): T[] {
  return Array.from({ length: MOST }, (_, index) => index + 1).flatMap((later) =>
    Array.from({ length: later }, (_, index) => make(from + index, later)),
  );
}

describe("requireConsistent", () => {
  const growths = pairs(1, growthOf);

  it(`accepts the proof of each of the ${PAIRS} pairs of sizes up to ${MOST}, here and on chain`, async () => {
    expect(growths).to.have.length(PAIRS);
    const accepted = growths.map(() => "accepted");
    expect(growths.map(growthVerdict)).to.deep.equal(accepted);
    expect(await verdictsOnChain(growths.map(growthCall))).to.deep.equal(accepted);
  });

  it("refuses every tampered proof of them, here and on chain for the same reason", async () => {
    const claims = growths.flatMap(tamperedGrowths);
    const verdicts = claims.map(growthVerdict);
    expect(claims.filter((_, at) => verdicts[at] === "accepted")).to.deep.equal([]);
    expect(await verdictsOnChain(claims.map(growthCall))).to.deep.equal(verdicts);
  });

  it("refuses other sizes, but for those that no proof tells apart, here and on chain", async () => {
    const claims = growths.flatMap((growth) =>
      shiftedGrowths(growth).map((shifted) => ({ shifted, isAlike: growthSides(shifted) === growthSides(growth) })),
    );
    const verdicts = claims.map(({ shifted }) => growthVerdict(shifted));
    expect(claims.filter(({ isAlike }, at) => verdicts[at] === "accepted" && !isAlike)).to.deep.equal([]);
    expect(await verdictsOnChain(claims.map(({ shifted }) => growthCall(shifted)))).to.deep.equal(verdicts);
  });

  describe("given the empty log", () => {
    it("takes every log for its continuation, with an empty proof alone", async () => {
      const claims = [
        growthOf(0, 0),
        growthOf(0, 1),
        growthOf(0, 7),
        { ...growthOf(0, 7), proof: [EMPTY_ROOT] },
        { ...growthOf(0, 7), oldRoot: log.head(7).root },
        { ...growthOf(0, 0), oldRoot: log.head(7).root, newRoot: log.head(7).root },
        { ...growthOf(0, 0), newRoot: log.head(7).root },
      ];
      const verdicts = [
        "accepted",
        "accepted",
        "accepted",
        "LengthWrong",
        "OldRootDiffers",
        "OldRootDiffers",
        "NewRootDiffers",
      ];
      expect(claims.map(growthVerdict)).to.deep.equal(verdicts);
      expect(await verdictsOnChain(claims.map(growthCall))).to.deep.equal(verdicts);
    });
  });

  it("names what it refuses by its values", async () => {
    const { oldRoot, newSize, newRoot, proof } = growthOf(3, 7);
    const check = (change: Partial<Growth>) => {
      const growth = { ...growthOf(3, 7), ...change };
      return contract.requireConsistent(growth.oldSize, growth.oldRoot, growth.newSize, growth.newRoot, [...proof]);
    };
    await expect(check({ oldSize: 9 }))
      .to.be.revertedWithCustomError(contract, "LogProof_SizeShrinks")
      .withArgs(9, 7);
    await expect(check({ oldSize: 4 }))
      .to.be.revertedWithCustomError(contract, "LogProof_LengthWrong")
      .withArgs(1, proof.length);
    await expect(check({ oldRoot: newRoot }))
      .to.be.revertedWithCustomError(contract, "LogProof_OldRootDiffers")
      .withArgs(newRoot, oldRoot);
    await expect(check({ newRoot: oldRoot }))
      .to.be.revertedWithCustomError(contract, "LogProof_NewRootDiffers")
      .withArgs(oldRoot, newRoot);
    expect(() => requireConsistent(log.head(3), { size: newSize, root: oldRoot }, proof))
      .to.throw(LogProofRefusedError, `It leads to ${newRoot}, and the log's root is ${oldRoot}.`)
      .with.property("reason", "NewRootDiffers");
  });

  it("takes neither a size that is no whole number nor a root or hash that is no hash", () => {
    const proof = log.consistencyProof(3, 7);
    expect(() => requireConsistent({ ...log.head(3), size: -3 }, log.head(7), proof)).to.throw(RangeError);
    expect(() => requireConsistent(log.head(3), { ...log.head(7), size: 7.5 }, proof)).to.throw(RangeError);
    expect(() => requireConsistent(log.head(3), { ...log.head(7), root: "0x12" }, proof)).to.throw(HashInvalidError);
    expect(() => requireConsistent(log.head(3), log.head(7), proof.with(0, "0x"))).to.throw(HashInvalidError);
  });
});

describe("requireIncluded", () => {
  const places = pairs(0, placeOf);

  it(`accepts the proof of each of the ${PAIRS} places in logs of up to ${MOST} entries, here and on chain`, async () => {
    expect(places).to.have.length(PAIRS);
    const accepted = places.map(() => "accepted");
    expect(places.map(placeVerdict)).to.deep.equal(accepted);
    expect(await verdictsOnChain(places.map(placeCall))).to.deep.equal(accepted);
  });

  it("refuses every tampered proof of them, here and on chain for the same reason", async () => {
    const claims = places.flatMap(tamperedPlaces);
    const verdicts = claims.map(placeVerdict);
    expect(claims.filter((_, at) => verdicts[at] === "accepted")).to.deep.equal([]);
    expect(await verdictsOnChain(claims.map(placeCall))).to.deep.equal(verdicts);
  });

  it("refuses other places and sizes, but for those that no proof tells apart, here and on chain", async () => {
    const claims = places.flatMap((place) =>
      shiftedPlaces(place).map((shifted) => ({
        shifted,
        isAlike: sides(shifted.index, shifted.size) === sides(place.index, place.size),
      })),
    );
    const verdicts = claims.map(({ shifted }) => placeVerdict(shifted));
    expect(claims.filter(({ isAlike }, at) => verdicts[at] === "accepted" && !isAlike)).to.deep.equal([]);
    expect(await verdictsOnChain(claims.map(({ shifted }) => placeCall(shifted)))).to.deep.equal(verdicts);
  });

  it("names what it refuses by its values", async () => {
    const { leaf, root, proof } = placeOf(3, 7);
    const check = (change: Partial<Place>) => {
      const place = { ...placeOf(3, 7), ...change };
      return contract.requireIncluded(place.leaf, place.index, place.size, place.root, [...proof]);
    };
    await expect(check({ index: 7 }))
      .to.be.revertedWithCustomError(contract, "LogProof_IndexOutside")
      .withArgs(7, 7);
    await expect(check({ size: 4 }))
      .to.be.revertedWithCustomError(contract, "LogProof_LengthWrong")
      .withArgs(2, proof.length);
    await expect(check({ root: leaf }))
      .to.be.revertedWithCustomError(contract, "LogProof_RootDiffers")
      .withArgs(leaf, root);
  });

  it("T35 takes no node for a leaf, whatever entry, place or size it is said to have", async () => {
    const claims: Place[] = [];
    for (const size of [2, 3, 4, 7, 8, 40]) {
      for (let index = 0; (index | 1) < size; index++) {
        const { root, proof } = placeOf(index, size);
        const [left, right] = [leafHash(receiptAt(index & ~1)), leafHash(receiptAt(index | 1))];
        const node = nodeHash(left, right);
        const asEntry = (...parts: (string | Uint8Array)[]) => hashText(leafHash(ethers.getBytes(concat(parts))));
        for (const leaf of [asEntry(left, right), asEntry("0x01", left, right), asEntry("0x00", left, right)]) {
          claims.push({ leaf, index: index >> 1, size: (size + 1) >> 1, root, proof: proof.slice(1) });
          claims.push({ leaf, index, size, root, proof: proof.slice(1) }, { leaf, index, size, root, proof });
        }
        claims.push({ leaf: hashText(node), index, size, root, proof: proof.slice(1) });
      }
    }
    const verdicts = claims.map(placeVerdict);
    expect(new Set(verdicts)).to.deep.equal(new Set(["RootDiffers", "LengthWrong"]));
    expect(await verdictsOnChain(claims.map(placeCall))).to.deep.equal(verdicts);
  });
});

describe("leafHash", () => {
  it("is the contract's", async () => {
    for (const entry of ["0x", "0x00", id("receipt"), `0x${"ab".repeat(1_000)}`]) {
      expect(await contract.leafHash(entry)).to.equal(hashText(leafHash(ethers.getBytes(entry))));
    }
  });
});
