import { bytesToHex } from "@noble/hashes/utils.js";

import type { FiscEvent } from "../chain/events.ts";
import { decodeEntries, type Entry, ENTRY_SIZE } from "../journal/entry.ts";
import { entryKey } from "../journal/entry-id.ts";
import { BUDGET_PARTS, CORRECTION, type Kind, KINDS, TOTAL_NAMES } from "../journal/kinds.ts";
import { ROLES } from "../journal/role.ts";
import type { Series } from "../journal/series.ts";
import type {
  LineParts,
  LineTotals,
  ReplayedAgency,
  ReplayedBatch,
  ReplayedCommitment,
  ReplayedFinding,
  ReplayedFlag,
  ReplayedLine,
  ReplayedOfficer,
  ReplayedPayee,
  ReplayedRule,
  ReplayedSeries,
  ReplayedSettlement,
  ReplayedStep,
  ReplayedYear,
} from "./replayed.ts";

/** Something in the events that cannot be so. */
export interface ReplayFault {
  /** The batch's reference, the line or whatever it is about. */
  readonly subject: string;
  /** What is wrong, one sentence. */
  readonly what: string;
}

/** What an entry of a kind does, with indexes in place of names. */
interface Posting {
  readonly kind: Kind;
  readonly isCorrection: boolean;
  readonly up: readonly number[];
  readonly down: readonly number[];
  /** Index of the part of the budget, -1 for none. */
  readonly part: number;
}

const FIRST_USE_TOTAL = 4;
const POSTINGS = postings();
const CARRY_IN = KINDS.find((kind) => kind.name === "carry-in")!.number;
/** The end of an appointment that does not end. */
const NO_END = 2 ** 48 - 1;
const ZERO_ADDRESS = `0x${"00".repeat(20)}`;

/**
 * Everything that the events of a deployment say, rebuilt from nothing else.
 *
 * `apply` is a plain state machine: the same events in the same order leave the same state, and nothing outside is
 * asked. What cannot be so (a gap in a series, a batch recorded twice) is collected in `faults`.
 *
 * @example const replay = new Replay(); for await (const events of readEvents(fisc)) events.forEach((e) => replay.apply(e));
 */
export class Replay {
  /** By number. */
  readonly agencies = new Map<number, ReplayedAgency>();
  /** By account. */
  readonly officers = new Map<string, ReplayedOfficer>();
  /** By index. */
  readonly payees = new Map<number, ReplayedPayee>();
  /** By `agency/year`. */
  readonly years = new Map<string, ReplayedYear>();
  /** By index. */
  readonly lines = new Map<number, ReplayedLine>();
  /** By `agency/year/number`. */
  readonly commitments = new Map<string, ReplayedCommitment>();
  /** By `agency/year/desk`. */
  readonly series = new Map<string, ReplayedSeries>();
  /** By `agency/reference`, in the order in which they were recorded. */
  readonly batches = new Map<string, ReplayedBatch>();
  /** By `agency/number`. */
  readonly rules = new Map<string, ReplayedRule>();
  /** What has moved under a rule, in minor units, by `agency/rule/year`. */
  readonly ruleUse = new Map<string, bigint>();
  /** How much of an entry is used up by those that cite it, in minor units, by `agency/year/desk/number`. */
  readonly cited = new Map<string, bigint>();
  /** How many entries stand on an invoice, by `payee/invoice`. */
  readonly invoices = new Map<string, number>();
  /** Settlements that stand, by `agency/year/desk/number`. */
  readonly settlements = new Map<string, ReplayedSettlement>();
  /** By number. */
  readonly findings = new Map<number, ReplayedFinding>();
  /** Public flags, by `agency/year/desk/number` of the entry. */
  readonly flags = new Map<string, ReplayedFlag[]>();
  /** What cannot be so. */
  readonly faults: ReplayFault[] = [];
  /** The block of the last event. */
  lastBlock = 0;
  /** How many entries the journal holds. */
  entryCount = 0;

