/* eslint-disable @typescript-eslint/require-await -- streams for tests have nothing to wait for */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { FolderObjects } from "../../../sdk/store/folder-objects.ts";
import { checkedKey, checkedPrefix, KeyInvalidError } from "../../../sdk/store/object-store.ts";
import { rejection } from "../rejection.ts";
import { BACKENDS } from "./backends.ts";

const text = (words: string) => new TextEncoder().encode(words);
const words = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes));

async function* chunksOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What would lead to another place, or to another one on another file system or server (T32). */
const CONFUSING: readonly (readonly [what: string, key: string])[] = [
  ["nothing", ""],
  ["the folder itself", "."],
  ["the folder above", ".."],
  ["a way up", "../x"],
  ["a way up within", "a/../../x"],
  ["a way up and down again", "a/../b"],
  ["a way up that is escaped", "%2e%2e/x"],
  ["a way up for Windows", "..\\x"],
  ["a part that is nothing", "a//b"],
  ["the same in another way", "a/./b"],
  ["a stroke before", "/etc/passwd"],
  ["a stroke after", "a/"],
  ["a drive of Windows", "c:/x"],
  ["a stream of Windows", "a:x"],
  ["a home", "~/x"],
  ["what is hidden", ".env"],
  ["an option of a command", "-rf"],
  ["a NUL", "a\0b"],
  ["a new line", "a\nb"],
  ["a space", "a b"],
  ["a question", "a?versionid=1"],
  ["a fragment", "a#b"],
  ["a plus sign", "a+b"],
  ["letters that others take for small ones", "A"],
  ["letters of two writings", "é"],
  ["the same of another", "e\u0301"],
  ["a sign of width 0", "a\u200bb"],
  ["a wide stroke", "a／b"],
  ["wide dots", "．．/x"],
  ["half of a pair", "\ud800"],
  ["a device of Windows", "con"],
  ["a device with an ending", "a/nul.txt"],
  ["a device with a number", "com1/x"],
  ["a dot at the end", "a."],
  ["a very long name", "a".repeat(201)],
  ["very many parts", "a/".repeat(150) + "a"],
  ["the unfinished", "unfinished"],
  ["one of the unfinished", "unfinished/x"],
];

describe("checkedKey", () => {
  for (const [what, key] of CONFUSING) {
    it(`refuses ${what}`, () => expect(() => checkedKey(key)).to.throw(KeyInvalidError));
  }

  for (const key of ["a", "0", "tile/0/x001/067", "tile/0/x001/067.p/8", "checkpoint", "a-b_c.d", "a".repeat(200)]) {
    it(`takes ${key.length > 40 ? "200 characters" : key}`, () => expect(checkedKey(key)).to.equal(key));
  }

  it("takes nothing that a path or an address reads otherwise", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-c./\\%-]{0,12}$/)), (key) => {
        try {
          checkedKey(key);
        } catch {
          return;
        }
        expect(new URL(`http://host/bucket/${key}`).pathname).to.equal(`/bucket/${key}`);
        expect(join("/folder", key)).to.equal(`/folder/${key}`);
      }),
      { numRuns: 2_000, seed: 0xf15c },
    );
  });
});

describe("checkedPrefix", () => {
  for (const prefix of ["", "a", "a/", "a/b", "a."]) {
    it(`takes "${prefix}"`, () => expect(checkedPrefix(prefix)).to.equal(prefix));
  }
  for (const prefix of ["/", "../", "a//", "..", "unfinished/", "unfinished", "A"]) {
    it(`refuses "${prefix}"`, () => expect(() => checkedPrefix(prefix)).to.throw(KeyInvalidError));
  }
});

