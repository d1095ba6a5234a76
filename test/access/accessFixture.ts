import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { sha256, toUtf8Bytes, type Wallet } from "ethers";
import { network } from "hardhat";

import type { AgencyRegistry, IAgencyRegistry } from "../../types/ethers-contracts/contracts/access/AgencyRegistry.ts";
import { countersign } from "./countersign.ts";

/** An account that sends and signs. */
export type Account = HardhatEthersSigner | Wallet;

/** One simulated chain for the tests of this folder; fixtures keep them apart. */
export const { ethers, networkHelpers } = await network.create();

export const Role = {
  REGISTRAR: 1n << 0n,
  BUDGET_OFFICER: 1n << 1n,
  RECORDER: 1n << 2n,
  APPROVER: 1n << 3n,
  TREASURER: 1n << 4n,
  AUDITOR: 1n << 5n,
  DATA_STEWARD: 1n << 6n,
} as const;

export const Status = { Unknown: 0n, Active: 1n, Suspended: 2n } as const;

export const NO_AGENCY = 0n;
export const NO_END = 2n ** 48n - 1n;
export const MAX_AMOUNT = 2n ** 64n - 1n;

/** The approval limit of the approvers of the department. */
export const LIMIT = 1_000_000n;

/** The manager's role that may register, suspend and resume agencies. */
export const ADMINISTRATOR_ROLE = 1n;

export const hashOf = (text: string): string => sha256(toUtf8Bytes(text));

/** The terms of an appointment, with those that a test does not care about filled in. */
export function termsOf(
  account: { address: string },
  agency: bigint,
  roles: bigint,
  others: Partial<{ limit: bigint; endsAt: bigint; replaces: string }> = {},
): IAgencyRegistry.AppointmentStruct {
  return {
    account: account.address,
    agency,
    roles,
    limit: others.limit ?? 0n,
    endsAt: others.endsAt ?? NO_END,
    replaces: others.replaces ?? ethers.ZeroAddress,
  };
}

/**
 * A ministry with a department below it, and a city beside them. The department has an officer in each role, the others
 * have their registrars and what a test of strangers needs.
 */
export async function deployAccess() {
  const signers = await ethers.getSigners();
  let next = 0;
  const signer = (): HardhatEthersSigner => {
    const found = signers[next++];
    if (found === undefined) throw new Error("The chain has too few accounts for the fixture.");
    return found;
  };

  const [deployer, guardian, administrator] = [signer(), signer(), signer()];
  const [ministryRegistrar, ministrySecond] = [signer(), signer()];
  const [registrar, second] = [signer(), signer()];
  const [cityRegistrar, citySecond, cityApprover] = [signer(), signer(), signer()];
  const [budgetOfficer, recorder, treasurer, auditor, dataSteward] = [signer(), signer(), signer(), signer(), signer()];
  const twoApprovers: [HardhatEthersSigner, HardhatEthersSigner] = [signer(), signer()];
  const [approver, otherApprover] = twoApprovers.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const [newcomer, stranger] = [signer(), signer()];

  const manager = await ethers.deployContract("AccessManager", [deployer.address], deployer);
  const managerAddress = await manager.getAddress();
  const registry: AgencyRegistry = await ethers.deployContract("AgencyRegistry", [managerAddress], deployer);
  const registryAddress = await registry.getAddress();
  const payees = await ethers.deployContract("PayeeRegistry", [registryAddress], deployer);

  const administrative = (["registerAgency", "suspendAgency", "resumeAgency"] as const).map(
    (name) => registry.interface.getFunction(name).selector,
  );
  await manager.setTargetFunctionRole(registryAddress, administrative, ADMINISTRATOR_ROLE);
  await manager.grantRole(ADMINISTRATOR_ROLE, administrator.address, 0);
  await manager.grantRole(0, guardian.address, 0);
  await manager.renounceRole(0, deployer.address);

  const register = async (parent: bigint, name: string, registrars: HardhatEthersSigner[]): Promise<bigint> => {
    const addresses = registrars.map(({ address }) => address);
    await registry.connect(administrator).registerAgency(parent, hashOf(name), hashOf(`${name} profile`), addresses);
    return registry.agencyCount();
  };
  const ministry = await register(NO_AGENCY, "XX-FIN-1", [ministryRegistrar, ministrySecond]);
  const department = await register(ministry, "XX-FIN-2", [registrar, second]);
  const city = await register(NO_AGENCY, "XX-CITY-1", [cityRegistrar, citySecond]);

  /** Appoints with the department's two registrars, unless other ones are named. */
  const appoint = async (
    terms: IAgencyRegistry.AppointmentStruct,
    [sender, countersigner]: readonly [Account, Account] = [registrar, second],
  ) =>
    registry.connect(sender).appointOfficer(terms, await countersign(registry, countersigner, { appointment: terms }));

  await appoint(termsOf(budgetOfficer, department, Role.BUDGET_OFFICER));
  await appoint(termsOf(recorder, department, Role.RECORDER));
  await appoint(termsOf(treasurer, department, Role.TREASURER));
  await appoint(termsOf(auditor, department, Role.AUDITOR));
  await appoint(termsOf(dataSteward, department, Role.DATA_STEWARD));
  await appoint(termsOf(approver, department, Role.APPROVER, { limit: LIMIT }));
  await appoint(termsOf(otherApprover, department, Role.APPROVER, { limit: LIMIT }));
  await appoint(termsOf(cityApprover, city, Role.APPROVER, { limit: LIMIT }), [cityRegistrar, citySecond]);

  return {
    manager,
    registry,
    payees,
    deployer,
    guardian,
    administrator,
    ministry,
    ministryRegistrar,
    ministrySecond,
    department,
    registrar,
    second,
    budgetOfficer,
    recorder,
    treasurer,
    auditor,
    dataSteward,
    approver,
    otherApprover,
    city,
    cityRegistrar,
    citySecond,
    cityApprover,
    newcomer,
    stranger,
    appoint,
  };
}

export type AccessFixture = Awaited<ReturnType<typeof deployAccess>>;
