import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { hashText, leafHash } from "../../../sdk/log/log-hash.ts";
import { LogProofRefusedError, requireConsistent, requireIncluded } from "../../../sdk/log/log-proof.ts";
import { TileReader } from "../../../sdk/log/tile-reader.ts";
import { EMPTY_LOG, TileWriter } from "../../../sdk/log/tile-writer.ts";
import {
  bundlePath,
  decodeBundle,
  encodeBundle,
  EntryTooLongError,
  isLogPath,
  LogFileError,
  type LogFiles,
  logFilesIn,
  tileOf,
  tilePath,
  widthOf,
} from "../../../sdk/log/tiles.ts";
import { FolderObjects } from "../../../sdk/store/folder-objects.ts";
import { MemoryObjects } from "../../../sdk/store/memory-objects.ts";
import { rejection } from "../rejection.ts";
import { logOf, receiptAt, receipts } from "./receipts.ts";

/** Two full tiles at level 1 and a little of a third would take 131,072 entries: one and a little show as much. */
const LARGE = 65_536 + 3 * 256 + 7;
const large = logOf(LARGE);

/** Files that note what is read, and can lose or change some. */
class WatchedFiles implements LogFiles {
  readonly files = new MemoryObjects();
  readonly paths = new Set<string>();
  readonly fetched: string[] = [];
  readonly lost = new Set<string>();
  readonly changed = new Map<string, (bytes: Uint8Array) => Uint8Array>();

  async get(path: string): Promise<Uint8Array | null> {
    this.fetched.push(path);
    const bytes = this.lost.has(path) ? null : await this.files.get(path);
    return bytes && (this.changed.get(path)?.(bytes) ?? bytes);
  }

  async put(path: string, bytes: Uint8Array): Promise<boolean> {
    this.paths.add(path);
    return this.files.put(path, bytes);
  }
}

async function filesOf(...batches: number[]): Promise<WatchedFiles> {
  const files = new WatchedFiles();
  const writer = await TileWriter.open(files, EMPTY_LOG);
  for (const batch of batches) await writer.append(receipts(batch, writer.head.size));
  return files;
}

const flipLast = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte));

describe("tilePath and bundlePath", () => {
  it("are those of C2SP tlog-tiles", () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).to.equal("tile/0/x001/x234/067");
    expect(tilePath({ level: 1, index: 0, width: 17 })).to.equal("tile/1/000.p/17");
    expect(tilePath({ level: 3, index: 1_000, width: 1 })).to.equal("tile/3/x001/000.p/1");
    expect(bundlePath(273, 112)).to.equal("tile/entries/273.p/112");
    expect(bundlePath(123_456_789, 256)).to.equal("tile/entries/x123/x456/789");
  });

  it("are paths of a log, and nothing else is", () => {
    fc.assert(
      fc.property(fc.nat(63), fc.nat(2 ** 40), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(isLogPath(tilePath({ level, index, width }))).to.equal(true);
        expect(isLogPath(bundlePath(index, width))).to.equal(true);
      }),
    );
    expect(isLogPath("checkpoint")).to.equal(true);
    for (const path of [
      ...["", "tile", "tile/0", "tile/64/000", "tile/00/000", "tile/0/1", "tile/0/x001", "tile/0/001/000"],
      ...["tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p", "/tile/0/000", "tile/0/000\n"],
      ...["../checkpoint", "tile/0/../000", "tile/entries/..", "Checkpoint", "tile/log/000"],
    ]) {
      expect(isLogPath(path)).to.equal(false, path);
    }
  });
});

describe("widthOf", () => {
  it("is as in the specification's example of 70,000 entries", () => {
    expect([0, 272, 273, 274].map((index) => widthOf(0, index, 70_000))).to.deep.equal([256, 256, 112, 0]);
    expect([0, 1, 2].map((index) => widthOf(1, index, 70_000))).to.deep.equal([256, 17, 0]);
    expect([0, 1].map((index) => widthOf(2, index, 70_000))).to.deep.equal([1, 0]);
    expect(widthOf(3, 0, 70_000)).to.equal(0);
  });

  it("has a full tile and one of a single hash above it for 256 entries", () => {
    expect([widthOf(0, 0, 256), widthOf(1, 0, 256)]).to.deep.equal([256, 1]);
  });
});

