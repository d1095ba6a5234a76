import type { Command } from "commander";

import { signApproval } from "../../sdk/chain/approve.ts";
import { ledgerPlace } from "../../sdk/chain/fisc.ts";
import { type RuleTerms, ruleTypedData } from "../../sdk/journal/typed-data.ts";
import { amountText, parseAmount } from "../../sdk/money/amount.ts";
import { onBooks } from "../cli/command.ts";
import { approvalCount, decimalPlaces, documentHash, lineClass, wholeNumber } from "../cli/options.ts";
import type { Session } from "../cli/Session.ts";
import { table } from "../cli/table.ts";
import { transact } from "../cli/transact.ts";
import { approversFor } from "../office/approversFor.ts";
import type { Office } from "../office/Office.ts";

/** Adds `rule set`, `rule show`. */
export function addRule(program: Command): void {
  const rule = program.command("rule").description("rules of virement and carry-over: set, show");
  rule
    .command("set")
    .description("set a rule (a budget officer, and approvers at hand)")
    .argument("<number>", "its number, from 1", wholeNumber)
    .requiredOption("--cap <amount>", "what may move under it in a fiscal year")
    .requiredOption("--text <file>", "the rule's text: a file, which is kept in the store, or its SHA-256")
    .option("--carry-over", "a rule of carry-over to the next year; one of virement otherwise", false)
    .option("--from <class>", "the class of line that authority may leave; any where it is not given", lineClass, 0)
    .option("--to <class>", "the class of line that it may reach; any where it is not given", lineClass, 0)
    .option("--approvals <n>", "approvals that a batch under it needs at the least", approvalCount, 1)
    .option("--decimals <n>", "decimals of the cap", decimalPlaces, 2)
    .option("--inactive", "it no longer applies", false)
    .action(onBooks((session, office, args, options) => set(session, office, Number(args[0]), options)));
  rule.command("show").description("list the rules").action(onBooks(show));
}

async function set(session: Session, office: Office, number: number, options: Record<string, unknown>): Promise<void> {
  const rule: RuleTerms = {
    fromClass: options["from"] as number,
    toClass: options["to"] as number,
    carryOver: options["carryOver"] === true,
    active: options["inactive"] !== true,
    minApprovals: options["approvals"] as number,
    yearlyCap: parseAmount(String(options["cap"]), options["decimals"] as number),
    text: await documentHash(String(options["text"]), session.stores.published),
  };
  const maker = office.makerFor("budgetOfficer");
  const deadline = (await office.time()) + 3600;
  const version = office.replay.rules.get(`${office.agency}/${number}`)?.version ?? 0;
  const change = { agency: office.agency, number, rule, version, maker: maker.address, deadline };
  const data = ruleTypedData(ledgerPlace(office.fisc), change);
  const approvers = await approversFor(office, rule.yearlyCap, maker.address, 1);
  const approvals = await Promise.all(
    approvers.map((approver) => signApproval(office.as(approver), approver.address, data)),
  );
  const isSent = await transact(
    session,
    `set rule ${number}`,
    office.as(maker).ledger.setRule,
    [office.agency, number, rule, deadline, approvals],
    await session.context(office, null),
  );
  if (isSent)
    session.out.print(
      `Rule ${number} of ${rule.carryOver ? "carry-over" : "virement"} is ${rule.active ? "in force" : "out of force"}.`,
    );
  session.out.json({ agency: office.agency, number, ...rule, dryRun: !isSent });
}

function show(session: Session, office: Office): Promise<void> {
  const rules = [...office.replay.rules.values()].filter(({ agency }) => agency === office.agency);
  const any = (number: number) => (number === 0 ? "any" : String(number));
  session.out.print(
    table(
      [">rule", "of", ">from class", ">to class", ">approvals", ">yearly cap", "in force", "text"],
      rules.map(({ number, terms }) => [
        String(number),
        terms.carryOver ? "carry-over" : "virement",
        any(terms.fromClass),
        any(terms.toClass),
        String(terms.minApprovals),
        amountText(terms.yearlyCap, 2),
        terms.active ? "yes" : "no",
        terms.text,
      ]),
    ),
  );
  session.out.json(rules);
  return Promise.resolve();
}
