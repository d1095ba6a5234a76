import type { Command } from "commander";

import { contentHash } from "../../sdk/store/content-store.ts";
import {
  findProfile,
  keepProfile,
  newPersonProfile,
  type PayeeProfile,
  profileBytes,
} from "../../sdk/store/payee-profile.ts";
import { onBooks } from "../cli/command.ts";
import { wholeNumber } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import { transact } from "../cli/transact.ts";
import { UsageError } from "../cli/UsageError.ts";
import type { Office } from "../office/Office.ts";
import { register } from "../office/registerPayees.ts";

/** Adds `payee add`, `payee show`, `payee change`. */
export function addPayee(program: Command): void {
  const payee = program.command("payee").description("payees: register, list, change");
  const described = (command: Command) =>
    command
      .requiredOption("--name <name>", "the name")
      .option("--identifier <id>", "the official identifier, as in org-id.guide")
      .option("--person", "a natural person: the profile is salted, kept apart and never published");
  described(payee.command("add").description("register a payee (a recorder)")).action(
    onBooks((session, office, _args, options) => add(session, office, options)),
  );
  payee
    .command("show")
    .description("show one payee, or all")
    .argument("[number]", "the payee", wholeNumber)
    .action(onBooks((session, office, args) => show(session, office, args[0] === undefined ? null : Number(args[0]))));
  described(
    payee
      .command("change")
      .description("name a new profile of a payee (a recorder)")
      .argument("<number>", "the payee", wholeNumber),
  ).action(onBooks((session, office, args, options) => change(session, office, Number(args[0]), options)));
}

function profileOf(options: Record<string, unknown>): PayeeProfile {
  const name = String(options["name"]);
  const identifier = options["identifier"] as string | undefined;
  if (options["person"] === true) return newPersonProfile(name, identifier);
  return { sort: "organisation", name, ...(identifier === undefined ? {} : { identifier }) };
}

async function add(session: Session, office: Office, options: Record<string, unknown>): Promise<void> {
  const profile = profileOf(options);
  if (session.globals.dryRun) {
    const foreseen = contentHash(profileBytes(profile));
    const { payees } = office.as(session.actor(office, "recorder"));
    await transact(session, "register the payee", payees.register, [office.agency, [foreseen]]);
    return session.out.json({ profile: foreseen, dryRun: true });
  }
  const hash = await keepProfile(session.stores, profile);
  await register(office, [hash]);
  const number = await session.fisc.payees.payeeByProfile(hash);
  session.out.print(`${String(options["name"])} is payee ${number}.`);
  session.out.json({ payee: Number(number), profile: hash });
}

async function show(session: Session, office: Office, number: number | null): Promise<void> {
  const payees = [...office.replay.payees.values()].filter(({ id }) => number === null || id === number);
  if (number !== null && payees.length === 0) {
    throw new UsageError(
      `There is no payee ${number}.`,
      `${office.replay.payees.size} are registered.`,
      "Correct the number.",
    );
  }
  const rows = [];
  for (const { id, keeper, profile } of payees) {
    const found = await findProfile({ published: session.stores.published }, profile);
    rows.push({ id, keeper, profile, name: found?.name ?? null, identifier: found?.identifier ?? null });
  }
  session.out.print(
    table(
      [">payee", "name", "identifier", "profile"],
      rows.map(({ id, name, identifier, profile }) => [
        String(id),
        name ?? "(not published)",
        identifier ?? "",
        profile,
      ]),
    ),
  );
  session.out.json(rows);
}

async function change(
  session: Session,
  office: Office,
  number: number,
  options: Record<string, unknown>,
): Promise<void> {
  const profile = profileOf(options);
  const { dryRun } = session.globals;
  const hash = dryRun ? contentHash(profileBytes(profile)) : await keepProfile(session.stores, profile);
  const { payees } = office.as(session.actor(office, "recorder"));
  await transact(session, `change payee ${number}`, payees.changeProfile, [number, hash]);
  if (!dryRun) session.out.print(`Payee ${number} has the profile ${hash}.`);
  session.out.json({ payee: number, profile: hash, dryRun });
}