for (const backend of BACKENDS) {
  describe(`an object store in ${backend.name}`, () => {
    const open = () => backend.objects();

    describe("put", () => {
      for (const length of [0, 1, 65_535, 65_536, 65_537]) {
        it(`keeps ${length} bytes under a name`, async () => {
          const objects = await open();
          const bytes = new Uint8Array(randomBytes(length));
          expect(await objects.put("tile/0/067", bytes)).to.equal(true);
          expect(await objects.get("tile/0/067")).to.deep.equal(bytes);
          expect(await objects.head("tile/0/067")).to.deep.equal({ length });
        });
      }

      it("replaces what is there", async () => {
        const objects = await open();
        await objects.put("checkpoint", text("1"));
        expect(await objects.put("checkpoint", text("2 and more"))).to.equal(true);
        expect(words(await objects.get("checkpoint"))).to.equal("2 and more");
      });

      it("lets no later change of the bytes through", async () => {
        const objects = await open();
        const bytes = text("once");
        await objects.put("a", bytes);
        bytes.fill(0);
        expect(words(await objects.get("a"))).to.equal("once");
        (await objects.get("a"))!.fill(0);
        expect(words(await objects.get("a"))).to.equal("once");
      });

      describe("when ifAbsent", () => {
        it("keeps the first and says so to the second", async () => {
          const objects = await open();
          expect(await objects.put("a", text("first"), { ifAbsent: true })).to.equal(true);
          expect(await objects.put("a", text("second"), { ifAbsent: true })).to.equal(false);
          expect(words(await objects.get("a"))).to.equal("first");
        });

        it("is content with the same bytes: an answer may have been lost", async () => {
          const objects = await open();
          await objects.put("a", text("same"), { ifAbsent: true });
          expect(await objects.put("a", text("same"), { ifAbsent: true })).to.equal(true);
        });

        for (const length of [10, 5_000_000]) {
          it(`has one winner among many at once, of ${length} bytes`, async () => {
            const objects = await open();
            const all = Array.from({ length: 16 }, (_, index) => new Uint8Array(length).fill(index));
            const won = await Promise.all(all.map((bytes) => objects.put("a", bytes, { ifAbsent: true })));
            expect(won.filter(Boolean).length).to.equal(1);
            expect(Buffer.from(all[won.indexOf(true)]!).equals((await objects.get("a"))!)).to.equal(true);
          });
        }
      });
    });

    describe("get, getRange, head and getStream", () => {
      it("have nothing under a name that was never put", async () => {
        const objects = await open();
        await objects.put("a/b", text("there"));
        for (const key of ["a", "a/b/c", "a/c", "b"]) {
          expect(await objects.get(key), key).to.equal(null);
          expect(await objects.getRange(key, 0, 1), key).to.equal(null);
          expect(await objects.head(key), key).to.equal(null);
          expect(await objects.getStream(key), key).to.equal(null);
        }
      });
    });

    describe("given a name that would lead elsewhere", () => {
      it("refuse it, every one, before anything is done", async () => {
        const objects = await open();
        for (const [what, key] of CONFUSING) {
          for (const attempt of [
            () => objects.put(key, text("x")),
            () => objects.put(key, text("x"), { ifAbsent: true }),
            () => objects.get(key),
            () => objects.getRange(key, 0, 1),
            () => objects.head(key),
            () => objects.putStream(chunksOf(text("x"), 1), key),
            () => objects.putStream(chunksOf(text("x"), 1), () => Promise.resolve(key)),
            () => objects.getStream(key),
          ]) {
            expect(await rejection(attempt()), what).to.be.instanceOf(KeyInvalidError);
          }
        }
        expect(await collected(objects.list())).to.deep.equal([]);
      });
    });

    describe("list", () => {
      it("tells the names that begin with a text, over all pages", async () => {
        const objects = await open();
        const keys = ["tile/0/000", "tile/0/001", "tile/1/000", "tile/entries/000", "til", "x/y/z", "tile.x"];
        await Promise.all(keys.map((key) => objects.put(key, text(key))));
        const listed = async (prefix?: string) => (await collected(objects.list(prefix))).sort();
        expect(await listed()).to.deep.equal([...keys].sort());
        expect(await listed("tile/")).to.deep.equal(keys.slice(0, 4));
        expect(await listed("tile/0")).to.deep.equal(keys.slice(0, 2));
        expect(await listed("tile/0/00")).to.deep.equal(keys.slice(0, 2));
        expect(await listed("tile")).to.deep.equal([...keys.slice(0, 4), "tile.x"].sort());
        expect(await listed("none/")).to.deep.equal([]);
        expect(await listed("tile/0/000/")).to.deep.equal([]);
        expect(await rejection(listed("../"))).to.be.instanceOf(KeyInvalidError);
      });
    });

    describe("putStream and getStream", () => {
      for (const length of [0, 1, 300_000, 8 * 1024 * 1024, 20_000_000]) {
        it(`carry ${length} bytes, under a name known before or after`, async () => {
          const objects = await open();
          const bytes = randomBytes(length);
          await objects.putStream(chunksOf(bytes, 70_001), "before");
          await objects.putStream(chunksOf(bytes, 70_001), () => Promise.resolve("after"));
          for (const key of ["before", "after"]) {
            expect(Buffer.concat(await collected((await objects.getStream(key))!)).equals(bytes), key).to.equal(true);
          }
          expect((await collected(objects.list())).sort()).to.deep.equal(["after", "before"]);
        });

        it(`keep nothing of ${length} bytes without a name`, async () => {
          const objects = await open();
          await objects.putStream(chunksOf(randomBytes(length), 70_001), () => Promise.resolve(null));
          expect(await collected(objects.list())).to.deep.equal([]);
          expect(await objects.removeUnfinished(new Date(Date.now() + 60_000))).to.equal(0);
        });
      }

      it("keep what was there where the stream breaks off, and leave nothing", async () => {
        const objects = await open();
        await objects.put("a", text("before"));
        for (const key of ["a", () => Promise.resolve("a")]) {
          const breaking = async function* () {
            for (let count = 0; count < 20; count++) yield randomBytes(1_000_000);
            throw new Error("cable pulled");
          };
          expect(await rejection(objects.putStream(breaking(), key))).to.have.property("message", "cable pulled");
        }
        expect(words(await objects.get("a"))).to.equal("before");
        expect(await objects.removeUnfinished(new Date(Date.now() + 60_000))).to.equal(0);
      });

      it("take as many pieces as there are bytes", async () => {
        const objects = await open();
        const bytes = randomBytes(5_000);
        await objects.putStream(chunksOf(bytes, 1), "a");
        expect(Buffer.from((await objects.get("a"))!).equals(bytes)).to.equal(true);
      });

      it("let a reader go away early", async () => {
        const objects = await open();
        await objects.putStream(chunksOf(randomBytes(20_000_000), 1_000_000), "a");
        for await (const chunk of (await objects.getStream("a"))!) {
          expect(chunk.length).to.be.greaterThan(0);
          break;
        }
      });
    });
  });
}

