import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

const LOADER = new URL("../../node_modules/tsx/dist/loader.mjs", import.meta.url).href;
const FISC = fileURLToPath(new URL("../../scripts/fisc.ts", import.meta.url));

describe("fisc, given a reader that goes away", () => {
  it("ends in peace", async () => {
    const child = spawn(process.execPath, ["--import", LOADER, FISC, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const [code] = (await once(child, "close")) as [number | null];
    expect([code, stderr]).to.deep.equal([0, ""]);
  });
});
