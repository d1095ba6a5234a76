import { expect } from "chai";
import { Wallet } from "ethers";
import fc from "fast-check";

import { JsonFieldError } from "../../../sdk/json-field.ts";
import {
  type BatchFile,
  BatchFilesDifferError,
  batchFileText,
  checkApprovals,
  mergeApprovals,
  parseBatchFile,
  placeOf,
  signedBatchOf,
  withApproval,
} from "../../../sdk/journal/batch-file.ts";
import { describeEntry, summariseBatch } from "../../../sdk/journal/batch-summary.ts";
import { totalOf } from "../../../sdk/journal/batch.ts";
import type { Entry } from "../../../sdk/journal/entry.ts";
import { CORRECTION, KINDS } from "../../../sdk/journal/kinds.ts";
import { batchTypedData } from "../../../sdk/journal/typed-data.ts";
import { anyEntry } from "./any-entry.ts";

const maker = new Wallet(`0x${"01".repeat(32)}`);
const ana = new Wallet(`0x${"02".repeat(32)}`);
const bela = new Wallet(`0x${"03".repeat(32)}`);

function fileOf(entries: readonly Entry[]): BatchFile {
  return {
    chainId: 31337n,
    ledger: `0x${"11".repeat(20)}`,
    currency: { code: "EUR", decimals: 2 },
    maker: maker.address,
    head: {
      agency: 1,
      year: 2019,
      desk: 3,
      firstNumber: 7,
      deadline: 1_800_000_000,
      total: totalOf(entries),
      batchRef: `0x${"ab".repeat(32)}`,
    },
    entries,
    approvals: [],
  };
}

const payment: Entry = {
  line: 7,
  commitment: 3,
  payee: 9,
  valueDate: "2019-03-31",
  kind: 24,
  amount: 123_456n,
  document: `0x${"cd".repeat(32)}`,
};
const file = fileOf([payment, { ...payment, kind: CORRECTION | 24, cites: { year: 2018, desk: 0, number: 5 } }]);

async function signed(given: BatchFile, signer: Wallet): Promise<BatchFile> {
  const data = batchTypedData(placeOf(given), signedBatchOf(given));
  return withApproval(given, {
    approver: signer.address,
    signature: await signer.signTypedData(data.domain, data.types, data.message),
  });
}

