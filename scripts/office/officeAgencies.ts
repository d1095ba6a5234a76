import { lineCodeHash } from "../../sdk/store/line-description.ts";
import type { Office } from "./Office.ts";

/**
 * Forms the official identifier of an office below an agency.
 *
 * @param keeper The agency's own identifier.
 * @param code The office's code.
 * @returns The identifier.
 * @example officeIdentifier("ES-DIR3-L01280796", "001201") // "ES-DIR3-L01280796-001201"
 */
export function officeIdentifier(keeper: string, code: string): string {
  return `${keeper}-${code}`;
}

/**
 * Finds the agencies of offices below the keeper of the books.
 *
 * @param office The keeper.
 * @param identifier The keeper's official identifier.
 * @param codes The codes of the offices.
 * @returns Agencies by code; offices without an agency of their own are left out.
 */
export function officeAgencies(
  office: Office,
  identifier: string | null,
  codes: Iterable<string>,
): ReadonlyMap<string, number> {
  const agencies = new Map<string, number>();
  if (identifier === null) return agencies;
  const byIdentifier = new Map(
    [...office.replay.agencies.values()].map((agency) => [agency.identifierHash, agency.id]),
  );
  for (const code of codes) {
    const agency = byIdentifier.get(lineCodeHash(officeIdentifier(identifier, code)));
    if (agency !== undefined) agencies.set(code, agency);
  }
  return agencies;
}