describe("FolderObjects", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "fisc-objects-"))));
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("lists no file that it did not put", async () => {
    const objects = new FolderObjects(folder);
    await objects.put("a/b", text("x"));
    await writeFile(join(folder, "Thumbs.db"), "x");
    await writeFile(join(folder, ".hidden"), "x");
    await mkdir(join(folder, "empty"));
    await symlink("/etc/passwd", join(folder, "link"));
    expect(await collected(objects.list())).to.deep.equal(["a/b"]);
  });

  it("has an object or a folder of a name, and says which", async () => {
    const objects = new FolderObjects(folder);
    await objects.put("a/b", text("x"));
    for (const ifAbsent of [false, true]) {
      const below = await rejection(objects.put("a/b/c", text("y"), { ifAbsent }));
      expect(below).to.be.instanceOf(KeyInvalidError).and.to.have.property("message").that.includes("the beginning");
    }
    expect(await rejection(objects.put("a", text("y"))))
      .to.be.instanceOf(KeyInvalidError)
      .and.to.have.property("message")
      .that.includes("go on after it");
    expect(await readdir(join(folder, "unfinished"))).to.deep.equal([]);
  });

  it("removes what a killed process left, and not what is being written", async () => {
    const objects = new FolderObjects(folder);
    expect(await objects.removeUnfinished(new Date())).to.equal(0);
    await objects.put("a", text("x"));
    for (const name of ["old", "new"]) await writeFile(join(folder, "unfinished", name), "half");
    await utimes(join(folder, "unfinished", "old"), 1_000_000, 1_000_000);
    expect(await objects.removeUnfinished(new Date(Date.now() - 60_000))).to.equal(1);
    expect(await readdir(join(folder, "unfinished"))).to.deep.equal(["new"]);
    expect(words(await objects.get("a"))).to.equal("x");
  });
});
