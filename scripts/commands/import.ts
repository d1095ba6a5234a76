import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import type { Command } from "commander";

import { onBooks } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import { day, dayCount, deskNumber, fiscalYear } from "../cli/options.ts";
import { jsonText } from "../cli/Output.ts";
import { writeProposals } from "../cli/proposalFolder.ts";
import { reportWaiting, reportWritten, waitingTexts, writtenTexts } from "../cli/reportProposals.ts";
import type { Session } from "../cli/Session.ts";
import { interruptible } from "../cli/interruptible.ts";
import { UsageError } from "../cli/UsageError.ts";
import { detectMapping } from "../import/detectMapping.ts";
import type { Mapping } from "../import/mapping.ts";
import type { Language } from "../import/message.ts";
import { parseMapping } from "../import/parseMapping.ts";
import type { FileKind } from "../import/rows.ts";
import { booksChanged } from "../office/booksChanged.ts";
import { NoAccountError } from "../office/Accounts.ts";
import { importFile } from "../office/importFile.ts";
import type { ImportOutcome } from "../office/ImportOutcome.ts";
import type { Office } from "../office/Office.ts";
import { ProposalRegister } from "../office/ProposalRegister.ts";
import { describeImport, type ReportedTaking, reportImport } from "../office/reportImport.ts";

const MAPPINGS = fileURLToPath(new URL("../../mappings/", import.meta.url));
const SHOWN = 40;
const MAKERS = ["budgetOfficer", "recorder", "treasurer"] as const;

/** What is imported, by the word on the command line. */
const KINDS: readonly (readonly [word: string, kind: FileKind, what: string])[] = [
  ["budget", "budget", "budget lines with their credit, commitments and obligations"],
  ["payments", "payments", "payments and refunds"],
  ["commitments", "commitments", "commitments to named payees: contract awards, orders"],
];

/** Adds `import budget`, `import payments`, `import commitments`. */
export function addImport(program: Command): void {
  const command = program.command("import").description("record a file of the office's own system");
  for (const [word, kind, what] of KINDS) {
    const sub = command
      .command(word)
      .description(`record ${what}`)
      .argument("<file>", "CSV, TSV, JSON or XLSX")
      .option("--mapping <file>", "how the file is read (YAML or JSON); one of mappings/ is found by the file's name")
      .option("--year <year>", "the fiscal year, where the file does not say", fiscalYear)
      .option("--offices <prefix>", "only offices whose code starts so", "")
      .option("--desk <number>", "the desk at which it is recorded, 0 to 63", deskNumber, 0)
      .option("--date <day>", "the value date of rows without one", day)
      .option("--period <name>", "what the file is a version of, where its name does not tell")
      .option("--documents <folder>", "the folder of documents whose paths the file gives")
      .option("--report <file>", "where the report is written")
      .option(
        "--take-back",
        "take back recorded rows that the file lacks, though they are most of it or some of its rows cannot be read",
        false,
      )
      .option(
        "--ignore-unknown-batches",
        "take recorded batches whose manifest is lost for those of other files; rows of this one among them are recorded twice",
        false,
      )
      .option(
        "--propose <folder>",
        "for approvers who sit elsewhere: sign and submit nothing, and write batch files for `approve` and `submit`",
      )
      .option("--days <number>", "with --propose: for how many days approvals count", dayCount, 14)
      .addHelpText("after", HELP);
    if (kind !== "budget")
      sub.option("--open-lines", "open years and lines that the books lack, without ceilings", false);
    sub.action(onBooks((session, office, args, options) => runImport(session, office, kind, args[0] ?? "", options)));
  }
}

