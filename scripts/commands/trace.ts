import type { Command } from "commander";

import { EntryUnknownError } from "../../sdk/chain/citation.ts";
import { describeEntry } from "../../sdk/journal/batch-summary.ts";
import { formatAmount } from "../../sdk/money/amount.ts";
import { type PlacedEntry, Tracer } from "../../sdk/trace/trace.ts";
import { onBooks } from "../cli/command.ts";
import { fiscalYear } from "../cli/options.ts";
import { isPlace, parsePlace, placeText } from "../cli/place.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import type { Office } from "../office/Office.ts";
import { findLine } from "./line.ts";

const SHOWN = 8;

/** Adds `trace`. */
export function addTrace(program: Command): void {
  program
    .command("trace")
    .description("follow an entry back to its appropriation, or a line forward to its payees")
    .argument("<what>", "an entry's place, as 2019/0/42, or a line's code or number")
    .option("--year <year>", "the line's fiscal year; the latest where it is not given", fiscalYear)
    .action(
      onBooks((session, office, args, options) => {
        const what = args[0] ?? "";
        return isPlace(what)
          ? back(session, office, what)
          : forward(session, office, what, options["year"] as number | undefined);
      }),
    );
}

async function back(session: Session, office: Office, text: string): Promise<void> {
  const place = parsePlace(text, office.agency);
  const trace = new Tracer(office.replay).back(place.series, place.number);
  if (trace === null) throw new EntryUnknownError(place.series, place.number);
  const { out, language } = session;
  const currency = office.currencyOf(place.series.year) ?? { code: "XXX", decimals: 2 };
  const labels = await session.labels(office);
  const told = (placed: PlacedEntry) =>
    `${placeText(placed)}  ${describeEntry(placed.entry, currency, language)}\n      document ${placed.entry.document}`;
  out.print(told(trace.from));
  if (trace.from.entry.payee !== 0) out.print(`  to ${await payeeName(session, office, trace.from.entry.payee)}`);
  out.print(`  on ${trace.lines.map((line) => labels.get(line) ?? `line ${line}`).join(" below ")}`);
  if (trace.commitment?.collective === true) out.print(`  under a collective commitment: its payees are left open`);
  for (const { stage, entries } of trace.steps) {
    out.print(`← ${stage}`);
    for (const placed of entries.slice(0, SHOWN)) out.print(`    ${told(placed)}`);
    if (entries.length > SHOWN) out.print(`    … and ${entries.length - SHOWN} more`);
  }
  for (const placed of trace.cites) out.print(`↰ cites ${told(placed)}`);
  for (const placed of trace.citedBy) out.print(`↳ cited by ${told(placed)}`);
  const short = ({ series, number, entry }: PlacedEntry) => ({ place: placeText({ series, number }), ...entry });
  out.json({
    entry: short(trace.from),
    lines: trace.lines.map((line) => ({ line, code: labels.get(line) ?? null })),
    commitment: trace.commitment,
    steps: trace.steps.map(({ stage, entries }) => ({ stage, entries: entries.map(short) })),
    cites: trace.cites.map(short),
    citedBy: trace.citedBy.map(short),
  });
}

async function forward(session: Session, office: Office, code: string, year: number | undefined): Promise<void> {
  const line = findLine(office, code, year);
  const flows = new Tracer(office.replay).forward(line.id);
  const currency = office.currencyOf(line.year) ?? { code: "XXX", decimals: 2 };
  const rows = [];
  for (const { payee, paid, entries } of flows) {
    rows.push({
      payee,
      name: payee === 0 ? "(left open)" : await payeeName(session, office, payee),
      paid,
      entries: entries.length,
    });
  }
  session.out.print(
    table(
      [">payee", "name", ">entries", ">paid"],
      rows.map(({ payee, name, paid, entries }) => [
        String(payee),
        name,
        String(entries),
        formatAmount(paid, currency, session.language),
      ]),
    ),
  );
  session.out.json({ line: line.id, code, flows: rows });
}

async function payeeName(session: Session, office: Office, payee: number): Promise<string> {
  return (await session.payeeName(office, payee)) ?? `payee ${payee} (not published)`;
}
