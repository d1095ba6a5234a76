import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";

import { providerAt } from "../../../sdk/chain/fisc.ts";

describe("providerAt", () => {
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
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: "0x7" }));
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("throws nothing at what was asked before it was destroyed, and refuses what is asked after", async () => {
    const provider = providerAt(url);
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
