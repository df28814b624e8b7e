import { at } from "#lib/array.ts";

/** Counts of one example: how often it was looked at, and how often what was seen contradicted its label. */
export type Contradictions = { wrong: ArrayLike<number>; seen: ArrayLike<number> };

const iterations = 100;
/** rates stay so far from 0 and 1, or a single count would decide everything */
const least = 1e-3;

/**
 * How probably each label is right, by how often predictions contradicted it: a mixture of two binomials, whose
 * members of the lower rate are the right labels, fitted by expectation–maximisation from rates of 0.2 and 0.8.
 * @returns [n], 0 … 1; the mixture's share for an example never looked at
 * Source: Dempster, Laird & Rubin 1977; counting as Toneva et al. 2019, “An empirical study of example forgetting”.
 */
export function cleanShares({ wrong, seen }: Contradictions): Float32Array {
  const kinds = new Map<string, { wrong: number; seen: number; n: number }>();
  const keyOf = (i: number) => `${wrong[i] ?? 0}/${seen[i] ?? 0}`;
  for (let i = 0; i < seen.length; i++) {
    const kind = kinds.get(keyOf(i));
    if (kind) kind.n++;
    else kinds.set(keyOf(i), { wrong: wrong[i] ?? 0, seen: seen[i] ?? 0, n: 1 });
  }
  let [share, low, high] = [0.8, 0.2, 0.8];
  const clean = (kind: { wrong: number; seen: number }): number => {
    const logOdds =
      Math.log(share / (1 - share)) +
      kind.wrong * Math.log(low / high) +
      (kind.seen - kind.wrong) * Math.log((1 - low) / (1 - high));
    return 1 / (1 + Math.exp(-logOdds));
  };
  const inside = (rate: number) => Math.min(1 - least, Math.max(least, rate));
  for (let iteration = 0; iteration < iterations; iteration++) {
    /** [right labels, wrong ones] */
    const members = [0, 1].map(() => ({ n: 0, wrong: 0, seen: 0 }));
    for (const kind of kinds.values()) {
      const own = clean(kind);
      for (const [side, part] of [own, 1 - own].entries()) {
        const of = at(members, side);
        of.n += part * kind.n;
        of.wrong += part * kind.n * kind.wrong;
        of.seen += part * kind.n * kind.seen;
      }
    }
    const [right, other] = [at(members, 0), at(members, 1)];
    if (right.n + other.n === 0) break;
    share = inside(right.n / (right.n + other.n));
    if (right.seen > 0) low = inside(right.wrong / right.seen);
    if (other.seen > 0) high = inside(other.wrong / other.seen);
  }
  // Components that met or changed places say nothing: then every label is as good as any other.
  const told = high - low > 0.05;
  const of = new Map([...kinds].map(([key, kind]) => [key, told ? clean(kind) : 1]));
  return Float32Array.from({ length: seen.length }, (_, i) => of.get(keyOf(i)) ?? 1);
}
