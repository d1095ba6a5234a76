/**
 * Sorts items into groups.
 *
 * @param items The items.
 * @param keyOf Tells the group of an item.
 * @returns The groups in the order of their first items, each in the items' order.
 */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