  readonly #applied = new Set<string>();

  /**
   * Applies the next event; one that was applied before changes nothing, so ranges may overlap.
   *
   * @param event The event; events come in the chain's order.
   * @example replay.apply(event)
   */
  apply(event: FiscEvent): void {
    const { block, blockHash, logIndex } = event.place;
    const place = `${blockHash}/${logIndex}`;
    if (this.#applied.has(place)) return;
    this.#applied.add(place);
    this.lastBlock = Math.max(this.lastBlock, block);
    switch (event.name) {
      case "AgencyRegistered":
        this.agencies.set(event.agency, {
          id: event.agency,
          parent: event.parent,
          identifierHash: event.identifierHash,
          profile: event.profile,
          suspended: false,
          policy: null,
        });
        for (const account of event.registrars) this.officers.set(account, foundingRegistrar(account, event.agency));
        return;
      case "AgencySuspended":
        return this.#onAgency(event.agency, (agency) => void (agency.suspended = true));
      case "AgencyResumed":
        return this.#onAgency(event.agency, (agency) => void (agency.suspended = false));
      case "AgencyProfileChanged":
        return this.#onAgency(event.agency, (agency) => void (agency.profile = event.profile));
      case "PolicyChanged": {
        const { freeUpTo, oneUpTo, twoUpTo } = event;
        return this.#onAgency(event.agency, (agency) => void (agency.policy = { freeUpTo, oneUpTo, twoUpTo }));
      }
      case "OfficerAppointed":
        return this.#appoint(event);
      case "OfficerSuspended":
      case "OfficerResumed": {
        const officer = this.officers.get(event.account);
        if (officer === undefined) return this.#fault(event.account, "An officer changes that was never appointed.");
        officer.suspended = event.name === "OfficerSuspended";
        return;
      }
      case "PayeesRegistered":
        event.profiles.forEach((profile, index) => {
          const id = event.firstPayee + index;
          this.payees.set(id, { id, keeper: event.agency, profile });
        });
        return;
      case "PayeeProfileChanged": {
        const payee = this.payees.get(event.payee);
        if (payee === undefined)
          return this.#fault(`payee ${event.payee}`, "A payee changes that was never registered.");
        payee.profile = event.profile;
        return;
      }
      case "YearOpened": {
        const { agency, year, firstDay, endDay, lastDay, decimals } = event;
        const currency = String.fromCharCode(
          ...(event.currency.slice(2).match(/../g) ?? []).map((code) => parseInt(code, 16)),
        );
        this.years.set(`${agency}/${year}`, { agency, year, state: 1, firstDay, endDay, lastDay, currency, decimals });
        return;
      }
      case "YearStateChanged": {
        const year = this.years.get(`${event.agency}/${event.year}`);
        if (year === undefined) return this.#fault(`year ${event.year}`, "A fiscal year closes that was never opened.");
        year.state = event.state;
        return;
      }
      case "LineOpened":
        return this.#openLine(event);
      case "LineDescribed":
        return this.#onLine(event.line, (line) => void (line.description = event.description));
      case "LineStatusChanged":
        return this.#onLine(event.line, (line) => void (line.open = event.open));
      case "RuleSet": {
        const key = `${event.agency}/${event.number}`;
        const version = (this.rules.get(key)?.version ?? 0) + 1;
        this.rules.set(key, { agency: event.agency, number: event.number, terms: event.rule, version });
        return;
      }
      case "BatchRecorded":
        return this.#record(event);
      case "PaymentSettled": {
        const { entry, bankRef, amount, place } = event;
        this.settlements.set(entryKey(entry), { entry, bankRef, amount, place });
        return;
      }
      case "SettlementWithdrawn":
        if (!this.settlements.delete(entryKey(event.entry))) {
          this.#fault(entryKey(event.entry), "A settlement is withdrawn that was never recorded.");
        }
        return;
      case "FindingRecorded":
        this.findings.set(event.finding, {
          id: event.finding,
          entry: event.entry,
          auditing: event.auditing,
          steps: [],
        });
        return this.#step(event.finding, event, 1);
      case "FindingAnswered":
        return this.#step(event.finding, event, 2);
      case "FindingFollowedUp":
        return this.#step(event.finding, event, event.status);
      case "EntryFlagged": {
        const { entry, by, evidence, place } = event;
        const key = entryKey(entry);
        this.flags.set(key, [...(this.flags.get(key) ?? []), { entry, by, evidence, place }]);
        return;
      }
    }
  }

  /**
   * Returns the entry at a place of the journal.
   *
   * @param series The series.
   * @param number The entry's number, from 1.
   * @returns The entry, its batch and its place there, or null where the journal holds none.
   * @example replay.entryAt({ agency: 1, year: 2019, desk: 0 }, 42)?.entry.amount
   */
  entryAt(series: Series, number: number): { entry: Entry; batch: ReplayedBatch; index: number } | null {
    const batches = this.series.get(seriesKey(series))?.batches ?? [];
    let low = 0;
    for (let high = batches.length; low < high;) {
      const middle = (low + high) >>> 1;
      const batch = batches[middle]!;
      if (number < batch.firstNumber + batch.count) high = middle;
      else low = middle + 1;
    }
    const batch = batches[low];
    if (batch === undefined || number < batch.firstNumber) return null;
    const index = number - batch.firstNumber;
    const [entry] = decodeEntries(batch.entries.subarray(index * ENTRY_SIZE, (index + 1) * ENTRY_SIZE));
    return entry === undefined ? null : { entry, batch, index };
  }

  /**
   * Returns the totals of a line as the ledger tells them; those of a line above the control level, and of one that has
   * lines below it, are added up.
   *
   * @param id The line.
   * @returns Minor units by name.
   * @example replay.totalsOf(7).paid
   */
  totalsOf(id: number): LineTotals {
    const sums = this.#summed(id, (line) => line.totals);
    return Object.fromEntries(TOTAL_NAMES.map((name, index) => [name, sums[index]!])) as LineTotals;
  }

  /**
   * Returns the parts of a line's revised budget as the ledger tells them.
   *
   * @param id The line.
   * @returns Minor units by name.
   * @example replay.partsOf(7).original
   */
  partsOf(id: number): LineParts {
    const sums = this.#summed(id, (line) => line.parts);
    return Object.fromEntries(BUDGET_PARTS.map((name, index) => [name, sums[index]!])) as LineParts;
  }

  /** Whether entries stand on the line itself, or are kept on it for those below. */
  keepsTotals(line: ReplayedLine): boolean {
    return line.control === line.id || line.children.length === 0;
  }

  #summed(id: number, of: (line: ReplayedLine) => readonly bigint[]): readonly bigint[] {
    const line = this.lines.get(id);
    if (line === undefined) return new Array<bigint>(8).fill(0n);
    if (this.keepsTotals(line)) return of(line);
    const sums = new Array<bigint>(8).fill(0n);
    for (const child of line.children) {
      this.#summed(child, of).forEach((amount, index) => (sums[index]! += amount));
    }
    return sums;
  }

