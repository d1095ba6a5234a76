/* eslint-disable @typescript-eslint/require-await -- streams for tests have nothing to wait for */
import { fork } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import {
  ContentCorruptError,
  contentHash,
  type ContentStore,
  HashInvalidError,
} from "../../../sdk/store/content-store.ts";
import { FolderStore } from "../../../sdk/store/folder-store.ts";
import { MemoryStore } from "../../../sdk/store/memory-store.ts";
import { rejection } from "../rejection.ts";

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

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "fisc-store-"))));
afterEach(async () => rm(folder, { recursive: true, force: true }));

for (const [name, open] of [
  ["MemoryStore", (): ContentStore => new MemoryStore()],
  ["FolderStore", (): ContentStore => new FolderStore(join(folder, "store"))],
] as const) {
  describe(name, () => {
    describe("put", () => {
      it("keeps any bytes under their SHA-256", async () => {
        const store = open();
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
        const store = open();
        await store.put(text("invoice"));
        await store.put(text("invoice"));
        expect(await collected(store.list())).to.deep.equal([contentHash(text("invoice"))]);
      });

      it("lets many write the same at once", async () => {
        const store = open();
        const hashes = await Promise.all(
          Array.from({ length: 40 }, (_, index) => store.put(text(`invoice ${index % 4}`))),
        );
        expect(new Set(await collected(store.list()))).to.deep.equal(new Set(hashes));
      });
    });

    describe("get", () => {
      it("has nothing under a hash that was never put", async () => {
        const store = open();
        expect(await store.get(ABSENT)).to.equal(null);
        expect(await store.getStream(ABSENT)).to.equal(null);
        expect(await store.has(ABSENT)).to.equal(false);
        expect(await collected(store.list())).to.deep.equal([]);
      });

      it("takes a hash in capitals", async () => {
        const store = open();
        const hash = await store.put(text("invoice"));
        expect(await store.get(`0x${hash.slice(2).toUpperCase()}`)).to.deep.equal(text("invoice"));
      });

      for (const wrong of ["../../etc/passwd", "0x12", ""]) {
        it(`refuses "${wrong}" as a hash`, async () => {
          expect(await rejection(open().get(wrong))).to.be.instanceOf(HashInvalidError);
        });
      }
    });

    describe("putStream and getStream", () => {
      it("carry bytes of any length", async () => {
        const store = open();
        const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
        const hash = await store.putStream(chunksOf(bytes, 70_001));
        expect(hash).to.equal(contentHash(bytes));
        const parts = await collected((await store.getStream(hash))!);
        expect(Buffer.concat(parts).equals(Buffer.from(bytes))).to.equal(true);
      });

      it("keep nothing where the stream breaks off", async () => {
        const store = open();
        const breaking = async function* () {
          yield text("first");
          throw new Error("cable pulled");
        };
        expect(await rejection(store.putStream(breaking()))).to.have.property("message", "cable pulled");
        expect(await collected(store.list())).to.deep.equal([]);
      });
    });
  });
}

describe("FolderStore", () => {
  const pathOf = (hash: string) => join(folder, hash.slice(2, 4), hash.slice(4, 6), hash.slice(2));

  describe("given an object that was changed on the disk", () => {
    it("refuses to return it, tells which, and heals when the bytes are put again", async () => {
      const store = new FolderStore(folder);
      const hash = await store.put(text("EUR 100"));
      await writeFile(pathOf(hash), "EUR 900");
      const error = await rejection(store.get(hash));
      expect(error).to.be.instanceOf(ContentCorruptError);
      expect(error).to.include({ hash, found: contentHash(text("EUR 900")) });
      expect(await rejection(collected((await store.getStream(hash))!))).to.be.instanceOf(ContentCorruptError);

      await store.put(text("EUR 100"));
      expect(await store.get(hash)).to.deep.equal(text("EUR 100"));
    });
  });

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
