import { getAddress } from "ethers";

import { FiscError } from "../../sdk/fisc-error.ts";
import type { OwnAccount } from "./Accounts.ts";
import type { Office } from "./Office.ts";

/** Too few approvers are at hand for what is to be sent. */
export class TooFewApproversError extends FiscError {
  override readonly name = "TooFewApproversError";

  /**
   * @param needed How many approvals are needed.
   * @param found How many accounts at hand can give one.
   */
  constructor(needed: number, found: number) {
    super(
      `${needed} ${needed === 1 ? "approval is" : "approvals are"} needed, and ${found} of the accounts at hand can give one.`,
      "An approver holds the role, has a limit as high as the amount, and did not make the entries.",
      "Write the batch to a file with `propose` and mail it to the approvers, or have their keys at hand.",
    );
  }
}

/**
 * Chooses accounts at hand that approve an amount.
 *
 * @param office The office.
 * @param amount Minor units.
 * @param maker Who sends.
 * @param atLeast Approvals needed whatever the policy says.
 * @returns As many as are needed, ascending by address.
 * @throws TooFewApproversError where there are not as many.
 */
export async function approversFor(
  office: Office,
  amount: bigint,
  maker: string,
  atLeast: number,
): Promise<OwnAccount[]> {
  const byPolicy = await office.fisc.agencies.approvalsNeeded(office.agency, amount);
  const needed = Math.max(Number(byPolicy), atLeast);
  const able = office
    .holders("approver")
    .filter(({ address }) => getAddress(address) !== getAddress(maker))
    .filter(({ address }) => (office.replay.officers.get(getAddress(address))?.limit ?? 0n) >= amount);
  if (able.length < needed) throw new TooFewApproversError(needed, able.length);
  return able.slice(0, needed).toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
}