describe("tileOf", () => {
  it("is the tile that holds the subtree's leaves, or its hash", () => {
    expect(tileOf({ level: 0, index: 300 }, 70_000)).to.deep.equal({ level: 0, index: 1, width: 256 });
    expect(tileOf({ level: 7, index: 3 }, 70_000)).to.deep.equal({ level: 0, index: 1, width: 256 });
    expect(tileOf({ level: 8, index: 272 }, 70_000)).to.deep.equal({ level: 1, index: 1, width: 17 });
    expect(tileOf({ level: 16, index: 0 }, 70_000)).to.deep.equal({ level: 2, index: 0, width: 1 });
  });
});

describe("encodeBundle and decodeBundle", () => {
  it("put two bytes of length, the higher first, before each entry", () => {
    const bytes = encodeBundle([Uint8Array.of(7), new Uint8Array(), new Uint8Array(258).fill(9)]);
    expect([...bytes.subarray(0, 8)]).to.deep.equal([0, 1, 7, 0, 0, 1, 2, 9]);
  });

  it("carry any entries", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { maxLength: 256 }), (entries) => {
        expect(decodeBundle(encodeBundle(entries))).to.deep.equal(entries);
      }),
    );
  });

  it("carry the longest entry, and refuse a longer one", () => {
    const longest = new Uint8Array(65_535).fill(1);
    expect(decodeBundle(encodeBundle([longest, longest]))).to.deep.equal([longest, longest]);
    expect(() => encodeBundle([new Uint8Array(65_536)])).to.throw(EntryTooLongError);
  });

  it("read nothing that ends within an entry", () => {
    const bytes = encodeBundle([receiptAt(0), receiptAt(1)]);
    for (let length = 1; length < bytes.length; length++) {
      const entries = decodeBundle(bytes.subarray(0, length));
      expect(entries).to.deep.equal(length === 2 + receiptAt(0).length ? [receiptAt(0)] : null);
    }
  });
});

