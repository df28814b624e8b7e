import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded source of chance with the few distributions that drawing needs. */
export type Random = {
  /** uniform on [low, high) */
  between(this: void, low: number, high: number): number;
  /** Gaussian with mean 0 and standard deviation 1 */
  normal(this: void): number;
  /** true with the given probability */
  chance(this: void, probability: number): boolean;
  pick<T>(this: void, list: readonly [T, ...T[]]): T;
};

/** @param seed 32-bit integer; close seeds give unrelated sequences */
export function seeded(seed: number): Random {
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  for (let i = 0; i < 8; i++) generator.next(); // the first draws still resemble the seed
  const uniform = () => uniformFloat64(generator);
  return {
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    chance: (probability) => uniform() < probability,
    pick: (list) => list[Math.floor(uniform() * list.length)] ?? list[0],
  };
}
