import { readFile } from "node:fs/promises";

import type { Command } from "commander";

import { CORRECTION, kindNamed, kindOf, KINDS } from "../../sdk/journal/kinds.ts";
import type { Entry } from "../../sdk/journal/entry.ts";
import { parseAmount } from "../../sdk/money/amount.ts";
import { JsonField } from "../../sdk/json-field.ts";
import { batchText, tellEntries } from "../cli/batchText.ts";
import { writeBatchFile } from "../cli/batchFiles.ts";
import { onBooks } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import { day, dayCount, deskNumber, documentHash, fiscalYear, wholeNumber } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { UsageError } from "../cli/UsageError.ts";
import type { Office } from "../office/Office.ts";
import { proposeBatch } from "../office/proposeBatch.ts";
import { findLine } from "./line.ts";

/** Adds `propose`. */
export function addPropose(program: Command): void {
  program
    .command("propose")
    .description("write a batch of entries to a file that waits for approval")
    .requiredOption("--out <file>", "the file to write, which can be mailed to the approvers")
    .requiredOption("--year <year>", "the fiscal year", fiscalYear)
    .option("--kind <kind>", `the kind of entry: ${KINDS.map(({ name }) => name).join(", ")}`)
    .option("--line <code>", "the budget line: code or number")
    .option("--amount <amount>", "the amount, as 1234.56")
    .option("--payee <number>", "the payee's number", wholeNumber, 0)
    .option("--commitment <number>", "the commitment's number; for virement, the rule's", wholeNumber, 0)
    .option("--date <day>", "the value date; today where it is not given", day)
    .option("--document <file>", "the supporting document: a file, which is kept in the store, or its SHA-256")
    .option(
      "--entries <file>",
      "instead of one entry: a JSON list of {kind, line, amount, payee, commitment, date, document}",
    )
    .option("--desk <number>", "the desk, 0 to 63", deskNumber, 0)
    .option("--days <number>", "for how many days approvals count", dayCount, 14)
    .addHelpText(
      "after",
      `
The ledger is asked whether it could record the batch; where it could not, whoever approves, its reason is told (exit code 3)
and nothing is written. Then: \`fisc approve FILE --as approver\`, by each approver; \`fisc submit FILE\`, by the maker.`,
    )
    .action(onBooks((session, office, _args, options) => propose(session, office, options)));
}

async function propose(session: Session, office: Office, options: Record<string, unknown>): Promise<number> {
  const year = options["year"] as number;
  const currency = office.currencyOf(year);
  if (currency === null)
    throw new UsageError(
      `The year ${year} is not open.`,
      "Entries belong to a fiscal year.",
      "Open it with `fisc open-year`.",
    );
  const given = typeof options["entries"] === "string" ? await readEntries(options["entries"]) : [options];
  const entries: Entry[] = [];
  for (const item of given) entries.push(await entryOf(session, office, item, year, currency.decimals));
  const context = await session.context(office, currency);
  const role = kindOf(entries[0]!.kind & ~CORRECTION).role;
  const file = await proposeBatch(
    office,
    session.globals.dryRun ? null : session.stores.published,
    {
      series: { agency: office.agency, year, desk: options["desk"] as number },
      entries,
      seconds: 86_400 * (options["days"] as number),
    },
    context,
    session.globals.as === undefined ? undefined : session.actor(office, role),
  );
  const { out, language, globals } = session;
  out.print(batchText(file, await tellEntries(session, office, file), language));
  if (!globals.dryRun) await writeBatchFile(String(options["out"]), file);
  out.print(globals.dryRun ? "A dry run: nothing was written." : `written to ${String(options["out"])}`);
  out.json({
    file: String(options["out"]),
    head: file.head,
    maker: file.maker,
    entries: entries.length,
    dryRun: globals.dryRun,
  });
  return ExitCode.done;
}

async function entryOf(
  session: Session,
  office: Office,
  item: Record<string, unknown>,
  year: number,
  decimals: number,
): Promise<Entry> {
  const text = (name: string): string => {
    const value = item[name];
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw new UsageError(
      `An entry has no ${name}.`,
      "Each entry needs a kind, a line, an amount and a document.",
      `Give --${name}, or the field in the list.`,
    );
  };
  return {
    kind: kindNamed(text("kind")).number,
    line: findLine(office, text("line"), year).id,
    amount: parseAmount(text("amount"), decimals),
    payee: Number(item["payee"] ?? 0),
    commitment: Number(item["commitment"] ?? 0),
    valueDate: item["date"] === undefined ? today() : day(text("date")),
    document: await documentHash(text("document"), session.stores.published),
  };
}

async function readEntries(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UsageError(`The file ${path} cannot be read.`, "There is no such file.", "Correct the path.", cause);
  });
  const items = JsonField.parse(text).items();
  if (items.length > 0) return items.map((item) => item.members());
  throw new UsageError(
    `The list in ${path} is empty.`,
    "A batch holds one entry at least.",
    "Put the entries into the list.",
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