describe("TileWriter", () => {
  it("writes the files of the specification's example, and those of each state in between", async () => {
    const files = await filesOf(255, 1, 44);
    expect([...files.paths].sort()).to.deep.equal([
      "tile/0/000",
      "tile/0/000.p/255",
      "tile/0/001.p/44",
      "tile/1/000.p/1",
      "tile/entries/000",
      "tile/entries/000.p/255",
      "tile/entries/001.p/44",
    ]);
  });

  it("comes to the same log in memory whatever the batches", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(600), { minLength: 1, maxLength: 6 }), async (batches) => {
        const writer = await TileWriter.open(new MemoryObjects(), EMPTY_LOG);
        for (const batch of batches) {
          expect(await writer.append(receipts(batch, writer.head.size))).to.deep.equal(large.head(writer.head.size));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("goes on where it was left, at any state", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_200), fc.nat(600), async (first, second) => {
        const files = await filesOf(first);
        const writer = await TileWriter.open(files, large.head(first));
        expect(await writer.append(receipts(second, first))).to.deep.equal(large.head(first + second));
        expect((await new TileReader(files, writer.head).growthSince(first)).before).to.deep.equal(large.head(first));
      }),
      { numRuns: 30 },
    );
  });

  it("takes appends that were made at once one after the other", async () => {
    const writer = await TileWriter.open(new MemoryObjects(), EMPTY_LOG);
    await Promise.all([0, 1, 2].map((batch) => writer.append(receipts(200, 200 * batch))));
    expect(writer.head).to.deep.equal(large.head(600));
  });

  it("changes nothing when nothing is appended", async () => {
    const files = await filesOf(300);
    const count = files.paths.size;
    const writer = await TileWriter.open(files, large.head(300));
    expect(await writer.append([])).to.deep.equal(large.head(300));
    expect(files.paths.size).to.equal(count);
  });

  it("does not share its entries with the caller", async () => {
    const files = new MemoryObjects();
    const writer = await TileWriter.open(files, EMPTY_LOG);
    const entry = receiptAt(0);
    await writer.append([entry]);
    entry.fill(0);
    await writer.append([receiptAt(1)]);
    expect((await new TileReader(files, writer.head).entry(0)).entry).to.deep.equal(receiptAt(0));
  });

  describe("given an entry that is too long", () => {
    it("refuses the whole batch", async () => {
      const files = await filesOf(3);
      const writer = await TileWriter.open(files, large.head(3));
      const batch = [receiptAt(3), new Uint8Array(65_536)];
      expect(await rejection(writer.append(batch))).to.be.instanceOf(EntryTooLongError);
      expect(writer.head).to.deep.equal(large.head(3));
      expect(await writer.append([receiptAt(3)])).to.deep.equal(large.head(4));
    });
  });

  describe("given a write that fails", () => {
    it("stays in its state, and another writer can go on from there with other entries", async () => {
      const files = await filesOf(250);
      const writer = await TileWriter.open(
        {
          get: (path) => files.get(path),
          put: async (path, bytes) => {
            if (path.startsWith("tile/0")) throw new Error("cable pulled");
            return files.put(path, bytes);
          },
        },
        large.head(250),
      );
      expect(await rejection(writer.append(receipts(10, 900)))).to.have.property("message", "cable pulled");
      expect(writer.head).to.deep.equal(large.head(250));

      const next = await TileWriter.open(files, large.head(250));
      expect(await next.append(receipts(10, 250))).to.deep.equal(large.head(260));
      const reader = new TileReader(files, next.head);
      for (const index of [249, 250, 259]) expect((await reader.entry(index)).entry).to.deep.equal(receiptAt(index));
    });
  });

  describe("when opened", () => {
    it("refuses files of another log", async () => {
      const files = await filesOf(300);
      const error = await rejection(TileWriter.open(files, { ...large.head(300), root: large.head(299).root }));
      expect(error).to.be.instanceOf(LogProofRefusedError).with.property("reason", "RootDiffers");
    });

    for (const [path, refusal] of [
      ["tile/0/001.p/44", LogFileError],
      ["tile/1/000.p/1", LogProofRefusedError],
      ["tile/entries/001.p/44", LogFileError],
    ] as const) {
      it(`refuses to go on without ${path}, or where it is damaged or cut off`, async () => {
        const files = await filesOf(300);
        const open = () => rejection(TileWriter.open(files, large.head(300)));
        files.changed.set(path, flipLast);
        expect(await open()).to.be.instanceOf(refusal);
        files.changed.set(path, (bytes) => bytes.subarray(0, -1));
        expect(await open())
          .to.be.instanceOf(LogFileError)
          .with.property("path", path);
        files.lost.add(path);
        expect(await open())
          .to.be.instanceOf(LogFileError)
          .with.property("path", path);
      });
    }
  });
});

