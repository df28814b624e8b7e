export type RateLimit = {
  /** @returns ms to wait; 0 when it may go ahead, and then it has been counted */
  take(key: number | string, now: number): number;
};

/**
 * A token bucket for each key: `size` at once, and after that one every `everyMs`.
 * @param now any clock in ms that does not go back far; one that does only gives tokens later
 */
export function rateLimit({ size, everyMs }: { size: number; everyMs: number }): RateLimit {
  /** when the bucket will be full again; a bucket that is full is not kept */
  const fullAt = new Map<number | string, number>();
  return {
    take(key, now) {
      if (fullAt.size > 10_000) for (const [other, at] of fullAt) if (at <= now) fullAt.delete(other);
      const next = Math.max(fullAt.get(key) ?? now, now) + everyMs;
      const wait = next - now - size * everyMs;
      if (wait > 0) return wait;
      fullAt.set(key, next);
      return 0;
    },
  };
}
