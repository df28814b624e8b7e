import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { type PairType, pairTypes } from "#lib/study/data/pairs.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** Share of the cases where both are wrong that have the same wrong answer. */
export type SharedMistakes = { name: PairType; estimate: Estimate; n: number };
/** Of two types, first − second. */
export type SharedDifference = { name: `${PairType} − ${PairType}`; estimate: Estimate };

/** Of one item and one type of pairs: how many are both wrong, and how many of those in the same way. */
type Cases = { both: number; same: number };
type ItemCases = Record<PairType, Cases>;

/**
 * How often two raters that are both wrong are wrong in the same way, with the items as the sample.
 * For item i and a type of pairs: bᵢ pairs both wrong, sᵢ of them with the same answer. The share is
 * R = Σsᵢ / Σbᵢ; item i's influence is (sᵢ − R·bᵢ) / Σbᵢ, and the variance is the sum of the squares of these
 * (of the differences of these for a difference of two shares, since both stand on the same items).
 * @returns only types with a case
 * Source: Cochran, Sampling Techniques, §6.3 (ratio estimate); Efron & Tibshirani 1993, ch. 21.
 */
export function sharedMistakes(study: Study): { types: SharedMistakes[]; differences: SharedDifference[] } {
  const items = casesOf(study);
  const ratios = pairTypes.flatMap((type) => {
    const n = sumOver(items, (cases) => cases[type].both);
    if (n === 0) return [];
    const value = sumOver(items, (cases) => cases[type].same) / n;
    const influence = (cases: ItemCases) => (cases[type].same - value * cases[type].both) / n;
    return [{ type, n, value, influence }];
  });
  const compared = [
    ["machine–machine", "human–machine"],
    ["machine–machine", "human–human"],
    ["human–machine", "human–human"],
  ] as const;
  return {
    types: ratios.map(({ type, n, value, influence }) => ({
      name: type,
      n,
      estimate: normalInterval(
        value,
        sumOver(items, (cases) => influence(cases) ** 2),
        0,
        1,
        n,
      ),
    })),
    differences: compared.flatMap(([first, second]): SharedDifference[] => {
      const a = ratios.find(({ type }) => type === first);
      const b = ratios.find(({ type }) => type === second);
      if (!a || !b) return [];
      const variance = sumOver(items, (cases) => (a.influence(cases) - b.influence(cases)) ** 2);
      return [
        {
          name: `${first} − ${second}`,
          estimate: normalInterval(a.value - b.value, variance, -1, 1, Math.min(a.n, b.n)),
        },
      ];
    }),
  };
}

/** Of the jointly answered items that at least two raters have wrong; no other has a case. */
function casesOf(study: Study): ItemCases[] {
  const { items, people, machines } = evaluated(study);
  const byPeople = new Uint32Array(study.classes.length);
  const byMachines = new Uint32Array(study.classes.length);
  const found: ItemCases[] = [];
  for (const item of items) {
    const h = wrongVotes(byPeople, people, item, study.gold);
    const m = wrongVotes(byMachines, machines, item, study.gold);
    if (h + m < 2) continue;
    const same = { hh: 0, mm: 0, hm: 0 };
    for (const [k, votes] of byPeople.entries()) {
      const others = byMachines[k]!;
      same.hh += choose2(votes);
      same.mm += choose2(others);
      same.hm += votes * others;
    }
    found.push({
      "human–human": { both: choose2(h), same: same.hh },
      "machine–machine": { both: choose2(m), same: same.mm },
      "human–machine": { both: h * m, same: same.hm },
    });
  }
  return found;
}

/** Fills votes [K] with the wrong answers to an item. @returns how many are wrong */
function wrongVotes(
  votes: Uint32Array,
  raters: readonly StudyRater[],
  item: number,
  gold: Int16Array,
): number {
  votes.fill(0);
  let wrong = 0;
  for (const { answers } of raters) {
    const answer = answers[item];
    if (answer === undefined || answer === gold[item]) continue;
    votes[answer]!++;
    wrong++;
  }
  return wrong;
}

const choose2 = (n: number): number => (n * (n - 1)) / 2;
const sumOver = (items: readonly ItemCases[], of: (cases: ItemCases) => number): number =>
  items.reduce((sum, cases) => sum + of(cases), 0);
