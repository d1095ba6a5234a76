import { getAddress, type Signer } from "ethers";

import { FiscError } from "../../sdk/fisc-error.ts";

/** An account that this process can act as. */
export interface OwnAccount {
  readonly address: string;
  /** The name of its key, as RECORDER in FISC_KEY_RECORDER; null for an unlocked account of a local node. */
  readonly name: string | null;
  readonly signer: Signer;
}

/** No account at hand can do what is asked. */
export class NoAccountError extends FiscError {
  override readonly name = "NoAccountError";
}

/** The accounts that this process can act as. */
export class Accounts {
  readonly #byAddress: ReadonlyMap<string, OwnAccount>;

  /** @param own The accounts, in the order in which they are preferred. */
  constructor(own: readonly OwnAccount[]) {
    this.#byAddress = new Map(own.map((account) => [getAddress(account.address), account]));
  }

  /** All of them. */
  get all(): readonly OwnAccount[] {
    return [...this.#byAddress.values()];
  }

  /**
   * Returns an account by its address.
   *
   * @param address The address.
   * @returns The account, or null where it is not at hand.
   */
  at(address: string): OwnAccount | null {
    return this.#byAddress.get(getAddress(address)) ?? null;
  }
}
