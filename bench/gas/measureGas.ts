import { type Cell, cellsOf } from "./cells.ts";
import { LedgerBench } from "./LedgerBench.ts";
import type { Measurement } from "./Measurement.ts";
import { measureDisperse, measureEas, measureTransfers } from "./measureRivals.ts";
import { ReleaseBuild } from "./ReleaseBuild.ts";
import { type Chain, startChain } from "./startChain.ts";

/** What the benchmark found. */
export interface GasReport {
  /** The gas of an ERC-20 transfer to a new holder, which all ratios are against. */
  readonly unit: number;
  readonly rivals: readonly Measurement[];
  /** The ledger's batches in both encodings. */
  readonly batches: readonly LedgerBatch[];
}

/** A batch of the ledger in both encodings. */
export interface LedgerBatch {
  readonly cell: Omit<Cell, "encoding">;
  readonly plain: Measurement;
  readonly compact: Measurement;
}

/**
 * Measures everything: ERC-20 transfers, multi-sends, attestations, and the ledger's batches.
 *
 * @param sizes How many entries, transfers or attestations one transaction holds.
 * @param onProgress Told how much is done, and of how much.
 * @returns What was found.
 */
export async function measureGas(
  sizes: readonly number[],
  onProgress: (done: number, of: number) => void,
): Promise<GasReport> {
  const build = await ReleaseBuild.make();
  const { rows, unit } = await onNewChain((chain) => measureTransfers(build, chain));
  const rivals = [...rows];
  for (const n of sizes) rivals.push(...(await onNewChain((chain) => measureDisperse(build, chain, n, unit))));
  for (const n of sizes) rivals.push(...(await onNewChain((chain) => measureEas(chain, n, unit))));

  const batches = await onNewChain(async (chain) => {
    const bench = await LedgerBench.start(build, chain);
    const cells = cellsOf(sizes);
    const measured: LedgerBatch[] = [];
    for (const cell of cells) {
      onProgress(measured.length, cells.length);
      const plain = await bench.measure({ ...cell, encoding: "plain" }, unit);
      const compact = await bench.measure({ ...cell, encoding: "compact" }, unit);
      measured.push({ cell, plain, compact });
    }
    onProgress(cells.length, cells.length);
    return measured;
  });
  return { unit, rivals, batches };
}

/**
 * Lists all that a report holds.
 *
 * @param report The report.
 * @returns The rows, the ledger's first.
 */
export function rowsOf(report: GasReport): Measurement[] {
  return [
    ...report.batches.map(({ plain }) => plain),
    ...report.batches.map(({ compact }) => compact),
    ...report.rivals,
  ];
}

/** Gives each measurement a chain of its own, so that none depends on those before it. */
async function onNewChain<T>(work: (chain: Chain) => Promise<T>): Promise<T> {
  const chain = await startChain();
  try {
    return await work(chain);
  } finally {
    await chain.close();
  }
}
