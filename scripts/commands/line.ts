import type { Command } from "commander";

import { BUDGET_PARTS, TOTAL_NAMES } from "../../sdk/journal/kinds.ts";
import { totalLabel } from "../../sdk/journal/total-label.ts";
import { formatAmount } from "../../sdk/money/amount.ts";
import type { ReplayedLine } from "../../sdk/replay/replayed.ts";
import { contentHash } from "../../sdk/store/content-store.ts";
import { lineCodeHash, lineDescriptionBytes } from "../../sdk/store/line-description.ts";
import { onBooks } from "../cli/command.ts";
import { fiscalYear, lineClass } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { transact } from "../cli/transact.ts";
import { UsageError } from "../cli/UsageError.ts";
import type { Office } from "../office/Office.ts";

const LEVELS = ["summary", "control", "detail"];

/** Adds `line add`, `line show`, `line change`. */
export function addLine(program: Command): void {
  const line = program.command("line").description("budget lines: open, show, change");
  line
    .command("add")
    .description("open a budget line (a budget officer)")
    .argument("<code>", "its code, as the office writes it")
    .requiredOption("--year <year>", "the fiscal year", fiscalYear)
    .requiredOption("--name <name>", "what it is for")
    .option("--level <level>", "summary, control (ceilings bind here) or detail", "control")
    .option("--parent <code>", "the line above; control lines stand below summary lines, details below control lines")
    .option("--class <number>", "the class that rules of virement and carry-over speak of", lineClass, 0)
    .option("--no-ceilings", "for an office that publishes no budget")
    .action(onBooks((session, office, args, options) => add(session, office, args[0] ?? "", options)));
  line
    .command("show")
    .description("show a line with its totals")
    .argument("<code>", "its code, or its number")
    .option("--year <year>", "the fiscal year; the latest where it is not given", fiscalYear)
    .action(onBooks((session, office, args, options) => show(session, office, args[0] ?? "", options)));
  line
    .command("change")
    .description("describe a line anew, close it for entries, or open it again (a budget officer)")
    .argument("<code>", "its code, or its number")
    .option("--year <year>", "the fiscal year; the latest where it is not given", fiscalYear)
    .option("--name <name>", "a new name")
    .option("--close", "it takes no more entries but corrections")
    .option("--reopen", "it takes entries again")
    .action(onBooks((session, office, args, options) => change(session, office, args[0] ?? "", options)));
}

/**
 * Finds a line by its code or number.
 *
 * @param office The office.
 * @param given Code or number.
 * @param year The fiscal year; the latest where it is not given.
 * @returns The line.
 * @throws UsageError where there is none.
 */
export function findLine(office: Office, given: string, year?: number): ReplayedLine {
  const years = [...office.replay.years.values()]
    .filter(({ agency }) => agency === office.agency)
    .map((terms) => terms.year);
  const asked = year ?? Math.max(0, ...years);
  const found =
    office.lineByCode(asked, given) ??
    (/^\d{1,9}$/.test(given) ? office.replay.lines.get(Number.parseInt(given, 10)) : undefined);
  if (found !== undefined && found !== null) return found;
  const elsewhere = years.filter((other) => office.lineByCode(other, given) !== null);
  if (elsewhere.length > 0) {
    throw new UsageError(
      `There is no line ${given} in ${asked}.`,
      `There is one in ${elsewhere.join(", ")}; where no year is named, the latest is meant.`,
      `Add --year ${elsewhere.at(-1)}.`,
    );
  }
  throw new UsageError(
    `There is no line ${given}.`,
    "A line is named by its code in a fiscal year, or by its number.",
    "`fisc export lines` lists them all.",
  );
}

async function add(session: Session, office: Office, code: string, options: Record<string, unknown>): Promise<void> {
  const year = options["year"] as number;
  const level = LEVELS.indexOf(String(options["level"]));
  if (level < 0)
    throw new UsageError(
      `"${String(options["level"])}" is no level.`,
      "A line is a summary, control or detail line.",
      "Correct --level.",
    );
  const parent = typeof options["parent"] === "string" ? findLine(office, options["parent"], year).id : 0;
  const description = lineDescriptionBytes({ code, name: String(options["name"]), parts: [] });
  const spec = {
    code: lineCodeHash(code),
    description: session.globals.dryRun ? contentHash(description) : await session.stores.published.put(description),
    agency: office.agency,
    parent,
    level,
    ceilings: options["ceilings"] !== false,
    class: options["class"] as number,
  };
  const { ledger } = office.as(session.actor(office, "budgetOfficer"));
  if (!(await transact(session, `open line ${code}`, ledger.openLines, [office.agency, year, [spec]]))) {
    return session.out.json({ code, year, dryRun: true });
  }
  await office.refresh();
  const id = office.lineByCode(year, code)?.id;
  session.out.print(`${code} is line ${id}.`);
  session.out.json({ line: id, code });
}

async function show(session: Session, office: Office, given: string, options: Record<string, unknown>): Promise<void> {
  const line = findLine(office, given, options["year"] as number | undefined);
  const description = await session.descriptionOf(line);
  const currency = office.currencyOf(line.year);
  const totals = office.replay.totalsOf(line.id);
  const parts = office.replay.partsOf(line.id);
  const money = (amount: bigint) =>
    currency === null ? String(amount) : formatAmount(amount, currency, session.language);
  const { out } = session;
  out.print(`${description?.code ?? `line ${line.id}`}  ${description?.name ?? "(description not in the store)"}`);
  for (const { dimension, code, label } of description?.parts ?? []) out.print(`  ${dimension} ${code} ${label}`);
  out.print(
    `  line ${line.id} of agency ${line.agency}, year ${line.year}, ${line.control === line.id ? "ceilings bind here" : line.control === 0 ? "a summary line" : `ceilings bind at line ${line.control}`}${line.ceilings || line.control === 0 ? "" : " (opened without ceilings)"}`,
  );
  for (const name of TOTAL_NAMES)
    out.print(`  ${totalLabel(name, session.language).padEnd(24)} ${money(totals[name]).padStart(26)}`);
  for (const name of BUDGET_PARTS)
    if (parts[name] !== 0n)
      out.print(`    ${totalLabel(name, session.language).padEnd(22)} ${money(parts[name]).padStart(26)}`);
  out.json({ ...line, ...description, totals, parts });
}

async function change(
  session: Session,
  office: Office,
  given: string,
  options: Record<string, unknown>,
): Promise<void> {
  const line = findLine(office, given, options["year"] as number | undefined);
  const { ledger } = office.as(session.actor(office, "budgetOfficer"));
  const { dryRun } = session.globals;
  const action = `change line ${given}`;
  if (typeof options["name"] === "string") {
    const before = await session.descriptionOf(line);
    if (before === null) {
      throw new UsageError(
        `Line ${given} cannot be named anew.`,
        "The store does not have its description, and the parts of its code would be lost with the old one.",
        "Name the store that has it with --store, or restore it from a copy.",
      );
    }
    const description = lineDescriptionBytes({ ...before, name: options["name"] });
    const hash = dryRun ? contentHash(description) : await session.stores.published.put(description);
    await transact(session, action, ledger.describeLine, [line.id, hash]);
  }
  if (options["close"] === true || options["reopen"] === true) {
    await transact(session, action, ledger.setLineOpen, [line.id, options["reopen"] === true]);
  }
  if (!dryRun) session.out.print(`Line ${line.id} is changed.`);
  session.out.json({ line: line.id, dryRun });
}
