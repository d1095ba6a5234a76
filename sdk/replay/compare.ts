import type { Interface } from "ethers";

import { callMany } from "../chain/call-many.ts";
import type { Fisc } from "../chain/fisc.ts";
import { packEntryId } from "../journal/entry-id.ts";
import { brokenIdentities } from "./identities.ts";
import type { Replay } from "./replay.ts";
import type { ReplayedSeries } from "./replayed.ts";

/** A value on which the events and the contract's storage do not agree. */
export interface Difference {
  /** What it is about, as "line 7". */
  readonly subject: string;
  /** The value's name, as "paid"; "identity" or "event" where no storage is involved. */
  readonly value: string;
  /** What the events say. */
  readonly replayed: string;
  /** What the contract says. */
  readonly stored: string;
}

/** What a comparison looked at and found. */
export interface Comparison {
  /** The block at which storage was read. */
  readonly block: number;
  /** How many values were compared. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Summary lines above more lines than this are added up here alone: the contract would walk them all in one call. */
const MOST_LINES_BELOW = 1_000;

/**
 * Compares what the events say with what the ledger stores, value by value.
 *
 * Reads every line, budget, commitment, series, rule, cited amount and root at one block, and checks the identities
 * that hold for every line: the parts of the budget, the ceilings, parents as sums of their children.
 *
 * @param fisc A connection.
 * @param replay The replay of all events up to the block.
 * @param block The block at which to read storage; that of the last event where it is not given.
 * @returns What was compared and what differs; no differences on a sound ledger.
 * @throws the RPC's error where it cannot be reached.
 * @example const { differences } = await compareWithStorage(fisc, await readReplay(fisc));
 */
export async function compareWithStorage(fisc: Fisc, replay: Replay, block = replay.lastBlock): Promise<Comparison> {
  const reader = new StorageReader(fisc, block);
  const lines = [...replay.lines.values()];
  const readable = lines.filter((line) => replay.keepsTotals(line) || linesBelow(replay, line.id) <= MOST_LINES_BELOW);

  await reader.compare("lineCount", [{ subject: "ledger", args: [], expected: { lines: lines.length } }]);
  await reader.compare(
    "totalsOf",
    readable.map(({ id }) => ({ subject: `line ${id}`, args: [id], expected: replay.totalsOf(id) })),
  );
  await reader.compare(
    "budgetOf",
    readable.map(({ id }) => ({ subject: `line ${id}`, args: [id], expected: replay.partsOf(id) })),
  );
  await reader.compare(
    "lineOf",
    lines.map((line) => ({
      subject: `line ${line.id}`,
      args: [line.id],
      expected: {
        keeper: line.keeper,
        year: line.year,
        agency: line.agency,
        parent: line.parent,
        control: line.control,
        firstChild: line.children.at(-1) ?? 0,
        nextSibling: siblingBefore(replay, line.parent, line.id),
        class: line.class,
        ceilings: line.ceilings,
        open: line.open,
      },
    })),
  );
  await reader.compare(
    "descriptionOf",
    lines.map((line) => ({ subject: `line ${line.id}`, args: [line.id], expected: { description: line.description } })),
  );
  await reader.compare(
    "yearOf",
    [...replay.years.values()].map(({ agency, year, state, firstDay, endDay, lastDay, currency, decimals }) => ({
      subject: `year ${agency}/${year}`,
      args: [agency, year],
      expected: { state, firstDay, endDay, lastDay, currency: bytes3(currency), decimals },
    })),
  );
  await reader.compare(
    "commitmentOf",
    [...replay.commitments.values()].map(({ agency, year, number, line, payee, collective, use }) => ({
      subject: `commitment ${agency}/${year}/${number}`,
      args: [agency, year, number],
      expected: { line, payee, collective, committed: use[0], verified: use[1], ordered: use[2], paid: use[3] },
    })),
  );
  await reader.compare("seriesOf", [...replay.series.values()].map(countsOf));
  await reader.compare(
    "rootOf",
    [...replay.batches.values()].map(({ agency, batchRef, root }) => ({
      subject: `batch ${batchRef}`,
      args: [agency, batchRef],
      expected: { root },
    })),
  );
  await reader.compare(
    "ruleOf",
    [...replay.rules.values()].map(({ agency, number, terms }) => ({
      subject: `rule ${agency}/${number}`,
      args: [agency, number],
      expected: { ...terms },
    })),
  );
  await reader.compare(
    "ruleUseOf",
    [...replay.ruleUse].map(([key, moved]) => ({ subject: `rule ${key}`, args: key.split("/"), expected: { moved } })),
  );
  await reader.compare(
    "citedOf",
    [...replay.cited].map(([key, cited]) => ({ subject: `entry ${key}`, args: key.split("/"), expected: { cited } })),
  );
  await reader.compare(
    "isInvoiceUsed",
    [...replay.invoices].map(([key, count]) => ({
      subject: `invoice ${key}`,
      args: key.split("/"),
      expected: { used: count > 0 },
    })),
  );
  const register = { contract: fisc.settlements, address: fisc.deployment.addresses.SettlementRegister };
  await reader.compare(
    "settlementOf",
    [...replay.settlements].map(([key, { bankRef, amount }]) => ({
      subject: `settlement of entry ${key}`,
      args: key.split("/"),
      expected: { bankRef, amount },
    })),
    register,
  );
  const audit = { contract: fisc.audit, address: fisc.deployment.addresses.AuditRegister };
  await reader.compare(
    "findingCount",
    [{ subject: "audit register", args: [], expected: { count: replay.findings.size } }],
    audit,
  );
  await reader.compare(
    "findingOf",
    [...replay.findings.values()].map(({ id, entry, auditing, steps }) => ({
      subject: `finding ${id}`,
      args: [id],
      expected: { entry: packEntryId(entry), auditing, status: steps.at(-1)?.status ?? 0, stepCount: steps.length },
    })),
    audit,
  );
  await reader.compare(
    "flagsOf",
    [...replay.flags].map(([key, flags]) => ({
      subject: `flags of entry ${key}`,
      args: key.split("/"),
      expected: { flagCount: flags.length },
    })),
    audit,
  );
  const faults = [
    ...replay.faults.map((fault) => ({ ...fault, value: "event" })),
    ...brokenIdentities(replay).map((fault) => ({ ...fault, value: "identity" })),
  ].map(({ subject, value, what }) => ({ subject, value, replayed: what, stored: "" }));
  return { block, compared: reader.compared, differences: [...reader.differences, ...faults] };
}

/**
 * Compares how much the events and the ledger hold of an agency's books: lines, desks, entries and batches. It takes a few
 * reads, where `compareWithStorage` takes them all, and finds events that an RPC left out.
 *
 * @param fisc A connection.
 * @param replay The replay of all events up to the block.
 * @param agency Whose books.
 * @param block The block at which to read storage.
 * @returns What was compared and what differs.
 * @throws the RPC's error where it cannot be reached.
 * @example const { differences } = await compareCounts(fisc, replay, 1, replay.lastBlock);
 */
export async function compareCounts(fisc: Fisc, replay: Replay, agency: number, block: number): Promise<Comparison> {
  const reader = new StorageReader(fisc, block);
  const series = [...replay.series.values()].filter((each) => each.agency === agency);
  const years = [...replay.years.values()].filter((each) => each.agency === agency);
  await reader.compare("lineCount", [{ subject: "ledger", args: [], expected: { lines: replay.lines.size } }]);
  await reader.compare(
    "desksOf",
    years.map(({ year }) => ({
      subject: `year ${agency}/${year}`,
      args: [agency, year],
      expected: {
        desks: series.filter((each) => each.year === year).reduce((all, { desk }) => all | (1n << BigInt(desk)), 0n),
      },
    })),
  );
  await reader.compare("seriesOf", series.map(countsOf));
  return { block, compared: reader.compared, differences: reader.differences };
}

function countsOf({ agency, year, desk, entryCount, batches }: ReplayedSeries): Expectation {
  return {
    subject: `series ${agency}/${year}/${desk}`,
    args: [agency, year, desk],
    expected: { entryCount, batchCount: batches.length },
  };
}

/** A contract whose views are compared. */
interface Source {
  readonly contract: { readonly interface: Interface };
  readonly address: string;
}

interface Expectation {
  readonly subject: string;
  readonly args: readonly (number | string)[];
  /** Values by name; those that the view returns beside these are not compared. */
  readonly expected: Readonly<Record<string, bigint | number | string | boolean>>;
}

class StorageReader {
  readonly #fisc: Fisc;
  readonly #block: number;
  readonly #ledger: Source;
  readonly differences: Difference[] = [];
  compared = 0;

