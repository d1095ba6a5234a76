import type { TypedDataDomain, TypedDataField } from "ethers";

import type { AgencyRegistry, IAgencyRegistry } from "../../types/ethers-contracts/contracts/access/AgencyRegistry.ts";
import type { Account } from "./accessFixture.ts";

/** What a second registrar is asked to agree to. */
export type Asked =
  | { appointment: IAgencyRegistry.AppointmentStruct }
  | { agency: bigint; policy: IAgencyRegistry.PolicyStruct }
  | { resumption: { account: string } };

/** What a test makes different from an honest signature of this moment. */
export interface Deviations {
  deadline?: bigint;
  nonce?: bigint;
  domain?: Partial<TypedDataDomain>;
  /** The contract wallet in whose name the key signs. */
  onBehalfOf?: string;
}

const TYPES: Record<"Appointment" | "PolicyChange" | "Resumption", TypedDataField[]> = {
  Appointment: [
    { name: "account", type: "address" },
    { name: "agency", type: "uint32" },
    { name: "roles", type: "uint8" },
    { name: "limit", type: "uint64" },
    { name: "endsAt", type: "uint48" },
    { name: "replaces", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
  ],
  PolicyChange: [
    { name: "agency", type: "uint32" },
    { name: "freeUpTo", type: "uint64" },
    { name: "oneUpTo", type: "uint64" },
    { name: "twoUpTo", type: "uint64" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
  ],
  Resumption: [
    { name: "account", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
  ],
};

const NO_DEADLINE = 2n ** 48n - 1n;

/** Returns what the typed data of `asked` is, with the present nonce. */
export async function typedDataOf(registry: AgencyRegistry, asked: Asked, deviations: Deviations = {}) {
  const { chainId, name, verifyingContract, version } = await registry.eip712Domain();
  const deadline = deviations.deadline ?? NO_DEADLINE;
  const domain: TypedDataDomain = { name, version, chainId, verifyingContract, ...deviations.domain };
  if ("appointment" in asked) {
    const nonce = deviations.nonce ?? (await registry.officerNonceOf(asked.appointment.account));
    const message = { ...asked.appointment, nonce, deadline };
    return { domain, types: { Appointment: TYPES.Appointment }, message, deadline };
  }
  if ("policy" in asked) {
    const nonce = deviations.nonce ?? (await registry.policyNonceOf(asked.agency));
    const message = { agency: asked.agency, ...asked.policy, nonce, deadline };
    return { domain, types: { PolicyChange: TYPES.PolicyChange }, message, deadline };
  }
  const nonce = deviations.nonce ?? (await registry.officerNonceOf(asked.resumption.account));
  const message = { ...asked.resumption, nonce, deadline };
  return { domain, types: { Resumption: TYPES.Resumption }, message, deadline };
}

/** Signs as the second registrar. */
export async function countersign(
  registry: AgencyRegistry,
  signer: Account,
  asked: Asked,
  deviations: Deviations = {},
): Promise<IAgencyRegistry.CountersignatureStruct> {
  const { domain, types, message, deadline } = await typedDataOf(registry, asked, deviations);
  return {
    signer: deviations.onBehalfOf ?? signer.address,
    deadline,
    signature: await signer.signTypedData(domain, types, message),
  };
}
