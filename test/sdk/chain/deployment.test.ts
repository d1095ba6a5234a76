import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { Wallet } from "ethers";

import {
  checkDeployment,
  DeploymentIncompleteError,
  deploymentOf,
  OtherChainError,
  OtherCodeError,
} from "../../../sdk/chain/deployment.ts";
import { connectFisc, NoProviderError } from "../../../sdk/chain/fisc.ts";
import { NoDeploymentError, readIgnitionDeployment } from "../../../sdk/chain/ignition-deployment.ts";
import { JsonFieldError } from "../../../sdk/json-field.ts";
import { rejection } from "../rejection.ts";
import { deployLedger, ethers, networkHelpers } from "./ledgerFixture.ts";

const { loadFixture } = networkHelpers;
const ADDRESSES = {
  "FiscModule#AgencyRegistry": `0x${"11".repeat(20)}`,
  "FiscModule#PayeeRegistry": `0x${"22".repeat(20)}`,
  "FiscModule#SpendingLedger": `0x${"33".repeat(20)}`,
  "FiscModule#SettlementRegister": `0x${"44".repeat(20)}`,
  "FiscModule#AuditRegister": `0x${"55".repeat(20)}`,
  "FiscModule#GrantRegister": `0x${"66".repeat(20)}`,
  "FiscModule#GatewayRegister": `0x${"77".repeat(20)}`,
  "FiscModule#AccessChecker": `0x${"88".repeat(20)}`,
};

describe("deploymentOf", () => {
  it("takes the names that Ignition writes", () => {
    expect(deploymentOf(1n, ADDRESSES).addresses.SpendingLedger).to.equal(`0x${"33".repeat(20)}`);
  });

  it("names a contract that is missing, and an address that is none", () => {
    const { "FiscModule#SpendingLedger": _, ...rest } = ADDRESSES;
    expect(() => deploymentOf(1n, rest)).to.throw(DeploymentIncompleteError, "SpendingLedger");
    expect(() => deploymentOf(1n, { ...ADDRESSES, "FiscModule#PayeeRegistry": "0x12" })).to.throw(
      JsonFieldError,
      "PayeeRegistry",
    );
  });
});

describe("checkDeployment", () => {
  it("refuses another chain, an address without code, and other code than was recorded", async () => {
    const { fisc } = await loadFixture(deployLedger);
    const { deployment, provider } = fisc;
    const codeHashes = await checkDeployment(provider, deployment);
    expect(await checkDeployment(provider, { ...deployment, codeHashes })).to.deep.equal(codeHashes);

    expect(await rejection(checkDeployment(provider, { ...deployment, chainId: 1n }))).to.be.instanceOf(
      OtherChainError,
    );
    const moved = {
      ...deployment,
      addresses: { ...deployment.addresses, PayeeRegistry: Wallet.createRandom().address },
    };
    expect(await rejection(checkDeployment(provider, moved)))
      .to.be.instanceOf(OtherCodeError)
      .with.property("what")
      .match(/^No contract/);
    const other = { ...deployment, codeHashes: { ...codeHashes, PayeeRegistry: ethers.ZeroHash } };
    expect(await rejection(checkDeployment(provider, other)))
      .to.be.instanceOf(OtherCodeError)
      .with.property("what")
      .match(/^Another/);
  });
});

describe("connectFisc", () => {
  it("refuses a signer without a chain", async () => {
    const { fisc } = await loadFixture(deployLedger);
    expect(await rejection(connectFisc(Wallet.createRandom(), fisc.deployment))).to.be.instanceOf(NoProviderError);
  });
});

describe("readIgnitionDeployment", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "fisc-ignition-"))));
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("reads addresses, chain and the first block", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "deployed_addresses.json"), JSON.stringify(ADDRESSES));
    const journal = [
      { chainId: 31337, type: "DEPLOYMENT_INITIALIZE" },
      { type: "TRANSACTION_CONFIRM", receipt: { blockNumber: 7 } },
      { type: "TRANSACTION_CONFIRM", receipt: { blockNumber: 5 } },
    ];
    await writeFile(join(folder, "journal.jsonl"), journal.map((line) => `\n${JSON.stringify(line)}`).join("\n"));
    const deployment = await readIgnitionDeployment(folder);
    expect(deployment).to.include({ chainId: 31337n, firstBlock: 5 });
  });

  it("says where nothing is", async () => {
    expect(await rejection(readIgnitionDeployment(folder))).to.be.instanceOf(NoDeploymentError);
  });
});
