import { expect } from "chai";

import type { DatasetRecord } from "../../../sdk/catalogue/dataset-record.ts";
import { parseRecord, recordHash } from "../../../sdk/catalogue/dataset-record.ts";
import { keepDataset, legalBasisOf, NO_BASIS_NEEDED, UNSTATED_BASIS } from "../../../sdk/catalogue/legal-basis.ts";
import { parseDataJson } from "../../../sdk/catalogue/parse-data-json.ts";
import { contentHash } from "../../../sdk/store/content-store.ts";
import { MemoryStore } from "../../../sdk/store/memory-store.ts";
import { DATASET, dataJson, gsaCatalogue } from "./catalogues.ts";

const [RECORD] = parseDataJson(dataJson(DATASET)).records as [DatasetRecord];
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("legalBasisOf", () => {
  it("is the text of the rights, byte by byte", () => {
    const basis = legalBasisOf({ ...RECORD, sharingClass: "nonShared", rights: "Privacy Act, § 552a" });
    expect(basis?.document).to.deep.equal(bytesOf("Privacy Act, § 552a"));
    expect(basis?.hash).to.equal(contentHash(bytesOf("Privacy Act, § 552a")));
    expect(basis?.stated).to.equal(true);
  });

  for (const rights of [undefined, null, "", " ", "N/A", "n/a.", "true", "Unspecified"]) {
    it(`says that none is named where a dataset is not shared and its rights are ${JSON.stringify(rights)}`, () => {
      const basis = legalBasisOf({ ...RECORD, sharingClass: "nonShared", rights });
      expect(basis).to.deep.include({ stated: false, hash: contentHash(bytesOf(UNSTATED_BASIS)) });
      expect(legalBasisOf({ ...RECORD, sharingClass: "conditional", rights })).to.equal(null);
    });
  }

  it("is none where everyone may have the dataset, whatever the rights say", () => {
    expect(legalBasisOf({ ...RECORD, rights: "Free" })).to.equal(null);
  });
});

describe("keepDataset", () => {
  it("keeps what stands behind both hashes of each dataset of the GSA", async () => {
    const store = new MemoryStore();
    const unstated = contentHash(bytesOf(UNSTATED_BASIS));
    let withheld = 0;
    for (const record of parseDataJson(gsaCatalogue()).records) {
      const kept = await keepDataset(store, record);
      expect(kept.record).to.equal(recordHash(record));
      expect(parseRecord((await store.get(kept.record))!)).to.deep.equal(record);
      if (record.sharingClass === "unconditional") {
        expect(kept).to.deep.include({ sharingClass: 1, legalBasis: NO_BASIS_NEEDED });
      } else {
        expect(await store.has(kept.legalBasis)).to.equal(true);
        if (kept.legalBasis === unstated) withheld++;
        else expect(new TextDecoder().decode(await store.get(kept.legalBasis))).to.equal(record.rights);
      }
    }
    expect(withheld).to.equal(2);
  });
});
