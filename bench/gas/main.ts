import { Command, InvalidArgumentError } from "commander";

import { SIZES } from "./cells.ts";
import { measureGas, rowsOf } from "./measureGas.ts";
import { reportText } from "./reportText.ts";

const HELP = `
Each row of --json is {design, n, lines, commitments, approvals, gasPerEntry, floor, ratio}:
  design       fisc, fisc-compact            entries of 64 bytes, or in the compact encoding
               fisc-stages, fisc-compact-stages
                                             verification, payment order and payment of each commitment in one batch
               erc20-transfer-new, …-old     one transfer to a new holder, and to one that has some
               disperse, disperse-new        n transfers in one transaction, to holders that have some, and to new ones
               eas-attest, eas-multiattest   attestations of the same 64 bytes an entry
  n            entries, transfers or attestations in one transaction
  lines        budget lines that they are on, all under one control line; 0 where there are none
  commitments  commitments that they name (payments on commitments); 0 for direct payments and reservations
  approvals    approvers who signed; with 0 the entries are reservations, for every payment needs an approval
  gasPerEntry  gas of the transaction, by n
  floor        10 gas a zero and 40 a non-zero byte of the same calldata, and 21,000 (EIP-7623), by n
  ratio        gasPerEntry by the gas of an ERC-20 transfer to a new holder

The ledger is in steady state: each batch was sent once before with other documents, so its slots are in use. The build
is the one that is released. What needs more gas than a transaction may use (EIP-7825) is measured without that cap.
A bound that does not hold is shown; test/bench/gas.test.ts holds them.`;

const program = new Command("npm run -s bench:gas --")
  .description("Measures what an entry of the ledger costs, beside ERC-20 transfers and attestations.")
  .option("--json", "print nothing but an array for machines", false)
  .option("--n <sizes>", "sizes of batches, separated by commas", sizesOf, [...SIZES])
  .addHelpText("after", HELP)
  .showHelpAfterError()
  .parse();

const options = program.opts<{ json: boolean; n: number[] }>();
const report = await measureGas(options.n, showProgress);
process.stdout.write(`${options.json ? JSON.stringify(rowsOf(report), null, 2) : reportText(report)}\n`);

function sizesOf(text: string): number[] {
  return text.split(",").map((part) => {
    const size = SIZES.find((known) => String(known) === part.trim());
    if (size === undefined) throw new InvalidArgumentError(`Sizes are ${SIZES.join(", ")}.`);
    return size;
  });
}

function showProgress(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(done === of ? "\r\x1b[K" : `\rmeasured ${done} of ${of}`);
}
