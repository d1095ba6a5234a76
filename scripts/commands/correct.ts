import type { Command } from "commander";

import { proveEntry } from "../../sdk/chain/citation.ts";
import { kindOf } from "../../sdk/journal/kinds.ts";
import { parseAmount } from "../../sdk/money/amount.ts";
import { batchText, tellEntries } from "../cli/batchText.ts";
import { writeBatchFile } from "../cli/batchFiles.ts";
import { onBooks } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import { dayCount, deskNumber, documentHash } from "../cli/options.ts";
import { parsePlace, placeText } from "../cli/place.ts";
import type { Session } from "../cli/Session.ts";
import type { Office } from "../office/Office.ts";
import { proposeBatch } from "../office/proposeBatch.ts";
import { correctionOf } from "../office/takeBack.ts";

/** Adds `correct`. */
export function addCorrect(program: Command): void {
  program
    .command("correct")
    .description("write a correction that cites an entry and proves it, to a file that waits for approval")
    .argument("<entry>", "the entry's place, as 2019/0/42")
    .requiredOption("--document <file>", "what shows why: a file, which is kept in the store, or its SHA-256")
    .requiredOption("--out <file>", "the file to write; then `fisc approve` and `fisc submit`")
    .option("--amount <amount>", "how much is taken back; all that is left of the entry where it is not given")
    .option("--desk <number>", "the desk at which it is recorded, 0 to 63", deskNumber, 0)
    .option("--days <number>", "for how many days approvals count", dayCount, 14)
    .action(onBooks((session, office, args, options) => correct(session, office, args[0] ?? "", options)));
}

async function correct(
  session: Session,
  office: Office,
  text: string,
  options: Record<string, unknown>,
): Promise<number> {
  const place = parsePlace(text, office.agency);
  const { entry, citation } = await proveEntry(session.fisc, place.series, place.number);
  const currency = office.currencyOf(place.series.year);
  const used = office.replay.cited.get(placeText(place)) ?? 0n;
  const given = options["amount"] as string | undefined;
  const amount = given === undefined ? entry.amount - used : parseAmount(given, currency?.decimals ?? 2);
  const document = await documentHash(String(options["document"]), session.stores.published);
  const { year, desk } = place.series;
  const correction = correctionOf(office, entry, { year, desk, number: place.number }, amount, document);
  const context = await session.context(office, currency);
  const { out, language, globals } = session;
  const file = await proposeBatch(
    office,
    globals.dryRun ? null : session.stores.published,
    {
      series: { agency: office.agency, year: correction.year, desk: options["desk"] as number },
      entries: [correction.entry],
      citations: [citation],
      seconds: 86_400 * (options["days"] as number),
    },
    context,
    globals.as === undefined ? undefined : session.actor(office, kindOf(entry.kind).role),
  );
  out.print(batchText(file, await tellEntries(session, office, file), language));
  if (!globals.dryRun) await writeBatchFile(String(options["out"]), file);
  out.print(globals.dryRun ? "A dry run: nothing was written." : `written to ${String(options["out"])}`);
  out.json({ file: String(options["out"]), head: file.head, maker: file.maker, dryRun: globals.dryRun });
  return ExitCode.done;
}
