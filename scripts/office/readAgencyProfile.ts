import { JsonField } from "../../sdk/json-field.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import type { Office } from "./Office.ts";
import type { AgencyProfile } from "./registerAgency.ts";

/**
 * Reads the profile of an agency.
 *
 * @param office The office.
 * @param store Where profiles are kept.
 * @param agency The agency; the office's own where it is not given.
 * @returns The profile, or null where the store does not have it.
 */
export async function readAgencyProfile(
  office: Office,
  store: ContentStore,
  agency = office.agency,
): Promise<AgencyProfile | null> {
  const profile = office.replay.agencies.get(agency)?.profile;
  const bytes = profile === undefined ? null : await store.get(profile);
  if (bytes === null) return null;
  const document = JsonField.parse(new TextDecoder().decode(bytes));
  return { identifier: document.get("identifier").text(), name: document.get("name").text() };
}
