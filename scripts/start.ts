import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Command, InvalidArgumentError } from "commander";

import { connectChain } from "../sdk/chain/connect-chain.ts";
import { connectFisc } from "../sdk/chain/fisc.ts";
import { formatAmount } from "../sdk/money/amount.ts";
import { compareWithStorage } from "../sdk/replay/compare.ts";
import { readReplay } from "../sdk/replay/read-replay.ts";
import { ExitCode } from "./cli/ExitCode.ts";
import { jsonText, Output } from "./cli/Output.ts";
import { reportError } from "./cli/reportError.ts";
import { storesAt } from "./cli/storesAt.ts";
import { table } from "./cli/table.ts";
import { combineLines } from "./import/combineLines.ts";
import { findSourceFaults } from "./import/findSourceFaults.ts";
import { findYearFile } from "./import/findYearFile.ts";
import { mapFile } from "./import/mapFile.ts";
import type { Mapping } from "./import/mapping.ts";
import { textOf } from "./import/message.ts";
import { parseMapping } from "./import/parseMapping.ts";
import { deployLocally } from "./local/deployFisc.ts";
import { accountsNeeded, foundCity } from "./local/foundCity.ts";
import { startChain } from "./local/startChain.ts";
import { Accounts } from "./office/Accounts.ts";
import { importFile } from "./office/importFile.ts";
import type { ImportOutcome } from "./office/ImportOutcome.ts";
import { Office } from "./office/Office.ts";
import { reasonOf, describeImport } from "./office/reportImport.ts";
import { reconcileBudget } from "./office/reconcileBudget.ts";
import { amountOf, summariseImport } from "./office/summariseImport.ts";
import { unlockedAccounts } from "./office/unlockedAccounts.ts";
import { amountText } from "../sdk/money/amount.ts";

const CITY = { identifier: "ES-DIR3-L01280796", name: "Ayuntamiento de Madrid" };
const LOCAL_DEPLOYMENT = "chain-31337";
const inProject = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const STORE = inProject("store");

interface StartOptions {
  readonly data: string;
  readonly year: number;
  readonly offices: string;
  readonly port: number;
  readonly exit: boolean;
  readonly json: boolean;
  readonly store: string;
  readonly deployment: string;
}

const program = new Command("npm start --")
  .description(
    "Runs a local chain with a city's accounts on it: budget, commitments, obligations and payments as the city publishes\n" +
      "them, with every ceiling held by the contracts. Prints the reconciliation, then stays up until Ctrl-C.",
  )
  .option("--data <folder>", "folder with ejecucion_gastos_YEAR.csv and pagos_YEAR.csv", inProject("data/es-madrid"))
  .option("--year <year>", "the fiscal year", wholeNumber, 2019)
  .option("--offices <prefix>", "only offices whose code starts so; '' for the whole city", "0012")
  .option("--port <port>", "port of the chain's RPC; the next free one is taken", wholeNumber, 8545)
  .option("--store <folder>", "where documents are kept", process.env["FISC_STORE"] ?? STORE)
  .option("--deployment <name>", "name of the folder that keeps the addresses", folderName, LOCAL_DEPLOYMENT)
  .option("--exit", "end when all is recorded, instead of staying up", false)
  .option("--json", "end the output with one JSON object", false)
  .showHelpAfterError()
  .parse();

process.exitCode = await start(program.opts<StartOptions>()).catch((error: unknown) => reportError(error));

