/** Puts a stream that never ends, and tells the parent when some of it is on the server, until it is killed. */
import { S3Objects, type S3Options } from "../../../sdk/store/s3-objects.ts";

async function* endless(): AsyncIterable<Uint8Array> {
  for (let count = 0; ; count++) {
    yield new Uint8Array(1024 * 1024);
    // Two parts are sent and a third is full.
    if (count === 32) process.send?.("some");
    if (count > 32) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Only a parent that forks this file with options can be told.
if (process.send !== undefined && process.argv[2] !== undefined) {
  const options = JSON.parse(process.argv[2]) as S3Options;
  await new S3Objects(options).putStream(endless(), () => Promise.resolve("never"));
}
