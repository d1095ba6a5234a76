import { getAddress } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { type BatchFile, type BatchApproval, signedBatchOf, withApproval } from "../journal/batch-file.ts";
import { minApprovalsFor } from "../journal/batch.ts";
import { kindOf } from "../journal/kinds.ts";
import { ROLES } from "../journal/role.ts";
import { batchTypedData, type TypedData } from "../journal/typed-data.ts";
import { type Fisc, ledgerPlace, NoSignerError } from "./fisc.ts";

/** A batch file is meant for another ledger, or says what the ledger does not. */
export class BatchFileForeignError extends FiscError {
  override readonly name = "BatchFileForeignError";

  /**
   * @param what What the file says.
   * @param found What the chain says.
   * @param more Why that matters and what to do, where it is not as for any other file.
   */
  constructor(what: string, found: string, more: { readonly why?: string; readonly remedy?: string } = {}) {
    super(
      `The file says ${what}, and here it is ${found}.`,
      more.why ?? "A signature counts for one chain, ledger and place in the journal alone.",
      more.remedy ?? "Choose the network that the file was made for, or propose the batch again.",
    );
  }
}

/** A batch file's turn has not come: entries before it are not recorded yet. */
export class BatchFileEarlyError extends BatchFileForeignError {
  /**
   * @param firstNumber The number of the file's first entry.
   * @param next The number that the next entry of its series gets.
   */
  constructor(firstNumber: number, next: bigint) {
    super(`first number ${firstNumber}`, `first number ${next}`, {
      why: `Numbers have no gap, so the batch of entries ${next} to ${firstNumber - 1} is recorded before it.`,
      remedy: "Submit the batches that come before it first.",
    });
  }
}

/** What is looked at when a file is checked. */
export interface CheckOptions {
  /** Accept a file whose turn has not come: batches before it wait too. */
  readonly mayBeEarly?: boolean | undefined;
}

/** An account cannot approve a batch. */
export class CannotApproveError extends FiscError {
  override readonly name = "CannotApproveError";

  /**
   * @param account The account.
   * @param why Why its approval would not count, one sentence.
   */
  constructor(account: string, why: string) {
    super(`The approval of ${account} would not count.`, why, "Have another approver of the agency sign.");
  }
}

/** How far a batch is from being approved. */
export interface ApprovalState {
  /** How many approvals it needs. */
  readonly needed: number;
  /** How many it has. */
  readonly given: number;
}

/**
 * Checks that a file is meant for this ledger and could still be recorded: chain, address, currency, number, deadline,
 * reference.
 *
 * @param fisc A connection.
 * @param file The file.
 * @param options What is accepted.
 * @throws BatchFileEarlyError where entries before it are not recorded yet, and that is not accepted.
 * @throws BatchFileForeignError where it is not.
 * @example await checkBatchFile(fisc, parseBatchFile(text));
 */
export async function checkBatchFile(fisc: Fisc, file: BatchFile, options: CheckOptions = {}): Promise<void> {
  const place = ledgerPlace(fisc);
  const { agency, year, desk, firstNumber, deadline, batchRef } = file.head;
  differ(`chain ${file.chainId}`, `chain ${place.chainId}`);
  differ(`ledger ${getAddress(file.ledger)}`, `ledger ${getAddress(place.address)}`);
  const [terms, series, root, block] = await Promise.all([
    fisc.ledger.yearOf(agency, year),
    fisc.ledger.seriesOf(agency, year, desk),
    fisc.ledger.rootOf(agency, batchRef),
    fisc.provider.getBlock("latest"),
  ]);
  if (BigInt(root) !== 0n) throw new BatchFileForeignError(`that batch ${batchRef} waits`, "recorded already");
  const code = String.fromCharCode(
    ...(terms.currency.slice(2).match(/../g) ?? []).map((part) => Number.parseInt(part, 16)),
  );
  differ(`${file.currency.code} with ${file.currency.decimals} decimals`, `${code} with ${terms.decimals} decimals`);
  const next = series.entryCount + 1n;
  if (BigInt(firstNumber) > next) {
    if (options.mayBeEarly !== true) throw new BatchFileEarlyError(firstNumber, next);
  } else differ(`first number ${firstNumber}`, `first number ${next}`);
  if (block !== null && block.timestamp > deadline) {
    throw new BatchFileForeignError(`that it counts until ${deadline}`, `${block.timestamp}, in Unix seconds`);
  }
}

