import { type ItemVotes, pairSums, voteSums } from "#lib/stats/agreement-sums.ts";
import { dot, sum } from "#lib/stats/numbers.ts";

/**
 * How far each item moves a statistic: the statistic's derivative with respect to the item's weight, at
 * equal weights. Influences add up to 0 (alpha's nearly), and the sum of their squares is the statistic's
 * variance with the items as the sample (the infinitesimal jackknife, which a bootstrap over items approaches,
 * without draws). Those of several statistics on the same items may be added before they are squared.
 * Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 21.
 */

/**
 * Influence on Cohen's kappa of an item with the answers (a, b):
 *   (([a = b] − p_o)(1 − p_e) − (1 − p_o)(second[a] + first[b] − 2p_e)) / ((1 − p_e)²·n)
 * @param answers [K × K] items by (first's answer, second's answer), with an item and a kappa
 * @returns [K × K], also for cells without an item
 * Source: Fleiss, Cohen & Everitt 1969, whose large-sample variance this is, item by item.
 */
export function cohenInfluence(answers: ArrayLike<number>, classes: number): Float64Array {
  const { n, first, second, observed, chance } = pairSums(answers, classes);
  const rest = 1 - chance;
  const influence = new Float64Array(classes * classes);
  second.forEach((secondGaveA, a) =>
    first.forEach((firstGaveB, b) => {
      const byChance = (secondGaveA + firstGaveB) / n - 2 * chance;
      const agreed = (a === b ? 1 : 0) - observed;
      influence[a * classes + b] = (agreed * rest - (1 - observed) * byChance) / (rest * rest * n);
    }),
  );
  return influence;
}

/**
 * Influence on Fleiss' kappa, by item.
 * @param votes [n × K] as `fleissKappa` takes them, with a kappa
 * @returns [n]
 */
export function fleissInfluence(votes: ArrayLike<number>, classes: number): Float64Array {
  const { n, items, perClass } = voteSums(votes, classes, 0);
  const agreementOf = ({ total, squares }: ItemVotes) => (squares - total) / (total * (total - 1));
  const observed = sum(items.map(agreementOf)) / n;
  const answers = sum(perClass);
  const shares = perClass.map((count) => count / answers);
  const chance = dot(shares, shares);
  const rest = 1 - chance;
  const influence = new Float64Array(n);
  items.forEach((item, at) => {
    const byChance = 2 * (dot(shares, votes, at * classes) / item.total - chance);
    influence[at] = ((agreementOf(item) - observed) * rest - (1 - observed) * byChance) / (rest * rest * n);
  });
  return influence;
}

/**
 * Influence on Krippendorff's alpha, by item; 0 for items with fewer than two votes.
 * @param votes [n × K] as `krippendorffAlpha` takes them, with an alpha
 * @returns [n]
 */
export function alphaInfluence(votes: ArrayLike<number>, classes: number): Float64Array {
  const { n, items, perClass } = voteSums(votes, classes, 2);
  const disagreementOf = ({ total, squares }: ItemVotes) =>
    total === 0 ? 0 : (total * total - squares) / (total - 1);
  const answers = sum(perClass);
  const observed = sum(items.map(disagreementOf));
  const expected = (answers * answers - dot(perClass, perClass)) / (answers - 1);
  const influence = new Float64Array(n);
  items.forEach((item, at) => {
    if (item.total === 0) return;
    const common = dot(perClass, votes, at * classes);
    const byChance = (2 * (answers * item.total - common) - expected * item.total) / (answers - 1);
    influence[at] = (observed * byChance - disagreementOf(item) * expected) / (expected * expected);
  });
  return influence;
}

/**
 * Influence on the correlation φ of two raters' errors: φ is Pearson's r of two columns of 0 and 1, and an
 * item with the standardised values x, y moves r by (xy − r(x² + y²)/2)/n.
 * @param counts items by 2·(first right) + (second right), with a φ
 * @returns [4], in the order of `counts`
 * Source: Devlin, Gnanadesikan & Kettenring, Biometrika 1975, for the influence function of r.
 */
export function phiInfluence(counts: ArrayLike<number>): Float64Array {
  const [none, second, first, both] = [counts[0]!, counts[1]!, counts[2]!, counts[3]!];
  const n = none + second + first + both;
  const [p, q] = [(first + both) / n, (second + both) / n];
  const [sp, sq] = [Math.sqrt(p * (1 - p)), Math.sqrt(q * (1 - q))];
  const r = (both / n - p * q) / (sp * sq);
  return Float64Array.from([0, 1, 2, 3], (code) => {
    const x = ((code >> 1) - p) / sp;
    const y = ((code & 1) - q) / sq;
    return (x * y - (r * (x * x + y * y)) / 2) / n;
  });
}
