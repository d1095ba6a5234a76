import { hexToBytes } from "@noble/hashes/utils.js";
import { type EventFragment, getAddress, Interface, type Log, type ParamType } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { batchRoot } from "../journal/batch.ts";
import { type EntryId, unpackEntryId } from "../journal/entry-id.ts";
import { type Series, unpackSeries } from "../journal/series.ts";
import type { RuleTerms } from "../journal/typed-data.ts";
import { IAgencyRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IAgencyRegistry__factory.ts";
import { IPayeeRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IPayeeRegistry__factory.ts";
import { IAuditRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/IAuditRegister__factory.ts";
import { ISettlementRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISettlementRegister__factory.ts";
import { ISpendingLedger__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISpendingLedger__factory.ts";

/** Where an event stands on the chain. */
export interface EventPlace {
  readonly block: number;
  readonly blockHash: string;
  readonly transaction: string;
  readonly logIndex: number;
}

/** The fields of each event, by name. Numbers of more than 48 bits, amounts among them, are bigint. */
export interface EventFields {
  AgencyRegistered: { agency: number; parent: number; identifierHash: string; profile: string; registrars: string[] };
  AgencySuspended: { agency: number; reason: string };
  AgencyResumed: { agency: number };
  AgencyProfileChanged: { agency: number; by: string; profile: string };
  PolicyChanged: {
    agency: number;
    by: string;
    countersigner: string;
    freeUpTo: bigint;
    oneUpTo: bigint;
    twoUpTo: bigint;
  };
  OfficerAppointed: {
    agency: number;
    account: string;
    replaces: string;
    roles: number;
    limit: bigint;
    startsAt: number;
    endsAt: number;
    by: string;
    countersigner: string;
  };
  OfficerSuspended: { agency: number; account: string; by: string };
  OfficerResumed: { agency: number; account: string; by: string; countersigner: string };
  PayeesRegistered: { agency: number; by: string; firstPayee: number; profiles: string[] };
  PayeeProfileChanged: { agency: number; payee: number; by: string; previous: string; profile: string };
  YearOpened: {
    agency: number;
    year: number;
    by: string;
    firstDay: number;
    endDay: number;
    lastDay: number;
    /** Three ASCII letters as 0x and six hexadecimal digits. */
    currency: string;
    decimals: number;
  };
  YearStateChanged: { agency: number; year: number; by: string; state: number; approvers: string[] };
  LineOpened: {
    line: number;
    keeper: number;
    agency: number;
    year: number;
    by: string;
    parent: number;
    control: number;
    ceilings: boolean;
    class: number;
    code: string;
    description: string;
  };
  LineDescribed: { line: number; by: string; previous: string; description: string };
  LineStatusChanged: { line: number; by: string; open: boolean };
  RuleSet: { agency: number; number: number; by: string; rule: RuleTerms; approvers: string[] };
  BatchRecorded: {
    batchRef: string;
    series: Series;
    maker: string;
    firstNumber: number;
    total: bigint;
    /** Computed from the entries; `rootOf` of the ledger must say the same. */
    root: string;
    approvers: string[];
    /** 64 bytes each. */
    entries: Uint8Array;
  };
  PaymentSettled: { agency: number; entry: EntryId; bankRef: string; by: string; amount: bigint };
  SettlementWithdrawn: {
    agency: number;
    entry: EntryId;
    bankRef: string;
    by: string;
    amount: bigint;
    settledAt: number;
    reason: string;
  };
  FindingRecorded: { finding: number; entry: EntryId; by: string; auditing: number; document: string };
  FindingAnswered: { finding: number; entry: EntryId; by: string; document: string };
  /** The status is 1 Open or 3 Resolved. */
  FindingFollowedUp: { finding: number; entry: EntryId; by: string; status: number; document: string };
  EntryFlagged: { entry: EntryId; by: string; evidence: string; flagCount: number };
}

/** The name of an event. */
export type EventName = keyof EventFields;

/** An event of one name, or of any, with its place on the chain. */
export type FiscEvent<Name extends EventName = EventName> = {
  [N in Name]: { readonly name: N; readonly place: EventPlace } & Readonly<EventFields[N]>;
}[Name];

/** An event of one of the contracts cannot be read. */
export class EventUnreadableError extends FiscError {
  override readonly name = "EventUnreadableError";

  /**
   * @param place Where it stands.
   * @param cause Why it cannot be read.
   */
  constructor(place: EventPlace, cause?: unknown) {
    super(
      `The event ${place.logIndex} of transaction ${place.transaction} cannot be read.`,
      "Its bytes are not laid out as the contracts of this version emit them.",
      "Check the RPC, and that this version is the deployment's.",
      cause,
    );
  }
}

const EVENTS = new Interface([
  // The registers inherit the ledger's types, its events among them.
  ...new Map(
    [
      ISpendingLedger__factory.abi,
      IAgencyRegistry__factory.abi,
      IPayeeRegistry__factory.abi,
      ISettlementRegister__factory.abi,
      IAuditRegister__factory.abi,
    ]
      .flat()
      .filter((fragment) => fragment.type === "event")
      .map((fragment) => [fragment.name, fragment]),
  ).values(),
]);
const FRAGMENTS = new Map<string, EventFragment>();
EVENTS.forEachEvent((fragment) => FRAGMENTS.set(fragment.topicHash, fragment));
const BATCH_RECORDED = EVENTS.getEvent("BatchRecorded")!.topicHash;

/**
 * Reads an event from a log.
 *
 * @param log A log of one of the contracts.
 * @returns The event, or null where it is not one of theirs (the administration's own, for example).
 * @throws EventUnreadableError where its bytes are not laid out as they should.
 * @example const events = logs.map(eventOf).filter((event) => event !== null);
 */
export function eventOf(log: Log): FiscEvent | null {
  const fragment = FRAGMENTS.get(log.topics[0] ?? "");
  if (fragment === undefined) return null;
  const place: EventPlace = {
    block: log.blockNumber,
    blockHash: log.blockHash,
    transaction: log.transactionHash,
    logIndex: log.index,
  };
  try {
    const fields = fragment.topicHash === BATCH_RECORDED ? batchOf(log) : fieldsOf(fragment, log);
    return { name: fragment.name, place, ...fields } as FiscEvent;
  } catch (cause) {
    throw new EventUnreadableError(place, cause);
  }
}

/** BatchRecorded carries nearly all bytes of a journal, so it is read by its fixed layout. */
function batchOf(log: Log): EventFields["BatchRecorded"] {
  const [, batchRef, series, maker] = log.topics;
  const data = hexToBytes(log.data.slice(2));
  const view = new DataView(data.buffer);
  // words: firstNumber | total | offset of approvers | offset of entries
  const word = (offset: number) => {
    const high = view.getUint32(offset + 24);
    if (high !== 0) throw new RangeError(`The word at byte ${offset} is no offset or length.`);
    return view.getUint32(offset + 28);
  };
  const approversAt = word(64);
  const entriesAt = word(96);
  const approvers = Array.from({ length: word(approversAt) }, (_, index) =>
    getAddress(log.data.slice(2 + 2 * (approversAt + 32 * index + 44), 2 + 2 * (approversAt + 32 * index + 64))),
  );
  const length = word(entriesAt);
  if (entriesAt + 32 + length > data.length) throw new RangeError("The entries are cut off.");
  const entries = data.subarray(entriesAt + 32, entriesAt + 32 + length);
  const place = unpackSeries(BigInt(series!));
  const firstNumber = view.getUint8(27) * 0x1_0000_0000 + view.getUint32(28);
  return {
    batchRef: batchRef!,
    series: place,
    maker: getAddress(`0x${maker!.slice(26)}`),
    firstNumber,
    total: view.getBigUint64(56),
    root: batchRoot({ ...place, firstNumber }, entries),
    approvers,
    entries,
  };
}

/** An event whose fields are one word each is read word by word; others by ethers. */
function fieldsOf(fragment: EventFragment, log: Log): Record<string, unknown> {
  const isFlat = fragment.inputs.every((input) => input.baseType !== "array" && input.baseType !== "tuple");
  if (!isFlat) {
    const values = EVENTS.decodeEventLog(fragment, log.data, log.topics);
    return Object.fromEntries(fragment.inputs.map((input, index) => [input.name, plain(input, values[index])]));
  }
  let topic = 1;
  let offset = 2;
  return Object.fromEntries(
    fragment.inputs.map((input) => {
      if (input.indexed === true) return [input.name, wordValue(input, log.topics[topic++]!.slice(2))];
      const word = log.data.slice(offset, offset + 64);
      offset += 64;
      return [input.name, wordValue(input, word)];
    }),
  );
}

function wordValue(input: ParamType, word: string): unknown {
  if (word.length !== 64) throw new RangeError(`The field ${input.name} is cut off.`);
  if (input.type === "address") return getAddress(`0x${word.slice(24)}`);
  if (input.type === "bool") return word.endsWith("1");
  if (input.type.startsWith("bytes")) return `0x${word.slice(0, 2 * bitsOf(input))}`;
  const value = BigInt(`0x${word}`);
  if (input.type === "uint104") return unpackEntryId(value);
  return bitsOf(input) <= 48 ? Number(value) : value;
}

function plain(input: ParamType, value: unknown): unknown {
  if (input.baseType === "array") return [...(value as unknown[])].map((item) => plain(input.arrayChildren!, item));
  if (input.baseType === "tuple") {
    return Object.fromEntries(
      input.components!.map((part, index) => [part.name, plain(part, (value as unknown[])[index])]),
    );
  }
  return typeof value === "bigint" && bitsOf(input) <= 48 ? Number(value) : value;
}

/** The number in a type's name: bits of uint48, bytes of bytes32. */
function bitsOf(input: ParamType): number {
  return Number(input.type.replace(/\D/g, ""));
}
