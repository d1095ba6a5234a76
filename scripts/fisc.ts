import { fileURLToPath } from "node:url";

import { Command, CommanderError, Option } from "commander";

import { ExitCode } from "./cli/ExitCode.ts";
import { loadEnvironment } from "./cli/loadEnvironment.ts";
import { NETWORKS } from "./cli/networks.ts";
import { jsonText } from "./cli/Output.ts";
import { addAgency } from "./commands/agency.ts";
import { addApprove } from "./commands/approve.ts";
import { addCorrect } from "./commands/correct.ts";
import { addExport } from "./commands/export.ts";
import { addPropose } from "./commands/propose.ts";
import { addReplay } from "./commands/replay.ts";
import { addShow } from "./commands/show.ts";
import { addSubmit } from "./commands/submit.ts";
import { addTrace } from "./commands/trace.ts";
import { addVerify } from "./commands/verify.ts";
import { addRule } from "./commands/rule.ts";
import { addSettle } from "./commands/settle.ts";
import { addFinding } from "./commands/finding.ts";
import { addFlag } from "./commands/flag.ts";
import { addCloseYear } from "./commands/closeYear.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addImport } from "./commands/import.ts";
import { addLine } from "./commands/line.ts";
import { addOfficer } from "./commands/officer.ts";
import { addOpenYear } from "./commands/openYear.ts";
import { addPayee } from "./commands/payee.ts";

loadEnvironment();
// Whoever reads only the beginning, as `head` does, has what they want; what is being recorded goes on to its end.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const STORE = fileURLToPath(new URL("../store", import.meta.url));

const program = new Command("fisc")
  .description("Tracks public funds on a chain: budget, commitments, payments, and who approved them.")
  .addOption(
    new Option("--network <name>", "the chain (FISC_NETWORK)")
      .choices(NETWORKS)
      .default(process.env["FISC_NETWORK"] ?? "localhost"),
  )
  .option("--deployment <path>", "the contracts' addresses: a folder of Ignition's, or a JSON file (FISC_DEPLOYMENT)")
  .option(
    "--store <folder>",
    "where documents are kept (FISC_STORE), unless FISC_S3_ENDPOINT is set",
    process.env["FISC_STORE"] ?? STORE,
  )
  .option(
    "--agency <agency>",
    "the agency that keeps the books: number or identifier; the only one at the top by default",
  )
  .option("--as <account>", "who acts: a role (recorder, approver, approver:2), a key's name, or an address")
  .option(
    "--keystore <file>",
    "an encrypted JSON keystore; its password is asked, or read from FISC_KEYSTORE_PASSWORD_FILE",
  )
  .addOption(new Option("--lang <language>", "language of explanations").choices(["en", "zh"]).default("en"))
  .option("--json", "print results as JSON, for machines", false)
  .option("--dry-run", "say what would happen, and send nothing", false)
  .showHelpAfterError("(--help says more)")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    "after",
    `
Accounts: a local chain's are unlocked. Elsewhere the key of account NAME is the variable FISC_KEY_NAME, in the environment
or in .env, and \`--as name\` chooses it.

Exit codes: 0 done; 1 failed; 2 the command was not understood, or something is not set; 3 a rule of the contracts refuses
it, and nothing was sent; 4 some rows are recorded and some refused; 5 announced or waiting for approvals: more is to do;
130 stopped by Ctrl-C, and the same command goes on.`,
  );

for (const add of [
  addDeploy,
  addAgency,
  addOfficer,
  addPayee,
  addOpenYear,
  addLine,
  addImport,
  addPropose,
  addApprove,
  addSubmit,
  addCorrect,
  addShow,
  addTrace,
  addVerify,
  addReplay,
  addExport,
  addRule,
  addSettle,
  addFinding,
  addFlag,
  addCloseYear,
]) {
  add(program);
}
exitOnUsage(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help that was asked for is no fault.
  process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  if (error.exitCode !== 0 && process.argv.includes("--json")) {
    process.stdout.write(`${jsonText({ error: "UsageError", message: error.message })}\n`);
  }
}

function exitOnUsage(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) exitOnUsage(sub);
}
