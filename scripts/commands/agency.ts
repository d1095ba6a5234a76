import type { Command } from "commander";

import { amountText, parseAmount } from "../../sdk/money/amount.ts";
import { onBooks, onChain } from "../cli/command.ts";
import { collect, decimalPlaces, wholeNumber } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import { UsageError } from "../cli/UsageError.ts";
import { administer } from "../office/administer.ts";
import { changePolicy } from "../office/appointOfficer.ts";
import { Office } from "../office/Office.ts";
import { readAgencyProfile } from "../office/readAgencyProfile.ts";
import { keepAgencyProfile, registerAgencies } from "../office/registerAgency.ts";
import { registrarsOf } from "../office/registrarsOf.ts";
import { refusalOf } from "../../sdk/chain/errors.ts";
import { withSigner } from "../../sdk/chain/fisc.ts";
import { documentHash } from "../cli/options.ts";

/** Adds `agency add`, `agency show`, `agency change`. */
export function addAgency(program: Command): void {
  const agency = program.command("agency").description("agencies: register, list, change");
  agency
    .command("add")
    .description("register an agency (the administrator)")
    .requiredOption("--identifier <id>", "official identifier, {RegistrationAgency}-{Number} as in org-id.guide")
    .requiredOption("--name <name>", "its name, for its public profile")
    .requiredOption("--registrar <address>", "a founding registrar; two at least", collect)
    .option("--parent <number>", "the agency above", wholeNumber, 0)
    .action(onChain((session, _args, options) => add(session, options)));
  agency.command("show").description("list agencies with their policies").action(onChain(show));
  agency
    .command("change")
    .description("change an agency's profile, policy or standing")
    .argument("<number>", "the agency", wholeNumber)
    .option("--name <name>", "a new name in its profile (a registrar)")
    .option(
      "--policy <free,one,two>",
      "amounts up to which a batch needs no, one or two approvals; max for any (two registrars)",
    )
    .option("--decimals <n>", "decimals of those amounts", decimalPlaces, 2)
    .option("--suspend <document>", "suspend it, with the decision: a file or its hash (the administrator)")
    .option("--resume", "let its officers act again (the administrator)")
    .action(onBooks((session, office, args, options) => change(session, office, Number(args[0]), options)));
}

async function add(session: Session, options: Record<string, unknown>): Promise<void> {
  const administrator = await session.administrator();
  const agency = {
    identifier: String(options["identifier"]),
    name: String(options["name"]),
    parent: options["parent"] as number,
    registrars: options["registrar"] as string[],
  };
  if (session.globals.dryRun) return session.out.print(`${administrator.address} would register ${agency.name}.`);
  const [number] = await registerAgencies(withSigner(session.fisc, administrator.signer), session.stores.published, [
    agency,
  ]);
  session.out.print(`${agency.name} is agency ${number}.`);
  session.out.json({ agency: number });
}

async function show(session: Session): Promise<void> {
  const office = new Office(session.fisc, 0, session.accounts);
  await office.refresh();
  const agencies = [...office.replay.agencies.values()];
  const profiles = new Map<number, string>();
  for (const { id } of agencies) {
    const profile = await readAgencyProfile(office, session.stores.published, id);
    profiles.set(id, profile === null ? "(profile not in the store)" : `${profile.name} (${profile.identifier})`);
  }
  session.out.print(
    table(
      [">agency", ">parent", "standing", "profile"],
      agencies.map(({ id, parent, suspended }) => [
        String(id),
        parent === 0 ? "" : String(parent),
        suspended ? "suspended" : "active",
        profiles.get(id) ?? "",
      ]),
    ),
  );
  session.out.json(agencies.map((agency) => ({ ...agency, name: profiles.get(agency.id) })));
}

async function change(
  session: Session,
  office: Office,
  agency: number,
  options: Record<string, unknown>,
): Promise<void> {
  const { name, policy, suspend, resume } = options as {
    name?: string;
    policy?: string;
    suspend?: string;
    resume?: boolean;
  };
  const { out, fisc, stores } = session;
  if (session.globals.dryRun) {
    out.print("A dry run: nothing was sent, and the registry was not asked.");
    return out.json({ dryRun: true });
  }
  if (name !== undefined) {
    const profile = await readAgencyProfile(office, stores.published, agency);
    const hash = await keepAgencyProfile(stores.published, { identifier: profile?.identifier ?? "", name });
    const [registrar] = registrarsOf(office, agency);
    try {
      await (await withSigner(fisc, registrar.signer).agencies.changeProfile(agency, hash)).wait();
    } catch (error) {
      throw refusalOf("change the profile", error);
    }
    out.print(`Agency ${agency} is called ${name}.`);
  }
  if (policy !== undefined) {
    const decimals = options["decimals"] as number;
    const limits = policy.split(",").map((text) => (text === "max" ? 2n ** 64n - 1n : parseAmount(text, decimals)));
    const [freeUpTo, oneUpTo, twoUpTo] = limits;
    if (freeUpTo === undefined || oneUpTo === undefined || twoUpTo === undefined) {
      throw new UsageError(`"${policy}" is no policy.`, "A policy is three amounts.", "Write it as 0,1000000,max.");
    }
    await changePolicy(fisc, registrarsOf(office, agency), agency, { freeUpTo, oneUpTo, twoUpTo });
    out.print(
      `Agency ${agency}: no approval up to ${amountText(freeUpTo, decimals)}, one up to ${amountText(oneUpTo, decimals)}, two up to ${amountText(twoUpTo, decimals)}.`,
    );
  }
  if (suspend !== undefined || resume === true) {
    const administrator = await session.administrator();
    const { interface: abi } = fisc.agencies;
    const call =
      suspend === undefined
        ? abi.encodeFunctionData("resumeAgency", [agency])
        : abi.encodeFunctionData("suspendAgency", [agency, await documentHash(suspend, stores.published)]);
    await administer(withSigner(fisc, administrator.signer), [call]);
    out.print(`Agency ${agency} is ${suspend === undefined ? "active" : "suspended"}.`);
  }
  out.json({ agency });
}
