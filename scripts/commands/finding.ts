import type { Command } from "commander";

import { proveEntry } from "../../sdk/chain/citation.ts";
import { onBooks } from "../cli/command.ts";
import { documentHash, wholeNumber } from "../cli/options.ts";
import { parsePlace, placeText } from "../cli/place.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import { transact } from "../cli/transact.ts";
import type { Office } from "../office/Office.ts";

const STATUS = ["unknown", "open", "answered", "resolved"];

/** Adds `finding add`, `finding respond`, `finding follow-up`, `finding show`. */
export function addFinding(program: Command): void {
  const finding = program.command("finding").description("audit findings on entries: record, respond, follow up, list");
  const withDocument = (command: Command) =>
    command.requiredOption("--document <file>", "what is said: a file, which is kept in the store, or its SHA-256");
  withDocument(
    finding
      .command("add")
      .description("record a finding on an entry (an auditor)")
      .argument("<entry>", "the entry's place, as 2019/0/42"),
  ).action(onBooks((session, office, args, options) => add(session, office, args[0] ?? "", options)));
  withDocument(
    finding
      .command("respond")
      .description("answer a finding (a budget officer of the agency)")
      .argument("<finding>", "its number", wholeNumber),
  ).action(onBooks((session, office, args, options) => step(session, office, Number(args[0]), options)));
  withDocument(
    finding
      .command("follow-up")
      .description("follow a finding up (an auditor)")
      .argument("<finding>", "its number", wholeNumber)
      .option("--resolved", "the matter is settled; otherwise it is open again", false),
  ).action(onBooks((session, office, args, options) => step(session, office, Number(args[0]), options)));
  finding.command("show").description("list the findings").action(onBooks(show));
}

type Audit = Session["fisc"]["audit"];

async function add(session: Session, office: Office, text: string, options: Record<string, unknown>): Promise<void> {
  const place = parsePlace(text, office.agency);
  const { citation } = await proveEntry(session.fisc, place.series, place.number);
  const document = await documentHash(String(options["document"]), session.stores.published);
  const { audit } = office.as(session.actor(office, "auditor"));
  const action = `record a finding on ${placeText(place)}`;
  const args: Parameters<Audit["recordFinding"]> = [{ ...citation, proof: [...citation.proof] }, document];
  if (!(await transact(session, action, audit.recordFinding, args))) {
    return session.out.json({ entry: placeText(place), document, dryRun: true });
  }
  const number = Number(await session.fisc.audit.findingCount());
  session.out.print(`Finding ${number} stands on entry ${placeText(place)}.`);
  session.out.json({ finding: number, entry: placeText(place), document });
}

async function step(session: Session, office: Office, number: number, options: Record<string, unknown>): Promise<void> {
  const document = await documentHash(String(options["document"]), session.stores.published);
  const isFollowUp = options["resolved"] !== undefined;
  const { audit } = office.as(session.actor(office, isFollowUp ? "auditor" : "budgetOfficer"));
  const action = `${isFollowUp ? "follow up" : "respond to"} finding ${number}`;
  const isSent = isFollowUp
    ? await transact(session, action, audit.followUp, [number, options["resolved"] === true, document])
    : await transact(session, action, audit.respondToFinding, [number, document]);
  if (!isSent) return session.out.json({ finding: number, document, dryRun: true });
  const { status } = await session.fisc.audit.findingOf(number);
  session.out.print(`Finding ${number} is ${STATUS[Number(status)]}.`);
  session.out.json({ finding: number, status: STATUS[Number(status)], document });
}

function show(session: Session, office: Office): Promise<void> {
  const findings = [...office.replay.findings.values()];
  session.out.print(
    table(
      [">finding", "entry", "status"],
      findings.map(({ id, entry, steps }) => [
        String(id),
        placeText({ series: entry, number: entry.number }),
        STATUS[steps.at(-1)?.status ?? 0] ?? "",
      ]),
    ),
  );
  session.out.json(findings);
  return Promise.resolve();
}
