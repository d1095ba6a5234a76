import { FiscError } from "../fisc-error.ts";

/** The object store does not answer, or broke off. */
export class StoreUnreachableError extends FiscError {
  override readonly name = "StoreUnreachableError";

  /**
   * @param why What happened, one sentence.
   * @param cause The error behind it.
   */
  constructor(why: string, cause?: unknown) {
    super(
      "The object store did not answer in full.",
      why,
      "Try again; see that it runs and is FISC_S3_ENDPOINT.",
      cause,
    );
  }
}

/** The object store refuses what it is asked. */
export class StoreRefusedError extends FiscError {
  override readonly name = "StoreRefusedError";
  /** The server's own word for it, as AccessDenied. */
  readonly code: string;

  /**
   * @param code The server's own word for it.
   * @param why Why it refuses, one sentence.
   * @param remedy What to do about it, one sentence.
   * @param cause The error behind it.
   */
  constructor(code: string, why: string, remedy: string, cause?: unknown) {
    super("The object store refuses.", why, remedy, cause);
    this.code = code;
  }
}

/** What the client throws: of the network, with a code; or of the server, with a status. */
type ClientError = Error & { readonly code?: string; readonly $metadata?: { readonly httpStatusCode?: number } };

/**
 * Turns the errors of an S3 client into ours.
 *
 * @param ask Does the request.
 * @returns What it answers.
 * @throws StoreUnreachableError where there is no answer, or one that says that the server is at fault.
 * @throws StoreRefusedError where the answer is no.
 * @example const page = await told(() => client.send(new ListObjectsV2Command({ Bucket })));
 */
export async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FiscError) throw error;
    const { name, message, code, $metadata } = error as ClientError;
    const status = $metadata?.httpStatusCode;
    if (status === undefined || status >= 500) {
      throw new StoreUnreachableError(`It failed with ${code ?? name}${message === "" ? "" : `: ${message}`}.`, error);
    }
    // The answer to a HEAD has no body that would say more.
    const word = status === 403 && !EXPLAINED.has(name) ? "AccessDenied" : name;
    const [why, remedy] = EXPLAINED.get(word) ?? [`It says: ${word} (${status}).`, "Look into the server's log."];
    throw new StoreRefusedError(word, why, remedy, error);
  }
}

const EXPLAINED = new Map<string, readonly [why: string, remedy: string]>([
  ["InvalidAccessKeyId", ["It does not know the access key.", "Set FISC_S3_ACCESS_KEY and FISC_S3_SECRET_KEY."]],
  ["SignatureDoesNotMatch", ["The secret key is not that of the access key.", "Set FISC_S3_SECRET_KEY."]],
  [
    "AccessDenied",
    [
      "The keys are wrong, or may not do this, or a lock forbids it.",
      "Set FISC_S3_ACCESS_KEY and FISC_S3_SECRET_KEY, or ask the server's administrator.",
    ],
  ],
  ["RequestTimeTooSkewed", ["Its clock and this one's differ too much.", "Set both by NTP."]],
  ["PreconditionFailed", ["The object was put or replaced in the meantime.", "Read it again."]],
  [
    "XAmzContentSHA256Mismatch",
    ["The bytes were changed on their way to it.", "Find what lies between, and try again."],
  ],
  ["QuotaExceeded", ["The quota is used up.", "Ask the server's administrator for more room."]],
]);
