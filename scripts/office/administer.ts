import { Contract } from "ethers";

import { explainError, refusalOf } from "../../sdk/chain/errors.ts";
import { type Fisc, NoSignerError } from "../../sdk/chain/fisc.ts";
import { FiscError } from "../../sdk/fisc-error.ts";

/** What of OpenZeppelin's AccessManager an administrator uses. */
const MANAGER = [
  "function canCall(address caller, address target, bytes4 selector) view returns (bool immediate, uint32 delay)",
  "function hashOperation(address caller, address target, bytes data) view returns (bytes32)",
  "function getSchedule(bytes32 id) view returns (uint48)",
  "function schedule(address target, bytes data, uint48 when) returns (bytes32, uint32)",
  "function execute(address target, bytes data) payable returns (uint32)",
  "function multicall(bytes[] data) returns (bytes[])",
] as const;

/** The longest that is waited for between announcing and doing, in seconds. */
const LONGEST_WAIT = 60;
const CALLS_AT_ONCE = 40;

/** An administrative act is announced, and its time has not come. */
export class AnnouncedError extends FiscError {
  override readonly name = "AnnouncedError";
  /** Unix seconds. */
  readonly readyAt: number;

  /** @param readyAt When it can be done, Unix seconds. */
  constructor(readyAt: number) {
    const time = new Date(readyAt * 1000).toISOString();
    super(
      "The act is announced on the chain, and not done.",
      `The administrator acts after a delay, so that others see it coming: not before ${time}.`,
      "Run the same command again then; it does what is announced.",
    );
    this.readyAt = readyAt;
  }
}

/** The account may not administer. */
export class NotAdministratorError extends FiscError {
  override readonly name = "NotAdministratorError";

  /** @param account The account. */
  constructor(account: string) {
    super(
      `${account} is not the administrator.`,
      "Agencies are registered, suspended and resumed by the account that the AccessManager names.",
      "Act as the administrator (--as administrator).",
    );
  }
}

/**
 * Finds out whether an account may administer the agency registry.
 *
 * @param fisc A connection.
 * @param account The account.
 * @returns True where it may, at once or after a delay.
 */
export async function mayAdminister(fisc: Fisc, account: string): Promise<boolean> {
  const { selector } = fisc.agencies.interface.getFunction("registerAgency");
  const [immediate, delay] = (await managerOf(fisc)
    .getFunction("canCall")
    .staticCall(account, fisc.deployment.addresses.AgencyRegistry, selector)) as [boolean, bigint];
  return immediate || delay > 0n;
}

/**
 * Does administrative acts: at once, or, where there is a delay, announced first and done when it is over.
 *
 * @param fisc A connection with the administrator behind it.
 * @param calls Calldata for the agency registry, done in this order.
 * @throws AnnouncedError where the delay is longer than a minute: the same call does them later.
 * @throws NotAdministratorError where the account may not.
 * @throws RefusedError where the registry refuses.
 */
export async function administer(fisc: Fisc, calls: readonly string[]): Promise<void> {
  for (let start = 0; start < calls.length; start += CALLS_AT_ONCE) {
    await administerSome(fisc, calls.slice(start, start + CALLS_AT_ONCE));
  }
}

async function administerSome(fisc: Fisc, calls: readonly string[]): Promise<void> {
  if (fisc.signer === null) throw new NoSignerError("administer");
  const manager = managerOf(fisc);
  const target = fisc.deployment.addresses.AgencyRegistry;
  const caller = await fisc.signer.getAddress();
  const selectors = new Set(calls.map((data) => data.slice(0, 10)));
  let delay = 0n;
  for (const selector of selectors) {
    const [immediate, wait] = (await manager.getFunction("canCall").staticCall(caller, target, selector)) as [
      boolean,
      bigint,
    ];
    if (!immediate && wait === 0n) throw new NotAdministratorError(caller);
    if (!immediate && wait > delay) delay = wait;
  }
  try {
    if (delay > 0n) await announce(fisc, manager, caller, calls);
    const acts = calls.map((data) => manager.interface.encodeFunctionData("execute", [target, data]));
    await sendWhenDue(manager, acts, delay > 0n ? LONGEST_WAIT : 0);
  } catch (error) {
    throw refusalOf("administer the agencies", error);
  }
}

/** The chain's clock moves with its blocks, so it is asked until what is announced is due. */
async function sendWhenDue(manager: Contract, acts: readonly string[], seconds: number): Promise<void> {
  for (const start = Date.now(); ;) {
    try {
      const sent = await manager.getFunction("multicall").send(acts);
      await sent.wait();
      return;
    } catch (error) {
      const isNotDue = explainError(error)?.name === "AccessManagerNotReady";
      if (!isNotDue || Date.now() - start > 1000 * seconds) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** Announces what is not announced, and makes sure that it can be done soon. */
async function announce(fisc: Fisc, manager: Contract, caller: string, calls: readonly string[]): Promise<void> {
  const target = fisc.deployment.addresses.AgencyRegistry;
  const readyAt = async (): Promise<number[]> =>
    Promise.all(
      calls.map(async (data) => {
        const id = (await manager.getFunction("hashOperation").staticCall(caller, target, data)) as string;
        return Number(await manager.getFunction("getSchedule").staticCall(id));
      }),
    );
  const before = await readyAt();
  const fresh = calls.filter((_, index) => before[index] === 0);
  if (fresh.length > 0) {
    const announcements = fresh.map((data) => manager.interface.encodeFunctionData("schedule", [target, data, 0]));
    const sent = await manager.getFunction("multicall").send(announcements);
    await sent.wait();
  }
  const ready = Math.max(...(await readyAt()));
  const now = (await fisc.provider.getBlock("latest"))?.timestamp ?? 0;
  if (ready - now > LONGEST_WAIT) throw new AnnouncedError(ready);
}

function managerOf(fisc: Fisc): Contract {
  return new Contract(fisc.deployment.addresses["AccessManager"]!, MANAGER, fisc.signer ?? fisc.provider);
}
