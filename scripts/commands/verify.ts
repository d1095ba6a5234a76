import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

import type { Command } from "commander";

import { proveEntry } from "../../sdk/chain/citation.ts";
import { describeEntry } from "../../sdk/journal/batch-summary.ts";
import { citedRoot } from "../../sdk/journal/citation.ts";
import { decodeEntries } from "../../sdk/journal/entry.ts";
import { onBooks } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";
import { isPlace, parsePlace, placeText } from "../cli/place.ts";
import type { Session } from "../cli/Session.ts";
import { UsageError } from "../cli/UsageError.ts";
import type { Office } from "../office/Office.ts";

/** Adds `verify`. */
export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("prove an entry against the chain, or find the entries whose document a file is")
    .argument("<what>", "an entry's place, as 2019/0/42, or a file")
    .addHelpText("after", "\nExit code 1 where the proof does not hold, or no entry has the file as its document.")
    .action(
      onBooks((session, office, args) =>
        (isPlace(args[0] ?? "") ? verifyEntry : verifyFile)(session, office, args[0] ?? ""),
      ),
    );
}

async function verifyEntry(session: Session, office: Office, text: string): Promise<number> {
  const { fisc, out } = session;
  const place = parsePlace(text, office.agency);
  const { entry, citation } = await proveEntry(fisc, place.series, place.number);
  const [stored, holds, block] = await Promise.all([
    fisc.ledger.rootOf(citation.agency, citation.batchRef),
    fisc.ledger.verifyEntry({ ...citation, proof: [...citation.proof] }),
    fisc.provider.getBlockNumber(),
  ]);
  const computed = citedRoot(citation);
  const isProven = holds && computed === stored;
  const currency = office.currencyOf(place.series.year) ?? { code: "XXX", decimals: 2 };
  out.print(`${placeText(place)}  ${describeEntry(entry, currency, session.language)}`);
  out.print(`  leads with ${citation.proof.length} hashes to the root ${computed ?? "(none)"}`);
  out.print(`  the ledger keeps           ${stored}`);
  out.print(isProven ? `  proven at block ${block}` : "  NOT PROVEN");
  out.json({ place: placeText(place), proven: isProven, root: stored, block, citation });
  return isProven ? ExitCode.done : ExitCode.failed;
}

async function verifyFile(session: Session, office: Office, path: string): Promise<number> {
  const hasher = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hasher.update(chunk as Buffer);
  } catch (cause) {
    throw new UsageError(
      `The file ${path} cannot be read.`,
      "What is verified is an entry's place or a file.",
      "Correct the path.",
      cause,
    );
  }
  const hash = `0x${hasher.digest("hex")}`;
  const { out } = session;
  const places: string[] = [];
  const told: string[] = [];
  for (const batch of office.replay.batches.values()) {
    const series = { agency: batch.agency, year: batch.year, desk: batch.desk };
    const currency = office.currencyOf(batch.year) ?? { code: "XXX", decimals: 2 };
    decodeEntries(batch.entries).forEach((entry, index) => {
      if (entry.document !== hash) return;
      const place = placeText({ series, number: batch.firstNumber + index });
      places.push(place);
      told.push(`  ${place}  ${describeEntry(entry, currency, session.language)}`);
    });
  }
  out.print(`${path}\n  ${hash}`);
  out.print(
    places.length === 0
      ? "  is the document of no entry"
      : `  is the document of ${places.length} ${places.length === 1 ? "entry" : "entries"}:`,
  );
  for (const line of told.slice(0, 40)) out.print(line);
  out.json({ file: path, sha256: hash, entries: places });
  return places.length === 0 ? ExitCode.failed : ExitCode.done;
}
