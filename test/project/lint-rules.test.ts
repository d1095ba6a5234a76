import { fileURLToPath } from "node:url";

import { expect } from "chai";
import { ESLint } from "eslint";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

describe("lint rules", () => {
  const eslint = new ESLint({ cwd: ROOT });

  async function rulesBrokenBy(code: string, filePath: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath });
    return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? "syntax");
  }

  describe("money never becomes floating point", () => {
    const MONEY_LEAKS = [
      "export const f = (amount: bigint) => Number(amount);",
      "export const f = (line: { paid: bigint }) => Number(line.paid) / 100;",
      "export const f = (entry: { amountMinor: bigint }) => Number(entry.amountMinor ?? 0n);",
      "export const f = (totalPaid: string) => parseInt(totalPaid, 10);",
      "export const f = (committed: string) => +committed;",
      "export const f = (text: string) => parseFloat(text);",
      "export const f = (text: string) => Number.parseFloat(text);",
    ];
    for (const code of MONEY_LEAKS) {
      it(`refuses ${code.slice(code.indexOf("=> ") + 3)}`, async () => {
        expect(await rulesBrokenBy(code, "hardhat.config.ts")).to.include("no-restricted-syntax");
      });
    }

    it("lets a count of rows be a number", async () => {
      const code = "export const f = (rows: bigint) => Number(rows);";
      expect(await rulesBrokenBy(code, "hardhat.config.ts")).to.deep.equal([]);
    });
  });

  describe("imports point one way", () => {
    const FORBIDDEN: [from: string, to: string][] = [
      ["sdk/fisc-error.ts", "../scripts/import/table.ts"],
      ["sdk/fisc-error.ts", "../portal/page.ts"],
      ["sdk/fisc-error.ts", "../indexer/backfill.ts"],
      ["sdk/fisc-error.ts", "node:fs"],
      ["sdk/fisc-error.ts", "hardhat"],
    ];
    for (const [from, to] of FORBIDDEN) {
      it(`refuses ${to} in ${from}`, async () => {
        expect(await rulesBrokenBy(`import "${to}";\n`, from)).to.include("no-restricted-imports");
      });
    }

    it("lets sdk import generated types", async () => {
      const code = 'import "../types/ethers-contracts/index.ts";\n';
      expect(await rulesBrokenBy(code, "sdk/fisc-error.ts")).to.deep.equal([]);
    });
  });

  it("refuses a promise that nobody waits for", async () => {
    const code = "export const f = (send: () => Promise<void>) => { send(); };";
    expect(await rulesBrokenBy(code, "hardhat.config.ts")).to.include("@typescript-eslint/no-floating-promises");
  });
});