describe("TileReader", () => {
  it("proves from tiles alone what a log in memory proves", async () => {
    const sizes = [1, 255, 40_000, 65_536, 65_792, LARGE];
    const files = await filesOf(...sizes.map((size, at) => size - (sizes[at - 1] ?? 0)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), fc.nat(), fc.nat(), async (now, index, earlier) => {
        const reader = new TileReader(files, large.head(now));
        const { entry, proof } = await reader.entry(index % now);
        expect(entry).to.deep.equal(receiptAt(index % now));
        expect(proof).to.deep.equal(large.inclusionProof(index % now, now));
        const growth = await reader.growthSince(earlier % (now + 1));
        expect(growth.before).to.deep.equal(large.head(earlier % (now + 1)));
        expect(growth.proof).to.deep.equal(large.consistencyProof(earlier % (now + 1), now));
      }),
      { numRuns: 100 },
    );
  });

  it("fetches one tile of each level at most on either edge, and one bundle", async () => {
    const files = await filesOf(LARGE);
    const reader = new TileReader(files, large.head());
    await reader.entry(5);
    expect(files.fetched.sort()).to.deep.equal([
      "tile/0/000",
      "tile/0/259.p/7",
      "tile/1/000",
      "tile/1/001.p/3",
      "tile/entries/000",
    ]);
    files.fetched.length = 0;
    await reader.consistencyProof(large.head(LARGE - 1));
    expect(files.fetched.sort()).to.deep.equal(["tile/0/259.p/7", "tile/1/001.p/3", "tile/2/000.p/1"]);
  });

  it("reads an earlier state from the files of a later one, though partial tiles were deleted", async () => {
    const files = await filesOf(300, 300);
    for (const path of files.paths) if (path.includes("/001.p/")) files.lost.add(path);
    const reader = new TileReader(files, large.head(300));
    expect((await reader.entry(299)).entry).to.deep.equal(receiptAt(299));
    expect(await reader.consistencyProof(large.head(17))).to.deep.equal(large.consistencyProof(17, 300));
  });

  it("reads all entries in order", async () => {
    const files = await filesOf(300, 300);
    for (const size of [0, 1, 256, 300, 600]) {
      const entries: Uint8Array[] = [];
      for await (const entry of new TileReader(files, large.head(size)).entries()) entries.push(entry);
      expect(entries).to.deep.equal(receipts(size));
    }
  });

  it("ends all entries with an error where they do not make up the state", async () => {
    const files = await filesOf(300);
    files.changed.set("tile/entries/000", flipLast);
    const entries = (async () => {
      for await (const entry of new TileReader(files, large.head(300)).entries()) expect(entry.length).to.be.above(0);
    })();
    expect(await rejection(entries)).to.be.instanceOf(LogProofRefusedError);
  });

  describe("given a state that is not that of the files", () => {
    it("refuses every proof", async () => {
      const files = await filesOf(300);
      const reader = new TileReader(files, { size: 300, root: logOf(299).head().root });
      expect(await rejection(reader.entry(7))).to.be.instanceOf(LogProofRefusedError);
      expect(await rejection(reader.growthSince(7))).to.be.instanceOf(LogProofRefusedError);
      expect(await rejection(reader.growthSince(300))).to.be.instanceOf(LogProofRefusedError);
    });
  });

  describe("given a known state that the log does not continue", () => {
    it("refuses", async () => {
      const reader = new TileReader(await filesOf(300), large.head(300));
      const known = { size: 299, root: large.head(298).root };
      const error = await rejection(reader.consistencyProof(known));
      expect(error).to.be.instanceOf(LogProofRefusedError).with.property("reason", "OldRootDiffers");
    });
  });

  describe("given files that were tampered with", () => {
    it("returns no proof that one of them changes", async () => {
      const untouched = await filesOf(300);
      for (const path of untouched.paths) {
        const files = await filesOf(300);
        files.changed.set(path, flipLast);
        const reader = new TileReader(files, large.head(300));
        for (const index of [0, 255, 256, 299]) {
          const result = await reader.entry(index).catch((error: unknown) => error);
          if (result instanceof Error) expect(result).to.be.instanceOf(LogProofRefusedError);
          else
            expect(result).to.deep.equal({ entry: receiptAt(index), index, proof: large.inclusionProof(index, 300) });
        }
      }
    });

    for (const path of ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"]) {
      it(`names ${path} where it is missing or cut off`, async () => {
        const files = await filesOf(300);
        const read = () => rejection(new TileReader(files, large.head(300)).entry(299));
        files.changed.set(path, (bytes) => bytes.subarray(0, -1));
        expect(await read())
          .to.be.instanceOf(LogFileError)
          .with.property("path", path);
        files.lost.add(path);
        expect(await read())
          .to.be.instanceOf(LogFileError)
          .with.property("path", path);
      });
    }
  });

  it("has no place or size beyond the log's", async () => {
    const reader = new TileReader(await filesOf(3), large.head(3));
    for (const place of [3, -1, 0.5]) expect(await rejection(reader.entry(place))).to.be.instanceOf(RangeError);
    for (const size of [4, -1]) expect(await rejection(reader.growthSince(size))).to.be.instanceOf(RangeError);
  });
});

describe("a log in a folder", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "fisc-log-"))));
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("lies there as a web server serves it", async () => {
    const files = logFilesIn(new FolderObjects(folder), "log/1");
    const writer = await TileWriter.open(files, EMPTY_LOG);
    await writer.append(receipts(257));
    const names = await readdir(join(folder, "log", "1"), { recursive: true });
    expect(names.sort()).to.include.members(["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000"]);
    const reader = new TileReader(files, writer.head);
    const { entry, proof } = await reader.entry(256);
    requireIncluded(hashText(leafHash(entry)), 256, writer.head, proof);
    requireConsistent(large.head(9), writer.head, await reader.consistencyProof(large.head(9)));
  });
});
