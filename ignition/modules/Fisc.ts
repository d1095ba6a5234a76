import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { IAgencyRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IAgencyRegistry__factory.ts";
import { IGatewayRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/IGatewayRegister__factory.ts";
import { ISharingRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/ISharingRegister__factory.ts";

/**
 * The AccessManager's role that registers, suspends and resumes agencies, reinstates gateways, sets the days and holidays
 * of requests, and does nothing else.
 */
export const ADMINISTRATOR_ROLE = 1n;

/** The AccessManager's own role: it says who holds which role, and can hand the registry to another AccessManager. */
export const ADMIN_ROLE = 0n;

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** What the administrator may call, as four bytes each. */
const registry = IAgencyRegistry__factory.createInterface();
const register = ISharingRegister__factory.createInterface();
const ADMINISTRATIVE = {
  agencies: (["registerAgency", "suspendAgency", "resumeAgency"] as const).map((name) => registry.getFunction(name)),
  gateways: [IGatewayRegister__factory.createInterface().getFunction("reinstateGateway")],
  sharing: (["setStatutoryDays", "setCalendar"] as const).map((name) => register.getFunction(name)),
};

/**
 * Deploys the whole system from account 0, which holds nothing once this is done.
 *
 * Parameters: `administrator`, another account than the deployer (for a real deployment, a wallet of several signers);
 * `executionDelay`, the seconds between what the administrator announces and what it does; `grantDelay`, the seconds
 * between a grant of one of its roles and the effect; `accountFlagInterval` and `entryFlagInterval`, the least seconds
 * between two public flags by one account, and on one entry; `dayOffset`, by how many seconds the place's days begin before
 * those of Greenwich, for the working days in which requests are decided.
 *
 * The execution delay holds from the first block. The two others that are set here (`grantDelay`, and the execution delay
 * as the least for the contracts' own settings) take effect five days later, because AccessManager allows no sooner change;
 * until then the execution delay stands alone before every act of the administrator.
 */
export default buildModule("Fisc", (m) => {
  const deployer = m.getAccount(0);
  const administrator = m.getParameter<string>("administrator");
  const executionDelay = m.getParameter<number>("executionDelay", DAY);
  const grantDelay = m.getParameter<number>("grantDelay", DAY);
  const accountFlagInterval = m.getParameter<number>("accountFlagInterval", HOUR);
  const entryFlagInterval = m.getParameter<number>("entryFlagInterval", 60);
  const dayOffset = m.getParameter<number>("dayOffset", 0);

  const manager = m.contract("AccessManager", [deployer]);
  const agencies = m.contract("AgencyRegistry", [manager]);
  const payees = m.contract("PayeeRegistry", [agencies]);
  const books = m.contract("BudgetBooks", [agencies]);
  const ledger = m.contract("SpendingLedger", [agencies, payees, books]);
  const settlements = m.contract("SettlementRegister", [agencies, ledger]);
  const audit = m.contract("AuditRegister", [agencies, ledger, accountFlagInterval, entryFlagInterval]);
  const gateways = m.contract("GatewayRegister", [manager, agencies]);
  const sharingBooks = m.contract("SharingBooks", [manager, agencies, gateways, dayOffset]);
  const sharing = m.contract("GrantRegister", [manager, agencies, gateways, sharingBooks]);
  const checker = m.contract("AccessChecker", [agencies, gateways, sharing]);
  const administered = { agencies, gateways, sharing };

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
        ...(["agencies", "gateways", "sharing"] as const).flatMap((name) => {
          const selectors = ADMINISTRATIVE[name].map(({ selector }) => selector);
          return [
            m.encodeFunctionCall(
              manager,
              "setTargetFunctionRole",
              [administered[name], selectors, ADMINISTRATOR_ROLE],
              { id: `allow_${name}` },
            ),
            m.encodeFunctionCall(manager, "setTargetAdminDelay", [administered[name], executionDelay], {
              id: `delaySettings_${name}`,
            }),
          ];
        }),
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

  return {
    manager,
    agencies,
    payees,
    books,
    ledger,
    settlements,
    audit,
    gateways,
    sharingBooks,
    sharing,
    checker,
  };
});
