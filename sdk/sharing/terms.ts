import { TypedDataEncoder, type TypedDataField } from "ethers";

import type { ContractPlace, TypedData } from "../journal/typed-data.ts";

/** No grant stands above, no data subject is named, or all fields are covered. */
export const NONE = `0x${"00".repeat(32)}`;

/** How many grants stand between an owner and a user at the most, the owner's included. */
export const MOST_LEVELS = 4;

/** All that a grant says. Contract: `IGrantRegister.Terms`; hashes are 0x and 64 hexadecimal digits. */
export interface Terms {
  readonly asset: number;
  /** Which version; 0 for each. */
  readonly version: number;
  /** The agency that may use it. */
  readonly grantee: number;
  /** The request that it answers; 0 for none. */
  readonly request: number;
  /** Bits of ACTIONS. */
  readonly actions: number;
  /** From when, Unix seconds. */
  readonly notBefore: number;
  /** The last second, Unix seconds. */
  readonly notAfter: number;
  readonly maxUses: number;
  readonly maxBytes: number;
  /** The least time between two uses, in seconds. */
  readonly minInterval: number;
  readonly retentionDays: number;
  /** Whether the grantee may grant it on. */
  readonly delegable: boolean;
  /** Makes grants on the same terms differ. */
  readonly nonce: bigint;
  /** SHA-256 of the purpose's IRI (DPV). */
  readonly purpose: string;
  /** SHA-256 of the legal basis's IRI (DPV). */
  readonly legalBasis: string;
  /** Root over the fields that it covers; NONE for all. */
  readonly fieldScope: string;
  /** keccak256 of the data subject's signer (ERC-7913); NONE where there is none. */
  readonly subject: string;
  /** SHA-256 of the ODRL agreement in canonical JSON. */
  readonly agreement: string;
  /** The grant that it is delegated from; NONE for one that the owner makes. */
  readonly parent: string;
}

const GRANT: readonly TypedDataField[] = [
  { name: "asset", type: "uint32" },
  { name: "version", type: "uint32" },
  { name: "grantee", type: "uint32" },
  { name: "request", type: "uint32" },
  { name: "actions", type: "uint8" },
  { name: "notBefore", type: "uint48" },
  { name: "notAfter", type: "uint48" },
  { name: "maxUses", type: "uint32" },
  { name: "maxBytes", type: "uint48" },
  { name: "minInterval", type: "uint32" },
  { name: "retentionDays", type: "uint16" },
  { name: "delegable", type: "bool" },
  { name: "nonce", type: "uint64" },
  { name: "purpose", type: "bytes32" },
  { name: "legalBasis", type: "bytes32" },
  { name: "fieldScope", type: "bytes32" },
  { name: "subject", type: "bytes32" },
  { name: "agreement", type: "bytes32" },
  { name: "parent", type: "bytes32" },
];

/**
 * Returns the id of a grant on these terms. Contract: `grantIdOf`.
 *
 * @param terms The terms.
 * @returns The EIP-712 hash of all of them: 0x and 64 hexadecimal digits.
 * @throws TypeError where a term does not fit its type.
 * @example const { status } = await register.grantOf(grantIdOf(terms));
 */
export function grantIdOf(terms: Terms): string {
  return TypedDataEncoder.hashStruct("Grant", { Grant: [...GRANT] }, terms);
}

/**
 * Returns what a data steward signs to approve a grant.
 *
 * @param place The register.
 * @param terms The terms.
 * @param deadline The last second at which the approval counts, Unix seconds.
 * @returns Typed data that shows every term.
 * @example const { domain, types, message } = approvalTypedData(place, terms, deadline);
 */
export function approvalTypedData(place: ContractPlace, terms: Terms, deadline: number): TypedData {
  const GrantApproval = [
    { name: "grant", type: "Grant" },
    { name: "deadline", type: "uint48" },
  ];
  return typedData(place, "GrantApproval", { GrantApproval, Grant: [...GRANT] }, { grant: { ...terms }, deadline });
}

/**
 * Returns what a data steward signs to approve a renewal.
 *
 * @param place The register.
 * @param grant The grant's id.
 * @param endsAt The new last second, Unix seconds.
 * @param deadline The last second at which the approval counts, Unix seconds.
 * @returns Typed data.
 * @example const { domain, types, message } = renewalTypedData(place, id, endsAt, deadline);
 */
export function renewalTypedData(place: ContractPlace, grant: string, endsAt: number, deadline: number): TypedData {
  const Renewal = [
    { name: "grant", type: "bytes32" },
    { name: "endsAt", type: "uint48" },
  ];
  const RenewalApproval = [
    { name: "renewal", type: "Renewal" },
    { name: "deadline", type: "uint48" },
  ];
  const renewal = { grant, endsAt };
  return typedData(place, "RenewalApproval", { RenewalApproval, Renewal }, { renewal, deadline });
}

/** On what terms an asset is granted to whoever asks. Contract: `IAssetRegister.Offer`. */
export interface OfferTerms {
  /** Bits of ACTIONS. */
  readonly actions: number;
  readonly termDays: number;
  readonly maxUses: number;
  readonly maxBytes: number;
  readonly retentionDays: number;
  /** From when it can be taken, Unix seconds: later than the last offer's. */
  readonly opensAt: number;
  /** SHA-256 of the ODRL offer in canonical JSON. */
  readonly agreement: string;
  /** SHA-256 of the only purpose's IRI; NONE for any. */
  readonly purpose: string;
}

