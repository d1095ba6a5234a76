/* eslint-disable no-restricted-imports -- the S3 backend, for servers alone: its keys are not for a browser */
import { createHash } from "node:crypto";

import { ContentObjects } from "./content-objects.ts";
import { S3Objects, type S3Options } from "./s3-objects.ts";

/** A content-addressed store in a bucket of an S3 server: the object 0xabcdef… is named ab/cd/abcdef…. */
export class S3Store extends ContentObjects {
  /** @param options The bucket. No connection is made before the first use. */
  constructor(options: S3Options) {
    super(new S3Objects(options), () => createHash("sha256"));
  }
}
