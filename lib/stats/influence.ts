import { pairSums, voteSums } from "#lib/stats/agreement-sums.ts";

/**
 * How far each item moves a statistic: the statistic's derivative with respect to the item's weight, at
 * equal weights. Influence add up to 0 (alpha's nearly), and the sum of their squares is the statistic's variance with the
 * items as the sample (infinitesimal jackknife). They are what a bootstrap over items approaches, without
 * draws; and the influence of several statistics on the same items may be added before they are squared.
 * Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 21.
 */

/**
 * Influence of Cohen's kappa by an item with the answers (a, b):
 *   (([a = b] − p_o)(1 − p_e) − (1 − p_o)(second[a] + first[b] − 2p_e)) / ((1 − p_e)²·n)
 * @param answers [K × K] items by (first's answer, second's answer), with an item and a kappa
 * @returns [K × K], also for cells without an item
 * Source: Fleiss, Cohen & Everitt 1969, whose large-sample variance this is, item by item.
 */
export function cohenInfluence(answers: ArrayLike<number>, classes: number): Float64Array {
  const { n, first, second, observed, chance } = pairSums(answers, classes);
  const rest = 1 - chance;
  const influence = new Float64Array(classes * classes);
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++) {
      const byChance = (second[a]! + first[b]!) / n - 2 * chance;
      const agreed = (a === b ? 1 : 0) - observed;
      influence[a * classes + b] = (agreed * rest - (1 - observed) * byChance) / (rest * rest * n);
    }
  return influence;
}

/**
 * Influence of Fleiss' kappa, by item.
 * @param votes [n × K] as `fleissKappa` takes them, with a kappa
 * @returns [n]
 */
export function fleissInfluence(votes: ArrayLike<number>, classes: number): Float64Array {
  const { n, totals, squares, perClass } = voteSums(votes, classes, 0);
  const agreements = totals.map((total, item) => (squares[item]! - total) / (total * (total - 1)));
  const observed = agreements.reduce((sum, agreement) => sum + agreement, 0) / n;
  const answers = perClass.reduce((sum, count) => sum + count, 0);
  const shares = perClass.map((count) => count / answers);
  const chance = shares.reduce((sum, share) => sum + share * share, 0);
  const rest = 1 - chance;
  return totals.map((total, item) => {
    let common = 0;
    for (let k = 0; k < classes; k++) common += (shares[k]! * votes[item * classes + k]!) / total;
    const byChance = 2 * (common - chance);
    return ((agreements[item]! - observed) * rest - (1 - observed) * byChance) / (rest * rest * n);
  });
}

/**
 * Influence of Krippendorff's alpha, by item; 0 for items with fewer than two votes.
 * @param votes [n × K] as `krippendorffAlpha` takes them, with an alpha
 * @returns [n]
 */
export function alphaInfluence(votes: ArrayLike<number>, classes: number): Float64Array {
  const { totals, squares, perClass } = voteSums(votes, classes, 2);
  const disagreements = totals.map((total, item) =>
    total === 0 ? 0 : (total * total - squares[item]!) / (total - 1),
  );
  const answers = perClass.reduce((sum, count) => sum + count, 0);
  const observed = disagreements.reduce((sum, disagreement) => sum + disagreement, 0);
  const pairs = answers * answers - perClass.reduce((sum, count) => sum + count * count, 0);
  const expected = pairs / (answers - 1);
  return totals.map((total, item) => {
    if (total === 0) return 0;
    let common = 0;
    for (let k = 0; k < classes; k++) common += perClass[k]! * votes[item * classes + k]!;
    const byChance = (2 * (answers * total - common) - expected * total) / (answers - 1);
    return (observed * byChance - disagreements[item]! * expected) / (expected * expected);
  });
}

/**
 * Influence of the correlation φ of two raters' errors: φ is Pearson's r of two columns of 0 and 1, and an item
 * with the standardised values x, y moves r by (xy − r(x² + y²)/2)/n.
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
