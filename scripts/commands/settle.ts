import type { Command } from "commander";

import { proveEntry } from "../../sdk/chain/citation.ts";
import { refusalOf } from "../../sdk/chain/errors.ts";
import { parseAmount } from "../../sdk/money/amount.ts";
import { onBooks } from "../cli/command.ts";
import { documentHash } from "../cli/options.ts";
import { parsePlace, placeText } from "../cli/place.ts";
import type { Session } from "../cli/Session.ts";
import { sha256 } from "../import/sha256.ts";
import type { Office } from "../office/Office.ts";

/** Adds `settle`. */
export function addSettle(program: Command): void {
  program
    .command("settle")
    .description("note that the bank has carried a payment out (a treasurer)")
    .argument("<payment>", "the payment's place, as 2019/0/42")
    .requiredOption("--reference <text>", "the bank's reference; its hash alone goes on chain, once")
    .option("--amount <amount>", "the amount that the bank states; the payment's where it is not given")
    .option("--withdraw <document>", "take the settlement back instead, with the reason: a file or its hash")
    .action(onBooks((session, office, args, options) => settle(session, office, args[0] ?? "", options)));
}

async function settle(session: Session, office: Office, text: string, options: Record<string, unknown>): Promise<void> {
  const place = parsePlace(text, office.agency);
  const { entry, citation } = await proveEntry(session.fisc, place.series, place.number);
  const bankRef = sha256(String(options["reference"]));
  const { settlements } = office.as(session.actor(office, "treasurer"));
  const { withdraw, amount } = options as { withdraw?: string; amount?: string };
  const currency = office.currencyOf(place.series.year);
  const used = office.replay.cited.get(placeText(place)) ?? 0n;
  const notice = {
    payment: { ...citation, proof: [...citation.proof] },
    bankRef,
    amount: amount === undefined ? entry.amount - used : parseAmount(amount, currency?.decimals ?? 2),
  };
  try {
    if (withdraw !== undefined) {
      const reason = await documentHash(withdraw, session.stores.published);
      if (session.globals.dryRun) await settlements.withdrawSettlement.staticCall(bankRef, reason);
      else await (await settlements.withdrawSettlement(bankRef, reason)).wait();
    } else if (session.globals.dryRun) {
      await settlements.settle.staticCall(office.agency, [notice]);
    } else {
      await (await settlements.settle(office.agency, [notice])).wait();
    }
  } catch (error) {
    throw refusalOf(`settle payment ${placeText(place)}`, error, await session.context(office, currency));
  }
  session.out.print(
    `Payment ${placeText(place)} is ${withdraw === undefined ? "settled" : "no longer settled"}${session.globals.dryRun ? " (a dry run: nothing was sent)" : ""}.`,
  );
  session.out.json({ payment: placeText(place), bankRef, amount: notice.amount, withdrawn: withdraw !== undefined });
}
