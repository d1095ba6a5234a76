import type { Command } from "commander";

import { signApproval } from "../../sdk/chain/approve.ts";
import { refusalOf, type ExplainContext } from "../../sdk/chain/errors.ts";
import { ledgerPlace } from "../../sdk/chain/fisc.ts";
import { decodeEntries, type Entry, NO_DOCUMENT } from "../../sdk/journal/entry.ts";
import { kindLabel, kindNamed, kindOf } from "../../sdk/journal/kinds.ts";
import { closingTypedData } from "../../sdk/journal/typed-data.ts";
import type { Series } from "../../sdk/journal/series.ts";
import { type Currency, formatAmount } from "../../sdk/money/amount.ts";
import { type Agreement, isAgreed, requireAgreement } from "../cli/agreement.ts";
import { onBooks } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import { documentHash, fiscalYear, wholeNumber } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { UsageError } from "../cli/UsageError.ts";
import type { Language } from "../import/message.ts";
import { approversFor } from "../office/approversFor.ts";
import { batchOrigin } from "../office/batchOrigin.ts";
import { copyLines, planCarryIn } from "../office/carryIn.ts";
import type { Office } from "../office/Office.ts";
import { planClosing } from "../office/planClosing.ts";
import { recordCorrections } from "../office/recordCorrections.ts";
import { recordEntries, type RecordOptions } from "../office/recordEntries.ts";

const COMMITMENTS_CLOSED = 2;
const CLOSED = 3;
const NAMES = { [COMMITMENTS_CLOSED]: "commitments", [CLOSED]: "payments" } as const;

/** Adds `close-year`. */
export function addCloseYear(program: Command): void {
  program
    .command("close-year")
    .description(
      "close a fiscal year: first for commitments, then for payments; carry unused authority over, or let it lapse",
    )
    .argument("<year>", "the fiscal year", fiscalYear)
    .option("--payments", "close it for payments too", false)
    .option("--carry-over <rule>", "carry what is unpaid over to the next year, under this rule", wholeNumber)
    .option("--into <year>", "the year that it is carried to; the next one by default", fiscalYear)
    .option("--lapse", "what is not carried over lapses", false)
    .option(
      "--document <file>",
      "the decision on carry-over or lapse: a file, which is kept in the store, or its SHA-256",
    )
    .option("--yes", "close it without being asked; needed with --json, and where nobody sits at a terminal", false)
    .addHelpText(
      "after",
      `
A year closes twice: after the first time nothing new is committed, and what was committed is paid; after the second nothing
is paid. With --carry-over or --lapse, what was never paid is then taken back stage by stage, and the authority that this
frees goes over to lines of the same codes (opened where the next year lacks them) or ends. Stopped anywhere and run again,
it goes on. With --dry-run it says what would be taken back, carried over and lapse. A budget officer, a recorder, a
treasurer and approvers are to be at hand.`,
    )
    .action(onBooks((session, office, args, options) => closeYear(session, office, Number(args[0]), options)));
}

/** What is asked for. */
interface Closing {
  readonly year: number;
  /** The rule of carry-over; null to carry nothing over. */
  readonly rule: number | null;
  readonly into: number;
  readonly lapse: boolean;
  /** Whether the year is closed for payments too. */
  readonly isFinal: boolean;
  readonly currency: Currency;
  readonly agreement: Agreement;
}

async function closeYear(
  session: Session,
  office: Office,
  year: number,
  options: Record<string, unknown>,
): Promise<number> {
  const closing = readClosing(session, office, year, options);
  requireAgreement(closing.agreement, `close the year ${year}`);
  const { out, globals, language } = session;
  const { rule, lapse, isFinal, currency } = closing;
  const plan = rule === null && !lapse ? [] : planClosing(office, { year, rule, lapse, document: NO_DOCUMENT });
  const state = stateOf(office, year);
  const closes = (isFinal ? ([COMMITMENTS_CLOSED, CLOSED] as const) : ([COMMITMENTS_CLOSED] as const)).filter(
    (each) => state < each,
  );
  const planned = sumByKind(plan.flat());
  const words = [
    ...closes.map((each) => `The year ${year} ${globals.dryRun ? "would be" : "is to be"} closed for ${NAMES[each]}.`),
    ...(closes.length === 0 ? [`The year ${year} is closed already.`] : []),
    ...sumTexts(planned, currency, language),
  ];
  if (globals.dryRun) {
    for (const text of words) out.print(text);
    out.print("A dry run: nothing was sent.");
    out.json({ year, state, closes, planned, dryRun: true });
    return ExitCode.done;
  }
  if (closes.length > 0 && !closing.agreement.yes) {
    for (const text of words) out.print(text);
    if (!(await isAgreed(closing.agreement, "Nothing undoes this. Close it?"))) {
      out.print("Not closed.");
      return ExitCode.waiting;
    }
  }
  const document =
    plan.length === 0 ? NO_DOCUMENT : await documentHash(String(options["document"]), session.stores.published);
  const context = await session.context(office, currency);
  for (const each of closes) {
    await close(office, year, each, context);
    out.print(`The year ${year} is closed for ${NAMES[each]}.`);
  }
  const { recorded, refused } = await recordClosing(session, office, closing, document, context);
  for (const text of sumTexts(recorded, currency, language)) out.print(text);
  out.json({ year, state: stateOf(office, year), recorded, refused });
  return refused > 0 ? ExitCode.partlyRefused : ExitCode.done;
}

