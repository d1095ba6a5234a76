import { concat, dataLength, type Provider, toBeHex } from "ethers";

/**
 * Code that makes many static calls to one contract within one eth_call and returns the answers one after the other.
 *
 * Calldata: target | number of calls | bytes of a call | bytes of an answer | calls. Yul, by solc 0.8.37:
 *
 *     calldatacopy(0, 0, calldatasize())
 *     let size := mload(0x40)
 *     let answer := mload(0x60)
 *     let to := calldatasize()
 *     let end := add(0x80, mul(mload(0x20), size))
 *     for { let from := 0x80 } lt(from, end) { from := add(from, size) } {
 *       if iszero(staticcall(gas(), mload(0), from, size, to, answer)) { revert(0, 0) }
 *       to := add(to, answer)
 *     }
 *     return(calldatasize(), sub(to, calldatasize()))
 */
const CALLER_CODE =
  "0x365f8037604051606051369180602051026080016080925b8184106024578436900336f35b90919293818185875f515afa1560405781019383019291906017565b5f80fd";
/** Where the code stands for the length of one eth_call; nothing is deployed. */
const CALLER_ADDRESS = "0x00000000000000000000000000000000f15cca11";
const CALLS_AT_ONCE = 400;
const CONCURRENT = 16;

/**
 * Reads many views of one contract at one block.
 *
 * Where the RPC takes state overrides, hundreds of views travel in one request; elsewhere each is a request of its own.
 *
 * @param provider The chain.
 * @param target The contract.
 * @param calls Calldata, all of the same length.
 * @param answerSize Bytes of each answer.
 * @param block The block.
 * @returns The answers, null for a call that reverts.
 * @example await callMany(provider, ledger, lines.map((line) => encode("totalsOf", [line])), 256, block)
 */
export async function callMany(
  provider: Provider,
  target: string,
  calls: readonly string[],
  answerSize: number,
  block: number,
): Promise<(string | null)[]> {
  const answers: (string | null)[] = [];
  for (let start = 0; start < calls.length; start += CALLS_AT_ONCE) {
    const chunk = calls.slice(start, start + CALLS_AT_ONCE);
    answers.push(
      ...((await together(provider, target, chunk, answerSize, block)) ??
        (await oneByOne(provider, target, chunk, block))),
    );
  }
  return answers;
}

async function together(
  provider: Provider,
  target: string,
  calls: readonly string[],
  answerSize: number,
  block: number,
): Promise<string[] | null> {
  if (!("send" in provider) || typeof provider.send !== "function" || calls.length < 2) return null;
  const head = [target, toBeHex(calls.length), toBeHex(dataLength(calls[0]!)), toBeHex(answerSize)];
  const data = concat([...head.map((word) => `0x${word.slice(2).padStart(64, "0")}`), ...calls]);
  try {
    const answer = (await (provider.send as (method: string, params: unknown[]) => Promise<unknown>)("eth_call", [
      { to: CALLER_ADDRESS, data },
      toBeHex(block).replace(/^0x0+(?=.)/, "0x"),
      { [CALLER_ADDRESS]: { code: CALLER_CODE } },
    ])) as string;
    if (dataLength(answer) !== calls.length * answerSize) return null;
    const digits = 2 * answerSize;
    return calls.map((_, index) => `0x${answer.slice(2 + index * digits, 2 + (index + 1) * digits)}`);
  } catch {
    return null; // no overrides here, or one of the calls reverts: ask one by one
  }
}

async function oneByOne(
  provider: Provider,
  target: string,
  calls: readonly string[],
  block: number,
): Promise<(string | null)[]> {
  const answers: (string | null)[] = [];
  for (let start = 0; start < calls.length; start += CONCURRENT) {
    const chunk = calls.slice(start, start + CONCURRENT);
    answers.push(
      ...(await Promise.all(
        chunk.map((data) => provider.call({ to: target, data, blockTag: block }).catch(nullWhereReverted)),
      )),
    );
  }
  return answers;
}

function nullWhereReverted(error: unknown): null {
  if ((error as { code?: unknown }).code === "CALL_EXCEPTION") return null;
  throw error;
}
