import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { s3Options } from "../../scripts/cli/s3Options.ts";
import { storesAt } from "../../scripts/cli/storesAt.ts";
import { UsageError } from "../../scripts/cli/UsageError.ts";
import { FolderStore } from "../../sdk/store/folder-store.ts";
import { S3Objects } from "../../sdk/store/s3-objects.ts";
import { S3Store } from "../../sdk/store/s3-store.ts";
import { freshBucket, S3_FOUND, s3Server } from "../sdk/store/s3-server.ts";

const WHOLE = {
  FISC_S3_ENDPOINT: "https://s3.example",
  FISC_S3_BUCKET: "fisc",
  FISC_S3_ACCESS_KEY: "key",
  FISC_S3_SECRET_KEY: "secret",
};

describe("s3Options", () => {
  for (const env of [{}, { FISC_S3_ENDPOINT: "" }, { ...WHOLE, FISC_S3_ENDPOINT: undefined }]) {
    it(`are none where FISC_S3_ENDPOINT is not set: ${JSON.stringify(env)}`, () => {
      expect(s3Options(env)).to.equal(null);
    });
  }

  it("are what the variables say", () => {
    const named = { endpoint: "https://s3.example", bucket: "fisc", accessKey: "key", secretKey: "secret" };
    expect(s3Options({ ...WHOLE, FISC_S3_REGION: "", FISC_S3_RETAIN_DAYS: "" })).to.deep.equal(named);
    expect(s3Options({ ...WHOLE, FISC_S3_REGION: "eu", FISC_S3_RETAIN_DAYS: "3650" })).to.deep.equal({
      ...named,
      region: "eu",
      retainDays: 3650,
    });
  });

  for (const name of ["FISC_S3_BUCKET", "FISC_S3_ACCESS_KEY", "FISC_S3_SECRET_KEY"]) {
    it(`name ${name} where it is missing`, () => {
      for (const value of [undefined, ""]) {
        expect(() => s3Options({ ...WHOLE, [name]: value })).to.throw(UsageError, `${name} is not set.`);
      }
    });
  }

  for (const [name, value] of [
    ["FISC_S3_ENDPOINT", "127.0.0.1:7480"],
    ["FISC_S3_ENDPOINT", "file:///etc"],
    ["FISC_S3_RETAIN_DAYS", "0"],
    ["FISC_S3_RETAIN_DAYS", "-1"],
    ["FISC_S3_RETAIN_DAYS", "1.5"],
    ["FISC_S3_RETAIN_DAYS", "ten years"],
  ] as const) {
    it(`refuse "${value}" as ${name}`, () => {
      expect(() => s3Options({ ...WHOLE, [name]: value })).to.throw(UsageError, `${name} is "${value}".`);
    });
  }
});

describe("storesAt", () => {
  it("opens folders where no bucket is set", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fisc-stores-"));
    try {
      const { published, kept } = storesAt(folder, {});
      expect(published).to.be.instanceOf(FolderStore);
      const hash = await kept.put(new Uint8Array([1]));
      expect(await new FolderStore(join(folder, "kept")).has(hash)).to.equal(true);
      expect(await published.has(hash)).to.equal(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("opens a bucket where one is set: locked what is published, and never what is kept", async function () {
    if ("missing" in S3_FOUND) return this.skip();
    const { options } = await s3Server();
    const bucket = { ...options, bucket: freshBucket() };
    await new S3Objects(bucket).createBucket({ canLock: false });
    const env = {
      FISC_S3_ENDPOINT: options.endpoint,
      FISC_S3_BUCKET: bucket.bucket,
      FISC_S3_ACCESS_KEY: options.accessKey,
      FISC_S3_SECRET_KEY: options.secretKey,
    };
    const { published, kept } = storesAt("/nowhere", env);
    expect(published).to.be.instanceOf(S3Store);
    const hash = await kept.put(new Uint8Array([1]));
    expect(await kept.get(hash)).to.deep.equal(new Uint8Array([1]));
    expect(await published.has(hash)).to.equal(false);
    expect(await new S3Store({ ...bucket, prefix: "kept" }).has(hash)).to.equal(true);

    const locking = storesAt("/nowhere", { ...env, FISC_S3_RETAIN_DAYS: "1" });
    expect(await locking.kept.put(new Uint8Array([2]))).to.be.a("string");
    const refused = await locking.published.put(new Uint8Array([2])).catch((error: unknown) => error);
    expect(refused).to.have.property("message").that.includes("cannot lock objects");
  });
});
