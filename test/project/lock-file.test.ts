import { readFileSync } from "node:fs";

import { expect } from "chai";

interface LockedPackage {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
  packages: Record<string, LockedPackage>;
};
const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;

describe("package-lock.json", () => {
  it("names no download host, so that it serves behind any mirror", () => {
    const naming = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(naming.map(([path]) => path)).to.deep.equal([]);
  });

  it("holds Hardhat's native part for each platform: npm on an old Node leaves them out", () => {
    const edr = lock.packages["node_modules/@nomicfoundation/edr"];
    const native = Object.keys(edr?.optionalDependencies ?? {});
    expect(native).to.include("@nomicfoundation/edr-linux-x64-gnu").and.to.include("@nomicfoundation/edr-darwin-arm64");
    for (const name of native) expect(lock.packages).to.have.property(`node_modules/${name}`);
  });

  it("and package.json pin each dependency to one version", () => {
    const pinned = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, version] of Object.entries(pinned)) {
      expect(version, name).to.match(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).to.equal(version);
    }
  });
});
