import { refusalOf } from "../../sdk/chain/errors.ts";
import { eventOf } from "../../sdk/chain/events.ts";
import { type Fisc, NoSignerError } from "../../sdk/chain/fisc.ts";
import { sha256 } from "../import/sha256.ts";
import { canonicalJson } from "../../sdk/store/canonical-json.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";

/** An agency as its profile document says. */
export interface AgencyProfile {
  /** `{RegistrationAgency}-{Number}`, as in org-id.guide. */
  readonly identifier: string;
  readonly name: string;
}

/**
 * Registers an agency with its founding registrars.
 *
 * @param fisc A connection with the administrator behind it.
 * @param store Where the profile is kept.
 * @param agency Identifier, name, parent (0 for none) and registrars.
 * @returns The agency's number.
 * @throws NoSignerError where the connection only reads.
 * @throws RefusedError where the registry refuses.
 */
export async function registerAgency(
  fisc: Fisc,
  store: ContentStore,
  agency: AgencyProfile & { readonly parent: number; readonly registrars: readonly string[] },
): Promise<number> {
  if (fisc.signer === null) throw new NoSignerError("register the agency");
  const { identifier, name, parent, registrars } = agency;
  const profile = await store.put(canonicalJson({ format: "fisc-agency-profile", version: 1, identifier, name }));
  try {
    const sent = await fisc.agencies.registerAgency(parent, sha256(identifier), profile, [...registrars]);
    const receipt = await sent.wait();
    for (const log of receipt?.logs ?? []) {
      const event = eventOf(log);
      if (event?.name === "AgencyRegistered") return event.agency;
    }
  } catch (error) {
    throw refusalOf(`register ${name}`, error);
  }
  throw new RangeError(`The registration of ${name} left no event.`);
}
