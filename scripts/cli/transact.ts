import type { TypedContractMethod } from "../../types/ethers-contracts/common.ts";
import { type ExplainContext, refusalOf } from "../../sdk/chain/errors.ts";
import type { Session } from "./Session.ts";

/**
 * Sends a call and waits until it is recorded. In a dry run the contract is asked what it would say, and nothing is sent.
 *
 * @param session The session.
 * @param action What is done, as "open line 7".
 * @param method The contract's method, with an account behind it.
 * @param args Its arguments.
 * @param context What makes a refusal speak of names and amounts.
 * @returns True where it was sent; in a dry run false, which is told.
 * @throws RefusedError where the contract refuses.
 */
export async function transact<A extends unknown[]>(
  session: Session,
  action: string,
  method: TypedContractMethod<A, unknown, "nonpayable">,
  args: Parameters<TypedContractMethod<A, unknown, "nonpayable">>,
  context: ExplainContext = {},
): Promise<boolean> {
  const { dryRun } = session.globals;
  try {
    if (dryRun) await method.staticCall(...(args as Parameters<typeof method.staticCall>));
    else await (await method(...args)).wait();
  } catch (error) {
    throw refusalOf(action, error, { locale: session.language, ...context });
  }
  if (dryRun) session.out.print(`A dry run: the contract would ${action}, and nothing was sent.`);
  return !dryRun;
}
