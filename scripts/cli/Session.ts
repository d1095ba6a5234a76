import { getAddress, type JsonRpcProvider } from "ethers";

import { connectChain } from "../../sdk/chain/connect-chain.ts";
import type { ExplainContext } from "../../sdk/chain/errors.ts";
import { connectFisc, type Fisc } from "../../sdk/chain/fisc.ts";
import { JsonFieldError } from "../../sdk/json-field.ts";
import { type RoleName, ROLES } from "../../sdk/journal/role.ts";
import type { Currency } from "../../sdk/money/amount.ts";
import type { ReplayedLine } from "../../sdk/replay/replayed.ts";
import { ContentCorruptError } from "../../sdk/store/content-store.ts";
import { parseProfile, type ProfileStores } from "../../sdk/store/payee-profile.ts";
import { lineCodeHash, type LineDescription, parseLineDescription } from "../../sdk/store/line-description.ts";
import { deploymentFolder } from "../local/deploymentFolder.ts";
import type { Language } from "../import/message.ts";
import { type Accounts, NoAccountError, type OwnAccount } from "../office/Accounts.ts";
import { mayAdminister } from "../office/administer.ts";
import { Office } from "../office/Office.ts";
import { type Globals, languageOf } from "./Globals.ts";
import { urlOf } from "./networks.ts";
import { Output } from "./Output.ts";
import { ownAccounts } from "./ownAccounts.ts";
import { readDeployment } from "./readDeployment.ts";
import { storesAt } from "./storesAt.ts";
import { UsageError } from "./UsageError.ts";

/** How often what is not sound is told one by one. */
const TOLD = 3;

/** What a command works with: a chain, a deployment, accounts, stores, and somebody to talk to. */
export class Session {
  readonly globals: Globals;
  readonly out: Output;
  readonly language: Language;
  readonly provider: JsonRpcProvider;
  readonly fisc: Fisc;
  readonly accounts: Accounts;
  readonly stores: ProfileStores;
  #labels: Map<number, string> | null = null;
  #unsound = 0;

  private constructor(globals: Globals, provider: JsonRpcProvider, fisc: Fisc, accounts: Accounts) {
    this.globals = globals;
    this.out = new Output(globals.json);
    this.language = languageOf(globals);
    this.provider = provider;
    this.fisc = fisc;
    this.accounts = accounts;
    this.stores = storesAt(globals.store);
  }

  /**
   * Connects to the network that the options name.
   *
   * @param globals The options.
   * @returns The session; it is to be closed.
   * @throws UsageError where something is not set.
   * @throws ChainUnreachableError where no chain answers.
   * @throws OtherChainError, OtherCodeError where the deployment is not on that chain.
   */
  static async open(globals: Globals): Promise<Session> {
    const provider = await connectChain(urlOf(globals.network));
    try {
      const { chainId } = await provider.getNetwork();
      const path = globals.deployment ?? process.env["FISC_DEPLOYMENT"] ?? deploymentFolder(`chain-${chainId}`);
      const fisc = await connectFisc(provider, await readDeployment(path));
      return new Session(globals, provider, fisc, await ownAccounts(provider, globals));
    } catch (error) {
      provider.destroy();
      throw error;
    }
  }

  /** Lets go of the chain. */
  close(): void {
    this.provider.destroy();
  }

