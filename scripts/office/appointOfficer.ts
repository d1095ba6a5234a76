import { ZeroAddress } from "ethers";

import { refusalOf } from "../../sdk/chain/errors.ts";
import { type Fisc, registryPlace, withSigner } from "../../sdk/chain/fisc.ts";
import { type RoleName, roleBits } from "../../sdk/journal/role.ts";
import { appointmentTypedData, policyTypedData } from "../../sdk/journal/typed-data.ts";
import type { OwnAccount } from "./Accounts.ts";

/** Stands where an appointment does not end. */
export const NO_END = 2 ** 48 - 1;

/** How long the second registrar's signature counts, in seconds. */
const DEADLINE_SECONDS = 60 * 60;

/** Two registrars of an agency: the first sends, the second signs. */
export type TwoRegistrars = readonly [first: OwnAccount, second: OwnAccount];

/** The terms of an appointment. */
export interface Appointment {
  readonly account: string;
  readonly agency: number;
  readonly roles: readonly RoleName[];
  /** The greatest batch that the officer can approve, in minor units. */
  readonly limit: bigint;
  /** Unix seconds, or NO_END. */
  readonly endsAt: number;
  /** An earlier account of the same person, or null. */
  readonly replaces: string | null;
}

/**
 * Appoints an officer, or changes the terms of one.
 *
 * @param fisc A connection.
 * @param registrars Two registrars of the agency.
 * @param terms The terms.
 * @throws RefusedError where the registry refuses.
 */
export async function appointOfficer(fisc: Fisc, [first, second]: TwoRegistrars, terms: Appointment): Promise<void> {
  const { account, agency, limit, endsAt } = terms;
  const appointment = {
    account,
    agency,
    roles: roleBits(terms.roles),
    limit,
    endsAt,
    replaces: terms.replaces ?? ZeroAddress,
  };
  const deadline = await deadlineOf(fisc);
  const nonce = await fisc.agencies.officerNonceOf(account);
  const data = appointmentTypedData(registryPlace(fisc), { ...appointment, nonce, deadline });
  const signature = await second.signer.signTypedData(data.domain, data.types, data.message);
  try {
    const { agencies } = withSigner(fisc, first.signer);
    const sent = await agencies.appointOfficer(appointment, { signer: second.address, deadline, signature });
    await sent.wait();
  } catch (error) {
    throw refusalOf(`appoint ${account}`, error);
  }
}

/** How many approvals batches need, by amount in minor units. */
export interface Policy {
  readonly freeUpTo: bigint;
  readonly oneUpTo: bigint;
  readonly twoUpTo: bigint;
}

/**
 * Sets how many approvals an agency's batches need.
 *
 * @param fisc A connection.
 * @param registrars Two registrars of the agency.
 * @param agency The agency.
 * @param policy The thresholds.
 * @throws RefusedError where the registry refuses.
 */
export async function changePolicy(
  fisc: Fisc,
  [first, second]: TwoRegistrars,
  agency: number,
  policy: Policy,
): Promise<void> {
  const deadline = await deadlineOf(fisc);
  const nonce = await fisc.agencies.policyNonceOf(agency);
  const data = policyTypedData(registryPlace(fisc), { agency, ...policy, nonce, deadline });
  const signature = await second.signer.signTypedData(data.domain, data.types, data.message);
  try {
    const { agencies } = withSigner(fisc, first.signer);
    const sent = await agencies.changePolicy(agency, policy, { signer: second.address, deadline, signature });
    await sent.wait();
  } catch (error) {
    throw refusalOf(`set the policy of agency ${agency}`, error);
  }
}

async function deadlineOf(fisc: Fisc): Promise<number> {
  const block = await fisc.provider.getBlock("latest");
  return (block?.timestamp ?? 0) + DEADLINE_SECONDS;
}