const HELP = `
Every row ends as recorded, refused (with the ledger's own reason) or skipped (by a rule of the mapping); the three add up
to the file, and are printed and written to a report. The same file again records nothing. A corrected version records the
difference: what is gone is taken back, what is new is recorded. It can be stopped anywhere and run again.
With --propose FOLDER what can be recorded is written to batch files, to be approved and submitted in the order of their
names; the same command again goes on. Years, lines and payees, which files name by number, are still opened at once.
With --dry-run the ledger is asked what it would say, and nothing is sent. --as chooses who makes entries where several at
hand hold a role. Ctrl-C stops where nothing is lost.

Exit codes: 0 all recorded or proposed, 4 some rows refused, 3 refused as a whole, 5 batch files wait that must come first,
130 stopped by Ctrl-C.`;

async function runImport(
  session: Session,
  office: Office,
  kind: FileKind,
  path: string,
  options: Record<string, unknown>,
): Promise<number> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(
      `The file ${path} cannot be read.`,
      "There is no such file, or it is not yours to read.",
      "Correct the path.",
      cause,
    );
  });
  const { mapping, text } = await chooseMapping(path, bytes, kind, options["mapping"] as string | undefined);
  const { out, language, globals } = session;
  const context = await session.context(office, mapping.currency);
  const register = new ProposalRegister(join(globals.store, "proposals"));
  const given = options["propose"] as string | undefined;
  const folder = given === undefined ? null : resolve(given);
  requireMaker(session, office);
  const goOn = interruptible(() =>
    out.note("Stopping once what is on its way is recorded; Ctrl-C again stops at once."),
  );
  const outcome = await importFile(office, session.stores, {
    fileName: path,
    bytes,
    mapping,
    mappingText: text,
    fiscalYear: options["year"] as number | undefined,
    offices: String(options["offices"]),
    desk: options["desk"] as number,
    valueDate: options["date"] as string | undefined,
    period: options["period"] as string | undefined,
    documents: (options["documents"] as string | undefined) ?? dirname(path),
    openLines: kind === "budget" || options["openLines"] === true,
    ignoreUnknownBatches: options["ignoreUnknownBatches"] === true,
    takeBack: options["takeBack"] === true,
    dryRun: globals.dryRun,
    register,
    propose: folder === null ? undefined : { folder, seconds: 86_400 * (options["days"] as number) },
    context,
    onProgress: (stage, done, of) => {
      out.progress(stage, done, of);
      goOn();
    },
  }).catch((error: unknown) => {
    throw booksChanged(error);
  });
  const origin = { source: outcome.source, offices: String(options["offices"]), kind, desk: options["desk"] as number };
  const written =
    folder === null || globals.dryRun ? [] : await writeProposals(folder, outcome.proposed, origin, office, register);
  const waiting = globals.dryRun ? await register.waiting(office) : [];
  const report = {
    ...reportImport(outcome, language),
    proposals: reportWritten(written),
    waiting: waiting.filter(({ source }) => source === outcome.source).map(reportWaiting),
  };
  const name = outcome.source.replace(/[^A-Za-z0-9.-]+/g, "-");
  const reportName = `${name}${globals.dryRun ? ".dry-run" : ""}.json`;
  const reportFile = (options["report"] as string | undefined) ?? join(globals.store, "reports", reportName);
  await mkdir(dirname(reportFile), { recursive: true });
  await writeFile(reportFile, `${jsonText(report, 2)}\n`);
  if (globals.dryRun) out.print(dryRunText(outcome, language));
  out.print(describeImport(outcome, language));
  for (const { row, line, code, amount, reason } of report.refusedRows.slice(0, SHOWN)) {
    out.print(`    row ${row}  ${line}  ${amount}  ${code}\n      ${reason}`);
  }
  if (report.refusedRows.length > SHOWN) out.print(`    … and ${report.refusedRows.length - SHOWN} more in the report`);
  for (const text of writtenTexts(report.proposals, language)) out.print(text);
  for (const text of waitingTexts(report.waiting, language)) out.print(text);
  for (const text of takenBackTexts(report.takenBack, globals.dryRun, language)) out.print(text);
  out.print(`report: ${reportFile}`);
  const asked = globals.dryRun ? { rowsNotAsked: notAsked(outcome) } : {};
  out.json({ ...report, dryRun: globals.dryRun, ...asked, report: reportFile });
  const isPart = report.refusedRows.length > 0 || report.takenBack.some(({ refused }) => refused !== null);
  return isPart ? ExitCode.partlyRefused : ExitCode.done;
}

