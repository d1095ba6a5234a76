import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { IAgencyRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IAgencyRegistry__factory.ts";

/** The AccessManager's role that registers, suspends and resumes agencies, and does nothing else. */
export const ADMINISTRATOR_ROLE = 1n;

/** The AccessManager's own role: it says who holds which role, and can hand the registry to another AccessManager. */
export const ADMIN_ROLE = 0n;

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** What the administrator may call, as four bytes each. */
function administrativeSelectors(): string[] {
  const registry = IAgencyRegistry__factory.createInterface();
  return (["registerAgency", "suspendAgency", "resumeAgency"] as const).map(
    (name) => registry.getFunction(name).selector,
  );
}

/**
 * Deploys the whole system from account 0, which holds nothing once this is done.
 *
 * Parameters: `administrator`, another account than the deployer (for a real deployment, a wallet of several signers);
 * `executionDelay`, the seconds between what the administrator announces and what it does; `grantDelay`, the seconds
 * between a grant of one of its roles and the effect; `accountFlagInterval` and `entryFlagInterval`, the least seconds
 * between two public flags by one account, and on one entry.
 *
 * The execution delay holds from the first block. The two others that are set here (`grantDelay`, and the execution delay
 * as the least for the registry's own settings) take effect five days later, because AccessManager allows no sooner change;
 * until then the execution delay stands alone before every act of the administrator.
 */
export default buildModule("Fisc", (m) => {
  const deployer = m.getAccount(0);
  const administrator = m.getParameter<string>("administrator");
  const executionDelay = m.getParameter<number>("executionDelay", DAY);
  const grantDelay = m.getParameter<number>("grantDelay", DAY);
  const accountFlagInterval = m.getParameter<number>("accountFlagInterval", HOUR);
  const entryFlagInterval = m.getParameter<number>("entryFlagInterval", 60);

  const manager = m.contract("AccessManager", [deployer]);
  const agencies = m.contract("AgencyRegistry", [manager]);
  const payees = m.contract("PayeeRegistry", [agencies]);
  const books = m.contract("BudgetBooks", [agencies]);
  const ledger = m.contract("SpendingLedger", [agencies, payees, books]);
  const settlements = m.contract("SettlementRegister", [agencies, ledger]);
  const audit = m.contract("AuditRegister", [agencies, ledger, accountFlagInterval, entryFlagInterval]);

  // One transaction, so that there is no moment in which the system has half an administrator.
  m.call(
    manager,
    "multicall",
    [
      [
        // Changes nothing, unless the administrator is the deployer: then the next step fails, and with it all of them.
        // Without this, the last step would leave the system without an administrator for good.
        m.encodeFunctionCall(manager, "revokeRole", [ADMIN_ROLE, administrator], { id: "refuseDeployer" }),
        m.encodeFunctionCall(manager, "labelRole", [ADMINISTRATOR_ROLE, "ADMINISTRATOR"], { id: "label" }),
        m.encodeFunctionCall(
          manager,
          "setTargetFunctionRole",
          [agencies, administrativeSelectors(), ADMINISTRATOR_ROLE],
          { id: "allow" },
        ),
        m.encodeFunctionCall(manager, "setTargetAdminDelay", [agencies, executionDelay], { id: "delaySettings" }),
        m.encodeFunctionCall(manager, "setGrantDelay", [ADMINISTRATOR_ROLE, grantDelay], { id: "delayGrants" }),
        m.encodeFunctionCall(manager, "setGrantDelay", [ADMIN_ROLE, grantDelay], { id: "delayAdminGrants" }),
        m.encodeFunctionCall(manager, "grantRole", [ADMINISTRATOR_ROLE, administrator, executionDelay], {
          id: "grantAdministrator",
        }),
        m.encodeFunctionCall(manager, "grantRole", [ADMIN_ROLE, administrator, executionDelay], { id: "grantAdmin" }),
        m.encodeFunctionCall(manager, "renounceRole", [ADMIN_ROLE, deployer], { id: "renounce" }),
      ],
    ],
    { id: "handOver" },
  );

  return { manager, agencies, payees, books, ledger, settlements, audit };
});
