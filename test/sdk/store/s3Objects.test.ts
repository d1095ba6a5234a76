import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { inspect } from "node:util";

import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { ContentCorruptError, contentHash } from "../../../sdk/store/content-store.ts";
import { OnceOnlyUnsupportedError } from "../../../sdk/store/object-store.ts";
import { StoreRefusedError, StoreUnreachableError } from "../../../sdk/store/s3-failure.ts";
import { S3Objects, type S3Options } from "../../../sdk/store/s3-objects.ts";
import { S3Store } from "../../../sdk/store/s3-store.ts";
import { rejection } from "../rejection.ts";
import { type Mischief, type Proxy, startProxy } from "./s3-proxy.ts";
import { freshBucket, S3_FOUND, type S3Server, s3Server } from "./s3-server.ts";

const text = (words: string) => new TextEncoder().encode(words);
const MIB = 1024 * 1024;
const PART = 8 * MIB;

async function* chunksOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What leaves a stream before it fails, and how it fails. */
async function leaving(stream: AsyncIterable<Uint8Array> | null): Promise<{ bytes: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of stream!) chunks.push(chunk);
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
  return { bytes: Buffer.concat(chunks), error: null };
}

describe("S3Objects", function () {
  before(function () {
    if ("missing" in S3_FOUND) this.skip();
  });

  let server: S3Server;
  /** A client that is set up as its makers do, to show what it does. */
  let plain: S3Client;
  /** Without versions; with them and locks. */
  let bucket: S3Options;
  let locking: S3Options;
  const proxies: Proxy[] = [];

  before(async () => {
    server = await s3Server();
    const { endpoint, region, accessKey, secretKey } = server.options;
    plain = new S3Client({
      endpoint,
      region: region!,
      forcePathStyle: true,
      credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    });
    bucket = { ...server.options, bucket: freshBucket() };
    locking = { ...server.options, bucket: freshBucket() };
    expect(await new S3Objects(bucket).createBucket()).to.deep.equal({ isVersioned: false, canLock: false });
    expect(await new S3Objects(locking).createBucket({ canLock: true })).to.deep.equal({
      isVersioned: true,
      canLock: true,
    });
  });
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  after(() => plain?.destroy());

  async function behind(mischief: Mischief, options: S3Options = bucket): Promise<S3Options> {
    const proxy = await startProxy(options.endpoint, mischief);
    proxies.push(proxy);
    return { ...options, endpoint: proxy.endpoint };
  }

  const versionsOf = async (options: S3Options, Prefix = "") =>
    (await plain.send(new ListObjectVersionsCommand({ Bucket: options.bucket, Prefix }))).Versions ?? [];

  describe("given S3 client surprises", () => {
    describe("a checksum that the server does not look at", () => {
      it("is no help: the server takes other bytes than the checksum is of", async function () {
        if (server.rados === null) this.skip();
        const wrong = Buffer.alloc(32).toString("base64");
        const put = { Bucket: bucket.bucket, Key: "wrong", Body: text("hello"), ChecksumSHA256: wrong };
        expect((await plain.send(new PutObjectCommand(put))).ETag).to.equal('"5d41402abc4b2a76b9719d911017c592"');
      });

      const flipLast = (_: unknown, body: Buffer) => {
        const changed = Buffer.from(body);
        if (changed.length > 0) changed[changed.length - 1]! ^= 1;
        return changed;
      };

      it("is not relied on: what is changed on its way is refused, and nothing is kept", async () => {
        const objects = new S3Objects(await behind({ onBody: flipLast }));
        const error = await rejection(objects.put("changed", text("EUR 100")));
        expect(error).to.be.instanceOf(StoreRefusedError).and.to.include({ code: "XAmzContentSHA256Mismatch" });
        expect(await new S3Objects(bucket).head("changed")).to.equal(null);
      });

      it("is not relied on by the parts of a stream either", async () => {
        const onBody = (asked: IncomingMessage, body: Buffer) =>
          asked.url?.includes("partNumber=2") === true ? flipLast(asked, body) : body;
        const store = new S3Store(await behind({ onBody }));
        const bytes = randomBytes(3 * PART);
        const error = await rejection(store.putStream(chunksOf(bytes, MIB)));
        expect(error).to.be.instanceOf(StoreRefusedError).and.to.include({ code: "XAmzContentSHA256Mismatch" });
        expect(await new S3Store(bucket).has(contentHash(bytes))).to.equal(false);
        expect(await new S3Objects(bucket).removeUnfinished(new Date(Date.now() + 60_000))).to.equal(0);
      });
    });

    describe("a stream that is put", () => {
      it("is refused as the client sends it by itself", async function () {
        if (server.rados === null) this.skip();
        const put = { Bucket: bucket.bucket, Key: "streamed", Body: Readable.from([text("hello")]), ContentLength: 5 };
        expect(await rejection(plain.send(new PutObjectCommand(put)))).to.be.instanceOf(Error);
      });

      it("is taken in parts of known length", async () => {
        const bytes = randomBytes(2 * PART + 1);
        const store = new S3Store(bucket);
        const hash = await store.putStream(chunksOf(bytes, 65_537));
        expect(hash).to.equal(contentHash(bytes));
        expect(Buffer.from((await store.get(hash))!).equals(bytes)).to.equal(true);
      });
    });

    describe("a body that is cut off", () => {
      const bytes = randomBytes(3 * PART);
      const cutting = (isCut: (asked: IncomingMessage) => boolean): Mischief => ({
        onAnswer: (asked, body) =>
          asked.method === "GET" && body.length > 1_000 && isCut(asked) ? body.subarray(0, body.length - 7) : body,
      });
      let hash: string;
      before(async () => void (hash = await new S3Store(bucket).put(bytes)));

      it("is read again", async () => {
        const seen = new Set<string>();
        const once = cutting(({ headers }) => {
          const range = headers.range ?? "all";
          return !seen.has(range) && seen.add(range) !== undefined;
        });
        const store = new S3Store(await behind(once));
        expect(Buffer.from((await store.get(hash))!).equals(bytes)).to.equal(true);
        expect(Buffer.concat(await collected((await store.getStream(hash))!)).equals(bytes)).to.equal(true);
        expect(seen.size).to.equal(4);
      });

      it("is refused where it stays so, and no byte of the cut part leaves", async () => {
        const options = await behind(cutting(({ headers }) => headers.range?.startsWith(`bytes=${PART}-`) !== false));
        const store = new S3Store(options);
        expect(await rejection(store.get(hash))).to.be.instanceOf(StoreUnreachableError);
        const { bytes: left, error } = await leaving(await store.getStream(hash));
        expect(error).to.be.instanceOf(StoreUnreachableError);
        expect(left.equals(bytes.subarray(0, PART))).to.equal(true);
      });

      it("is found where the object was cut on the disks, though the server sends it at full length", async function () {
        if (server.rados === null) this.skip();
        const cut = randomBytes(3 * MIB);
        const store = new S3Store(bucket);
        const its = await store.put(cut);
        await server.rados("truncate", await diskName(its), String(2 * MIB));
        expect(await rejection(store.get(its))).to.be.instanceOf(ContentCorruptError);
        const { bytes: left, error } = await leaving(await store.getStream(its));
        expect(error).to.be.instanceOf(ContentCorruptError);
        expect(left.length).to.equal(cut.length);
        await store.put(cut);
        expect(Buffer.from((await store.get(its))!).equals(cut)).to.equal(true);
      });
    });

    describe("a part that is another", () => {
      it("is refused where ranges are overlooked", async () => {
        const objects = new S3Objects(bucket);
        await objects.put("ranges", text("0123456789"));
        const deaf: Mischief = {
          answer: ({ method, headers }, response) => {
            if (method !== "GET" || headers.range === undefined) return false;
            response.writeHead(200, { "content-length": 10 }).end("0123456789");
            return true;
          },
        };
        const error = await rejection(new S3Objects(await behind(deaf)).getRange("ranges", 2, 4));
        expect(error).to.be.instanceOf(StoreRefusedError).and.to.include({ code: "InvalidRange" });
      });

      it("is refused where the object is replaced while it is read", async () => {
        const objects = new S3Objects(bucket);
        await objects.put("replaced", randomBytes(3 * PART));
        const stream = (await objects.getStream("replaced"))![Symbol.asyncIterator]();
        await stream.next();
        // The second part is under way, and may be of either; the third is not asked for yet.
        await objects.put("replaced", randomBytes(4 * PART));
        const rest = async () => {
          while ((await stream.next()).done !== true);
        };
        const error = await rejection(rest());
        expect(error).to.be.instanceOf(StoreRefusedError).and.to.include({ code: "PreconditionFailed" });
      });
    });

    describe("an object that an operator swaps on the disks, under lock", () => {
      const swap = async (name: string, content: Uint8Array) => {
        const folder = await mkdtemp(join(tmpdir(), "fisc-swap-"));
        try {
          await writeFile(join(folder, "content"), content);
          await server.rados!("put", name, join(folder, "content"));
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      };

      it("keeps its ETag, length and lock, and is found by its hash alone", async function () {
        if (server.rados === null) this.skip();
        const store = new S3Store({ ...locking, retainDays: 1 });
        const hash = await store.put(text("pay EUR 100 to Luz del Norte"));
        const [version] = await versionsOf(locking, keyOf(hash));
        const at = { Bucket: locking.bucket, Key: keyOf(hash), VersionId: version?.VersionId };
        const before = await plain.send(new HeadObjectCommand(at));
        expect(before.ObjectLockMode).to.equal("COMPLIANCE");
        expect(await rejection(plain.send(new DeleteObjectCommand(at)))).to.have.property("name", "AccessDenied");

        await swap(await diskName(hash, at.VersionId), text("pay EUR 900 to somebody else"));

        const after = await plain.send(new HeadObjectCommand(at));
        for (const field of ["ETag", "ContentLength", "VersionId", "ObjectLockMode"] as const) {
          expect(after[field], field).to.equal(before[field]);
        }
        const error = await rejection(store.get(hash));
        expect(error).to.be.instanceOf(ContentCorruptError);
        expect(error).to.have.property("found", contentHash(text("pay EUR 900 to somebody else")));
        expect((await leaving(await store.getStream(hash))).error).to.be.instanceOf(ContentCorruptError);

        // Put again, the right bytes are a version of their own; the swapped one stays as evidence.
        await store.put(text("pay EUR 100 to Luz del Norte"));
        expect(await store.get(hash)).to.deep.equal(text("pay EUR 100 to Luz del Norte"));
        expect((await versionsOf(locking, keyOf(hash))).length).to.equal(2);
      });

      it("is found in any piece of a large one", async function () {
        if (server.rados === null) this.skip();
        const store = new S3Store({ ...locking, retainDays: 1 });
        const bytes = randomBytes(2 * PART);
        const others = new Set((await server.rados("ls")).split("\n"));
        const hash = await store.putStream(chunksOf(bytes, MIB));
        const pieces = (await server.rados("ls")).split("\n").filter((name) => !others.has(name));
        const piece = pieces.find((name) => name.includes("__shadow_"));
        expect(piece, pieces.join(" ")).to.not.equal(undefined);
        await swap(piece!, randomBytes(4 * MIB));
        expect(await rejection(store.get(hash))).to.be.instanceOf(ContentCorruptError);
        expect((await leaving(await store.getStream(hash))).error).to.be.instanceOf(ContentCorruptError);
      });
    });

    describe("a lock that the server forgets", () => {
      const lock = () => ({
        ObjectLockMode: "COMPLIANCE" as const,
        ObjectLockRetainUntilDate: new Date(Date.now() + 60_000),
      });
      const modeOf = async (Key: string) =>
        (await plain.send(new HeadObjectCommand({ Bucket: locking.bucket, Key }))).ObjectLockMode;

      it("is asked for with an upload in parts, or a copy of one, and is not there", async function () {
        if (server.rados === null) this.skip();
        await new S3Objects(locking).putStream(chunksOf(randomBytes(PART + 1), MIB), "parts");
        const copy = { Bucket: locking.bucket, Key: "copy", CopySource: `${locking.bucket}/parts`, ...lock() };
        await plain.send(new CopyObjectCommand(copy));
        expect(await modeOf("copy")).to.equal(undefined);

        const at = { Bucket: locking.bucket, Key: "upload" };
        const { UploadId } = await plain.send(new CreateMultipartUploadCommand({ ...at, ...lock() }));
        const part = { ...at, UploadId, PartNumber: 1 };
        const { ETag } = await plain.send(new UploadPartCommand({ ...part, Body: randomBytes(5 * MIB) }));
        const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
        await plain.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
        expect(await modeOf("upload")).to.equal(undefined);
      });

      it("is set by itself, for as long as is said: put whole, by name, or by hash", async () => {
        const options = { ...locking, prefix: "locked", retainDays: 3 };
        const objects = new S3Objects(options);
        await objects.put("whole", text("x"));
        await objects.putStream(chunksOf(randomBytes(PART + 1), MIB), "streamed");
        await objects.putStream(chunksOf(randomBytes(PART + 1), MIB), () => Promise.resolve("hashed"));
        for (const key of ["whole", "streamed", "hashed"]) {
          const asked = new GetObjectRetentionCommand({ Bucket: locking.bucket, Key: `locked/${key}` });
          const { Retention } = await plain.send(asked);
          expect(Retention?.Mode, key).to.equal("COMPLIANCE");
          const days = (Number(Retention?.RetainUntilDate) - Date.now()) / (24 * 60 * 60 * 1000);
          expect(days, key).to.be.within(2.9, 3.1);
          const [version] = await versionsOf(locking, `locked/${key}`);
          const at = { Bucket: locking.bucket, Key: `locked/${key}`, VersionId: version?.VersionId };
          expect(await rejection(plain.send(new DeleteObjectCommand(at)))).to.have.property("name", "AccessDenied");
        }
      });
    });

    describe("a condition that the server overlooks", () => {
      it("lets a second writer in where the bucket keeps versions", async function () {
        if (server.rados === null) this.skip();
        const put = { Bucket: locking.bucket, Key: "once", IfNoneMatch: "*" };
        await plain.send(new PutObjectCommand({ ...put, Body: text("1") }));
        await plain.send(new PutObjectCommand({ ...put, Body: text("2") }));
        expect((await versionsOf(locking, "once")).length).to.equal(2);
      });

      it("is not relied on there: ifAbsent is refused, and nothing is put", async () => {
        const objects = new S3Objects(locking);
        const error = await rejection(objects.put("first", text("x"), { ifAbsent: true }));
        expect(error).to.be.instanceOf(OnceOnlyUnsupportedError);
        expect(await objects.head("first")).to.equal(null);
      });

      it("is tried first where the bucket keeps none", async () => {
        const deaf: Mischief = {
          answer: ({ method, headers }, response) => {
            if (method !== "PUT" || headers["if-none-match"] === undefined) return false;
            response.writeHead(200, { "content-length": 0 }).end();
            return true;
          },
        };
        const error = await rejection(new S3Objects(await behind(deaf)).put("first", text("x"), { ifAbsent: true }));
        expect(error).to.be.instanceOf(OnceOnlyUnsupportedError);
        expect(await new S3Objects(bucket).head("first")).to.equal(null);
      });

      it("is met by our own bytes where an answer was lost", async () => {
        let isLost = false;
        const losing: Mischief = {
          onAnswer: ({ method, url }, body) => {
            if (method !== "PUT" || url?.includes("/lost") !== true || isLost) return body;
            isLost = true;
            throw new Error("cable pulled");
          },
        };
        const objects = new S3Objects(await behind(losing));
        expect(await objects.put("lost", text("x"), { ifAbsent: true })).to.equal(true);
        expect(isLost).to.equal(true);
        expect(await objects.put("lost", text("y"), { ifAbsent: true })).to.equal(false);
      });
    });

    describe("a bucket that is not there", () => {
      it("is told from an object that is not there", async () => {
        const absent = { ...bucket, bucket: "fisc-nobody" };
        const store = new S3Store(absent);
        for (const attempt of [
          () => store.has(`0x${"00".repeat(32)}`),
          () => store.get(`0x${"00".repeat(32)}`),
          () => store.put(text("x")),
          () => collected(store.list()),
        ]) {
          const error = await rejection(attempt());
          expect(error).to.be.instanceOf(StoreRefusedError).and.to.include({ code: "NoSuchBucket" });
          expect((error as Error).message)
            .to.include("fisc-nobody")
            .and.to.include("FISC_S3_BUCKET");
        }
      });

      it("can be made between two attempts", async () => {
        const objects = new S3Objects({ ...bucket, bucket: freshBucket() });
        expect(await rejection(objects.head("a"))).to.be.instanceOf(StoreRefusedError);
        await objects.createBucket({ isVersioned: true });
        expect(await objects.head("a")).to.equal(null);
        expect(await objects.createBucket()).to.deep.equal({ isVersioned: true, canLock: false });
      });
    });
  });

  describe("given a server that does not answer", () => {
    it("says so where nobody listens", async () => {
      const error = await rejection(new S3Store({ ...bucket, endpoint: "http://127.0.0.1:9" }).put(text("x")));
      expect(error).to.be.instanceOf(StoreUnreachableError);
      expect((error as Error).message)
        .to.include("ECONNREFUSED")
        .and.to.include("FISC_S3_ENDPOINT");
    });

    it("waits no longer than it is told to", async () => {
      const silent = await behind({ answer: () => true });
      const started = Date.now();
      const error = await rejection(new S3Store({ ...silent, timeout: 300 }).put(text("x")));
      expect(error).to.be.instanceOf(StoreUnreachableError);
      expect(Date.now() - started).to.be.lessThan(20_000);
    });

    it("tries again where the server is busy", async () => {
      let refusals = 2;
      const busy: Mischief = {
        answer: ({ method }, response) => {
          if (method !== "PUT" || refusals === 0) return false;
          refusals--;
          response.writeHead(503).end();
          return true;
        },
      };
      const hash = await new S3Store(await behind(busy)).put(text("busy"));
      expect(await new S3Store(bucket).get(hash)).to.deep.equal(text("busy"));
    });
  });

  describe("given wrong keys", () => {
    for (const [what, wrong] of [
      ["an access key that is not known", { accessKey: "NOBODYNOBODYNOBODY12" }],
      ["another secret key", { secretKey: "0".repeat(40) }],
    ] as const) {
      it(`says so of ${what}, and keeps the secret key out of the error`, async () => {
        const options = { ...bucket, ...wrong };
        const error = await rejection(new S3Store(options).put(text("x")));
        expect(error).to.be.instanceOf(StoreRefusedError).and.to.include({ code: "AccessDenied" });
        expect((error as Error).message).to.include("FISC_S3_SECRET_KEY");
        expect(inspect(error, { depth: 20, showHidden: true })).to.not.include(options.secretKey);
      });
    }
  });

  describe("given a bucket that keeps versions", () => {
    it("makes no version of what is there already", async () => {
      const store = new S3Store({ ...locking, prefix: "same" });
      const bytes = randomBytes(PART + 1);
      await store.put(bytes);
      await store.put(bytes);
      await store.putStream(chunksOf(bytes, MIB));
      expect((await versionsOf(locking, "same/")).length).to.equal(1);
    });

    it("leaves no version of what was on its way", async () => {
      const store = new S3Store({ ...locking, prefix: "moved", retainDays: 1 });
      const hash = await store.putStream(chunksOf(randomBytes(PART + 1), MIB));
      expect((await versionsOf(locking, "moved/")).map(({ Key }) => Key)).to.deep.equal([`moved/${keyOf(hash)}`]);
      const page = await plain.send(new ListObjectVersionsCommand({ Bucket: locking.bucket, Prefix: "moved/" }));
      expect(page.DeleteMarkers ?? []).to.deep.equal([]);
    });

    it("refuses to promise a lock that the bucket cannot do", async () => {
      const error = await rejection(new S3Store({ ...bucket, retainDays: 1 }).put(text("x")));
      expect(error).to.be.instanceOf(StoreRefusedError);
      expect((error as Error).message).to.include("cannot lock objects");
    });
  });

  describe("given what a killed process left", () => {
    it("removes it, parts and copies, where it is older than is said", async () => {
      const options = { ...locking, prefix: "killed" };
      const uploads = async () =>
        (await plain.send(new ListMultipartUploadsCommand({ Bucket: options.bucket, Prefix: "killed/" }))).Uploads ??
        [];
      const writer = fork(new URL("./s3-writer.ts", import.meta.url), [JSON.stringify(options)], {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      await new Promise<void>((resolve) => {
        writer.on("message", () => writer.kill("SIGKILL"));
        writer.on("exit", () => resolve());
      });
      await plain.send(
        new PutObjectCommand({ Bucket: options.bucket, Key: "killed/unfinished/copy", Body: text("not yet copied") }),
      );
      expect((await uploads()).length).to.equal(1);

      const objects = new S3Objects(options);
      expect(await collected(objects.list())).to.deep.equal([]);
      expect(await objects.removeUnfinished(new Date(Date.now() - 60_000))).to.equal(0);
      expect(await objects.removeUnfinished(new Date(Date.now() + 60_000))).to.equal(2);
      expect(await uploads()).to.deep.equal([]);
      expect(await versionsOf(options, "killed/")).to.deep.equal([]);
    });
  });

  describe("close", () => {
    it("lets go of connections, and connects again", async () => {
      const objects = new S3Objects(bucket);
      await objects.put("closed", text("x"));
      await objects.close();
      expect(await objects.get("closed")).to.deep.equal(text("x"));
      await objects.close();
    });
  });

  it("asks for the parts that a stream is sent in, and no more", async () => {
    const proxy = await startProxy(bucket.endpoint, {});
    proxies.push(proxy);
    await new S3Store({ ...bucket, endpoint: proxy.endpoint }).putStream(chunksOf(randomBytes(2 * PART + 5), MIB));
    expect(proxy.asked.filter((asked) => asked.includes("partNumber=")).length).to.equal(3);
  });

  function keyOf(hash: string): string {
    return `${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash.slice(2)}`;
  }

  /** What Ceph calls the first piece of an object, in a bucket without versions or of one version. */
  async function diskName(hash: string, version?: string): Promise<string> {
    const end = version === undefined ? `_${keyOf(hash)}` : `__:${version}_${keyOf(hash)}`;
    const [name, ...others] = (await server.rados!("ls")).split("\n").filter((name) => name.endsWith(end));
    expect(others).to.deep.equal([]);
    return name!;
  }
});
