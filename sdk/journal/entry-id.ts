import type { Series } from "./series.ts";

/** An entry of any journal, by its place. Contract: `EntryId`. */
export interface EntryId extends Series {
  /** Its number in the series, from 1. */
  readonly number: number;
}

/**
 * Unpacks the entry that an event or error names: agency ‖ year ‖ desk ‖ number (32, 16, 16 and 40 bits).
 *
 * @param packed 104 bits.
 * @returns The entry's place.
 * @example unpackEntryId(packEntryId(id)) // equals id
 */
export function unpackEntryId(packed: bigint): EntryId {
  return {
    agency: Number(packed >> 72n),
    year: Number((packed >> 56n) & 0xffffn),
    desk: Number((packed >> 40n) & 0xffffn),
    number: Number(packed & 0xffffffffffn),
  };
}

/**
 * Packs an entry's place as the contracts do.
 *
 * @param id The entry's place.
 * @returns 104 bits.
 * @example registers.filters.EntryFlagged(packEntryId(id))
 */
export function packEntryId(id: EntryId): bigint {
  return (BigInt(id.agency) << 72n) | (BigInt(id.year) << 56n) | (BigInt(id.desk) << 40n) | BigInt(id.number);
}

/**
 * Writes an entry's place as a person types it.
 *
 * @param id The entry's place.
 * @returns `agency/year/desk/number`, which is also the key of entries in a replay.
 * @example entryKey({ agency: 1, year: 2019, desk: 0, number: 42 }) // "1/2019/0/42"
 */
export function entryKey(id: EntryId): string {
  return `${id.agency}/${id.year}/${id.desk}/${id.number}`;
}
