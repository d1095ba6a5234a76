import type { Command } from "commander";
import { getAddress } from "ethers";

import { approvalState, checkBatchFile } from "../../sdk/chain/approve.ts";
import { submitBatchFile } from "../../sdk/chain/submit.ts";
import { type BatchFile, mergeApprovals } from "../../sdk/journal/batch-file.ts";
import { batchText, tellEntries } from "../cli/batchText.ts";
import { readBatchFile } from "../cli/batchFiles.ts";
import { onChain } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import type { Session } from "../cli/Session.ts";
import { NoAccountError } from "../office/Accounts.ts";
import { simulateBatch } from "../office/simulateBatch.ts";
import { RefusedError } from "../../sdk/chain/errors.ts";
import { isRecorded } from "../office/isRecorded.ts";

/** Adds `submit`. */
export function addSubmit(program: Command): void {
  program
    .command("submit")
    .description("record an approved batch (its maker)")
    .argument("<files...>", "the file; where approvers signed copies, all of them")
    .action(onChain((session, args) => submit(session, args.flat() as string[])));
}

async function submit(session: Session, paths: readonly string[]): Promise<number> {
  const [first, ...copies] = await Promise.all(paths.map(readBatchFile));
  const file: BatchFile = copies.reduce((merged, copy) => mergeApprovals(merged, copy), first!);
  const { out, fisc, language, globals } = session;
  const office = await session.booksOf(file.head.agency);
  if (isRecorded(office, file.head)) {
    out.print("The batch is recorded already: nothing is to be done.");
    out.json({ batchRef: file.head.batchRef, recorded: true, now: false });
    return ExitCode.done;
  }
  await checkBatchFile(fisc, file);
  const maker = session.accounts.at(getAddress(file.maker));
  if (maker === null) {
    throw new NoAccountError(
      `The maker ${file.maker} is not at hand.`,
      "The approvers signed for a batch that its maker sends.",
      "Submit it where the maker's key is, or set FISC_KEY_RECORDER (or as the account is called) to it.",
    );
  }
  const context = await session.context(office, file.currency);
  out.print(batchText(file, await tellEntries(session, office, file), language));
  if (globals.dryRun) {
    const simulation = await simulateBatch(office, file, maker, context);
    if (simulation.outcome === "refused") throw new RefusedError("record the batch", simulation.refusal);
    const state = await approvalState(fisc, file);
    out.print(
      simulation.outcome === "accepted"
        ? "It would be recorded."
        : `It waits for approvals: ${state.given} of ${state.needed}.`,
    );
    out.json({ batchRef: file.head.batchRef, simulation: simulation.outcome, ...state });
    return simulation.outcome === "accepted" ? ExitCode.done : ExitCode.waiting;
  }
  const submitted = await submitBatchFile(office.as(maker), file, context);
  const last = file.head.firstNumber + file.entries.length - 1;
  out.print(
    `recorded as entries ${file.head.firstNumber} to ${last}, in transaction ${submitted.transaction} (${submitted.gasUsed} gas)`,
  );
  out.json({
    batchRef: file.head.batchRef,
    recorded: true,
    now: true,
    firstNumber: file.head.firstNumber,
    entries: file.entries.length,
    transaction: submitted.transaction,
    gasUsed: submitted.gasUsed,
  });
  return ExitCode.done;
}
