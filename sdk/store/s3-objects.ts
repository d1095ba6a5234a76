/* eslint-disable no-restricted-imports -- the S3 backend, for servers alone: its keys are not for a browser */
import { createHash, randomUUID } from "node:crypto";
import type { Readable } from "node:stream";

import type * as Sdk from "@aws-sdk/client-s3";

import { inParts } from "./in-parts.ts";
import {
  checkedKey,
  checkedPrefix,
  checkRange,
  type ObjectHead,
  type ObjectStore,
  OnceOnlyUnsupportedError,
  sameBytes,
  UNFINISHED,
} from "./object-store.ts";
import { StoreRefusedError, StoreUnreachableError, told } from "./s3-failure.ts";

/** Where a bucket is and how it is used. */
export interface S3Options {
  /** The server's address, as http://127.0.0.1:7480. */
  readonly endpoint: string;
  /** The bucket. */
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** The region, for servers that have some; us-east-1 where it is left out. */
  readonly region?: string;
  /** What each name begins with in the bucket, as "published"; nothing where it is left out. */
  readonly prefix?: string;
  /**
   * For how many days nobody, not even the bucket's owner, can delete an object or shorten this (object lock in
   * compliance mode). Where it is left out, nothing is locked. Personal data that may have to be erased is not locked.
   */
  readonly retainDays?: number;
  /** How long the server may be silent, in milliseconds; a minute where it is left out. */
  readonly timeout?: number;
  /** How many names a page of a list has; a thousand where it is left out. */
  readonly pageSize?: number;
}

/** What a bucket can do. */
export interface S3Bucket {
  /** Whether an overwritten or deleted object is kept as an earlier version. */
  readonly isVersioned: boolean;
  /** Whether objects can be locked. */
  readonly canLock: boolean;
}

/** What is sent or read at once. S3 takes 10,000 parts of at least 5 MiB: 78 GiB in parts of this size. */
const PART_BYTES = 8 * 1024 * 1024;

/** What one copy within S3 can be at most. */
const LONGEST_COPY = 5 * 1024 ** 3;

/** How often what breaks off is read again; requests that fail as a whole are repeated by the client. */
const READS = 3;

/** The answer where a part begins after the end of its object. */
const BEYOND = "beyond";

const DAY = 24 * 60 * 60 * 1000;

/** The client is loaded at the first use: who keeps a folder never waits for it. */
interface Connection {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
}

/**
 * An object store in a bucket of an S3 server, as Ceph's RADOS Gateway.
 *
 * The server is not trusted with more than keeping: every body goes out with its SHA-256 in the signature, so that what
 * is changed on the way is refused, and what comes in must be as long as announced. Whether it is the right bytes, the
 * hash says that its reader has; a server's ETag does not, since who can write to its disks can keep it the same.
 *
 * Reads and writes are in parts of 8 MiB, one of them on its way while the next is made: memory does not grow with the
 * object.
 *
 * `ifAbsent` needs a bucket without versions: Ceph 16 overlooks the condition where there are some. This is tried before
 * it is relied on.
 */
export class S3Objects implements ObjectStore {
  readonly #options: S3Options;
  readonly #prefix: string;
  #connection: Promise<Connection> | null = null;
  #bucket: Promise<S3Bucket> | null = null;
  #onceOnly: Promise<void> | null = null;

  /** @param options The bucket. No connection is made before the first use. */
  constructor(options: S3Options) {
    this.#options = options;
    this.#prefix = options.prefix === undefined ? "" : `${checkedKey(options.prefix)}/`;
  }

  /**
   * Makes the bucket where it is missing.
   *
   * @param options `canLock` for a bucket whose objects can be locked, which has versions then; `isVersioned` for one
   * that keeps versions; neither for one that does `ifAbsent`.
   * @returns What the bucket can do: one that was there stays as it is, and a server may not do all.
   * @throws StoreRefusedError where the bucket is another's, or the server cannot lock.
   * @example await new S3Objects(options).createBucket({ canLock: true });
   */
  async createBucket({ isVersioned = false, canLock = false }: Partial<S3Bucket> = {}): Promise<S3Bucket> {
    const { sdk, client } = await this.#connect();
    const Bucket = this.#options.bucket;
    await told(async () => {
      const there = await client.send(new sdk.HeadBucketCommand({ Bucket })).catch(nullWhereAbsent);
      if (there !== null) return;
      await client.send(new sdk.CreateBucketCommand({ Bucket, ...(canLock && { ObjectLockEnabledForBucket: true }) }));
      if (isVersioned && !canLock) {
        const VersioningConfiguration = { Status: "Enabled" } as const;
        await client.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      }
    });
    this.#bucket = null;
    return this.bucket();
  }