async function start(options: StartOptions): Promise<number> {
  const out = new Output(false);
  const execution = await readMapping("es-madrid/execution.yaml");
  const payments = await readMapping("es-madrid/payments.yaml");
  const names = await readdir(options.data);
  const read = async (mapping: Mapping) => {
    const fileName = findYearFile(names, mapping, options.year);
    return { fileName, bytes: await readFile(join(options.data, fileName)) };
  };
  const budgetFile = await read(execution.mapping);
  const paymentsFile = await read(payments.mapping);
  const slice = { fiscalYear: options.year, ...(options.offices === "" ? {} : { offices: options.offices }) };
  const mapped = await mapFile(budgetFile.bytes, execution.mapping, slice);
  const lines = combineLines(mapped);
  const offices = [...new Map([...lines.values()].map(({ line }) => [line.agency.code, line.agency])).values()];

  const chain = await startChain({ port: options.port, accounts: accountsNeeded(offices.length) });
  const stopped = untilStopped();
  const provider = await connectChain(chain.url);
  try {
    out.progress(`local chain at ${chain.url}`, 1, 1);
    const deployment = await deployLocally(chain.url, options.deployment);
    const fisc = await connectFisc(provider, deployment);
    out.progress(
      "contracts deployed",
      Object.keys(deployment.addresses).length,
      Object.keys(deployment.addresses).length,
    );
    const accounts = new Accounts(await unlockedAccounts(provider));
    const stores = storesAt(options.store);
    const agency = await foundCity(fisc, stores.published, accounts, CITY, offices);
    out.progress("agencies registered, officers appointed", offices.length + 1, offices.length + 1);
    const office = new Office(fisc, agency, accounts);
    const load = (file: { fileName: string; bytes: Uint8Array }, { mapping, text }: typeof execution, opens: boolean) =>
      importFile(office, stores, {
        ...file,
        mapping,
        mappingText: text,
        fiscalYear: options.year,
        offices: options.offices,
        desk: 0,
        openLines: opens,
        ignoreUnknownBatches: false,
        takeBack: false,
        dryRun: false,
        context: { currency: mapping.currency, labelOf: (sort, id) => lineLabel(sort, id, codes) },
        onProgress: (stage, done, of) => out.progress(stage, done, of),
      });
    const codes = new Map<string, string>();
    const budget = await load(budgetFile, execution, true);
    for (const code of lines.keys()) codes.set(String(office.lineByCode(options.year, code)?.id), code);
    const spending = await load(paymentsFile, payments, false);

    const replay = await readReplay(fisc);
    const { compared, differences } = await compareWithStorage(fisc, replay);
    out.progress("values rebuilt from events and compared with the contracts' storage", compared, compared);

    const unequal = reconcileBudget(office, options.year, lines);
    const linesEqual = lines.size - new Set(unequal.map(({ line }) => line)).size;
    const currency = mapped.currency;
    const money = (amount: bigint) => formatAmount(amount, currency, "en");
    out.print();
    out.print(describeImport(budget, "en"));
    out.print(`  lines whose six published totals equal the ledger's: ${linesEqual} of ${lines.size}`);
    for (const { line, measure, published, recorded } of unequal.slice(0, 20)) {
      out.print(`    ${line}: ${measure} is published as ${money(published)} and recorded as ${money(recorded)}`);
    }
    printRefusals(out, budget);
    const faults = findSourceFaults(lines, currency.decimals, spending.file);
    if (faults.length > 0) out.print(`  what does not add up in the city's own files, recorded as it is:`);
    for (const { fault } of faults.slice(0, 40)) out.print(`    ${textOf(fault)}`);
    out.print();
    out.print(describeImport(spending, "en"));
    printRefusedPayments(out, office, spending);
    out.print();
    out.print(`replay: ${compared} values compared, ${differences.length} differences`);
    for (const { subject, value, replayed, stored } of differences.slice(0, 20)) {
      out.print(`  ${subject} ${value}: events say ${replayed}, storage says ${stored}`);
    }

    const summary = summariseImport(spending);
    const result = {
      lines: lines.size,
      linesEqual,
      payments: {
        read: summary.read.rows,
        recorded: summary.recorded.rows,
        refused: summary.refused.rows,
        skipped: summary.skipped.rows,
        recordedAmount: amountText(summary.recorded.amount, currency.decimals),
        refusedAmount: amountText(summary.refused.amount, currency.decimals),
      },
      replayDifferences: differences.length,
    };
    if (!options.exit) printHint(out, chain.url, office, options);
    if (options.json) process.stdout.write(`${jsonText(result)}\n`);
    if (!options.exit) await stopped;
    return differences.length === 0 ? ExitCode.done : ExitCode.failed;
  } finally {
    provider.destroy();
    await chain.close();
  }
}

async function readMapping(path: string): Promise<{ mapping: Mapping; text: string }> {
  const text = await readFile(inProject(`mappings/${path}`), "utf8");
  return { mapping: parseMapping(text, path), text };
}

/** Each payment that the ledger refuses: what is ordered and paid on its line, and what it asked for. */
function printRefusedPayments(out: Output, office: Office, spending: ImportOutcome): void {
  const refused = spending.rows.filter(({ refusal }) => refusal !== null);
  if (refused.length === 0) return;
  const { currency } = spending.file;
  const text = (amount: unknown) => (typeof amount === "bigint" ? amountText(amount, currency.decimals) : "");
  out.print("  refused payments, in the city's own figures:");
  const rows = refused.map(({ row, line, refusal }) => {
    const totals = office.replay.totalsOf(line);
    const args = refusal?.by === "ledger" ? refusal.refusal.args : {};
    const why = refusal === null ? "" : reasonOf(refusal, "en").code.replace("SpendingLedger_", "");
    return [
      row.entry.line.code,
      String(row.row),
      text(args["ordered"] ?? totals.ordered),
      text(args["paid"] ?? totals.paid),
      text(amountOf(row)),
      why,
    ];
  });
  const laid = table(["line", ">row", ">ordered", ">paid", ">asked", "why"], rows);
  for (const line of laid.split("\n")) out.print(`    ${line}`);
}

function printRefusals(out: Output, outcome: ImportOutcome): void {
  for (const { row, refusal } of outcome.rows) {
    if (refusal !== null) out.print(`    row ${row.row}, ${row.entry.line.code}: ${reasonOf(refusal, "en").reason}`);
  }
}

function printHint(out: Output, url: string, office: Office, options: StartOptions): void {
  const { year, deployment, store } = options;
  const isDefault = url.endsWith(":8545");
  const places = [
    ...(deployment === LOCAL_DEPLOYMENT ? [] : [` --deployment ignition/deployments/${deployment}`]),
    ...(store === STORE ? [] : [` --store ${store}`]),
  ].join("");
  const fisc = `${isDefault ? "" : `FISC_RPC_URL=${url} `}npx fisc`;
  const network = `--network ${isDefault ? "localhost" : "custom"}${places}`;
  const last = office.replay.series.get(`${office.agency}/${year}/0`)?.entryCount ?? 1;
  out.print();
  out.print(`The chain answers at ${url} until you press Ctrl-C. In another terminal:`);
  out.print(`  ${fisc} show ${network}                 the year at a glance`);
  out.print(`  ${fisc} trace ${year}/0/${last} ${network}   one payment back to its appropriation`);
  out.print(`  ${fisc} verify ${year}/0/${last} ${network}  its proof, checked against the chain`);
  out.print(`  ${fisc} --help                              everything else`);
}

function lineLabel(sort: string, id: string, codes: ReadonlyMap<string, string>): string | undefined {
  return sort === "line" ? codes.get(id) : undefined;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("It is not a whole number.");
  return Number.parseInt(text, 10);
}

/** The folder is emptied first, so it is none but one of the deployments'. */
function folderName(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(text)) throw new InvalidArgumentError("Write letters, digits and hyphens.");
  return text;
}
