/** So much a person at once, and so much a second in the long run. */
export type Allowance = { burst: number; perSecond: number };

/** Nobody answers more pictures a second by hand; what waited for a connection may come faster for a while. */
export const answers: Allowance = { burst: 100, perSecond: 15 };
/** Tasks are asked for with every answer, now and then without one, and taken back. */
export const questions: Allowance = { burst: 100, perSecond: 20 };
export const looks: Allowance = { burst: 400, perSecond: 60 };

/**
 * A token bucket a person.
 * @param monotonic ms on a clock that nobody sets
 * @returns asks for one; false when there is none left just now
 */
export function limiter({ burst, perSecond }: Allowance, monotonic: () => number) {
  const buckets = new Map<number, { left: number; at: number }>();
  return (person: number): boolean => {
    const now = monotonic();
    const bucket = buckets.get(person) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.set(person, bucket);
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  };
}