  #appoint(event: FiscEvent<"OfficerAppointed">): void {
    const { account, agency, roles, limit, startsAt, endsAt } = event;
    const before = this.officers.get(account);
    this.officers.set(account, {
      account,
      agency,
      roles,
      limit,
      startsAt,
      endsAt,
      suspended: before?.suspended ?? false,
    });
    const replaced = event.replaces === ZERO_ADDRESS ? undefined : this.officers.get(event.replaces);
    if (replaced !== undefined) replaced.endsAt = startsAt;
  }

  #openLine(event: FiscEvent<"LineOpened">): void {
    const { line: id, keeper, year, agency, parent, control, ceilings, code, description } = event;
    this.lines.set(id, {
      id,
      keeper,
      year,
      agency,
      parent,
      control,
      ceilings,
      class: event.class,
      code,
      description,
      open: true,
      children: [],
      totals: new Array<bigint>(8).fill(0n),
      parts: new Array<bigint>(8).fill(0n),
    });
    if (parent !== 0) this.#onLine(parent, (above) => void above.children.push(id));
  }

  #record(event: FiscEvent<"BatchRecorded">): void {
    const { batchRef, firstNumber, total, root, maker, approvers, entries, place } = event;
    const { agency, year, desk } = event.series;
    const key = seriesKey(event.series);
    let series = this.series.get(key);
    if (series === undefined) this.series.set(key, (series = { agency, year, desk, entryCount: 0, batches: [] }));
    const count = entries.length / ENTRY_SIZE;
    const batch = { agency, year, desk, batchRef, firstNumber, count, total, root, maker, approvers, entries, place };
    if (this.batches.has(`${agency}/${batchRef}`)) this.#fault(batchRef, "The batch is recorded twice.");
    if (firstNumber !== series.entryCount + 1) {
      this.#fault(batchRef, `The batch starts at number ${firstNumber}, and the series stood at ${series.entryCount}.`);
    }
    series.entryCount = firstNumber + count - 1;
    series.batches.push(batch);
    this.batches.set(`${agency}/${batchRef}`, batch);
    this.entryCount += count;
    const sum = this.#post(batch);
    if (sum !== total)
      this.#fault(batchRef, `The entries add up to ${sum} minor units, and the batch states ${total}.`);
  }

  #post(batch: ReplayedBatch): bigint {
    const { entries, agency } = batch;
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
    let sum = 0n;
    for (let offset = 0; offset < entries.length; offset += ENTRY_SIZE) {
      const amount = view.getBigUint64(offset + 24);
      sum += amount;
      const posting = POSTINGS[view.getUint8(offset + 14)];
      const line = this.lines.get(view.getUint32(offset));
      if (posting === undefined || line === undefined) {
        this.#fault(
          batch.batchRef,
          `Entry ${batch.firstNumber + offset / ENTRY_SIZE} names a kind or line that is not there.`,
        );
        continue;
      }
      move(line, posting, amount);
      if (line.control !== line.id) this.#onLine(line.control, (control) => move(control, posting, amount));
      const number = view.getUint32(offset + 4);
      if (posting.kind.namesCommitment) this.#commit(batch, line, number, view.getUint32(offset + 8), posting, amount);
      if (posting.kind.rule !== null && posting.kind.lowers.length > 0) {
        add(this.ruleUse, `${agency}/${number}/${line.year}`, posting.isCorrection ? -amount : amount);
      }
      const citedNumber = view.getUint8(offset + 19) * 0x1_0000_0000 + view.getUint32(offset + 20);
      if (citedNumber !== 0) this.#cite(batch, view, offset, citedNumber, posting, amount);
      if (posting.kind.takesInvoice && !posting.isCorrection) this.#countInvoice(entries, view, offset);
    }
    return sum;
  }

  #commit(
    batch: ReplayedBatch,
    line: ReplayedLine,
    number: number,
    payee: number,
    posting: Posting,
    amount: bigint,
  ): void {
    const key = `${batch.agency}/${line.year}/${number}`;
    let commitment = this.commitments.get(key);
    if (commitment === undefined) {
      const { collective } = posting.kind;
      commitment = {
        agency: batch.agency,
        year: line.year,
        number,
        line: line.id,
        payee: collective ? 0 : payee,
        collective,
        use: [0n, 0n, 0n, 0n],
      };
      this.commitments.set(key, commitment);
    }
    const { use } = commitment;
    for (const total of posting.up) if (total >= FIRST_USE_TOTAL) use[total - FIRST_USE_TOTAL]! += amount;
    for (const total of posting.down) if (total >= FIRST_USE_TOTAL) use[total - FIRST_USE_TOTAL]! -= amount;
  }

  #cite(batch: ReplayedBatch, view: DataView, offset: number, number: number, posting: Posting, amount: bigint): void {
    const series = { agency: batch.agency, year: view.getUint16(offset + 15), desk: view.getUint16(offset + 17) };
    const key = `${seriesKey(series)}/${number}`;
    add(this.cited, key, amount);
    const cited = this.entryAt(series, number)?.entry;
    if (cited === undefined) {
      return this.#fault(
        batch.batchRef,
        `Entry ${batch.firstNumber + offset / ENTRY_SIZE} cites an entry that is not there.`,
      );
    }
    if (!posting.isCorrection) return;
    if (posting.kind.number === CARRY_IN && cited.cites !== undefined) {
      // What was carried in wrongly can be carried in again.
      const { year, desk, number: origin } = cited.cites;
      add(this.cited, `${seriesKey({ agency: batch.agency, year, desk })}/${origin}`, -amount);
    }
    if (posting.kind.takesInvoice && cited.payee !== 0 && this.cited.get(key) === cited.amount) {
      // An invoice whose entry is corrected in full can be charged again.
      addCount(this.invoices, `${cited.payee}/${cited.document}`, -1);
    }
  }

  #countInvoice(entries: Uint8Array, view: DataView, offset: number): void {
    const payee = view.getUint32(offset + 8);
    if (payee === 0) return;
    addCount(this.invoices, `${payee}/0x${bytesToHex(entries.subarray(offset + 32, offset + 64))}`, 1);
  }

  #step(id: number, { document, by, place }: Omit<ReplayedStep, "status">, status: number): void {
    const finding = this.findings.get(id);
    if (finding === undefined) this.#fault(`finding ${id}`, "A finding changes that was never recorded.");
    else finding.steps.push({ document, by, status, place });
  }

  #onAgency(id: number, change: (agency: ReplayedAgency) => void): void {
    const agency = this.agencies.get(id);
    if (agency === undefined) this.#fault(`agency ${id}`, "An agency changes that was never registered.");
    else change(agency);
  }

  #onLine(id: number, change: (line: ReplayedLine) => void): void {
    const line = this.lines.get(id);
    if (line === undefined) this.#fault(`line ${id}`, "A line changes that was never opened.");
    else change(line);
  }

  #fault(subject: string, what: string): void {
    this.faults.push({ subject, what });
  }
}

