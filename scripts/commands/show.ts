import type { Command } from "commander";

import { EntryUnknownError } from "../../sdk/chain/citation.ts";
import { describeEntry } from "../../sdk/journal/batch-summary.ts";
import { TOTAL_NAMES } from "../../sdk/journal/kinds.ts";
import { totalLabel } from "../../sdk/journal/total-label.ts";
import { formatAmount } from "../../sdk/money/amount.ts";
import { onBooks } from "../cli/command.ts";
import { isPlace, parsePlace, placeText } from "../cli/place.ts";
import { readBatchFile } from "../cli/batchFiles.ts";
import { batchText, tellEntries } from "../cli/batchText.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import type { Office } from "../office/Office.ts";

const STATES = ["unknown", "open", "closed for commitments", "closed"];

/** Adds `show`. */
export function addShow(program: Command): void {
  program
    .command("show")
    .description("show the books at a glance, one entry (2019/0/42), or a batch file")
    .argument("[what]", "an entry's place, or a batch file; the books where nothing is given")
    .action(
      onBooks(async (session, office, args) => {
        const what = args[0];
        if (what === undefined) return showBooks(session, office);
        if (isPlace(what)) return showEntry(session, office, what);
        const file = await readBatchFile(what);
        session.out.print(batchText(file, await tellEntries(session, office, file), session.language));
        session.out.json({ head: file.head, maker: file.maker, entries: file.entries, approvals: file.approvals });
      }),
    );
}

async function showBooks(session: Session, office: Office): Promise<void> {
  const { out, language, fisc } = session;
  const { replay } = office;
  const block = await fisc.provider.getBlockNumber();
  const years = [...replay.years.values()].filter(({ agency }) => agency === office.agency);
  out.print(`agency ${office.agency}, chain ${fisc.deployment.chainId}, block ${block}`);
  out.print(
    `agencies ${replay.agencies.size}, officers ${replay.officers.size}, payees ${replay.payees.size}, lines ${replay.lines.size}, commitments ${replay.commitments.size}, entries ${replay.entryCount}`,
  );
  const told = years.map((year) => {
    const tops = [...replay.lines.values()].filter(
      (line) => line.keeper === office.agency && line.year === year.year && line.parent === 0,
    );
    const totals = Object.fromEntries(
      TOTAL_NAMES.map((name) => [name, tops.reduce((sum, line) => sum + replay.totalsOf(line.id)[name], 0n)]),
    );
    return {
      ...year,
      state: STATES[year.state],
      totals,
      withoutCeilings: tops.some(({ ceilings, control }) => control !== 0 && !ceilings),
    };
  });
  for (const { year, state, currency: code, decimals, totals, withoutCeilings } of told) {
    out.print(`\n${year}: ${state}${withoutCeilings ? " (with lines that were opened without ceilings)" : ""}`);
    const rows = TOTAL_NAMES.map((name) => [
      `  ${totalLabel(name, language)}`,
      formatAmount(totals[name] ?? 0n, { code, decimals }, language),
    ]);
    out.print(table(["  total", ">amount"], rows).split("\n").slice(1).join("\n"));
    const series = [...replay.series.values()].filter((each) => each.agency === office.agency && each.year === year);
    for (const { desk, entryCount, batches } of series)
      out.print(`  desk ${desk}: ${entryCount} entries in ${batches.length} batches`);
  }
  out.json({
    agency: office.agency,
    chainId: fisc.deployment.chainId,
    block,
    payees: replay.payees.size,
    lines: replay.lines.size,
    entries: replay.entryCount,
    years: told,
  });
}

async function showEntry(session: Session, office: Office, text: string): Promise<void> {
  const place = parsePlace(text, office.agency);
  const found = office.replay.entryAt(place.series, place.number);
  if (found === null) throw new EntryUnknownError(place.series, place.number);
  const { entry, batch } = found;
  const { out } = session;
  const currency = office.currencyOf(place.series.year) ?? { code: "XXX", decimals: 2 };
  const labels = await session.labels(office);
  const cited = office.replay.cited.get(placeText(place)) ?? 0n;
  const document = await session.published(entry.document, (bytes) => bytes);
  out.print(`${placeText(place)}  ${describeEntry(entry, currency, session.language)}`);
  out.print(`  line       ${labels.get(entry.line) ?? entry.line}`);
  out.print(`  document   ${entry.document}${document === null ? " (not in the store)" : ""}`);
  if (document !== null && document.length < 2_000) out.print(`             ${new TextDecoder().decode(document)}`);
  if (cited > 0n) out.print(`  corrected or carried over: ${formatAmount(cited, currency, session.language)}`);
  out.print(`  batch      ${batch.batchRef}, block ${batch.place.block}`);
  out.print(`  made by    ${batch.maker}`);
  for (const approver of batch.approvers) out.print(`  approved by ${approver}`);
  const { entries: _entries, ...told } = batch;
  out.json({ place: placeText(place), entry, cited, line: labels.get(entry.line) ?? null, batch: told });
}
