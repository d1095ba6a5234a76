import { getAddress } from "ethers";

import { ROLES } from "../../sdk/journal/role.ts";
import { NoAccountError } from "./Accounts.ts";
import type { TwoRegistrars } from "./appointOfficer.ts";
import type { Office } from "./Office.ts";

/**
 * Chooses two registrars at hand who can act for an agency: its own, or those of an agency above it.
 *
 * @param office Whose reading of the chain is used.
 * @param agency The agency.
 * @returns Two of them.
 * @throws NoAccountError where there are fewer.
 */
export function registrarsOf(office: Office, agency: number): TwoRegistrars {
  const { replay, accounts } = office;
  for (let at: number | undefined = agency; at !== undefined && at !== 0; at = replay.agencies.get(at)?.parent) {
    const [first, second] = accounts.all.filter(({ address }) => {
      const officer = replay.officers.get(getAddress(address));
      return officer?.agency === at && (officer.roles & ROLES.registrar) !== 0 && !officer.suspended;
    });
    if (first !== undefined && second !== undefined) return [first, second];
  }
  throw new NoAccountError(
    `Two registrars of agency ${agency} are not at hand.`,
    "Officers and policies are set by two registrars together: one sends, the other signs.",
    "Set FISC_KEY_REGISTRAR and FISC_KEY_REGISTRAR2 in the environment or in .env to their keys.",
  );
}
