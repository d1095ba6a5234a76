import canonicalize from "canonicalize";
import { getAddress, recoverAddress } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { JsonField, JsonFieldError } from "../json-field.ts";
import { type Currency, amountText, parseAmount } from "../money/amount.ts";
import { type BatchHead, batchRoot, totalOf } from "./batch.ts";
import { summariseBatch } from "./batch-summary.ts";
import type { Citation } from "./citation.ts";
import { type Entry, encodeEntries } from "./entry.ts";
import { CORRECTION, isCorrection, kindNamed, kindOf } from "./kinds.ts";
import { type ContractPlace, type SignedBatch, batchTypedData, typedDataDigest } from "./typed-data.ts";
import { valueDateOf, valueDayOf } from "./value-day.ts";

const FORMAT = "fisc-batch";
const VERSION = 1;
const CORRECTION_PREFIX = "correct:";

/** An approver's signature on a batch. Contract: `ISpendingLedger.Approval`. */
export interface BatchApproval {
  /** The account that signed. */
  readonly approver: string;
  /** 65 bytes of ECDSA, or what the approver's ERC-1271 contract accepts, in hexadecimal. */
  readonly signature: string;
}

/** A batch that waits for approval: the content of a file that can be mailed. */
export interface BatchFile {
  /** The chain that it is meant for. */
  readonly chainId: bigint;
  /** The address of the SpendingLedger that it is meant for. */
  readonly ledger: string;
  /** The currency of the fiscal year; a reader checks it against the ledger. */
  readonly currency: Currency;
  /** The account that will send it. */
  readonly maker: string;
  readonly head: BatchHead;
  readonly entries: readonly Entry[];
  /** The proofs of the cited entries, one for each entry, where the entries cite. */
  readonly citations?: readonly Citation[] | undefined;
  /** The signatures so far, ascending by approver. */
  readonly approvals: readonly BatchApproval[];
}

/** What can be said offline about a signature. */
export interface ApprovalCheck {
  readonly approver: string;
  /** True where the approver's own key signed; a contract wallet's signature can be checked on the chain alone. */
  readonly signedByKey: boolean;
}

/** Two files do not hold the same batch. */
export class BatchFilesDifferError extends FiscError {
  override readonly name = "BatchFilesDifferError";

  constructor() {
    super(
      "The two files do not hold the same batch.",
      "Chain, ledger, maker, head or entries differ, so a signature on one is none on the other.",
      "Collect the signatures on copies of one file.",
    );
  }
}

/**
 * Returns what the approvers of a file sign.
 *
 * @param file The file.
 * @returns Head, count, root and maker.
 * @throws EntryFieldError where an entry does not fit.
 * @example const data = batchTypedData(placeOf(file), signedBatchOf(file));
 */
export function signedBatchOf(file: BatchFile): SignedBatch {
  const entries = encodeEntries(file.entries);
  return { head: file.head, count: file.entries.length, root: batchRoot(file.head, entries), maker: file.maker };
}

/**
 * Returns the ledger that a file is meant for.
 *
 * @param file The file.
 * @returns Chain and address.
 * @example placeOf(file).chainId
 */
export function placeOf(file: BatchFile): ContractPlace {
  return { chainId: file.chainId, address: file.ledger };
}

/**
 * Returns the digest that the approvers of a file sign.
 *
 * @param file The file.
 * @returns 0x and 64 hexadecimal digits.
 * @throws EntryFieldError where an entry does not fit.
 * @example recoverAddress(batchFileDigest(file), signature)
 */
export function batchFileDigest(file: BatchFile): string {
  return typedDataDigest(batchTypedData(placeOf(file), signedBatchOf(file)));
}

/**
 * Adds a signature to a file; an approver's later signature takes the place of an earlier one.
 *
 * @param file The file.
 * @param approval The signature.
 * @returns The file with it, approvals ascending by approver.
 * @example const signed = withApproval(file, { approver, signature });
 */
