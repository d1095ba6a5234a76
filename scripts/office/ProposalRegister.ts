import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ledgerPlace } from "../../sdk/chain/fisc.ts";
import { FiscError } from "../../sdk/fisc-error.ts";
import { seriesKey } from "../../sdk/replay/replay.ts";
import type { Series } from "../../sdk/journal/series.ts";
import type { FileKind } from "../import/rows.ts";
import { isRecorded } from "./isRecorded.ts";
import type { Office } from "./Office.ts";

const FORMAT = "fisc-proposed";
const VERSION = 1;

/** A batch of an import that was written to a file, to be approved and submitted by mail. */
export interface RegisteredProposal extends Series {
  readonly chainId: string;
  readonly ledger: string;
  readonly batchRef: string;
  /** The file that it was written to. */
  readonly path: string;
  /** What the imported file is a version of. */
  readonly source: string;
  /** The part of it that was imported; the whole where it is empty. */
  readonly offices: string;
  readonly kind: FileKind;
  readonly firstNumber: number;
  /** How many entries it holds. */
  readonly count: number;
  /** The last second at which it counts, Unix seconds. */
  readonly deadline: number;
  /** The rows of the file that its entries are for, as `2-512, 514`. */
  readonly rows: string;
  /** Whether it opens collective commitments, on which payments are booked. */
  readonly opensCollective: boolean;
}

/** What was noted of a proposal cannot be read. */
export class NoteDamagedError extends FiscError {
  override readonly name = "NoteDamagedError";

  /**
   * @param path Where it stands.
   * @param cause What reading it threw.
   */
  constructor(path: string, cause: unknown) {
    super(
      `The note of a proposed batch at ${path} cannot be read.`,
      "It was damaged, and which rows wait in that batch is not known.",
      "Restore it from a copy; or delete it once the batch is recorded, or nobody will submit it any more.",
      cause,
    );
  }
}

/**
 * The batches that imports of this store proposed, one small file each beside the store. What became of them is told by the
 * chain: the register only says what is on its way.
 */
export class ProposalRegister {
  readonly #folder: string;

  /** @param folder The folder; it is created when something is noted. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Notes a proposal, before its file is written. */
  async note(proposal: RegisteredProposal): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const path = this.#pathOf(proposal);
    await writeFile(`${path}.unfinished`, `${JSON.stringify({ format: FORMAT, version: VERSION, ...proposal })}\n`);
    await rename(`${path}.unfinished`, path);
  }

  /** Forgets a proposal. */
  async drop(proposal: Pick<RegisteredProposal, "chainId" | "ledger" | "batchRef">): Promise<void> {
    await rm(this.#pathOf(proposal), { force: true });
  }

  /**
   * Lists the proposals that could still be recorded.
   *
   * @param office The office, refreshed.
   * @returns Those of its books that are neither recorded nor expired and whose numbers are free, ascending by number.
   * @throws NoteDamagedError where one of the notes cannot be read.
   */
  async waiting(office: Office): Promise<RegisteredProposal[]> {
    const now = await office.time();
    return (await this.#ofBooks(office)).filter((proposal) => isOnItsWay(office, proposal, now));
  }

  /**
   * Lists the proposals that were not recorded, those whose time or number has passed among them, and forgets the others.
   *
   * @param office The office, refreshed.
   * @returns Those of its books, ascending by number.
   */
  async unrecorded(office: Office): Promise<RegisteredProposal[]> {
    const left: RegisteredProposal[] = [];
    for (const each of await this.#ofBooks(office)) {
      if (isRecorded(office, each)) await this.drop(each);
      else left.push(each);
    }
    return left;
  }

  async #ofBooks(office: Office): Promise<RegisteredProposal[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const { chainId, address } = ledgerPlace(office.fisc);
    const all: RegisteredProposal[] = [];
    for (const name of names.filter((each) => each.endsWith(".json"))) {
      const found = await readNote(join(this.#folder, name));
      if (found.format !== FORMAT || found.version !== VERSION) continue;
      const isOfBooks =
        found.agency === office.agency && found.chainId === chainId.toString() && found.ledger === address;
      if (isOfBooks) all.push(found);
    }
    return all.toSorted((a, b) => a.year - b.year || a.desk - b.desk || a.firstNumber - b.firstNumber);
  }

  #pathOf({ chainId, ledger, batchRef }: Pick<RegisteredProposal, "chainId" | "ledger" | "batchRef">): string {
    return join(this.#folder, `${chainId}-${ledger.slice(2, 10)}-${batchRef.slice(2)}.json`);
  }
}

async function readNote(
  path: string,
): Promise<RegisteredProposal & { readonly format?: string; readonly version?: number }> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text) as Awaited<ReturnType<typeof readNote>>;
  } catch (cause) {
    throw new NoteDamagedError(path, cause);
  }
}

function isOnItsWay(office: Office, proposal: RegisteredProposal, now: number): boolean {
  const { firstNumber, deadline } = proposal;
  const recorded = office.replay.series.get(seriesKey(proposal))?.entryCount ?? 0;
  return !isRecorded(office, proposal) && firstNumber > recorded && deadline >= now;
}
