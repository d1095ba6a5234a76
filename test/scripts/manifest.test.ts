import { expect } from "chai";

import { findOrigin, keepManifest, type Manifest, ManifestVersionError } from "../../scripts/office/manifest.ts";
import { canonicalJson } from "../../sdk/store/canonical-json.ts";
import { MemoryStore } from "../../sdk/store/memory-store.ts";
import { rejection } from "../sdk/rejection.ts";

const HASH = `0x${"ab".repeat(32)}` as const;
const MANIFEST: Manifest = {
  ...{ source: "test/payments 2026", kind: "payments", fileName: "payments.csv", file: HASH, mapping: HASH },
  ...{ fiscalYear: 2026, offices: "", rows: [2], kinds: [18] },
};

describe("findOrigin", () => {
  it("finds the manifest that an import kept", async () => {
    const store = new MemoryStore();
    const origin = await findOrigin(store, await keepManifest(store, MANIFEST));
    expect(origin?.manifest).to.deep.include(MANIFEST);
  });

  it("tells a reference that the store does not have from that of another document", async () => {
    const store = new MemoryStore();
    expect(await findOrigin(store, HASH)).to.equal(undefined);
    for (const text of ["Minutes of the council.", "null", "7", '{"format":"fisc-proposal","version":1}']) {
      const batchRef = await store.put(new TextEncoder().encode(text));
      expect(await findOrigin(store, batchRef), text).to.deep.equal({ manifest: undefined });
    }
  });

  it("does not take a manifest of another version for another document", async () => {
    const store = new MemoryStore();
    const batchRef = await store.put(canonicalJson({ ...MANIFEST, format: "fisc-import", version: 2 }));
    const error = await rejection(findOrigin(store, batchRef));
    expect(error).to.be.instanceOf(ManifestVersionError);
    expect((error as Error).message)
      .to.include(batchRef)
      .and.include("version 2");
  });
});
