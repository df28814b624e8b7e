import { alarmLevel, type Finding } from "#lib/quality/findings.ts";
import { type JudgedAnswer, reference } from "#lib/quality/answer.ts";

/** A stretch of answers that repeats: answer i is the one of `period` before. */
export type Stretch = { from: number; length: number; period: number };

/** Longer periods than this nobody types without thinking of it. */
export const mostPeriod = 6;

/**
 * The longest stretch in which every answer equals the one `period` places before it. Of a longer period than 1
 * one key for long is no stretch: it repeats with every period.
 * @param labels in their order @param period 1: one and the same; 2: alternating …
 * @returns length 0 where nothing repeats
 */
export function longestStretch(labels: readonly number[], period: number): Stretch {
  let best: Stretch = { from: 0, length: 0, period };
  for (let from = 0, i = period; i <= labels.length; i++) {
    if (i < labels.length && labels[i] === labels[i - period]) continue;
    const length = i - from;
    if (length > best.length && length > period && (period === 1 || !isConstant(labels, from, period)))
      best = { from, length, period };
    from = i - period + 1;
  }
  return best;
}

const isConstant = (labels: readonly number[], from: number, length: number): boolean =>
  labels.slice(from, from + length).every((label) => label === labels[from]);

/**
 * A bound on the probability that n answers, whose classes come in random order with these shares, hold a stretch of
 * this length and period anywhere. At one place the stretch is `period` chains of equal answers, independent of each
 * other, so its probability is Π_j Σ_k share_k^{c_j} with chain lengths c_j that sum up to the stretch; over all
 * places it is at most the sum (Boole), and it can begin at n − length + 1 of them.
 * @param shares of the classes, sum 1
 * Source: Feller 1968, An Introduction to Probability Theory, XIII.7 (runs); the bound is Boole's.
 */
export function stretchBound(n: number, { length, period }: Stretch, shares: readonly number[]): number {
  if (length === 0) return 1;
  let ln = Math.log(Math.max(1, n - length + 1));
  for (let chain = 0; chain < period; chain++) {
    const links = Math.ceil((length - chain) / period);
    if (links > 1) ln += Math.log(shares.reduce((sum, share) => sum + share ** links, 0));
  }
  return Math.min(1, Math.exp(ln));
}

/** Fewer answers make no pattern. */
const leastAnswers = 20;

/**
 * One key for long, and keys in a cycle (alternating, or of up to six). The null is a person who answers what is
 * there, the classes coming in random order: so their shares are those of what the same items are known as (gold,
 * else the others, else the machine; one added to each class), not those of the answers, which a long stretch
 * would make its own excuse. The false-alarm rate is at most `alarmLevel` a check; the five periods of the second
 * share it (Bonferroni). Where the queue itself brings one class after another more stretches are as long: a stretch
 * whose answers agree with nine in ten of what is known of its items is the queue's, and raises no alarm. Answers
 * without a class are passed over.
 */
export function repeatedKeys(answers: readonly JudgedAnswer[], classes: number): Finding[] {
  const given = answers.filter(({ label }) => label >= 0);
  const labels = given.map(({ label }) => label);
  const shares = sharesOf(given, classes);
  const checked = (kind: Finding["kind"], periods: readonly number[]): Finding => {
    if (labels.length < leastAnswers)
      return { kind, p: null, suspicious: false, numbers: { answers: labels.length } };
    const tried = periods.map((period) => {
      const stretch = longestStretch(labels, period);
      return { stretch, bound: stretchBound(labels.length, stretch, shares) };
    });
    const { stretch, bound } = tried.reduce((least, each) => (each.bound < least.bound ? each : least));
    const p = Math.min(1, bound * periods.length);
    const { known, right } = knownIn(given.slice(stretch.from, stretch.from + stretch.length));
    const isQueues = known > 0 && right >= 0.9 * known;
    const numbers = { ...stretch, answers: labels.length, known, right, label: labels[stretch.from] ?? -1 };
    return { kind, p, suspicious: p <= alarmLevel && !isQueues, numbers };
  };
  const cycles = Array.from({ length: mostPeriod - 1 }, (_, i) => i + 2);
  return [checked("one key", [1]), checked("periodic keys", cycles)];
}

function knownIn(answers: readonly JudgedAnswer[]): { known: number; right: number } {
  const known = answers.filter((answer) => reference(answer) >= 0);
  return { known: known.length, right: known.filter((answer) => answer.label === reference(answer)).length };
}

function sharesOf(answers: readonly JudgedAnswer[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 1);
  for (const answer of answers) {
    const known = reference(answer);
    if (known >= 0) counts[known] = (counts[known] ?? 1) + 1;
  }
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all);
}