/** Reads what is asked for, and refuses what could not be done, before anything is. */
function readClosing(session: Session, office: Office, year: number, options: Record<string, unknown>): Closing {
  const rule = (options["carryOver"] as number | undefined) ?? null;
  const lapse = options["lapse"] === true;
  const currency = office.currencyOf(year);
  if (currency === null)
    throw new UsageError(`The year ${year} is not open.`, "It was never opened.", "Correct the year.");
  if ((rule !== null || lapse) && options["document"] === undefined) {
    throw new UsageError(
      "--document is not given.",
      "Every entry needs the document that it rests on.",
      "Name the decision on carry-over or lapse.",
    );
  }
  requireCarryRule(office, rule);
  return {
    year,
    rule,
    into: (options["into"] as number | undefined) ?? year + 1,
    lapse,
    isFinal: options["payments"] === true || rule !== null || lapse,
    currency,
    agreement: { yes: options["yes"] === true, dryRun: session.globals.dryRun, json: session.globals.json },
  };
}

/** Takes back what was never paid, and carries it over or lets it lapse. */
async function recordClosing(
  session: Session,
  office: Office,
  { year, rule, into, lapse }: Closing,
  document: string,
  context: ExplainContext,
): Promise<{ recorded: Sums; refused: number }> {
  const all: Entry[] = [];
  let refused = 0;
  const runOptions = (series: Series): RecordOptions<null> => ({
    context,
    refOf: (batch) =>
      session.stores.published.put(
        batchOrigin(
          office,
          series,
          batch.map(({ entry }) => entry),
        ),
      ),
    onBatch: (_submitted, batch) => all.push(...batch.map(({ entry }) => entry)),
    onRefused: (bad) => {
      refused += bad.length;
      for (const { entry, refusal } of bad)
        session.out.print(
          `  refused: ${kindLabel(entry.kind, session.language)} on line ${entry.line}: ${refusal.what}`,
        );
    },
  });
  if (rule === null && !lapse) return { recorded: {}, refused };
  const series = { agency: office.agency, year, desk: 0 };
  for (const stage of planClosing(office, { year, rule, lapse, document })) {
    for (const group of byRole(stage)) {
      const planned = group.map((entry) => ({ entry, source: null }));
      await recordEntries(office, series, planned, runOptions(series));
    }
  }
  if (rule !== null) {
    await copyLines(office, year, into, carriedLines(office, year));
    const next = { agency: office.agency, year: into, desk: 0 };
    const arriving = planCarryIn(office, year, into).map((entry) => ({ entry, source: null }));
    if (arriving.length > 0) await recordCorrections(office, next, arriving, runOptions(next));
  }
  return { recorded: sumByKind(all), refused };
}

/** Entries and their amounts in minor units, by the name of their kind. */
type Sums = Readonly<Record<string, { readonly entries: number; readonly amount: bigint }>>;

function sumByKind(entries: readonly Entry[]): Sums {
  const sums: Record<string, { entries: number; amount: bigint }> = {};
  for (const { kind, amount } of entries) {
    const sum = (sums[kindOf(kind).name] ??= { entries: 0, amount: 0n });
    sum.entries++;
    sum.amount += amount;
  }
  return sums;
}

function sumTexts(sums: Sums, currency: Currency, language: Language): string[] {
  return Object.entries(sums).map(
    ([kind, { entries, amount }]) =>
      `  ${kindNamed(kind).labels[language]}: ${entries}, ${formatAmount(amount, currency, language)}`,
  );
}

/** Closing cannot be undone, so the rule of carry-over is looked at first. */
function requireCarryRule(office: Office, rule: number | null): void {
  if (rule === null) return;
  const terms = office.replay.rules.get(`${office.agency}/${rule}`)?.terms;
  if (terms?.active === true && terms.carryOver) return;
  throw new UsageError(
    `Rule ${rule} is no rule of carry-over in force.`,
    terms === undefined ? "There is no such rule." : terms.carryOver ? "It is not active." : "It is one of virement.",
    "Nothing was closed. Name another rule, or set it: fisc rule set --carry-over.",
  );
}

async function close(office: Office, year: number, state: 2 | 3, context: ExplainContext): Promise<void> {
  const maker = office.makerFor("budgetOfficer");
  const deadline = (await office.time()) + 3600;
  const closing = { agency: office.agency, year, state, maker: maker.address, deadline };
  const data = closingTypedData(ledgerPlace(office.fisc), closing);
  const approvers = await approversFor(office, 0n, maker.address, 1);
  const approvals = await Promise.all(
    approvers.map((approver) => signApproval(office.as(approver), approver.address, data)),
  );
  try {
    await (await office.as(maker).ledger.closeYear(office.agency, year, state, deadline, approvals)).wait();
  } catch (error) {
    throw refusalOf(`close the year ${year}`, error, context);
  }
  await office.refresh();
}

function stateOf(office: Office, year: number): number {
  return office.replay.years.get(`${office.agency}/${year}`)?.state ?? 0;
}

function byRole(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { role } = kindOf(entry.kind);
    const group = groups.get(role);
    if (group === undefined) groups.set(role, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

function carriedLines(office: Office, year: number): Set<number> {
  const carryOut = kindNamed("carry-out").number;
  const lines = new Set<number>();
  for (const batch of office.replay.batches.values()) {
    if (batch.agency !== office.agency || batch.year !== year) continue;
    for (const { kind, line } of decodeEntries(batch.entries)) if (kind === carryOut) lines.add(line);
  }
  return lines;
}