export function withApproval(file: BatchFile, approval: BatchApproval): BatchFile {
  const approver = getAddress(approval.approver);
  const others = file.approvals.filter((other) => getAddress(other.approver) !== approver);
  const approvals = [...others, { approver, signature: approval.signature }].toSorted((a, b) =>
    BigInt(a.approver) < BigInt(b.approver) ? -1 : 1,
  );
  return { ...file, approvals };
}

/**
 * Puts the signatures of two copies of a file together.
 *
 * @param file One copy.
 * @param copy The other.
 * @returns The file with the signatures of both.
 * @throws BatchFilesDifferError where they do not hold the same batch.
 * @example const complete = mergeApprovals(fromAna, fromBela);
 */
export function mergeApprovals(file: BatchFile, copy: BatchFile): BatchFile {
  if (batchFileDigest(file) !== batchFileDigest(copy)) throw new BatchFilesDifferError();
  return copy.approvals.reduce(withApproval, file);
}

/**
 * Checks the signatures of a file without a chain.
 *
 * @param file The file.
 * @returns One answer for each signature, in the file's order.
 * @throws EntryFieldError where an entry does not fit.
 * @example checkApprovals(file).every((check) => check.signedByKey)
 */
export function checkApprovals(file: BatchFile): ApprovalCheck[] {
  const digest = batchFileDigest(file);
  return file.approvals.map(({ approver, signature }) => {
    try {
      return { approver, signedByKey: recoverAddress(digest, signature) === getAddress(approver) };
    } catch {
      return { approver, signedByKey: false };
    }
  });
}

/**
 * Writes a file.
 *
 * @param file The batch and its signatures.
 * @returns JSON, with a summary for people, that `parseBatchFile` reads.
 * @throws EntryFieldError where an entry does not fit.
 * @example await writeFile("batch.json", batchFileText(file));
 */
