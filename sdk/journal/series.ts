/** A numbered journal of one agency, fiscal year and desk. */
export interface Series {
  /** The agency that keeps the books. */
  readonly agency: number;
  /** The fiscal year's name, as 2019. */
  readonly year: number;
  /** The desk, any number that the agency gives one. */
  readonly desk: number;
}

/**
 * Packs a series as the event BatchRecorded carries it: agency ‖ year ‖ desk.
 *
 * @param series The series.
 * @returns 64 bits.
 * @example packSeries({ agency: 1, year: 2019, desk: 3 })
 */
export function packSeries(series: Series): bigint {
  return (BigInt(series.agency) << 32n) | (BigInt(series.year) << 16n) | BigInt(series.desk);
}

/**
 * Unpacks the series that an event BatchRecorded carries.
 *
 * @param packed 64 bits: agency ‖ year ‖ desk.
 * @returns The series.
 * @example unpackSeries(packSeries(series)) // equals series
 */
export function unpackSeries(packed: bigint): Series {
  return {
    agency: Number(packed >> 32n),
    year: Number((packed >> 16n) & 0xffffn),
    desk: Number(packed & 0xffffn),
  };
}
