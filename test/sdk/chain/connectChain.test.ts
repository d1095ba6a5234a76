import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";

import { ChainUnreachableError, connectChain } from "../../../sdk/chain/connect-chain.ts";

describe("connectChain", () => {
  let server: Server;
  let url: string;
  /** Called when a request for the last block arrives, before it is answered. */
  let onBlockNumber: () => void;

  before(async () => {
    server = createServer((request, response) => {
      void (async () => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        const { id, method } = JSON.parse(body) as { id: number; method: string };
        if (method === "eth_blockNumber") onBlockNumber();
        if (request.url === "/silent") return;
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: request.url === "/other" ? {} : "0x7" }));
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  for (const [what, path, why] of [
    ["does not answer", "/silent", "It did not answer within 0.2 seconds."],
    ["is no chain", "/other", "What answers there does not say which chain it is."],
  ] as const) {
    it(`refuses an address at which what answers ${what}`, async () => {
      const error: unknown = await connectChain(`${url}${path}`, 200).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(ChainUnreachableError).with.property("why", why);
    });
  }

  it("refuses an address at which nobody listens, and prints nothing", async () => {
    const error: unknown = await connectChain("http://127.0.0.1:1").catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ChainUnreachableError).with.property("why", "The RPC cannot be reached.");
  });

  it("throws nothing at what was asked before it was destroyed, and refuses what is asked after", async () => {
    const provider = await connectChain(url);
    const outcomes: string[] = [];
    const answered = new Promise<void>((resolve) => {
      onBlockNumber = () => {
        provider.destroy();
        resolve();
      };
    });
    void provider.getBlockNumber().then(
      () => outcomes.push("answered"),
      () => outcomes.push("thrown"),
    );
    await answered;
    // What was answered before this has arrived before it.
    await fetch(url, { method: "POST", body: JSON.stringify({ id: 1, method: "eth_chainId" }) });
    expect(outcomes).to.deep.equal([]);
    const later: unknown = await provider.getBlockNumber().catch((error: unknown) => error);
    expect(later).to.be.instanceOf(Error).with.property("code", "UNSUPPORTED_OPERATION");
  });
});
