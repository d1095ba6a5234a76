import type { Command } from "commander";
import { getAddress } from "ethers";

import { refusalOf } from "../../sdk/chain/errors.ts";
import { withSigner } from "../../sdk/chain/fisc.ts";
import { describeRoles, type RoleName, roleNames } from "../../sdk/journal/role.ts";
import { resumptionTypedData } from "../../sdk/journal/typed-data.ts";
import { registryPlace } from "../../sdk/chain/fisc.ts";
import { parseAmount } from "../../sdk/money/amount.ts";
import { onBooks } from "../cli/command.ts";
import { decimalPlaces, endOf, roles } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import { UsageError } from "../cli/UsageError.ts";
import { appointOfficer, NO_END } from "../office/appointOfficer.ts";
import type { Office } from "../office/Office.ts";
import { registrarsOf } from "../office/registrarsOf.ts";

const ANY = 2n ** 64n - 1n;

/** Adds `officer add`, `officer show`, `officer change`. */
export function addOfficer(program: Command): void {
  const officer = program.command("officer").description("officers: appoint, list, change");
  officer
    .command("add")
    .description("appoint an officer (two registrars)")
    .argument("<address>", "the account that will act")
    .requiredOption(
      "--roles <roles>",
      "recorder, approver, budget-officer, treasurer, auditor, data-steward, registrar",
      roles,
    )
    .option("--limit <amount>", "the greatest batch that it can approve; max for any", "0")
    .option("--decimals <n>", "decimals of the limit", decimalPlaces, 2)
    .option("--until <day>", "the day on which the appointment ends, or never", endOf, NO_END)
    .option("--replaces <address>", "an earlier account of the same person, which ends now")
    .action(onBooks((session, office, args, options) => add(session, office, args[0] ?? "", options)));
  officer.command("show").description("list officers with their roles").action(onBooks(show));
  officer
    .command("change")
    .description("change the terms of an officer, suspend or resume one")
    .argument("<address>", "the account")
    .option("--roles <roles>", "new roles", roles)
    .option("--limit <amount>", "a new limit; max for any")
    .option("--decimals <n>", "decimals of the limit", decimalPlaces, 2)
    .option("--until <day>", "a new end, or never", endOf)
    .option("--suspend", "suspend it at once (one registrar)")
    .option("--resume", "let it act again (two registrars)")
    .action(onBooks((session, office, args, options) => change(session, office, args[0] ?? "", options)));
}

async function add(session: Session, office: Office, address: string, options: Record<string, unknown>): Promise<void> {
  const account = addressOf(address);
  const given = String(options["limit"]);
  const names = options["roles"] as RoleName[];
  if (session.globals.dryRun) return session.out.print(`Two registrars would appoint ${account}: ${names.join(", ")}.`);
  await appointOfficer(session.fisc, registrarsOf(office, office.agency), {
    account,
    agency: office.agency,
    roles: names,
    limit: given === "max" ? ANY : parseAmount(given, options["decimals"] as number),
    endsAt: options["until"] as number,
    replaces: typeof options["replaces"] === "string" ? addressOf(options["replaces"]) : null,
  });
  session.out.print(`${account} is ${names.join(", ")} of agency ${office.agency}.`);
  session.out.json({ account, agency: office.agency, roles: names });
}

function show(session: Session, office: Office): Promise<void> {
  const officers = [...office.replay.officers.values()].filter(
    ({ agency }) => session.globals.agency === undefined || agency === office.agency,
  );
  session.out.print(
    table(
      ["account", ">agency", "roles", "standing", "at hand"],
      officers.map(({ account, agency, roles: bits, suspended, endsAt }) => [
        account,
        String(agency),
        describeRoles(bits, session.language),
        suspended ? "suspended" : endsAt <= Date.now() / 1000 ? "ended" : "in office",
        office.accounts.at(account) === null ? "" : "yes",
      ]),
    ),
  );
  session.out.json(officers.map((officer) => ({ ...officer, roles: roleNames(officer.roles) })));
  return Promise.resolve();
}

async function change(
  session: Session,
  office: Office,
  address: string,
  options: Record<string, unknown>,
): Promise<void> {
  const account = addressOf(address);
  const now = office.replay.officers.get(account);
  if (now === undefined) {
    throw new UsageError(`${account} is no officer.`, "Nobody appointed it.", "Appoint it with `fisc officer add`.");
  }
  if (session.globals.dryRun) {
    session.out.print("A dry run: nothing was sent, and the registry was not asked.");
    return session.out.json({ dryRun: true });
  }
  const pair = registrarsOf(office, now.agency);
  const { agencies } = withSigner(session.fisc, pair[0].signer);
  try {
    if (options["suspend"] === true) {
      await (await agencies.suspendOfficer(account)).wait();
    } else if (options["resume"] === true) {
      const deadline = (await office.time()) + 3600;
      const nonce = await agencies.officerNonceOf(account);
      const data = resumptionTypedData(registryPlace(session.fisc), { account, nonce, deadline });
      const signature = await pair[1].signer.signTypedData(data.domain, data.types, data.message);
      await (await agencies.resumeOfficer(account, { signer: pair[1].address, deadline, signature })).wait();
    } else {
      const limit = options["limit"] as string | undefined;
      await appointOfficer(session.fisc, pair, {
        account,
        agency: now.agency,
        roles: (options["roles"] as RoleName[] | undefined) ?? roleNames(now.roles),
        limit:
          limit === undefined ? now.limit : limit === "max" ? ANY : parseAmount(limit, options["decimals"] as number),
        endsAt: (options["until"] as number | undefined) ?? now.endsAt,
        replaces: null,
      });
    }
  } catch (error) {
    throw refusalOf(`change officer ${account}`, error);
  }
  session.out.print(`${account} is changed.`);
  session.out.json({ account });
}

function addressOf(text: string): string {
  try {
    return getAddress(text);
  } catch (cause) {
    throw new UsageError(
      `"${text}" is no address.`,
      "An address is 0x and 40 hexadecimal digits.",
      "Correct it.",
      cause,
    );
  }
}