export function batchFileText(file: BatchFile): string {
  const { head, currency } = file;
  const signed = signedBatchOf(file);
  const document = {
    format: FORMAT,
    version: VERSION,
    summary: summariseBatch(head, file.entries, currency, "en"),
    chainId: file.chainId.toString(),
    ledger: file.ledger,
    currency,
    maker: file.maker,
    head: { ...head, total: amountText(head.total, currency.decimals) },
    count: signed.count,
    root: signed.root,
    approvals: file.approvals,
    entries: file.entries.map((entry, index) => ({
      number: head.firstNumber + index,
      kind: kindName(entry.kind),
      line: entry.line,
      ...(entry.commitment === 0 ? {} : { commitment: entry.commitment }),
      ...(entry.payee === 0 ? {} : { payee: entry.payee }),
      valueDate: entry.valueDate,
      amount: amountText(entry.amount, currency.decimals),
      document: entry.document,
      ...(entry.cites === undefined ? {} : { cites: entry.cites }),
    })),
    ...(file.citations === undefined ? {} : { citations: file.citations }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads a file, and checks that root, count, total and summary are those of its entries.
 *
 * The signatures are not checked; see `checkApprovals`.
 *
 * @param text What `batchFileText` wrote.
 * @returns The batch and its signatures.
 * @throws JsonFieldError with the path of whatever is wrong.
 * @example const file = parseBatchFile(await readFile("batch.json", "utf8"));
 */
export function parseBatchFile(text: string): BatchFile {
  const document = JsonField.parse(text);
  expect(document.get("format"), FORMAT);
  expect(document.get("version"), VERSION);
  const currency = {
    code: document
      .get("currency")
      .get("code")
      .text(/^[A-Z]{3}$/, "a currency code of three letters"),
    decimals: document.get("currency").get("decimals").whole(4),
  };
  const head = parseHead(document.get("head"), currency);
  const entries = document
    .get("entries")
    .items()
    .map((field, index) => {
      expect(field.get("number"), head.firstNumber + index);
      return parseEntry(field, currency);
    });
  if (entries.length === 0) throw new JsonFieldError("$.entries", "a list of one entry or more", []);
  const citations = document.get("citations");
  const file: BatchFile = {
    chainId: BigInt(document.get("chainId").text(/^[1-9]\d{0,77}$/, "a chain id in decimal digits")),
    ledger: parseAddress(document.get("ledger")),
    currency,
    maker: parseAddress(document.get("maker")),
    head,
    entries,
    ...(citations.exists ? { citations: citations.items().map(parseCitation) } : {}),
    approvals: document
      .get("approvals")
      .items()
      .map((field) => ({
        approver: parseAddress(field.get("approver")),
        signature: field.get("signature").text(/^0x([0-9a-fA-F]{2})*$/, "bytes in hexadecimal"),
      })),
  };
  const total = document.get("head").get("total");
  expect(
    total,
    amountText(
      total.checked(() => totalOf(entries)),
      currency.decimals,
    ),
  );
  expect(document.get("count"), entries.length);
  expect(
    document.get("root"),
    document.get("entries").checked(() => signedBatchOf(file).root),
  );
  // A summary that says something else than the entries would deceive whoever is asked to sign.
  expect(document.get("summary"), summariseBatch(head, entries, currency, "en"));
  return { ...file, approvals: file.approvals.reduce(withApproval, { ...file, approvals: [] }).approvals };
}

function parseHead(field: JsonField, currency: Currency): BatchHead {
  const total = field.get("total");
  return {
    agency: field.get("agency").whole(0xffffffff, 1),
    year: field.get("year").whole(0xffff, 1),
    desk: field.get("desk").whole(0xffff),
    firstNumber: field.get("firstNumber").whole(0xffffffffff, 1),
    deadline: field.get("deadline").whole(0xffffffffffff),
    total: total.checked(() => parseAmount(total.text(), currency.decimals)),
    batchRef: field.get("batchRef").hash(),
  };
}

function parseEntry(field: JsonField, currency: Currency): Entry {
  const kind = field.get("kind");
  const amount = field.get("amount");
  const cites = field.get("cites");
  const valueDate = field.get("valueDate");
  const entry: Entry = {
    line: field.get("line").whole(0xffffffff),
    commitment: optionalNumber(field.get("commitment")),
    payee: optionalNumber(field.get("payee")),
    valueDate: valueDate.checked(() => valueDateOf(valueDayOf(valueDate.text()))),
    kind: kind.checked(() => kindNumber(kind.text())),
    amount: amount.checked(() => parseAmount(amount.text(), currency.decimals)),
    document: field.get("document").hash(),
    ...(cites.exists
      ? {
          cites: {
            year: cites.get("year").whole(0xffff),
            desk: cites.get("desk").whole(0xffff),
            number: cites.get("number").whole(0xffffffffff),
          },
        }
      : {}),
  };
  field.checked(() => encodeEntries([entry])); // an amount that is too large, for example
  return entry;
}

function parseCitation(field: JsonField): Citation {
  return {
    batchRef: field.get("batchRef").hash(),
    agency: field.get("agency").whole(0xffffffff),
    year: field.get("year").whole(0xffff),
    desk: field.get("desk").whole(0xffff),
    firstNumber: field.get("firstNumber").whole(0xffffffffff),
    count: field.get("count").whole(0xffffffff),
    index: field.get("index").whole(0xffffffff),
    word0: field.get("word0").hash(),
    word1: field.get("word1").hash(),
    proof: field
      .get("proof")
      .items()
      .map((sibling) => sibling.hash()),
  };
}

function parseAddress(field: JsonField): string {
  return field.checked(() => getAddress(field.text()));
}

function optionalNumber(field: JsonField): number {
  return field.exists ? field.whole(0xffffffff, 1) : 0;
}

function kindName(kind: number): string {
  return (isCorrection(kind) ? CORRECTION_PREFIX : "") + kindOf(kind).name;
}

function kindNumber(name: string): number {
  return name.startsWith(CORRECTION_PREFIX)
    ? CORRECTION | kindNamed(name.slice(CORRECTION_PREFIX.length)).number
    : kindNamed(name).number;
}

function expect(field: JsonField, wanted: unknown): void {
  if (field.value === undefined || canonicalize(field.value) !== canonicalize(wanted)) {
    throw new JsonFieldError(field.path, `${JSON.stringify(wanted)}, as the rest of the file says`, field.value);
  }
}
