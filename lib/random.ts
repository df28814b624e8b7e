import { at } from "#lib/array.ts";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Repeatable randomness. Each use gets its own source, named by the seed and a path of numbers. */
export type Random = {
  /** uniform in [0, 1) */
  unit: () => number;
  /** uniform integer in [0, below) */
  below: (below: number) => number;
};

/**
 * A source that depends on nothing but its arguments: (seed, epoch) gives an epoch's order without
 * any state to save, so a resumed training draws exactly what an undisturbed one would.
 */
export function randomSource(seed: number, ...path: number[]): Random {
  // FNV-1a over the path, so that neighbouring paths do not give neighbouring seeds
  let hash = 0x811c9dc5;
  for (const part of [seed, ...path]) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((part >>> shift) & 255), 0x01000193);
  }
  const generator = xoroshiro128plus(hash);
  return {
    unit: () => uniformFloat64(generator),
    below: (below) => uniformInt(generator, 0, below - 1),
  };
}

/** 0 … n−1 in random order (Fisher–Yates). */
export function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [at(order, other), at(order, last)];
  }
  return order;
}