/**
 * Signs a batch after checking that the signature would count.
 *
 * @param fisc A connection with the approver behind it.
 * @param file The file.
 * @param options What is accepted.
 * @returns The file with the signature.
 * @throws BatchFileForeignError where the file is not meant for this ledger.
 * @throws CannotApproveError where the account is no approver, made the batch, or has too low a limit.
 * @throws NoSignerError where the connection only reads.
 * @example const approved = await approveBatch(withSigner(fisc, approver), file);
 */
export async function approveBatch(fisc: Fisc, file: BatchFile, options: CheckOptions = {}): Promise<BatchFile> {
  if (fisc.signer === null) throw new NoSignerError("sign the batch");
  await checkBatchFile(fisc, file, options);
  const approver = await fisc.signer.getAddress();
  await checkApprover(fisc, file, approver);
  const approval = await signApproval(fisc, approver, batchTypedData(ledgerPlace(fisc), signedBatchOf(file)));
  return withApproval(file, approval);
}

/**
 * Signs typed data of the ledger as an approver: a batch, a year's closing or a change of a rule.
 *
 * @param fisc A connection with the approver behind it.
 * @param approver The approver's address.
 * @param data The typed data.
 * @returns The approval.
 * @throws NoSignerError where the connection only reads.
 * @example await signApproval(fisc, approver, closingTypedData(ledgerPlace(fisc), closing))
 */
export async function signApproval(fisc: Fisc, approver: string, data: TypedData): Promise<BatchApproval> {
  if (fisc.signer === null) throw new NoSignerError("sign");
  return { approver, signature: await fisc.signer.signTypedData(data.domain, data.types, data.message) };
}

/**
 * Returns how many approvals a batch needs and has, by the agency's policy, the posting table and the rule it names.
 *
 * @param fisc A connection.
 * @param file The file.
 * @returns The two numbers.
 * @example const { needed, given } = await approvalState(fisc, file);
 */
export async function approvalState(fisc: Fisc, file: BatchFile): Promise<ApprovalState> {
  const { agency, total } = file.head;
  const named = file.entries.filter(({ kind }) => kindOf(kind).rule !== null);
  const [byPolicy, ...rules] = await Promise.all([
    fisc.agencies.approvalsNeeded(agency, total),
    ...[...new Set(named.map(({ commitment }) => commitment))].map((rule) => fisc.ledger.ruleOf(agency, rule)),
  ]);
  const needed = [Number(byPolicy), minApprovalsFor(file.entries), ...rules.map((rule) => Number(rule.minApprovals))];
  return { needed: Math.max(...needed), given: file.approvals.length };
}

async function checkApprover(fisc: Fisc, file: BatchFile, approver: string): Promise<void> {
  const { agency, total } = file.head;
  if (getAddress(file.maker) === approver) throw new CannotApproveError(approver, "Nobody approves their own entry.");
  const [mayAct, officer] = await Promise.all([
    fisc.agencies.isOfficer(agency, approver, ROLES.approver),
    fisc.agencies.officerOf(approver),
  ]);
  if (!mayAct) throw new CannotApproveError(approver, `It is not an approver of agency ${agency} now.`);
  if (officer.limit < total) {
    throw new CannotApproveError(approver, `Its limit is ${officer.limit} minor units, and the batch is ${total}.`);
  }
}

function differ(said: string, found: string): void {
  if (said !== found) throw new BatchFileForeignError(said, found);
}
