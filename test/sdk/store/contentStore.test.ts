/* eslint-disable @typescript-eslint/require-await -- streams for tests have nothing to wait for */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { ContentCorruptError, contentHash, HashInvalidError } from "../../../sdk/store/content-store.ts";
import { FolderStore } from "../../../sdk/store/folder-store.ts";
import { RangeInvalidError } from "../../../sdk/store/object-store.ts";
import { rejection } from "../rejection.ts";
import { BACKENDS, contentOver } from "./backends.ts";

const text = (words: string) => new TextEncoder().encode(words);
const ABSENT = `0x${"00".repeat(32)}`;

async function* chunksOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Where a chunk or a part ends, an error of one byte shows. */
const LENGTHS = [0, 1, 65_535, 65_536, 65_537, 8 * 1024 * 1024 - 1, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1];

for (const backend of BACKENDS) {
  const open = () => backend.content();

  describe(`a content store in ${backend.name}`, () => {
    describe("put", () => {
      it("keeps any bytes under their SHA-256", async () => {
        const store = await open();
        await fc.assert(
          fc.asyncProperty(fc.uint8Array(), async (bytes) => {
            const hash = await store.put(bytes);
            expect(hash).to.equal(contentHash(bytes));
            expect(await store.get(hash)).to.deep.equal(bytes);
            expect(await store.has(hash)).to.equal(true);
          }),
          { numRuns: 20 },
        );
      });

      it("keeps the same bytes once", async () => {
        const store = await open();
        await store.put(text("invoice"));
        await store.put(text("invoice"));
        expect(await collected(store.list())).to.deep.equal([contentHash(text("invoice"))]);
      });

      it("lets many write the same at once", async () => {
        const store = await open();
        const hashes = await Promise.all(
          Array.from({ length: 40 }, (_, index) => store.put(text(`invoice ${index % 4}`))),
        );
        expect(new Set(await collected(store.list()))).to.deep.equal(new Set(hashes));
      });
    });

    describe("get", () => {
      it("has nothing under a hash that was never put", async () => {
        const store = await open();
        expect(await store.get(ABSENT)).to.equal(null);
        expect(await store.getStream(ABSENT)).to.equal(null);
        expect(await store.has(ABSENT)).to.equal(false);
        expect(await collected(store.list())).to.deep.equal([]);
      });

      it("takes a hash in capitals", async () => {
        const store = await open();
        const hash = await store.put(text("invoice"));
        expect(await store.get(`0x${hash.slice(2).toUpperCase()}`)).to.deep.equal(text("invoice"));
      });

      for (const wrong of ["../../etc/passwd", "0x12", ""]) {
        it(`refuses "${wrong}" as a hash`, async () => {
          expect(await rejection((await open()).get(wrong))).to.be.instanceOf(HashInvalidError);
        });
      }
    });

    describe("putStream and getStream", () => {
      it("carry bytes of any length", async () => {
        const store = await open();
        const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
        const hash = await store.putStream(chunksOf(bytes, 70_001));
        expect(hash).to.equal(contentHash(bytes));
        const parts = await collected((await store.getStream(hash))!);
        expect(Buffer.concat(parts).equals(Buffer.from(bytes))).to.equal(true);
      });

      for (const length of LENGTHS) {
        it(`carry ${length} bytes`, async () => {
          const store = await open();
          const bytes = randomBytes(length);
          const hash = await store.putStream(chunksOf(bytes, 1_000_003));
          expect(hash).to.equal(contentHash(bytes));
          expect(Buffer.concat(await collected((await store.getStream(hash))!)).equals(bytes)).to.equal(true);
          expect(Buffer.from((await store.get(hash))!).equals(bytes)).to.equal(true);
        });
      }

      it("keep the same bytes once, put whole or as a stream", async () => {
        const store = await open();
        const bytes = randomBytes(9_000_000);
        const hash = await store.putStream(chunksOf(bytes, 65_536));
        expect(await store.putStream(chunksOf(bytes, 100_000))).to.equal(hash);
        expect(await store.put(bytes)).to.equal(hash);
        expect(await collected(store.list())).to.deep.equal([hash]);
      });

      it("keep nothing where the stream breaks off", async () => {
        const store = await open();
        const breaking = async function* () {
          yield text("first");
          throw new Error("cable pulled");
        };
        expect(await rejection(store.putStream(breaking()))).to.have.property("message", "cable pulled");
        expect(await collected(store.list())).to.deep.equal([]);
      });

      it("keep nothing where the stream breaks off after many parts", async () => {
        const store = await open();
        const breaking = async function* () {
          for (let count = 0; count < 20; count++) yield randomBytes(1_000_000);
          throw new Error("cable pulled");
        };
        expect(await rejection(store.putStream(breaking()))).to.have.property("message", "cable pulled");
        expect(await collected(store.list())).to.deep.equal([]);
      });
    });

    describe("getRange", () => {
      it("returns the bytes between two places, as far as there are any", async () => {
        const store = await open();
        const hash = await store.put(text("0123456789"));
        const range = async (start: number, end: number) =>
          new TextDecoder().decode((await store.getRange(hash, start, end)) ?? text("none"));
        expect(await range(0, 10)).to.equal("0123456789");
        expect(await range(3, 5)).to.equal("34");
        expect(await range(8, 100)).to.equal("89");
        expect(await range(10, 12)).to.equal("");
        expect(await range(99, 100)).to.equal("");
        expect(await range(4, 4)).to.equal("");
        expect(await store.getRange(ABSENT, 0, 1)).to.equal(null);
        expect(await store.getRange(ABSENT, 0, 0)).to.equal(null);
        const nothing = await store.put(new Uint8Array(0));
        expect(await store.getRange(nothing, 0, 5)).to.deep.equal(new Uint8Array(0));
      });

      for (const [start, end] of [
        [-1, 1],
        [2, 1],
        [0.5, 1],
        [0, Infinity],
        [0, NaN],
      ] as const) {
        it(`refuses ${start} to ${end}`, async () => {
          expect(await rejection((await open()).getRange(ABSENT, start, end))).to.be.instanceOf(RangeInvalidError);
        });
      }
    });

    describe("list", () => {
      it("has every hash once, over all pages, and nothing that has no hash for a name", async () => {
        const { store, objects } = await contentOver(backend);
        const hashes = await Promise.all(Array.from({ length: 10 }, (_, index) => store.put(text(`page ${index}`))));
        await objects.put("readme", text("not a content"));
        await objects.put(`aa/bb/${hashes[0]!.slice(2)}`, text("in the wrong place"));
        const listed = await collected(store.list());
        expect(listed.length).to.equal(10);
        expect(new Set(listed)).to.deep.equal(new Set(hashes));
      });
    });

    describe("given an object that was changed where it lies", () => {
      for (const [name, other] of [
        ["another of the same length", "EUR 900"],
        ["a shorter one", "EUR 1"],
        ["a longer one", "EUR 1000000"],
        ["nothing", ""],
      ] as const) {
        it(`refuses to return it as ${name}, tells which, and heals when the bytes are put again`, async () => {
          const { store, objects } = await contentOver(backend);
          const hash = await store.put(text("EUR 100"));
          const digits = hash.slice(2);
          const damage = () => objects.put(`${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits}`, text(other));
          await damage();
          const error = await rejection(store.get(hash));
          expect(error).to.be.instanceOf(ContentCorruptError);
          expect(error).to.include({ hash, found: contentHash(text(other)) });
          const stream = (await store.getStream(hash))!;
          expect(await rejection(collected(stream))).to.be.instanceOf(ContentCorruptError);

          await store.put(text("EUR 100"));
          expect(await store.get(hash)).to.deep.equal(text("EUR 100"));
          await damage();
          await store.putStream(chunksOf(text("EUR 100"), 2));
          expect(await store.get(hash)).to.deep.equal(text("EUR 100"));
        });
      }
    });
  });
}

