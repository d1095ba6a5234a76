import type { Fisc } from "../../sdk/chain/fisc.ts";
import { canonicalJson } from "../../sdk/store/canonical-json.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import { lineCodeHash } from "../../sdk/store/line-description.ts";
import { administer } from "./administer.ts";

/** An agency as its profile document says. */
export interface AgencyProfile {
  /** `{RegistrationAgency}-{Number}`, as in org-id.guide. */
  readonly identifier: string;
  readonly name: string;
}

/** An agency to be registered. */
export interface NewAgency extends AgencyProfile {
  /** The agency above, 0 for none. */
  readonly parent: number;
  /** The founding registrars, two at least, who act for no agency yet. */
  readonly registrars: readonly string[];
}

/**
 * Keeps the profile of an agency.
 *
 * @param store Where.
 * @param profile The profile.
 * @returns Its hash.
 */
export async function keepAgencyProfile(store: ContentStore, { identifier, name }: AgencyProfile): Promise<string> {
  return store.put(canonicalJson({ format: "fisc-agency-profile", version: 1, identifier, name }));
}

/**
 * Registers agencies with their founding registrars, in the order given.
 *
 * @param fisc A connection with the administrator behind it.
 * @param store Where profiles are kept.
 * @param agencies The agencies.
 * @returns Their numbers.
 * @throws AnnouncedError where the administrator's delay has not passed.
 * @throws RefusedError where the registry refuses.
 */
export async function registerAgencies(
  fisc: Fisc,
  store: ContentStore,
  agencies: readonly NewAgency[],
): Promise<number[]> {
  const calls: string[] = [];
  for (const agency of agencies) {
    calls.push(
      fisc.agencies.interface.encodeFunctionData("registerAgency", [
        agency.parent,
        lineCodeHash(agency.identifier),
        await keepAgencyProfile(store, agency),
        [...agency.registrars],
      ]),
    );
  }
  await administer(fisc, calls);
  const numbers = await Promise.all(
    agencies.map(({ identifier }) => fisc.agencies.agencyByIdentifier(lineCodeHash(identifier))),
  );
  return numbers.map(Number);
}