  /**
   * Opens the books of the agency that the options name; where they name none, of the only one at the top.
   *
   * @returns The office, refreshed.
   * @throws UsageError where it is not certain which is meant.
   * @throws EventsMissingError where the chain's RPC does not tell all that happened.
   */
  async office(): Promise<Office> {
    const reader = new Office(this.fisc, 0, this.accounts);
    await reader.refresh();
    const agency = this.#agencyOf(reader);
    return this.booksOf(agency, this.#preferred(agency, reader));
  }

  /**
   * Opens the books of an agency.
   *
   * @param agency The agency's number.
   * @param maker The account that makes entries and sends; any that holds the role where it is not given.
   * @returns The office, refreshed.
   * @throws EventsMissingError where the chain's RPC does not tell all that happened.
   */
  async booksOf(agency: number, maker?: string): Promise<Office> {
    const office = new Office(this.fisc, agency, this.accounts, { maker });
    await office.refresh();
    await office.requireAllEvents();
    return office;
  }

  /**
   * Chooses the account that acts: the one that --as names, or any that can.
   *
   * @param office The office.
   * @param role The role that the act needs.
   * @returns The account.
   * @throws UsageError or NoAccountError where there is none.
   */
  actor(office: Office, role: RoleName): OwnAccount {
    return this.globals.as === undefined ? office.makerFor(role) : this.named(this.globals.as, office);
  }

  /** Any account at hand, where it does not matter who acts. */
  anyActor(office: Office): OwnAccount {
    const account = this.globals.as === undefined ? this.accounts.all[0] : this.named(this.globals.as, office);
    if (account === undefined) throw noAccount("act");
    return account;
  }

  /**
   * Chooses the account that administers.
   *
   * @returns The account.
   * @throws UsageError where none at hand is the administrator.
   */
  async administrator(): Promise<OwnAccount> {
    const { as } = this.globals;
    const named = as === undefined || as === "administrator" ? null : this.#byAddressOrName(as);
    if (named !== null) return named;
    for (const account of this.accounts.all) if (await mayAdminister(this.fisc, account.address)) return account;
    throw new UsageError(
      "None of the accounts at hand is the administrator.",
      "Agencies are registered, suspended and resumed by the administrator alone.",
      "Set FISC_KEY_ADMINISTRATOR in the environment or in .env to the administrator's key, or use --keystore.",
    );
  }

  /** What makes explanations speak of names and amounts. */
  async context(office: Office, currency: Currency | null): Promise<ExplainContext> {
    const labels = await this.labels(office);
    return {
      locale: this.language,
      currency: currency ?? undefined,
      labelOf: (sort, id) => (sort === "line" ? labels.get(Number.parseInt(id, 10)) : undefined),
    };
  }

  /** The codes of lines, as far as the store has their descriptions. */
  async labels(office: Office): Promise<ReadonlyMap<number, string>> {
    if (this.#labels !== null) return this.#labels;
    const labels = new Map<number, string>();
    for (const line of office.replay.lines.values()) {
      const description = await this.descriptionOf(line);
      if (description !== null) labels.set(line.id, description.code);
    }
    return (this.#labels = labels);
  }

  /**
   * Reads what is published under a hash, to show it. Whatever is not sound is told, and goes for what is not there: what the
   * chain says can be shown without it.
   *
   * @param hash SHA-256 of the bytes.
   * @param read Reads the bytes.
   * @returns What they say, or null where the store has nothing sound.
   */
  async published<T>(hash: string, read: (bytes: Uint8Array) => T): Promise<T | null> {
    try {
      const bytes = await this.stores.published.get(hash);
      return bytes === null ? null : read(bytes);
    } catch (error) {
      if (!(error instanceof ContentCorruptError || error instanceof JsonFieldError)) throw error;
      this.#noteUnsound(hash, error.message);
      return null;
    }
  }

  /**
   * Reads the description of a line.
   *
   * @param line The line.
   * @returns It, or null where the store has nothing sound, or it tells of another code than the ledger: whoever describes a
   * line cannot pass it off for another.
   */
  async descriptionOf(line: ReplayedLine): Promise<LineDescription | null> {
    const description = await this.published(line.description, parseLineDescription);
    if (description === null || lineCodeHash(description.code) === line.code) return description;
    this.#noteUnsound(line.description, `It describes line ${description.code}, and line ${line.id} has another code.`);
    return null;
  }

  /**
   * Finds out what a payee is called.
   *
   * @param office The office, refreshed.
   * @param payee The payee's number.
   * @returns The name; undefined where there is no such payee, or its profile is not published.
   */
  async payeeName(office: Office, payee: number): Promise<string | undefined> {
    const profile = office.replay.payees.get(payee)?.profile;
    return profile === undefined ? undefined : (await this.published(profile, parseProfile))?.name;
  }

  #noteUnsound(hash: string, why: string): void {
    this.#unsound++;
    if (this.#unsound <= TOLD) this.out.note(`Not shown, ${hash}: ${why}`);
    else if (this.#unsound === TOLD + 1) this.out.note("More of what the store keeps is not shown.");
  }

  #agencyOf(reader: Office): number {
    const { agency } = this.globals;
    const all = [...reader.replay.agencies.values()];
    if (agency !== undefined) {
      const found = /^\d+$/.test(agency)
        ? all.find(({ id }) => id === Number.parseInt(agency, 10))
        : all.find(({ identifierHash }) => identifierHash === lineCodeHash(agency));
      if (found !== undefined) return found.id;
      throw new UsageError(
        `There is no agency ${agency}.`,
        "An agency is named by its number or its official identifier.",
        "`fisc agency show` lists them.",
      );
    }
    const top = all.filter(({ parent }) => parent === 0);
    if (top.length === 1) return top[0]!.id;
    throw new UsageError(
      "Which agency's books are meant is not certain.",
      `${top.length} agencies stand at the top.`,
      top.length === 0 ? "Register one with `fisc agency add`." : "Name one with --agency.",
    );
  }

  /** The account that --as names, where it names one for certain before a role is known. */
  #preferred(agency: number, reader: Office): string | undefined {
    const { as } = this.globals;
    return as === undefined || as === "administrator"
      ? undefined
      : this.named(as, new OfficeView(agency, reader)).address;
  }

  /**
   * Finds the account that a word names.
   *
   * @param as A role, a key's name or an address.
   * @param office The office, refreshed.
   * @returns The account.
   * @throws UsageError where it is not at hand.
   */
  named(as: string, office: Pick<Office, "holders">): OwnAccount {
    const account = this.#byAddressOrName(as) ?? this.#byRole(as, office);
    if (account !== null) return account;
    const variable = `FISC_KEY_${as.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`;
    throw new UsageError(
      `There is no account "${as}" at hand.`,
      `It is no unlocked account of the node, and ${variable} is not set.`,
      `Set ${variable} in the environment or in .env to its private key, or use --keystore FILE.`,
    );
  }

  #byAddressOrName(as: string): OwnAccount | null {
    if (/^0x[0-9a-fA-F]{40}$/.test(as)) return this.accounts.at(getAddress(as));
    const name = as.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();
    return this.accounts.all.find((account) => account.name === name) ?? null;
  }

  /** `approver` is the first account that holds the role, `approver:2` the second. */
  #byRole(as: string, office: Pick<Office, "holders">): OwnAccount | null {
    const [word = "", place = "1"] = as.split(":");
    const key = word.toLowerCase().replace(/[^a-z]/g, "");
    const role = (Object.keys(ROLES) as RoleName[]).find((name) => name.toLowerCase() === key);
    return role === undefined ? null : (office.holders(role)[Number.parseInt(place, 10) - 1] ?? null);
  }
}

/** The holders of roles in one agency, as another office's reading of the chain has them. */
class OfficeView {
  readonly holders: (role: RoleName) => OwnAccount[];

  constructor(agency: number, reader: Office) {
    const office = new Office(reader.fisc, agency, reader.accounts);
    this.holders = (role) => office.holders(role, reader.replay);
  }
}

function noAccount(action: string): NoAccountError {
  return new NoAccountError(
    `No account is at hand to ${action}.`,
    "The node keeps no keys, and no FISC_KEY_<NAME> is set.",
    "Set FISC_KEY_<NAME> in the environment or in .env, or use --keystore FILE.",
  );
}
