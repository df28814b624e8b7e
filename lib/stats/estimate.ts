/** A number with its 95 % interval. */
export type Estimate = { value: number; low: number; high: number };

/** An estimate that may not be there: on no items there is neither a value nor an interval. */
export type MaybeEstimate = Estimate | { value: null; low: null; high: null };
