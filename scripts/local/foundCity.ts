import { type Fisc, withSigner } from "../../sdk/chain/fisc.ts";
import type { RoleName } from "../../sdk/journal/role.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import type { AgencyRef } from "../import/rows.ts";
import type { Accounts, OwnAccount } from "../office/Accounts.ts";
import { mayAdminister } from "../office/administer.ts";
import { appointOfficer, changePolicy, NO_END } from "../office/appointOfficer.ts";
import { officeIdentifier } from "../office/officeAgencies.ts";
import { type AgencyProfile, registerAgencies } from "../office/registerAgency.ts";

/** The greatest amount that a batch can have, in minor units. */
const ANY_AMOUNT = 2n ** 63n - 1n;

/** Batches up to 100 million need one approval, greater ones two. */
const POLICY = { freeUpTo: 0n, oneUpTo: 100_000_000_00n, twoUpTo: ANY_AMOUNT };

/** The officers of the city, in the order of the accounts that act for them. */
const OFFICERS: readonly RoleName[] = [
  "recorder",
  "approver",
  "approver",
  "budgetOfficer",
  "treasurer",
  "auditor",
  "dataSteward",
];

const REGISTRARS = 2;
/** The deployer and the administrator come first. */
const FIRST = 2;

/**
 * Says how many accounts a local chain needs for a city.
 *
 * @param offices How many offices the city has.
 * @returns The number; some are left for whoever tries things out.
 */
export function accountsNeeded(offices: number): number {
  return FIRST + REGISTRARS + OFFICERS.length + REGISTRARS * offices + 8;
}

/**
 * Registers a city that keeps the books, its offices below it, and its officers, each an account of its own.
 *
 * @param fisc A connection.
 * @param store Where profiles are kept.
 * @param accounts The local chain's accounts.
 * @param city The city.
 * @param offices Its offices.
 * @returns The city's number.
 */
export async function foundCity(
  fisc: Fisc,
  store: ContentStore,
  accounts: Accounts,
  city: AgencyProfile,
  offices: readonly AgencyRef[],
): Promise<number> {
  const { all } = accounts;
  const administrator = await administratorOf(fisc, accounts);
  const own = all.filter((account) => account !== administrator && account !== all[0]);
  const [first, second] = own as [OwnAccount, OwnAccount];
  const officers = own.slice(REGISTRARS, REGISTRARS + OFFICERS.length);
  const ofOffices = own.slice(REGISTRARS + OFFICERS.length);
  const asAdministrator = withSigner(fisc, administrator.signer);

  const registrars = [first.address, second.address];
  const [agency = 0] = await registerAgencies(asAdministrator, store, [{ ...city, parent: 0, registrars }]);
  await registerAgencies(
    asAdministrator,
    store,
    offices.map(({ code, name }, index) => ({
      identifier: officeIdentifier(city.identifier, code),
      name: name ?? code,
      parent: agency,
      registrars: ofOffices.slice(REGISTRARS * index, REGISTRARS * (index + 1)).map(({ address }) => address),
    })),
  );
  await changePolicy(fisc, [first, second], agency, POLICY);
  for (const [index, role] of OFFICERS.entries()) {
    await appointOfficer(fisc, [first, second], {
      account: officers[index]!.address,
      agency,
      roles: [role],
      limit: role === "approver" ? ANY_AMOUNT : 0n,
      endsAt: NO_END,
      replaces: null,
    });
  }
  return agency;
}

async function administratorOf(fisc: Fisc, accounts: Accounts): Promise<OwnAccount> {
  for (const account of accounts.all) if (await mayAdminister(fisc, account.address)) return account;
  throw new RangeError("None of the local chain's accounts is the administrator.");
}
