import type { Command } from "commander";
import { getAddress } from "ethers";

import { type ApprovalState, approvalState, approveBatch, checkBatchFile } from "../../sdk/chain/approve.ts";
import { RefusedError } from "../../sdk/chain/errors.ts";
import type { BatchFile } from "../../sdk/journal/batch-file.ts";
import { ROLES } from "../../sdk/journal/role.ts";
import { seriesKey } from "../../sdk/replay/replay.ts";
import { isAgreed, requireAgreement } from "../cli/agreement.ts";
import { batchText, tellEntries } from "../cli/batchText.ts";
import { readBatchFile, writeBatchFile } from "../cli/batchFiles.ts";
import { onChain } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import type { Session } from "../cli/Session.ts";
import type { Language } from "../import/message.ts";
import { NoAccountError, type OwnAccount } from "../office/Accounts.ts";
import type { Office } from "../office/Office.ts";
import { simulateBatch } from "../office/simulateBatch.ts";

/** Adds `approve`. */
export function addApprove(program: Command): void {
  program
    .command("approve")
    .description("show what a batch says, and add a signature to its file")
    .argument("<file>", "the file that `propose` wrote")
    .option("--out <file>", "where the signed file is written; over the one given by default")
    .option("--yes", "sign without being asked; needed with --json, and where nobody sits at a terminal", false)
    .option("--all", "show all entries, not the first twenty alone", false)
    .addHelpText(
      "after",
      "\nRefuses (exit code 3) where the batch could not be recorded any more, and where the signature would not count.\nA batch that others come before can be signed already; the ledger is asked about it when they are recorded.",
    )
    .action(onChain((session, args, options) => approve(session, args[0] ?? "", options)));
}

async function approve(session: Session, path: string, options: Record<string, unknown>): Promise<number> {
  const { dryRun, json } = session.globals;
  const agreement = { yes: options["yes"] === true, dryRun, json };
  requireAgreement(agreement, "sign the batch");
  const file = await readBatchFile(path);
  const { out, language, fisc, globals } = session;
  await checkBatchFile(fisc, file, { mayBeEarly: true });
  const office = await session.booksOf(file.head.agency);
  const context = await session.context(office, file.currency);
  const before = entriesBefore(office, file);
  if (before === 0) {
    const simulation = await simulateBatch(office, file, null, context);
    if (simulation.outcome === "refused") throw new RefusedError("record the batch", simulation.refusal);
  }

  const entries = await tellEntries(session, office, file, options["all"] === true);
  out.print(batchText(file, entries, language));
  if (before > 0) out.print(earlyText(file, before, language));
  const approver = approverOf(session, office, file);
  out.print(signerText(approver, await approvalState(fisc, file), language));
  if (!globals.dryRun && !(await isAgreed(agreement, "Sign this?"))) {
    out.print("Not signed.");
    return ExitCode.waiting;
  }
  const signed = await approveBatch(office.as(approver), file, { mayBeEarly: true });
  const state = await approvalState(fisc, signed);
  const target = (options["out"] as string | undefined) ?? path;
  if (!globals.dryRun) await writeBatchFile(target, signed);
  out.print(
    `approved by ${approver.address}: ${state.given} of ${state.needed} approvals${globals.dryRun ? " (a dry run: not written)" : ""}`,
  );
  out.json({ file: target, approver: approver.address, ...state, entriesBefore: before, entries });
  return ExitCode.done;
}

/** How many entries are to be recorded before the batch, by other batches that wait. */
function entriesBefore(office: Office, file: BatchFile): number {
  const recorded = office.replay.series.get(seriesKey(file.head))?.entryCount ?? 0;
  return file.head.firstNumber - recorded - 1;
}

/** Says that the ledger cannot be asked yet what it says to a batch. */
function earlyText({ head }: BatchFile, before: number, language: Language): string {
  const [first, last] = [head.firstNumber - before, head.firstNumber - 1];
  return language === "zh-CN"
    ? `分录 ${first} 至 ${last} 尚未记录，须先于本批次提交，因此尚无法就本批次询问账簿；提交时账簿会作全面检查。`
    : `Entries ${first} to ${last} are not recorded yet and are submitted before this batch, so the ledger could not be asked about it. It checks all of it when it is submitted.`;
}

/** The account that --as names, or the first approver at hand who has not signed. */
function approverOf(session: Session, office: Office, file: BatchFile): OwnAccount {
  if (session.globals.as !== undefined) return session.actor(office, "approver");
  const signed = new Set(file.approvals.map((approval) => getAddress(approval.approver)));
  const found = office
    .holders("approver")
    .find(({ address }) => !signed.has(getAddress(address)) && getAddress(address) !== getAddress(file.maker));
  if (found !== undefined) return found;
  throw new NoAccountError(
    `No account at hand is an approver of agency ${office.agency} who has not signed.`,
    `${file.approvals.length} signatures stand on the batch, and role ${ROLES.approver} is needed.`,
    "Set FISC_KEY_APPROVER in the environment or in .env, or use --keystore FILE.",
  );
}

/** Says who signs, for where several approvers are at hand. */
function signerText({ name, address }: OwnAccount, { given, needed }: ApprovalState, language: Language): string {
  const who = name === null ? address : `${name} (${address})`;
  return language === "zh-CN"
    ? `由 ${who} 签署，为第 ${given + 1} 个审批，共需 ${needed} 个。`
    : `signs as ${who}: approval ${given + 1} of ${needed} needed`;
}