describe("FolderStore", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "fisc-store-"))));
  afterEach(async () => rm(folder, { recursive: true, force: true }));
  const pathOf = (hash: string) => join(folder, hash.slice(2, 4), hash.slice(4, 6), hash.slice(2));

  describe("given what a crash left unfinished", () => {
    it("neither lists nor reads it", async () => {
      const store = new FolderStore(folder);
      const hash = await store.put(text("whole"));
      await writeFile(join(folder, "unfinished", "left-behind"), "half of a docu");
      expect(await collected(store.list())).to.deep.equal([hash]);
    });
  });

  describe("when a writer is killed again and again", () => {
    it("holds every object that was acknowledged, whole, and nothing that is not", async () => {
      const store = new FolderStore(folder);
      const acknowledged: string[] = [];
      for (let round = 0; round < 4; round++) {
        const writer = fork(new URL("./writer.ts", import.meta.url), [folder, String(round)], {
          execArgv: ["--import", "tsx"],
          stdio: ["ignore", "ignore", "inherit", "ipc"],
        });
        await new Promise<void>((resolve) => {
          let count = 0;
          writer.on("message", (hash) => {
            acknowledged.push(hash as string);
            if (++count === 25) writer.kill("SIGKILL");
          });
          writer.on("exit", () => resolve());
        });
      }
      expect(acknowledged.length).to.be.at.least(100);
      for (const hash of acknowledged) expect(await store.get(hash), hash).to.not.equal(null);
      for await (const hash of store.list()) expect(contentHash((await store.get(hash))!)).to.equal(hash);
    }).timeout(30_000);
  });

  it("spreads objects over folders by the first digits of their hash", async () => {
    const hash = await new FolderStore(folder).put(text("invoice"));
    expect(await readFile(pathOf(hash), "utf8")).to.equal("invoice");
    expect(await readdir(join(folder, "unfinished"))).to.deep.equal([]);
  });
});
