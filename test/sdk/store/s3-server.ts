/** Finds an S3 server for tests: a Ceph that runs, one that can be started, or one that was named. */
import { execFile, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { DeleteBucketCommand, DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";

import type { S3Options } from "../../../sdk/store/s3-objects.ts";

/** A server, and how to reach behind its back. */
export interface S3Server {
  /** Without a bucket: tests make their own. */
  readonly options: Omit<S3Options, "bucket">;
  /** Does what an operator can with the disks, where that is possible. */
  readonly rados: ((...args: string[]) => Promise<string>) | null;
}

const script = (name: string) => fileURLToPath(new URL(`../../../deploy/ceph/${name}`, import.meta.url));

const NEEDED = ["ceph-mon", "ceph-mgr", "ceph-osd", "radosgw", "radosgw-admin", "rados"];

/**
 * Which server the tests take, as text, or why there is none:
 * the Ceph in FISC_TEST_CEPH, the folder of deploy/ceph/up.sh; the server that FISC_S3_* name, where FISC_TEST_S3 is 1,
 * since nobody wants tests on a server because .env names it; or a Ceph of its own, where its packages are installed.
 */
export const S3_FOUND: { readonly kind: "running" | "named" | "installed" } | { readonly missing: string } = (() => {
  if (process.env["FISC_TEST_CEPH"]) return { kind: "running" } as const;
  if (process.env["FISC_TEST_S3"] === "1") return { kind: "named" } as const;
  const missing = NEEDED.filter((tool) => spawnSync(tool, ["--version"], { stdio: "ignore" }).error !== undefined);
  if (missing.length === 0) return { kind: "installed" } as const;
  return { missing: `${missing[0]} is not installed` };
})();

if ("missing" in S3_FOUND) {
  console.log(`Storage tests skip S3: ${S3_FOUND.missing}. To run them: deploy/ceph/install.sh, then this again.`);
}

const buckets: string[] = [];
let server: Promise<S3Server> | null = null;
let started: string | null = null;

/** Brings the server up at the first call; it goes down with the tests. */
export function s3Server(): Promise<S3Server> {
  server ??= open();
  return server;
}

/** A name for a bucket that no other run has; on a server that stays, the bucket goes with the tests. */
export function freshBucket(): string {
  const bucket = `fisc-test-${randomUUID()}`;
  buckets.push(bucket);
  return bucket;
}

async function open(): Promise<S3Server> {
  if ("missing" in S3_FOUND) throw new Error(S3_FOUND.missing);
  if (S3_FOUND.kind === "named") return { options: optionsFrom(process.env), rados: null };
  let folder = process.env["FISC_TEST_CEPH"] ?? "";
  if (S3_FOUND.kind === "installed") {
    folder = started = await mkdtemp(join(tmpdir(), "fisc-ceph-"));
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      process.once(signal, () => process.exit(code));
    }
    await promisify(execFile)(script("up.sh"), [folder]);
  }
  const settings = await readFile(join(folder, "s3.env"), "utf8");
  const env = Object.fromEntries(settings.split("\n").map((line) => line.split("=", 2) as [string, string]));
  const rados = async (...args: string[]) => {
    const pool = ["-c", join(folder, "ceph.conf"), "-p", "default.rgw.buckets.data"];
    return (await promisify(execFile)("rados", [...pool, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  };
  return { options: optionsFrom(env), rados };
}

function optionsFrom(env: Record<string, string | undefined>): Omit<S3Options, "bucket"> {
  return {
    endpoint: env["FISC_S3_ENDPOINT"] ?? "",
    accessKey: env["FISC_S3_ACCESS_KEY"] ?? "",
    secretKey: env["FISC_S3_SECRET_KEY"] ?? "",
    region: env["FISC_S3_REGION"] ?? "us-east-1",
  };
}

function stop(): void {
  if (started !== null) spawnSync(script("down.sh"), [started, "--delete"], { stdio: "ignore" });
  started = null;
  // A process that runs several files ends each of them: the next one opens another.
  server = null;
}

after(async () => {
  if (server !== null && "kind" in S3_FOUND && S3_FOUND.kind === "named") await removeBuckets((await server).options);
  stop();
});
process.once("exit", stop);

async function removeBuckets({ endpoint, region, accessKey, secretKey }: S3Server["options"]): Promise<void> {
  const client = new S3Client({
    endpoint,
    region: region!,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  });
  for (const Bucket of buckets.splice(0)) {
    try {
      for (;;) {
        const page = await client.send(new ListObjectVersionsCommand({ Bucket }));
        const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
        for (const { Key, VersionId } of all) await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
        if (page.IsTruncated !== true) break;
      }
      await client.send(new DeleteBucketCommand({ Bucket }));
    } catch (error) {
      const why = (error as Error).name;
      // Some names are never made into buckets; what tests lock outlives them.
      if (why !== "NoSuchBucket") console.log(`The bucket ${Bucket} stays at ${endpoint}: ${why}.`);
    }
  }
  client.destroy();
}
