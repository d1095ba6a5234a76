import { TypedDataEncoder, type TypedDataDomain, type TypedDataField } from "ethers";

import type { BatchHead } from "./batch.ts";

/** What a person or a wallet signs (EIP-712): the arguments of ethers' `signTypedData`. */
export interface TypedData {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}

/** A contract on a chain: what a signature is bound to. */
export interface ContractPlace {
  readonly chainId: bigint;
  /** The contract's address. */
  readonly address: string;
}

/** A batch as its approvers sign it. */
export interface SignedBatch {
  readonly head: BatchHead;
  /** How many entries it holds. */
  readonly count: number;
  /** The batch root: 0x and 64 hexadecimal digits. */
  readonly root: string;
  /** The account that will send it. */
  readonly maker: string;
}

/** A year's closing as its approvers sign it. */
export interface SignedClosing {
  readonly agency: number;
  readonly year: number;
  /** The next state: 2 for CommitmentsClosed, 3 for Closed. */
  readonly state: 2 | 3;
  /** The account that will send it. */
  readonly maker: string;
  /** The last second at which the approvals count, Unix seconds. */
  readonly deadline: number;
}

/** A rule of virement or carry-over. Contract: `ISpendingLedger.Rule`. */
export interface RuleTerms {
  /** The class of line that authority may leave; 0 for any. */
  readonly fromClass: number;
  /** The class of line that it may reach; 0 for any. */
  readonly toClass: number;
  /** True for a rule of carry-over, false for one of virement. */
  readonly carryOver: boolean;
  readonly active: boolean;
  /** Approvals that a batch under it needs at the least. */
  readonly minApprovals: number;
  /** What may move under it in a fiscal year, in minor units. */
  readonly yearlyCap: bigint;
  /** SHA-256 of the rule's text. */
  readonly text: string;
}

/** A change of a rule as its approvers sign it. */
export interface SignedRuleChange {
  readonly agency: number;
  readonly number: number;
  readonly rule: RuleTerms;
  /** How often the rule was set before; the ledger counts events RuleSet. */
  readonly version: number;
  /** The account that will send it. */
  readonly maker: string;
  /** The last second at which the approvals count, Unix seconds. */
  readonly deadline: number;
}

/** An appointment as the second registrar signs it. */
export interface SignedAppointment {
  readonly account: string;
  readonly agency: number;
  /** Bits of RoleLib. */
  readonly roles: number;
  /** The greatest batch that the officer can approve, in minor units. */
  readonly limit: bigint;
  /** When the appointment ends, Unix seconds. */
  readonly endsAt: number;
  /** An earlier account of the same person that ends now, or the zero address. */
  readonly replaces: string;
  /** The registry's `officerNonceOf` the account. */
  readonly nonce: bigint;
  /** The last second at which the signature counts, Unix seconds. */
  readonly deadline: number;
}

/** A policy as the second registrar signs it. */
export interface SignedPolicyChange {
  readonly agency: number;
  /** Amounts up to this need no approval, in minor units. */
  readonly freeUpTo: bigint;
  /** Amounts up to this need one, in minor units. */
  readonly oneUpTo: bigint;
  /** Amounts up to this need two, in minor units. */
  readonly twoUpTo: bigint;
  /** The registry's `policyNonceOf` the agency. */
  readonly nonce: bigint;
  /** The last second at which the signature counts, Unix seconds. */
  readonly deadline: number;
}

/** An officer's resumption as the second registrar signs it. */
export interface SignedResumption {
  readonly account: string;
  /** The registry's `officerNonceOf` the account. */
  readonly nonce: bigint;
  /** The last second at which the signature counts, Unix seconds. */
  readonly deadline: number;
}

const LEDGER = { name: "Fisc SpendingLedger", version: "1" } as const;
const REGISTRY = { name: "Fisc AgencyRegistry", version: "1" } as const;

const BATCH = fields(
  "uint32 agency,uint16 year,uint16 desk,uint40 firstNumber,uint32 count,uint64 total,bytes32 batchRef,bytes32 root,address maker,uint48 deadline",
);
const CLOSING = fields("uint32 agency,uint16 year,uint8 state,address maker,uint48 deadline");
const RULE_CHANGE = fields(
  "uint32 agency,uint32 number,uint16 fromClass,uint16 toClass,bool carryOver,bool active,uint8 minApprovals,uint64 yearlyCap,bytes32 text,uint32 version,address maker,uint48 deadline",
);
const APPOINTMENT = fields(
  "address account,uint32 agency,uint8 roles,uint64 limit,uint48 endsAt,address replaces,uint256 nonce,uint48 deadline",
);
const POLICY_CHANGE = fields(
  "uint32 agency,uint64 freeUpTo,uint64 oneUpTo,uint64 twoUpTo,uint256 nonce,uint48 deadline",
);
const RESUMPTION = fields("address account,uint256 nonce,uint48 deadline");