  /**
   * Says what the bucket can do.
   *
   * @returns It.
   * @throws StoreRefusedError where there is no such bucket, or it is another's.
   * @example if (!(await objects.bucket()).canLock) console.warn("Objects can be deleted.");
   */
  async bucket(): Promise<S3Bucket> {
    this.#bucket ??= this.#readBucket().catch((error: unknown) => {
      this.#bucket = null;
      throw error;
    });
    return this.#bucket;
  }

  async put(key: string, bytes: Uint8Array, { ifAbsent = false } = {}): Promise<boolean> {
    const Key = this.#keyOf(key);
    const { sdk, client, Bucket } = await this.#open();
    if (ifAbsent) await this.#requireOnceOnly();
    try {
      await told(() =>
        client.send(
          new sdk.PutObjectCommand({
            Bucket,
            Key,
            Body: bytes,
            ...(ifAbsent && { IfNoneMatch: "*" }),
            ...this.#lock(),
            // S3 wants it with a lock.
            ...(this.#options.retainDays !== undefined && {
              ContentMD5: createHash("md5").update(bytes).digest("base64"),
            }),
          }),
        ),
      );
      return true;
    } catch (error) {
      if (!ifAbsent || !(error instanceof StoreRefusedError) || error.code !== "PreconditionFailed") throw error;
      // It may be our own: a request whose answer was lost is sent again.
      const there = await this.get(key);
      return there !== null && sameBytes(there, bytes);
    }
  }

  async get(key: string): Promise<Uint8Array | null> {
    const Key = this.#keyOf(key);
    await this.#open();
    return this.#read(Key);
  }

  async getRange(key: string, start: number, end: number): Promise<Uint8Array | null> {
    checkRange(start, end);
    const Key = this.#keyOf(key);
    await this.#open();
    if (start === end) return (await this.#head(Key)) === null ? null : new Uint8Array(0);
    return this.#read(Key, { start, end });
  }

  async head(key: string): Promise<ObjectHead | null> {
    const Key = this.#keyOf(key);
    await this.#open();
    const found = await this.#head(Key);
    return found === null ? null : { length: found.length };
  }

  async *list(prefix = ""): AsyncIterable<string> {
    checkedPrefix(prefix);
    const { sdk, client, Bucket } = await this.#open();
    let ContinuationToken: string | undefined;
    do {
      const page = await told(() =>
        client.send(
          new sdk.ListObjectsV2Command({
            Bucket,
            Prefix: this.#prefix + prefix,
            MaxKeys: this.#options.pageSize,
            ContinuationToken,
          }),
        ),
      );
      for (const { Key = "" } of page.Contents ?? []) {
        const key = Key.slice(this.#prefix.length);
        if (isKey(key)) yield key;
      }
      ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  async putStream(chunks: AsyncIterable<Uint8Array>, key: string | (() => Promise<string | null>)): Promise<void> {
    if (typeof key === "string") checkedKey(key);
    await this.#open();
    const parts = inParts(chunks, PART_BYTES);
    // What fits into one part is not worth three requests.
    const first = await parts.next();
    const second = first.done === true ? first : await parts.next();
    if (second.done === true) {
      const target = typeof key === "string" ? key : await key();
      if (target !== null) await this.put(target, first.value ?? new Uint8Array(0));
      return;
    }
    const all = restOf([first.value as Uint8Array, second.value], parts);
    if (typeof key !== "string") return this.#uploadThenCopy(all, key);
    const version = await this.#upload(this.#keyOf(key), all, this.#lock());
    await this.#lockAfterwards(this.#keyOf(key), version);
  }

  async getStream(key: string): Promise<AsyncIterable<Uint8Array> | null> {
    const Key = this.#keyOf(key);
    await this.#open();
    const found = await this.#head(Key);
    return found === null ? null : this.#parts(Key, found);
  }

  async removeUnfinished(before: Date): Promise<number> {
    const { sdk, client, Bucket } = await this.#open();
    let removed = 0;
    for (const { Key, UploadId } of await this.#unfinishedUploads(before)) {
      await told(() => client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
      removed++;
    }
    for (const { Key, VersionId } of await this.#unfinishedObjects(before)) {
      await told(() => client.send(new sdk.DeleteObjectCommand({ Bucket, Key, VersionId })));
      removed++;
    }
    return removed;
  }

  /** Lets go of connections; the store connects again where it is used again. */
  async close(): Promise<void> {
    const connection = await this.#connection;
    this.#connection = null;
    connection?.client.destroy();
  }

  #keyOf(key: string): string {
    return this.#prefix + checkedKey(key);
  }

  async #connect(): Promise<Connection> {
    this.#connection ??= import("@aws-sdk/client-s3").then((sdk) => {
      const { endpoint, region = "us-east-1", accessKey, secretKey, timeout = 60_000 } = this.#options;
      const client = new sdk.S3Client({
        endpoint,
        region,
        credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
        forcePathStyle: true,
        // Newer checksums travel in trailers, which Ceph 16 answers with 411; the signature covers the body's SHA-256.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        requestHandler: { connectionTimeout: Math.min(timeout, 10_000), socketTimeout: timeout },
      });
      return { sdk, client };
    });
    return this.#connection;
  }

  /** A request that finds nothing looks the same in a bucket that is not there, so the bucket is looked for first. */
  async #open(): Promise<Connection & { readonly Bucket: string }> {
    const { canLock } = await this.bucket();
    if (this.#options.retainDays !== undefined && !canLock) {
      throw new StoreRefusedError(
        "ObjectLockConfigurationNotFoundError",
        `The bucket ${this.#options.bucket} cannot lock objects, and FISC_S3_RETAIN_DAYS asks for it.`,
        "Create a bucket with object lock: it cannot be switched on later.",
      );
    }
    return { ...(await this.#connect()), Bucket: this.#options.bucket };
  }

  async #readBucket(): Promise<S3Bucket> {
    const { sdk, client } = await this.#connect();
    const Bucket = this.#options.bucket;
    return told(async () => {
      if ((await client.send(new sdk.HeadBucketCommand({ Bucket })).catch(nullWhereAbsent)) === null) {
        throw new StoreRefusedError(
          "NoSuchBucket",
          `${this.#options.endpoint} has no bucket ${Bucket}.`,
          "Create it, or set FISC_S3_BUCKET to the one that is meant.",
        );
      }
      // Who may not ask finds out by trying.
      const versioning = await client
        .send(new sdk.GetBucketVersioningCommand({ Bucket }))
        .catch((error: unknown) => nullWhere(error, ["AccessDenied", "NotImplemented"]));
      const lock = await client
        .send(new sdk.GetObjectLockConfigurationCommand({ Bucket }))
        .catch((error: unknown) => nullWhere(error, LOCKS_NOT));
      return {
        isVersioned: versioning?.Status !== undefined,
        canLock: lock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled",
      };
    });
  }

  /** Tries, once, whether the server keeps a second writer away: some answer that they did and overwrite. */
  async #requireOnceOnly(): Promise<void> {
    this.#onceOnly ??= this.#tryOnceOnly().catch((error: unknown) => {
      this.#onceOnly = null;
      throw error;
    });
    return this.#onceOnly;
  }

  async #tryOnceOnly(): Promise<void> {
    const { sdk, client, Bucket } = await this.#open();
    if ((await this.bucket()).isVersioned) {
      throw new OnceOnlyUnsupportedError(
        `The bucket ${Bucket} keeps versions: some servers, Ceph 16 among them, then overlook the condition.`,
        "Give what is written once a bucket of its own, without versions.",
      );
    }
    const Key = `${this.#prefix}${UNFINISHED}/${randomUUID()}`;
    const put = () => client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: new Uint8Array(1), IfNoneMatch: "*" }));
    await told(put);
    const isKept = await told(put).then(
      () => false,
      (error: unknown) => {
        if (error instanceof StoreRefusedError && error.code === "PreconditionFailed") return true;
        throw error;
      },
    );
    await told(() => client.send(new sdk.DeleteObjectCommand({ Bucket, Key })));
    if (isKept) return;
    throw new OnceOnlyUnsupportedError(
      `${this.#options.endpoint} overlooks the condition If-None-Match.`,
      "Use a server that does it, as Ceph from version 16 on, or a folder.",
    );
  }

  #lock(): { ObjectLockMode: "COMPLIANCE"; ObjectLockRetainUntilDate: Date } | null {
    const { retainDays } = this.#options;
    if (retainDays === undefined) return null;
    return { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: new Date(Date.now() + retainDays * DAY) };
  }

  /** Ceph 16 forgets the lock that goes with an upload in parts, and with a copy of one. */
  async #lockAfterwards(Key: string, version: { VersionId?: string } = {}): Promise<void> {
    const lock = this.#lock();
    if (lock === null) return;
    const { sdk, client, Bucket } = await this.#open();
    const Retention = { Mode: lock.ObjectLockMode, RetainUntilDate: lock.ObjectLockRetainUntilDate };
    await told(() => client.send(new sdk.PutObjectRetentionCommand({ Bucket, Key, ...version, Retention })));
  }

  async #head(Key: string): Promise<{ length: number; etag: string | undefined } | null> {
    const { sdk, client } = await this.#connect();
    const asked = new sdk.HeadObjectCommand({ Bucket: this.#options.bucket, Key });
    const found = await told(() => client.send(asked).catch(nullWhereAbsent));
    return found === null ? null : { length: found.ContentLength ?? 0, etag: found.ETag };
  }

  /** Reads an object or a part of it into memory, again where the server breaks off. */
  async #read(
    Key: string,
    range?: { readonly start: number; readonly end: number; readonly etag?: string | undefined },
  ): Promise<Uint8Array | null> {
    const { sdk, client } = await this.#connect();
    const asked = {
      Bucket: this.#options.bucket,
      Key,
      ...(range !== undefined && { Range: `bytes=${range.start}-${range.end - 1}`, IfMatch: range.etag }),
    };
    for (let attempt = 1; ; attempt++) {
      const answer = await told(() =>
        client.send(new sdk.GetObjectCommand(asked)).catch((error: unknown) => {
          if ((error as Error).name === "InvalidRange") return BEYOND;
          return nullWhere(error, ["NoSuchKey", "NotFound"]);
        }),
      );
      if (answer === null) return null;
      if (answer === BEYOND) return new Uint8Array(0);
      const body = answer.Body as Readable;
      if (range !== undefined && answer.ContentRange?.startsWith(`bytes ${range.start}-`) !== true) {
        body.destroy();
        throw new StoreRefusedError(
          "InvalidRange",
          "It was asked for a part of an object and sent another.",
          "See that nothing between here and the server takes away the header Range.",
        );
      }
      try {
        return await told(() => collected(body, answer.ContentLength));
      } catch (error) {
        if (attempt === READS) throw error;
      }
    }
  }

  async *#parts(
    Key: string,
    { length, etag }: { length: number; etag: string | undefined },
  ): AsyncIterable<Uint8Array> {
    const read = (start: number) => {
      const part = this.#read(Key, { start, end: Math.min(start + PART_BYTES, length), etag });
      // It is awaited below, or by nobody where the reader has gone away.
      part.catch(() => {});
      return part;
    };
    let next = length === 0 ? null : read(0);
    for (let at = 0; next !== null;) {
      const part = await next;
      if (part?.length !== Math.min(PART_BYTES, length - at)) {
        throw new StoreUnreachableError(`The object is gone or has another length since it was begun, at byte ${at}.`);
      }
      at += part.length;
      next = at < length ? read(at) : null;
      yield part;
    }
  }

  /** Uploads that were begun and neither ended nor given up: a name known from the start is written to directly. */
  async #unfinishedUploads(before: Date): Promise<Sdk.MultipartUpload[]> {
    const { sdk, client, Bucket } = await this.#open();
    const found: Sdk.MultipartUpload[] = [];
    let asked: Sdk.ListMultipartUploadsCommandInput | null = { Bucket, Prefix: this.#prefix };
    while (asked !== null) {
      const command: Sdk.ListMultipartUploadsCommand = new sdk.ListMultipartUploadsCommand(asked);
      const page: Sdk.ListMultipartUploadsCommandOutput = await told(() => client.send(command));
      found.push(...(page.Uploads ?? []).filter(({ Initiated }) => Initiated !== undefined && Initiated < before));
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      asked = page.IsTruncated === true ? { ...asked, KeyMarker, UploadIdMarker } : null;
    }
    return found;
  }

  /** Uploads that ended and were neither copied to their place nor deleted. */
  async #unfinishedObjects(before: Date): Promise<Sdk.ObjectVersion[]> {
    const { sdk, client, Bucket } = await this.#open();
    const found: Sdk.ObjectVersion[] = [];
    let asked: Sdk.ListObjectVersionsCommandInput | null = { Bucket, Prefix: `${this.#prefix}${UNFINISHED}/` };
    while (asked !== null) {
      const command: Sdk.ListObjectVersionsCommand = new sdk.ListObjectVersionsCommand(asked);
      const page: Sdk.ListObjectVersionsCommandOutput = await told(() => client.send(command));
      const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      found.push(...all.filter(({ LastModified }) => LastModified !== undefined && LastModified < before));
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      asked = page.IsTruncated === true ? { ...asked, KeyMarker, VersionIdMarker } : null;
    }
    return found;
  }

  /** Uploads parts to a name; returns what can delete just this upload. */
  async #upload(Key: string, parts: AsyncIterable<Uint8Array>, lock: object | null): Promise<{ VersionId?: string }> {
    const { sdk, client, Bucket } = await this.#open();
    const { UploadId } = await told(() => client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ...lock })));
    const done: Sdk.CompletedPart[] = [];
    const send = async (Body: Uint8Array, PartNumber: number) => {
      const { ETag } = await told(() =>
        client.send(new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body })),
      );
      done.push({ PartNumber, ETag });
    };
    let sending: Promise<void> | null = null;
    try {
      let number = 0;
      for await (const part of parts) {
        await sending;
        sending = send(part, ++number);
        sending.catch(() => {});
      }
      await sending;
      const { VersionId } = await told(() =>
        client.send(
          new sdk.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: done } }),
        ),
      );
      return VersionId === undefined ? {} : { VersionId };
    } catch (error) {
      await sending?.catch(() => {});
      // What cannot be taken back now is left to removeUnfinished.
      await client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
      throw error;
    }
  }

  /** For a name that is known at the end alone: S3 renames nothing, but copies without sending the bytes again. */
  async #uploadThenCopy(parts: AsyncIterable<Uint8Array>, key: () => Promise<string | null>): Promise<void> {
    const { sdk, client, Bucket } = await this.#open();
    const unfinished = `${this.#prefix}${UNFINISHED}/${randomUUID()}`;
    const version = await this.#upload(unfinished, limited(parts), null);
    try {
      const target = await key();
      if (target === null) return;
      const copied = { Bucket, Key: this.#keyOf(target), CopySource: `${Bucket}/${unfinished}`, ...this.#lock() };
      await told(() => client.send(new sdk.CopyObjectCommand(copied)));
      await this.#lockAfterwards(copied.Key);
    } finally {
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: unfinished, ...version })).catch(() => {});
    }
  }
}

async function* restOf(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* first;
  yield* rest;
}

async function* limited(parts: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > LONGEST_COPY) {
      throw new StoreRefusedError(
        "EntityTooLarge",
        "An object that is kept by its hash has 5 GiB at the most here.",
        "Cut it into several files.",
      );
    }
    yield part;
  }
}

/** Reads a body to its end, which must be where the server said that it is. */
async function collected(body: Readable, length = 0): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > length) throw new StoreUnreachableError(`It announced ${length} bytes and sent more.`);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < length) throw new StoreUnreachableError(`It announced ${length} bytes and sent ${at}.`);
  return bytes;
}

const LOCKS_NOT = ["ObjectLockConfigurationNotFoundError", "NotImplemented", "AccessDenied"];

function nullWhereAbsent(error: unknown): null {
  return nullWhere(error, ["NoSuchKey", "NotFound", "NoSuchBucket"]);
}

function nullWhere(error: unknown, names: readonly string[]): null {
  if (names.includes((error as Error).name)) return null;
  throw error;
}

function isKey(text: string): boolean {
  try {
    checkedKey(text);
    return true;
  } catch {
    return false;
  }
}
