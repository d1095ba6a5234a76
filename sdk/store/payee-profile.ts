import { bytesToHex } from "@noble/hashes/utils.js";

import { JsonField } from "../json-field.ts";
import { canonicalJson } from "./canonical-json.ts";
import { contentHash, type ContentStore } from "./content-store.ts";

const FORMAT = "fisc-payee-profile";
const VERSION = 1;
const SALT_BYTES = 32;

/** A company or another organisation: its profile is published. */
export interface OrganisationProfile {
  readonly sort: "organisation";
  readonly name: string;
  /** The official identifier, `{RegistrationAgency}-{Number}` as in org-id.guide, where it is known. */
  readonly identifier?: string | undefined;
  /** The ISO 3166-1 alpha-2 code, where it is known. */
  readonly country?: string | undefined;
}

/** A natural person: the salted hash of the profile is public, and its content never is. */
export interface PersonProfile {
  readonly sort: "person";
  readonly name: string;
  /** A number that the office knows the person by, where there is one. */
  readonly identifier?: string | undefined;
  /** 256 random bits: 0x and 64 hexadecimal digits. Without it, names could be guessed from the hash. */
  readonly salt: string;
}

/** What stands behind a payee's profile hash. */
export type PayeeProfile = OrganisationProfile | PersonProfile;

/** The two stores that profiles go to. */
export interface ProfileStores {
  /** What everyone may read. */
  readonly published: ContentStore;
  /** What the keeping agency alone may read; never the same place. */
  readonly kept: ContentStore;
}

/**
 * Makes the profile of a natural person, with a fresh salt.
 *
 * @param name The person's name.
 * @param identifier A number that the office knows the person by.
 * @returns The profile; two of the same person have different hashes.
 * @example const profile = newPersonProfile("Ana Ruiz");
 */
export function newPersonProfile(name: string, identifier?: string): PersonProfile {
  const salt = `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)))}`;
  return { sort: "person", name, salt, ...(identifier === undefined ? {} : { identifier }) };
}

/**
 * Writes a profile as canonical JSON.
 *
 * @param profile The profile.
 * @returns The bytes whose SHA-256 the registry holds.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example contentHash(profileBytes(profile))
 */
export function profileBytes(profile: PayeeProfile): Uint8Array {
  const given = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
  return canonicalJson({ format: FORMAT, version: VERSION, ...given });
}

/**
 * Reads a profile.
 *
 * @param bytes What `profileBytes` wrote.
 * @returns The profile.
 * @throws JsonFieldError with the path of whatever is wrong.
 * @example const profile = parseProfile((await stores.published.get(hash))!);
 */
export function parseProfile(bytes: Uint8Array): PayeeProfile {
  const document = JsonField.parse(new TextDecoder().decode(bytes));
  document.get("format").text(new RegExp(`^${FORMAT}$`), `"${FORMAT}"`);
  document.get("version").whole(VERSION, VERSION);
  const sort = document.get("sort").text(/^(organisation|person)$/, '"organisation" or "person"');
  const name = document.get("name").text();
  const identifier = document.get("identifier");
  const country = document.get("country");
  const known = identifier.exists ? { identifier: identifier.text() } : {};
  if (sort === "person") return { sort, name, ...known, salt: document.get("salt").hash() };
  return {
    sort: "organisation",
    name,
    ...known,
    ...(country.exists ? { country: country.text(/^[A-Z]{2}$/, "a country code") } : {}),
  };
}

/**
 * Keeps a profile where it belongs: an organisation's among what is published, a person's apart from it.
 *
 * @param stores The two stores.
 * @param profile The profile.
 * @returns The hash for the payee registry.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example await fisc.payees.register(agency, [await keepProfile(stores, profile)]);
 */
export async function keepProfile(stores: ProfileStores, profile: PayeeProfile): Promise<string> {
  return (profile.sort === "person" ? stores.kept : stores.published).put(profileBytes(profile));
}

/**
 * Finds the profile behind a hash.
 *
 * @param stores The stores that the reader may look into.
 * @param hash The hash in the payee registry.
 * @returns The profile, or null where none of the stores has it: it is shown as unknown then.
 * @throws ContentCorruptError where a store has other bytes under the hash.
 * @throws JsonFieldError where the bytes are no profile.
 * @example (await findProfile({ published }, hash))?.name ?? "not published"
 */
export async function findProfile(stores: Partial<ProfileStores>, hash: string): Promise<PayeeProfile | null> {
  const bytes = (await stores.published?.get(hash)) ?? (await stores.kept?.get(hash)) ?? null;
  return bytes === null ? null : parseProfile(bytes);
}

/**
 * Says whether a hash is that of a profile.
 *
 * @param profile The profile.
 * @param hash The hash in the payee registry.
 * @returns True where it is.
 * @example isProfileOf(profile, (await fisc.payees.payeeOf(7)).profile)
 */
export function isProfileOf(profile: PayeeProfile, hash: string): boolean {
  return contentHash(profileBytes(profile)) === hash.toLowerCase();
}
