import { readFile } from "node:fs/promises";

import hre from "hardhat";
import { ContractFactory, type JsonRpcProvider } from "ethers";

import { type Deployment, deploymentOf } from "../../sdk/chain/deployment.ts";

/** TEMPORARY */
export async function deployFisc(provider: JsonRpcProvider): Promise<Deployment> {
  const deployer = await provider.getSigner(0);
  const administrator = await provider.getSigner(1);
  const deploy = async (name: string, args: unknown[]) => {
    const artifact = await hre.artifacts.readArtifact(name);
    const contract = await new ContractFactory(artifact.abi as never, artifact.bytecode, deployer).deploy(...args);
    await contract.waitForDeployment();
    return contract.getAddress();
  };
  void readFile;
  const AccessManager = await deploy("AccessManager", [administrator.address]);
  const AgencyRegistry = await deploy("AgencyRegistry", [AccessManager]);
  const PayeeRegistry = await deploy("PayeeRegistry", [AgencyRegistry]);
  const BudgetBooks = await deploy("BudgetBooks", [AgencyRegistry]);
  const SpendingLedger = await deploy("SpendingLedger", [AgencyRegistry, PayeeRegistry, BudgetBooks]);
  const { chainId } = await provider.getNetwork();
  return deploymentOf(chainId, { AccessManager, AgencyRegistry, PayeeRegistry, BudgetBooks, SpendingLedger });
}
