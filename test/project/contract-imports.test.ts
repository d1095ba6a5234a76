import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

const CONTRACTS = fileURLToPath(new URL("../../contracts/", import.meta.url));

/** What a contract of one domain may use of another: interfaces, types and libraries, but no contract. */
describe("contract imports", () => {
  const sources = readdirSync(CONTRACTS, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".sol") && !file.endsWith(".t.sol") && domainOf(file) !== "mocks",
  );

  it("are read from every domain", () => {
    expect(sources).to.include.members([path.join("access", "AgencyRegistry.sol"), path.join("funds", "LineId.sol")]);
  });

  it("lead to no contract of another domain, and to none of the mocks", () => {
    const forbidden = sources.flatMap((file) =>
      importsOf(file)
        .filter((imported) => domainOf(imported) !== domainOf(file))
        .filter((imported) => domainOf(imported) === "mocks" || declaresContract(imported))
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(forbidden).to.deep.equal([]);
  });
});

function importsOf(file: string): string[] {
  return [...read(file).matchAll(/^import .*?"(\.[^"]+)";/gms)].map(([, target]) =>
    path.join(path.dirname(file), target ?? ""),
  );
}

function declaresContract(file: string): boolean {
  return /^(abstract )?contract /m.test(read(file));
}

function domainOf(file: string): string | undefined {
  return file.split(path.sep)[0];
}

function read(file: string): string {
  return readFileSync(path.join(CONTRACTS, file), "utf8");
}