/**
 * Returns the key by which `Replay.series` holds a series.
 *
 * @param series The series.
 * @returns `agency/year/desk`.
 * @example replay.series.get(seriesKey(series))?.entryCount
 */
export function seriesKey(series: Series): string {
  return `${series.agency}/${series.year}/${series.desk}`;
}

/** Registrars are founded with their agency and by its event; when that was is the block's time. */
function foundingRegistrar(account: string, agency: number): ReplayedOfficer {
  return { account, agency, roles: ROLES.registrar, limit: 0n, startsAt: 0, endsAt: NO_END, suspended: false };
}

function move(line: ReplayedLine, posting: Posting, amount: bigint): void {
  for (const total of posting.up) line.totals[total]! += amount;
  for (const total of posting.down) line.totals[total]! -= amount;
  if (posting.part >= 0) line.parts[posting.part]! += posting.isCorrection ? -amount : amount;
}

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

function addCount(counts: Map<string, number>, key: string, change: number): void {
  counts.set(key, (counts.get(key) ?? 0) + change);
}

function postings(): readonly (Posting | undefined)[] {
  const table = new Array<Posting | undefined>(256).fill(undefined);
  for (const kind of KINDS) {
    const raises = kind.raises.map((name) => TOTAL_NAMES.indexOf(name));
    const lowers = kind.lowers.map((name) => TOTAL_NAMES.indexOf(name));
    const part = kind.part === null ? -1 : BUDGET_PARTS.indexOf(kind.part);
    table[kind.number] = { kind, isCorrection: false, up: raises, down: lowers, part };
    table[CORRECTION | kind.number] = { kind, isCorrection: true, up: lowers, down: raises, part };
  }
  return table;
}