/**
 * Returns what the approvers of a batch sign.
 *
 * @param ledger The SpendingLedger.
 * @param batch The batch.
 * @returns The typed data of `Batch`.
 * @example const data = batchTypedData(ledger, batch); await signer.signTypedData(data.domain, data.types, data.message);
 */
export function batchTypedData(ledger: ContractPlace, batch: SignedBatch): TypedData {
  const { count, root, maker } = batch;
  return typedData(LEDGER, ledger, "Batch", BATCH, { ...batch.head, count, root, maker });
}

/**
 * Returns what the approvers of a year's closing sign.
 *
 * @param ledger The SpendingLedger.
 * @param closing The closing.
 * @returns The typed data of `YearClosing`.
 * @example closingTypedData(ledger, { agency: 1, year: 2019, state: 2, maker, deadline })
 */
export function closingTypedData(ledger: ContractPlace, closing: SignedClosing): TypedData {
  return typedData(LEDGER, ledger, "YearClosing", CLOSING, { ...closing });
}

/**
 * Returns what the approvers of a rule sign.
 *
 * @param ledger The SpendingLedger.
 * @param change The change.
 * @returns The typed data of `RuleChange`.
 * @example ruleTypedData(ledger, { agency: 1, number: 1, rule, version: 0, maker, deadline })
 */
export function ruleTypedData(ledger: ContractPlace, change: SignedRuleChange): TypedData {
  const { rule, ...rest } = change;
  return typedData(LEDGER, ledger, "RuleChange", RULE_CHANGE, { ...rest, ...rule });
}

/**
 * Returns what a second registrar signs for an appointment.
 *
 * @param registry The AgencyRegistry.
 * @param appointment The appointment.
 * @returns The typed data of `Appointment`.
 * @example appointmentTypedData(registry, { account, agency: 1, roles, limit, endsAt, replaces, nonce, deadline })
 */
export function appointmentTypedData(registry: ContractPlace, appointment: SignedAppointment): TypedData {
  return typedData(REGISTRY, registry, "Appointment", APPOINTMENT, { ...appointment });
}

/**
 * Returns what a second registrar signs for a policy.
 *
 * @param registry The AgencyRegistry.
 * @param change The policy.
 * @returns The typed data of `PolicyChange`.
 * @example policyTypedData(registry, { agency: 1, freeUpTo, oneUpTo, twoUpTo, nonce, deadline })
 */
export function policyTypedData(registry: ContractPlace, change: SignedPolicyChange): TypedData {
  return typedData(REGISTRY, registry, "PolicyChange", POLICY_CHANGE, { ...change });
}

/**
 * Returns what a second registrar signs to let a suspended officer act again.
 *
 * @param registry The AgencyRegistry.
 * @param resumption The resumption.
 * @returns The typed data of `Resumption`.
 * @example resumptionTypedData(registry, { account, nonce, deadline })
 */
export function resumptionTypedData(registry: ContractPlace, resumption: SignedResumption): TypedData {
  return typedData(REGISTRY, registry, "Resumption", RESUMPTION, { ...resumption });
}

/**
 * Returns the digest that a signature over typed data signs.
 *
 * @param data The typed data.
 * @returns 0x and 64 hexadecimal digits.
 * @example typedDataDigest(batchTypedData(ledger, batch)) === (await contract.batchDigest(head, count, root, maker))
 */
export function typedDataDigest(data: TypedData): string {
  return TypedDataEncoder.hash(data.domain, data.types, data.message);
}

function typedData(
  domain: { readonly name: string; readonly version: string },
  place: ContractPlace,
  primaryType: string,
  type: TypedDataField[],
  values: Record<string, unknown>,
): TypedData {
  return {
    domain: { ...domain, chainId: place.chainId, verifyingContract: place.address },
    types: { [primaryType]: type },
    primaryType,
    // Wallets refuse a message with fields that the type does not name.
    message: Object.fromEntries(type.map(({ name }) => [name, values[name]])),
  };
}

function fields(signature: string): TypedDataField[] {
  return signature.split(",").map((field) => {
    const [type, name] = field.split(" ");
    return { type: type!, name: name! };
  });
}
