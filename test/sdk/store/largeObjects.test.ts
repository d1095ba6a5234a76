import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { S3Objects } from "../../../sdk/store/s3-objects.ts";
import type { Load, Moved } from "./mover.ts";
import { freshBucket, S3_FOUND, s3Server } from "./s3-server.ts";

const MIB = 1024 * 1024;

/** FISC_TEST_LARGE=1 takes objects of 2 GiB as well, which need the same on the disk, and some seconds. */
const LARGE = process.env["FISC_TEST_LARGE"] === "1";

/** Moves an object in a process of its own. */
function move(load: Load): Promise<Moved> {
  return new Promise((resolve, reject) => {
    const mover = fork(new URL("./mover.ts", import.meta.url), {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    mover.on("message", (moved) => resolve(moved as Moved));
    mover.on("exit", (code) => reject(new Error(`It ended with ${code}.`)));
    mover.send(load);
  });
}

const STORES: readonly (readonly [name: string, where: (folder: string) => Promise<Load["store"]>])[] = [
  ["folder", (folder) => Promise.resolve({ folder })],
  [
    "S3",
    async () => {
      const options = { ...(await s3Server()).options, bucket: freshBucket() };
      await new S3Objects(options).createBucket();
      return { s3: options };
    },
  ],
];

for (const [name, where] of STORES) {
  describe(`large objects in ${name}`, function () {
    this.timeout(600_000);
    let folder: string;
    let store: Load["store"];
    let small: Moved;

    before(async function () {
      if (name === "S3" && "missing" in S3_FOUND) this.skip();
      folder = await mkdtemp(join(tmpdir(), "fisc-large-"));
      store = await where(join(folder, "store"));
      // Several parts, so that all that runs beside each other does.
      small = await move({ length: 40 * MIB, store });
    });
    after(async () => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    // Kept whole, 2 GiB would take more than ten times as much; at 100 MiB what is not yet collected matters.
    for (const [size, length, atMost] of [
      ["100 MiB", 100 * MIB, 2],
      ["2 GiB", 2048 * MIB, 2.5],
    ] as const) {
      const title = `are put and read whole at ${size}, in the memory that 40 MiB take`;
      (length > 100 * MIB && !LARGE ? it.skip : it)(title, async () => {
        const moved = await move({ length, store });
        expect(moved.hash).to.equal(moved.expected);
        expect(moved.read).to.equal(length);
        expect(moved.peak / small.peak).to.be.lessThan(atMost);
        console.log(
          `        ${size}: put ${rate(length, moved.putSeconds)}, read ${rate(length, moved.getSeconds)}, ` +
            `${Math.round(moved.peak / MIB)} MiB of memory (40 MiB: ${Math.round(small.peak / MIB)})`,
        );
      });
    }
  });
}

function rate(length: number, seconds: number): string {
  return `${Math.round(length / MIB / seconds)} MiB/s`;
}