/**
 * Returns what a data steward signs to approve an offer.
 *
 * @param place The register.
 * @param asset The asset.
 * @param terms The offer.
 * @param deadline The last second at which the approval counts, Unix seconds.
 * @returns Typed data.
 * @example const { domain, types, message } = offerTypedData(place, 1, offer, deadline);
 */
export function offerTypedData(place: ContractPlace, asset: number, terms: OfferTerms, deadline: number): TypedData {
  const Offer = [
    { name: "asset", type: "uint32" },
    { name: "actions", type: "uint8" },
    { name: "termDays", type: "uint16" },
    { name: "maxUses", type: "uint32" },
    { name: "maxBytes", type: "uint48" },
    { name: "retentionDays", type: "uint16" },
    { name: "opensAt", type: "uint48" },
    { name: "agreement", type: "bytes32" },
    { name: "purpose", type: "bytes32" },
  ];
  const OfferApproval = [
    { name: "offer", type: "Offer" },
    { name: "deadline", type: "uint48" },
  ];
  return typedData(place, "OfferApproval", { OfferApproval, Offer }, { offer: { asset, ...terms }, deadline });
}

/** A gateway that is let serve an asset, in the hands that it is in. */
export interface AdmissionTerms {
  readonly asset: number;
  readonly gateway: number;
  /** Who operates the gateway. */
  readonly operator: string;
  /** How often it was admitted before, as `admissionOf` says. */
  readonly count: number;
}

/**
 * Returns what a data steward signs to approve that a gateway serves an asset.
 *
 * @param place The register.
 * @param admission What is approved.
 * @param deadline The last second at which the approval counts, Unix seconds.
 * @returns Typed data.
 * @example const { domain, types, message } = admissionTypedData(place, admission, deadline);
 */
export function admissionTypedData(place: ContractPlace, admission: AdmissionTerms, deadline: number): TypedData {
  const Admission = [
    { name: "asset", type: "uint32" },
    { name: "gateway", type: "uint32" },
    { name: "operator", type: "address" },
    { name: "count", type: "uint32" },
  ];
  const AdmissionApproval = [
    { name: "admission", type: "Admission" },
    { name: "deadline", type: "uint48" },
  ];
  return typedData(place, "AdmissionApproval", { AdmissionApproval, Admission }, { admission, deadline });
}

/**
 * Returns what a data subject signs to withdraw.
 *
 * @param place The register.
 * @param grant The grant's id.
 * @param deadline The last second at which it counts, Unix seconds.
 * @returns Typed data.
 * @example const { domain, types, message } = withdrawalTypedData(place, id, deadline);
 */
export function withdrawalTypedData(place: ContractPlace, grant: string, deadline: number): TypedData {
  const Withdrawal = [
    { name: "grant", type: "bytes32" },
    { name: "deadline", type: "uint48" },
  ];
  return typedData(place, "Withdrawal", { Withdrawal }, { grant, deadline });
}

/**
 * Names the axes on which terms are wider than those of the grant above. Contract: `TermsLib.isWithin`.
 *
 * @param terms The terms of the grant that is to be delegated.
 * @param parent The terms of the grant above.
 * @param parentEndsAt When that one ends, Unix seconds: a renewal moves it.
 * @returns The terms that are wider; none where it can be delegated so.
 * @example if (widerTerms(terms, parent, parent.notAfter).length > 0) …
 */
export function widerTerms(terms: Terms, parent: Terms, parentEndsAt: number): (keyof Terms)[] {
  const wider: Partial<Record<keyof Terms, boolean>> = {
    asset: terms.asset !== parent.asset,
    version: parent.version !== 0 && terms.version !== parent.version,
    request: terms.request !== 0,
    actions: (terms.actions & ~parent.actions) !== 0,
    notBefore: terms.notBefore < parent.notBefore,
    notAfter: terms.notAfter > parentEndsAt,
    maxUses: terms.maxUses > parent.maxUses,
    maxBytes: terms.maxBytes > parent.maxBytes,
    minInterval: terms.minInterval < parent.minInterval,
    retentionDays: terms.retentionDays > parent.retentionDays,
    delegable: terms.delegable && !parent.delegable,
    purpose: terms.purpose !== parent.purpose,
    legalBasis: terms.legalBasis !== parent.legalBasis,
    fieldScope: parent.fieldScope !== NONE && terms.fieldScope !== parent.fieldScope,
    subject: terms.subject !== parent.subject,
    parent: terms.parent !== grantIdOf(parent),
  };
  return (Object.keys(wider) as (keyof Terms)[]).filter((name) => wider[name]);
}

function typedData(
  { chainId, address }: ContractPlace,
  primaryType: string,
  types: Record<string, TypedDataField[]>,
  message: Record<string, unknown>,
): TypedData {
  const domain = { name: "Fisc GrantRegister", version: "1", chainId, verifyingContract: address };
  return { domain, types, primaryType, message };
}
