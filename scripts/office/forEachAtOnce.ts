/** How many are under way at a time. */
const AT_ONCE = 32;

/**
 * Does something to each item, several at a time.
 *
 * @param items The items.
 * @param act What is done.
 * @returns The results, in the order of the items.
 * @throws what `act` throws first; those under way are waited for.
 */
export async function forEachAtOnce<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await act(items[index]!);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  for (const worker of ended) if (worker.status === "rejected") throw worker.reason;
  return results;
}
