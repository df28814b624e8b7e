import { randomNormal } from "d3-random";
import type { Random } from "#lib/random.ts";

/** The few distributions that drawing needs, over one random source. */
export type Draws = {
  /** uniform on [low, high) */
  between(this: void, low: number, high: number): number;
  /** Gaussian with mean 0 and standard deviation 1 */
  normal(this: void): number;
  /** true with the given probability */
  chance(this: void, probability: number): boolean;
  pick<T>(this: void, list: readonly [T, ...T[]]): T;
};

export const drawsFrom = ({ unit, below }: Random): Draws => ({
  between: (low, high) => low + (high - low) * unit(),
  normal: randomNormal.source(unit)(),
  chance: (probability) => unit() < probability,
  pick: (list) => list[below(list.length)] ?? list[0],
});
