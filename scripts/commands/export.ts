import { rename, writeFile } from "node:fs/promises";

import { Option, type Command } from "commander";

import { decodeEntries } from "../../sdk/journal/entry.ts";
import { BUDGET_PARTS, isCorrection, kindOf, TOTAL_NAMES } from "../../sdk/journal/kinds.ts";
import { amountText } from "../../sdk/money/amount.ts";
import { findProfile } from "../../sdk/store/payee-profile.ts";
import { onBooks } from "../cli/command.ts";
import { fiscalYear } from "../cli/options.ts";
import { jsonText } from "../cli/Output.ts";
import { UsageError } from "../cli/UsageError.ts";
import type { Session } from "../cli/Session.ts";
import type { Office } from "../office/Office.ts";

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Adds `export`. */
export function addExport(program: Command): void {
  program
    .command("export")
    .description("write the journal, the lines with their totals, or the payees, whole")
    .argument("<what>", "journal, lines or payees")
    .addOption(new Option("--format <format>", "csv or json").choices(["csv", "json"]).default("csv"))
    .option("--out <file>", "the file to write; the screen where it is not given")
    .option("--year <year>", "one fiscal year only", fiscalYear)
    .action(
      onBooks(async (session, office, args, options) => {
        const year = options["year"] as number | undefined;
        const rows = await rowsOf(session, office, args[0] ?? "", year);
        const text = options["format"] === "json" || session.globals.json ? `${jsonText(rows, 1)}\n` : csvText(rows);
        const out = options["out"] as string | undefined;
        if (out === undefined) {
          process.stdout.write(text);
          return;
        }
        await writeFile(`${out}.unfinished`, text);
        await rename(`${out}.unfinished`, out);
        session.out.note(`${rows.length} rows written to ${out}`);
        session.out.json({ file: out, rows: rows.length });
      }),
    );
}

function rowsOf(session: Session, office: Office, what: string, year: number | undefined): Promise<Row[]> {
  switch (what) {
    case "journal":
      return journalRows(session, office, year);
    case "lines":
      return lineRows(session, office, year);
    case "payees":
      return payeeRows(session, office);
    default:
      throw new UsageError(
        `"${what}" cannot be exported.`,
        "There are the journal, the lines and the payees.",
        "Write `fisc export journal`, lines or payees.",
      );
  }
}

async function journalRows(session: Session, office: Office, year: number | undefined): Promise<Row[]> {
  const labels = await session.labels(office);
  const rows: Row[] = [];
  for (const batch of office.replay.batches.values()) {
    if (batch.agency !== office.agency || (year !== undefined && batch.year !== year)) continue;
    const decimals = office.currencyOf(batch.year)?.decimals ?? 2;
    decodeEntries(batch.entries).forEach((entry, index) => {
      rows.push({
        agency: batch.agency,
        year: batch.year,
        desk: batch.desk,
        number: batch.firstNumber + index,
        kind: kindOf(entry.kind).name,
        correction: isCorrection(entry.kind),
        stage: kindOf(entry.kind).stage,
        line: entry.line,
        lineCode: labels.get(entry.line) ?? null,
        commitment: entry.commitment === 0 ? null : entry.commitment,
        payee: entry.payee === 0 ? null : entry.payee,
        valueDate: entry.valueDate,
        amount: amountText(entry.amount, decimals),
        currency: office.currencyOf(batch.year)?.code ?? null,
        cites:
          entry.cites === undefined
            ? null
            : `${batch.agency}/${entry.cites.year}/${entry.cites.desk}/${entry.cites.number}`,
        document: entry.document,
        batch: batch.batchRef,
        maker: batch.maker,
        approvers: batch.approvers.join(" "),
        block: batch.place.block,
        transaction: batch.place.transaction,
      });
    });
  }
  return rows;
}

async function lineRows(session: Session, office: Office, year: number | undefined): Promise<Row[]> {
  const labels = await session.labels(office);
  return [...office.replay.lines.values()]
    .filter((line) => line.keeper === office.agency && (year === undefined || line.year === year))
    .map((line) => {
      const currency = office.currencyOf(line.year);
      const totals = office.replay.totalsOf(line.id);
      const parts = office.replay.partsOf(line.id);
      const text = (amount: bigint) => amountText(amount, currency?.decimals ?? 2);
      return {
        line: line.id,
        code: labels.get(line.id) ?? null,
        year: line.year,
        agency: line.agency,
        parent: line.parent === 0 ? null : line.parent,
        control: line.control === 0 ? null : line.control,
        ceilings: line.ceilings,
        open: line.open,
        class: line.class,
        currency: currency?.code ?? null,
        ...Object.fromEntries(TOTAL_NAMES.map((name) => [name, text(totals[name])])),
        ...Object.fromEntries(BUDGET_PARTS.map((name) => [name, text(parts[name])])),
      };
    });
}

async function payeeRows(session: Session, office: Office): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { id, keeper, profile } of office.replay.payees.values()) {
    const found = await findProfile({ published: session.stores.published }, profile);
    rows.push({ payee: id, keeper, name: found?.name ?? null, identifier: found?.identifier ?? null, profile });
  }
  return rows;
}

function csvText(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cell = (value: Row[string] | undefined) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names.join(","), ...rows.map((row) => names.map((name) => cell(row[name])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}
