import type { Outcome } from "./outcome.ts";

/**
 * Candidates from best to worst, by the noisy labels put aside: the mean over all worlds (kinds of noise, seeds). Gold
 * has no part in it. A candidate that was not tried in every world cannot be compared, and is left out.
 * @param nameOf the same for a candidate in every world
 */
export function ranked<T extends Pick<Outcome, "noise" | "seed" | "aside">>(
  outcomes: readonly T[],
  nameOf: (outcome: T) => string,
): { name: string; aside: number; worlds: number }[] {
  const worldOf = ({ noise, seed }: T) => `${noise} ${seed}`;
  const worlds = new Set(outcomes.map(worldOf));
  const candidates = new Map<string, Map<string, number>>();
  for (const each of outcomes) {
    const shares = candidates.get(nameOf(each)) ?? new Map<string, number>();
    candidates.set(nameOf(each), shares.set(worldOf(each), each.aside));
  }
  return [...candidates]
    .filter(([, shares]) => shares.size === worlds.size)
    .map(([name, shares]) => {
      const sum = [...shares.values()].reduce((total, share) => total + share, 0);
      return { name, aside: sum / shares.size, worlds: shares.size };
    })
    .sort((a, b) => b.aside - a.aside);
}