/** The account that --as names makes what its roles let it make, so it needs one of those that make entries. */
function requireMaker(session: Session, office: Office): void {
  const { as } = session.globals;
  if (as === undefined) return;
  const account = session.named(as, office);
  const makes = MAKERS.some((role) => office.holders(role).some(({ address }) => address === account.address));
  if (makes) return;
  throw new NoAccountError(
    `"${as}" makes no entries of agency ${office.agency}.`,
    "What an import records is made by budget officers, recorders and treasurers.",
    "Name one of these, or leave --as out.",
  );
}

/** Says what cannot be taken back, and of a dry run what would be. */
function takenBackTexts(taken: readonly ReportedTaking[], dryRun: boolean, language: Language): string[] {
  const told = taken.filter(({ refused }) => dryRun || refused !== null);
  const texts = told.slice(0, SHOWN).map(({ entry, amount, file, row, refused }) => {
    const of = `${file.slice(0, 12)}…`;
    if (language === "zh-CN") {
      return refused === null
        ? `    将从分录 ${entry} 收回 ${amount}（${of} 第 ${row} 行）`
        : `    无法从分录 ${entry} 收回 ${amount}（${of} 第 ${row} 行）：${refused}`;
    }
    return refused === null
      ? `    would take back ${amount} of entry ${entry} (row ${row} of ${of})`
      : `    cannot take back ${amount} of entry ${entry} (row ${row} of ${of}): ${refused}`;
  });
  if (told.length <= SHOWN) return texts;
  const more = told.length - SHOWN;
  return [...texts, language === "zh-CN" ? `    …… 另有 ${more} 笔，见报告` : `    … and ${more} more in the report`];
}

/** How many rows a dry run could not ask the ledger about: their lines would be opened first. */
function notAsked({ rows }: ImportOutcome): number {
  return rows.filter(({ line, refusal }) => line === 0 && refusal === null).length;
}

/** Says what a dry run could not ask. */
function dryRunText(outcome: ImportOutcome, language: Language): string {
  const unasked = notAsked(outcome);
  if (language === "zh-CN") {
    return `试运行：未发送任何内容。${unasked === 0 ? "" : `${unasked} 行所在的预算科目须先开立，故未就其询问账簿。`}`;
  }
  return `A dry run: nothing was sent.${unasked === 0 ? "" : ` ${unasked} rows are on lines that would be opened first, so the ledger was not asked about them.`}`;
}

async function chooseMapping(
  path: string,
  bytes: Uint8Array,
  kind: FileKind,
  given: string | undefined,
): Promise<{ mapping: Mapping; text: string }> {
  if (given !== undefined) {
    const text = await readFile(given, "utf8").catch((cause: unknown) => {
      throw new UsageError(
        `The mapping ${given} cannot be read.`,
        "There is no such file.",
        "Correct the path; mappings/ has examples.",
        cause,
      );
    });
    const mapping = parseMapping(text, given);
    if (mapping.kind === kind) return { mapping, text };
    throw new UsageError(
      `The mapping ${given} is for ${mapping.kind}.`,
      `What is imported is ${kind}.`,
      `Use \`fisc import ${mapping.kind}\`, or another mapping.`,
    );
  }
  const files = (await readdir(MAPPINGS, { recursive: true })).filter((file) => file.endsWith(".yaml"));
  const known = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(MAPPINGS, file), "utf8");
      return { mapping: parseMapping(text, file), text };
    }),
  );
  const ofKind = known.filter(({ mapping }) => mapping.kind === kind);
  const { mapping } = await detectMapping(
    basename(path),
    bytes,
    ofKind.map((each) => each.mapping),
  );
  const found = ofKind.find((each) => each.mapping.dataset === mapping.dataset);
  if (found === undefined) throw new RangeError(`The mapping ${mapping.dataset} is lost.`);
  return found;
}