/** The file's JSON with a value put at a path. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const document = JSON.parse(batchFileText(file)) as Record<string, unknown>;
  let at: Record<string | number, unknown> = document;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return JSON.stringify(document);
}

describe("parseBatchFile", () => {
  it("reads what batchFileText wrote, for any entries", () => {
    const known = anyEntry.map((entry) => ({
      ...entry,
      kind: (entry.kind & CORRECTION) | ((entry.kind % KINDS.length) + 1),
      amount: entry.amount >> 8n,
    }));
    fc.assert(
      fc.property(fc.array(known, { minLength: 1, maxLength: 10 }), (entries) => {
        const given = fileOf(entries);
        expect(parseBatchFile(batchFileText(given))).to.deep.equal(given);
      }),
    );
  });

  it("reads a file whose members were put in another order", () => {
    const document = JSON.parse(batchFileText(file)) as Record<string, unknown>;
    const reversed = Object.fromEntries(Object.entries(document).toReversed());
    reversed["summary"] = Object.fromEntries(Object.entries(document["summary"] as object).toReversed());
    expect(parseBatchFile(JSON.stringify(reversed))).to.deep.equal(file);
  });

  for (const [path, value, at] of [
    [["format"], "other", "$.format"],
    [["version"], 2, "$.version"],
    [["chainId"], 31337, "$.chainId"],
    [["ledger"], "0x12", "$.ledger"],
    [["head", "total"], "1.00", "$.head.total"],
    [["head", "agency"], 0, "$.head.agency"],
    [["head", "batchRef"], undefined, "$.head.batchRef"],
    [["count"], 3, "$.count"],
    [["root"], `0x${"00".repeat(32)}`, "$.root"],
    [["entries"], [], "$.entries"],
    [["entries", 1, "number"], 9, "$.entries[1].number"],
    [["entries", 0, "kind"], "donate", "$.entries[0].kind"],
    [["entries", 0, "amount"], "1.234,56", "$.entries[0].amount"],
    [["entries", 0, "amount"], 1234.56, "$.entries[0].amount"],
    [["entries", 0, "valueDate"], "2019-02-30", "$.entries[0].valueDate"],
    [["entries", 0, "amount"], "92233720368547758.08", "$.entries[0]"],
    [["entries", 1, "cites", "desk"], -1, "$.entries[1].cites.desk"],
    [["summary", "total"], "EUR 1.00", "$.summary"],
    [["approvals"], undefined, "$.approvals"],
  ] as const) {
    describe(`given ${at} that is wrong`, () => {
      it("names the path", () => {
        expect(() => parseBatchFile(changed(path, value)))
          .to.throw(JsonFieldError)
          .with.property("path", at);
      });
    });
  }

  describe("given an amount that was changed together with the total", () => {
    it("finds that the root is another one", () => {
      const document = JSON.parse(changed(["entries", 0, "amount"], "9.00")) as { head: { total: string } };
      document.head.total = "1243.56";
      expect(() => parseBatchFile(JSON.stringify(document)))
        .to.throw(JsonFieldError)
        .with.property("path", "$.root");
    });
  });

  describe("given no JSON", () => {
    it("says so", () => {
      expect(() => parseBatchFile("PK\u0003\u0004")).to.throw(JsonFieldError, "It must be JSON.");
    });
  });
});

describe("mergeApprovals", () => {
  it("puts the signatures of two copies together, ascending by approver", async () => {
    const merged = mergeApprovals(await signed(file, ana), await signed(file, bela));
    const addresses = [ana.address, bela.address].toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    expect(merged.approvals.map(({ approver }) => approver)).to.deep.equal(addresses);
    expect(parseBatchFile(batchFileText(merged))).to.deep.equal(merged);
  });

  it("refuses two files that hold different batches", () => {
    const other = { ...file, head: { ...file.head, deadline: 1 } };
    expect(() => mergeApprovals(file, other)).to.throw(BatchFilesDifferError);
  });
});

describe("checkApprovals", () => {
  it("knows the approver's own signature from another one", async () => {
    const good = await signed(file, ana);
    expect(checkApprovals(good)).to.deep.equal([{ approver: ana.address, signedByKey: true }]);
    const moved = { ...good, head: { ...good.head, firstNumber: 8 } };
    expect(checkApprovals(moved)[0]).to.include({ signedByKey: false });
    const wallet = withApproval(file, { approver: bela.address, signature: "0x1234" });
    expect(checkApprovals(wallet)[0]).to.include({ signedByKey: false });
  });
});

describe("summariseBatch", () => {
  it("says in words and totals what is signed", () => {
    const summary = summariseBatch(file.head, file.entries, file.currency, "en");
    expect(summary).to.deep.equal({
      says: "Agency 1, year 2019, desk 3: entries 7 to 8, EUR 2,469.12 in all.",
      entries: 2,
      total: "EUR 2,469.12",
      kinds: [
        { kind: "Payment", entries: 1, total: "EUR 1,234.56" },
        { kind: "Correction of: Payment", entries: 1, total: "EUR 1,234.56" },
      ],
      lines: 1,
      payees: 1,
      valueDates: ["2019-03-31", "2019-03-31"],
      deadline: "2027-01-15T08:00:00.000Z",
    });
    expect(summariseBatch(file.head, file.entries, file.currency, "zh-CN").says).to.equal(
      "机构 1,2019 年度,柜台 3:第 7 至 8 号分录,合计 2,469.12 欧元。",
    );
  });
});

describe("describeEntry", () => {
  it("says in one sentence what an entry is", () => {
    expect(describeEntry(file.entries[1]!, file.currency, "en")).to.equal(
      "Correction of: Payment of EUR 1,234.56 on line 7, commitment 3, payee 9, value date 2019-03-31, citing entry 2018/0/5",
    );
    expect(describeEntry(payment, file.currency, "zh-CN")).to.equal(
      "支付 1,234.56 欧元,预算科目 7,承诺 3,收款人 9,起息日 2019-03-31",
    );
  });
});