  constructor(fisc: Fisc, block: number) {
    this.#fisc = fisc;
    this.#block = block;
    this.#ledger = { contract: fisc.ledger, address: fisc.deployment.addresses.SpendingLedger };
  }

  async compare(view: string, expectations: readonly Expectation[], source: Source = this.#ledger): Promise<void> {
    if (expectations.length === 0) return;
    const { interface: abi } = source.contract;
    const outputs = abi.getFunction(view)!.outputs;
    // A struct of static fields and single values are both one word a field.
    const words = outputs[0]!.components ?? outputs;
    const fields = words.map((word) => word.name);
    const calls = expectations.map(({ args }) => abi.encodeFunctionData(view, args));
    const answers = await callMany(this.#fisc.provider, source.address, calls, 32 * words.length, this.#block);
    answers.forEach((answer, index) => {
      const { subject, expected } = expectations[index]!;
      const wanted = Object.keys(expected);
      this.compared += wanted.length;
      if (answer === null) {
        this.differences.push({ subject, value: view, replayed: "a value", stored: "the call reverts" });
        return;
      }
      for (const name of wanted) {
        const place = Math.max(0, fields.indexOf(name));
        const { type } = words[place]!;
        const word = answer.slice(2 + 64 * place, 66 + 64 * place);
        const value = expected[name]!;
        // Words are compared as they stand: decoding hundreds of thousands of equal ones would take longer than reading them.
        if (word === wordOf(type, value)) continue;
        this.differences.push({ subject, value: name, replayed: String(value), stored: told(type, word) });
      }
    });
  }
}

function wordOf(type: string, value: bigint | number | string | boolean): string {
  if (type.startsWith("bytes")) return String(value).slice(2).toLowerCase().padEnd(64, "0");
  return (typeof value === "bigint" ? value : BigInt(value)).toString(16).padStart(64, "0");
}

function told(type: string, word: string): string {
  if (type.startsWith("bytes")) return `0x${word.slice(0, 2 * Number.parseInt(type.slice(5), 10))}`;
  return type === "bool" ? String(word.endsWith("1")) : BigInt(`0x${word}`).toString();
}

function bytes3(currency: string): string {
  return `0x${[...currency].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("")}`;
}

function siblingBefore(replay: Replay, parent: number, id: number): number {
  const children = replay.lines.get(parent)?.children;
  if (children === undefined) return 0;
  // Children are opened in ascending order.
  let low = 0;
  for (let high = children.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (children[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return children[low - 1] ?? 0;
}

function linesBelow(replay: Replay, id: number): number {
  const children = replay.lines.get(id)?.children ?? [];
  return children.reduce((count, child) => count + 1 + linesBelow(replay, child), 0);
}
