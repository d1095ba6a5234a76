/**
 * Writes down which rows there are.
 *
 * @param rows Numbers of rows, in any order, repeated or not; 0, which stands for no row, is left out.
 * @returns Ranges, as `2-512, 514`; a dash where there is none.
 */
export function rowRanges(rows: Iterable<number>): string {
  const sorted = [...new Set(rows)].filter((row) => row !== 0).toSorted((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const row of sorted) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === row - 1) range[1] = row;
    else ranges.push([row, row]);
  }
  const texts = ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
  return texts.length === 0 ? "–" : texts.join(", ");
}
