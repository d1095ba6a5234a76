import type { SharingClass } from "../catalogue/sharing-class.ts";
import type { Terms } from "./terms.ts";

/** How the bytes of a version are kept, by the contract's number. */
export const CIPHER_SUITES = ["none", "age-v1"] as const;

/** How a request stands, by the contract's number. */
export const REQUEST_STATUSES = ["unknown", "pending", "escalated", "approved", "refused", "recalled"] as const;

/** Why a request is refused, by the contract's number. */
export const REFUSAL_REASONS = [
  "none",
  "not-shared",
  "purpose-not-covered",
  "no-legal-basis",
  "too-wide",
  "protection-lacking",
  "not-held",
  "personal-data",
  "other",
] as const;

/** How a grant stands, by the contract's number. */
export const GRANT_STATUSES = ["unknown", "active", "suspended", "revoked", "withdrawn"] as const;

/** Why a grant is suspended or ended, by the contract's number. */
export const END_REASONS = [
  "none",
  "breach",
  "purpose-served",
  "law-changed",
  "decision",
  "authority",
  "security",
  "subject",
  "other",
] as const;

/** How a gateway stands, by the contract's number. */
export const GATEWAY_STATUSES = ["unknown", "active", "suspended", "retired"] as const;

/** A version of an asset. Hashes are 0x and 64 hexadecimal digits. */
export interface SharedVersion {
  readonly version: number;
  /** RFC 6962 root over the chunks as they are kept. */
  readonly chunks: string;
  /** Salted commitment to the plaintext's root. */
  readonly content: string;
  /** SHA-256 of the DCAT record. */
  readonly record: string;
  /** Bytes as they are kept. */
  readonly size: number;
  readonly suite: (typeof CIPHER_SUITES)[number];
  /** True once it is served no more. */
  withdrawn: boolean;
}

/** On what terms an asset is granted to whoever asks. */
export interface SharedOffer {
  readonly actions: number;
  readonly termDays: number;
  readonly maxUses: number;
  readonly maxBytes: number;
  readonly retentionDays: number;
  readonly opensAt: number;
  readonly agreement: string;
  readonly purpose: string;
}

/** An information asset as events tell it. */
export interface SharedAsset {
  readonly id: number;
  readonly owner: number;
  /** SHA-256 of the record that it was registered with. */
  readonly record: string;
  sharingClass: SharingClass;
  legalBasis: string;
  withdrawn: boolean;
  readonly versions: SharedVersion[];
  offer: SharedOffer | null;
  /** The operators in whose hands gateways were admitted, by gateway. */
  readonly gateways: Map<number, string>;
}

/** A request for access as events tell it. */
export interface SharingRequest {
  readonly id: number;
  readonly asset: number;
  /** The agency that asks. */
  readonly by: number;
  readonly actions: number;
  readonly purpose: string;
  readonly legalBasis: string;
  /** SHA-256 of the ODRL request. */
  readonly document: string;
  /** Unix seconds. */
  readonly dueAt: number;
  status: (typeof REQUEST_STATUSES)[number];
  reason: (typeof REFUSAL_REASONS)[number];
  /** SHA-256 of the decision; null where there is none, or a grant is it. */
  decision: string | null;
  /** The grant that answers it. */
  grant: string | null;
}

/** A grant as events tell it. */
export interface SharingGrant {
  readonly id: string;
  readonly terms: Terms;
  /** The agency that made it. */
  readonly grantor: number;
  status: (typeof GRANT_STATUSES)[number];
  reason: (typeof END_REASONS)[number];
  /** The last second in which it allows anything, Unix seconds; a revocation does not move it here. */
  endsAt: number;
}

/** A gateway as events tell it. */
export interface SharingGateway {
  readonly id: number;
  readonly agency: number;
  operator: string;
  receiptKey: string;
  /** Seconds. */
  maxSilence: number;
  profile: string;
  status: (typeof GATEWAY_STATUSES)[number];
  /** The anchored log. */
  log: { readonly size: number; readonly root: string };
}

/** Everything that is shared, asked for and granted, as events tell it. */
export interface SharingState {
  readonly assets: Map<number, SharedAsset>;
  readonly requests: Map<number, SharingRequest>;
  readonly grants: Map<string, SharingGrant>;
  readonly gateways: Map<number, SharingGateway>;
  /** The last block that was read. */
  readonly block: number;
}
