import { getAddress } from "ethers";

import type { FiscEvent } from "../../sdk/chain/events.ts";
import { type Fisc, withSigner } from "../../sdk/chain/fisc.ts";
import { readEvents } from "../../sdk/chain/read-events.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import { type RoleName, ROLES, describeRoles } from "../../sdk/journal/role.ts";
import type { Currency } from "../../sdk/money/amount.ts";
import { compareCounts, type Difference } from "../../sdk/replay/compare.ts";
import { Replay } from "../../sdk/replay/replay.ts";
import type { ReplayedLine } from "../../sdk/replay/replayed.ts";
import { lineCodeHash } from "../../sdk/store/line-description.ts";
import { type Accounts, NoAccountError, type OwnAccount } from "./Accounts.ts";

/** An RPC did not tell all that happened. */
export class EventsMissingError extends FiscError {
  override readonly name = "EventsMissingError";

  /** @param difference Where what it told and what the contracts store part. */
  constructor({ subject, value, replayed, stored }: Difference) {
    super(
      "The events that the chain's RPC tells are not all that happened.",
      `Of ${subject}, ${value} is ${replayed} by the events, and ${stored} in the ledger's storage.`,
      "Run the command again; where that does not help, use another RPC.",
    );
  }
}

/** Who acts where more than one account could. */
export interface Preference {
  /** The account that makes entries and sends; any that holds the role where it is not given. */
  readonly maker?: string | undefined;
}

/**
 * An agency that keeps books, as seen from a desk: what the chain says of it, and the accounts at hand that act for it.
 *
 * Nothing is remembered outside the chain: `refresh` reads what happened since.
 */
export class Office {
  readonly fisc: Fisc;
  /** The agency's number. */
  readonly agency: number;
  readonly accounts: Accounts;
  /** What the chain says, up to the last `refresh`. */
  readonly replay = new Replay();
  readonly #preference: Preference;
  #nextBlock: number;
  readonly #codes = new Map<string, number>();
  #codesUpTo = 0;

  /**
   * @param fisc A connection.
   * @param agency The agency's number.
   * @param accounts The accounts at hand.
   * @param preference Who acts where more than one could.
   */
  constructor(fisc: Fisc, agency: number, accounts: Accounts, preference: Preference = {}) {
    this.fisc = fisc;
    this.agency = agency;
    this.accounts = accounts;
    this.#preference = preference;
    this.#nextBlock = fisc.deployment.firstBlock;
  }

  /**
   * Looks whether the RPC told all that happened, up to the last `refresh`.
   *
   * @throws EventsMissingError where the ledger holds more than was told, or less.
   */
  async requireAllEvents(): Promise<void> {
    const { differences } = await compareCounts(this.fisc, this.replay, this.agency, this.#nextBlock - 1);
    if (differences.length > 0) throw new EventsMissingError(differences[0]!);
  }

  /** Reads what happened on the chain since the last time. */
  async refresh(): Promise<void> {
    const last = await this.fisc.provider.getBlockNumber();
    if (last < this.#nextBlock) return;
    for await (const events of readEvents(this.fisc, { fromBlock: this.#nextBlock, toBlock: last })) {
      for (const event of events) this.apply(event);
    }
    this.#nextBlock = last + 1;
  }

  /**
   * Takes notice of an event; what this desk recorded itself is known before it is read again.
   *
   * @param event The event.
   */
  apply(event: FiscEvent): void {
    this.replay.apply(event);
  }

  /**
   * Finds a line by its code.
   *
   * @param year The fiscal year.
   * @param code The code, as the office writes it.
   * @returns The line, or null where the books have none of that code.
   */
  lineByCode(year: number, code: string): ReplayedLine | null {
    return this.lineByCodeHash(year, lineCodeHash(code));
  }

  /**
   * Finds a line by the hash of its code.
   *
   * @param year The fiscal year.
   * @param hash SHA-256 of the code.
   * @returns The line, or null where the books have none of that code.
   */
  lineByCodeHash(year: number, hash: string): ReplayedLine | null {
    while (this.#codesUpTo < this.replay.lines.size) {
      const line = this.replay.lines.get(++this.#codesUpTo);
      if (line?.keeper === this.agency) this.#codes.set(`${line.year}/${line.code}`, line.id);
    }
    const id = this.#codes.get(`${year}/${hash}`);
    return id === undefined ? null : (this.replay.lines.get(id) ?? null);
  }

  /** The currency of a fiscal year; null where it is not open. */
  currencyOf(year: number): Currency | null {
    const terms = this.replay.years.get(`${this.agency}/${year}`);
    return terms === undefined ? null : { code: terms.currency, decimals: terms.decimals };
  }

  /** The chain's clock, Unix seconds. */
  async time(): Promise<number> {
    const block = await this.fisc.provider.getBlock("latest");
    return block?.timestamp ?? 0;
  }

  /**
   * Lists the accounts at hand that hold a role now.
   *
   * @param role The role.
   * @param replay What the chain says; by default as of the last `refresh`.
   * @returns The accounts, in the order in which they are at hand.
   */
  holders(role: RoleName, replay: Replay = this.replay): OwnAccount[] {
    return this.accounts.all.filter(({ address }) => {
      const officer = replay.officers.get(getAddress(address));
      return (
        officer?.agency === this.agency &&
        !officer.suspended &&
        (officer.roles & ROLES[role]) !== 0 &&
        officer.endsAt > Date.now() / 1000
      );
    });
  }

  /**
   * Chooses the account that makes entries in a role.
   *
   * @param role The role.
   * @returns The account.
   * @throws NoAccountError where none at hand holds it.
   */
  makerFor(role: RoleName): OwnAccount {
    const holders = this.holders(role);
    const { maker } = this.#preference;
    const chosen =
      holders.find(({ address }) => maker !== undefined && getAddress(maker) === getAddress(address)) ?? holders[0];
    if (chosen !== undefined) return chosen;
    throw new NoAccountError(
      `No account at hand is ${describeRoles(ROLES[role], "en")} of agency ${this.agency}.`,
      `At hand are ${this.accounts.all.length} accounts, and this act needs that role.`,
      `Set FISC_KEY_${role.replace(/[A-Z]/g, "_$&").toUpperCase()} in the environment or in .env to the key of such an officer, or use --keystore FILE.`,
    );
  }

  /** The connection with an account behind it. */
  as(account: OwnAccount): Fisc {
    return withSigner(this.fisc, account.signer);
  }
}
