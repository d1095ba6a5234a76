import { refusalOf } from "../../sdk/chain/errors.ts";
import { contentHash } from "../../sdk/store/content-store.ts";
import {
  findProfile,
  keepProfile,
  newPersonProfile,
  type PayeeProfile,
  profileBytes,
  type ProfileStores,
} from "../../sdk/store/payee-profile.ts";
import type { Payee } from "../import/rows.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import type { Office } from "./Office.ts";

/** A payee takes two new storage slots. */
const PAYEES_A_TRANSACTION = 180;

/**
 * Gives every payee its index, registering those that have none.
 *
 * A company's profile is kept openly. A natural person's is salted and kept apart. Which payees are registered is told by
 * the chain and the stores together.
 *
 * @param office The office; a recorder is at hand where payees are new.
 * @param stores Where profiles are kept.
 * @param payees The payees, repeated or not.
 * @param onProgress Called with how many of the new ones are registered.
 * @returns Indexes by the payees' keys.
 * @throws RefusedError where the registry refuses.
 */
export async function registerPayees(
  office: Office,
  stores: ProfileStores,
  payees: Iterable<Payee>,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<ReadonlyMap<string, number>> {
  const { indexes, fresh } = await findPayees(office, stores, payees);
  const keys = [...fresh.keys()];
  for (let start = 0; start < keys.length; start += PAYEES_A_TRANSACTION) {
    const chunk = keys.slice(start, start + PAYEES_A_TRANSACTION);
    const hashes = await forEachAtOnce(chunk, (key) => keepProfile(stores, fresh.get(key)!));
    await register(office, hashes);
    const registered = new Map([...office.replay.payees.values()].map(({ id, profile }) => [profile, id]));
    chunk.forEach((key, index) => indexes.set(key, registered.get(hashes[index]!)!));
    onProgress(start + chunk.length, keys.length);
  }
  return indexes;
}

/**
 * Gives every payee the index that it has or would have if it were registered now. Nothing is sent.
 *
 * @param office The office.
 * @param stores Where profiles are kept.
 * @param payees The payees, repeated or not.
 * @returns Indexes by the payees' keys; those of new ones are higher than any that the registry has given.
 */
export async function foreseePayees(
  office: Office,
  stores: ProfileStores,
  payees: Iterable<Payee>,
): Promise<ReadonlyMap<string, number>> {
  const { indexes, fresh } = await findPayees(office, stores, payees);
  let next = office.replay.payees.size;
  return new Map([...indexes, ...[...fresh.keys()].map((key): [string, number] => [key, ++next])]);
}

/** Tells payees that have an index from those that have none, whose profiles are made. */
async function findPayees(office: Office, stores: ProfileStores, payees: Iterable<Payee>) {
  const wanted = new Map<string, Payee>();
  for (const payee of payees) if (!wanted.has(payee.key)) wanted.set(payee.key, payee);
  const known = await registeredPayees(office, stores);
  const byHash = new Map([...office.replay.payees.values()].map(({ id, profile }) => [profile, id]));
  const indexes = new Map<string, number>();
  const fresh = new Map<string, PayeeProfile>();
  for (const [key, payee] of wanted) {
    const profile = profileOf(payee);
    // A company that another agency registered under the same profile has its index already.
    const index = known.get(identityOf(payee)) ?? byHash.get(contentHash(profileBytes(profile)));
    if (index === undefined) fresh.set(key, profile);
    else indexes.set(key, index);
  }
  return { indexes, fresh };
}

/**
 * Registers profiles as payees.
 *
 * @param office The office; a recorder is at hand.
 * @param hashes The profiles' hashes.
 * @throws RefusedError where the registry refuses.
 */
export async function register(office: Office, hashes: readonly string[]): Promise<void> {
  try {
    const sent = await office.as(office.makerFor("recorder")).payees.register(office.agency, [...hashes]);
    await sent.wait();
  } catch (error) {
    throw refusalOf("register payees", error);
  }
  await office.refresh();
}

/** Indexes of the payees that an office registered, by identity; those whose profile is not at hand are left out. */
async function registeredPayees(office: Office, stores: ProfileStores): Promise<Map<string, number>> {
  const indexes = new Map<string, number>();
  const own = [...office.replay.payees.values()].filter(({ keeper }) => keeper === office.agency);
  const profiles = await forEachAtOnce(own, ({ profile }) => findProfile(stores, profile));
  own.forEach(({ id }, index) => {
    const profile = profiles[index];
    if (profile !== null && profile !== undefined)
      for (const identity of identitiesOf(profile)) indexes.set(identity, id);
  });
  return indexes;
}

/** What a payee is found again by: as its key, with a joint award's winners in alphabetical order. */
function identityOf(payee: Payee): string {
  if (payee.key.startsWith("id:")) return `id:${payee.id}`;
  if (payee.key.startsWith("id-and-name:")) return `both:${payee.id ?? ""}:${nameOf(payee)}`;
  return `name:${nameOf(payee)}`;
}

function identitiesOf({ name, identifier }: PayeeProfile): string[] {
  return [identifier === undefined ? `name:${name}` : `id:${identifier}`, `both:${identifier ?? ""}:${name}`];
}

function profileOf(payee: Payee): PayeeProfile {
  const name = nameOf(payee);
  if (payee.naturalPerson) return newPersonProfile(name, payee.id ?? undefined);
  return { sort: "organisation", name, ...(payee.id === null ? {} : { identifier: payee.id }) };
}

function nameOf({ name, members }: Payee): string {
  if (members.length === 0) return name;
  return members
    .map((member) => member.name)
    .toSorted()
    .join("；");
}
