import { at } from "#lib/array.ts";
import { binomialTail } from "#lib/stats/binomial.ts";
import { hypergeometricTail } from "#lib/stats/hypergeometric.ts";
import { alarmLevel, type Finding } from "#lib/quality/findings.ts";
import { type JudgedAnswer, reference } from "#lib/quality/answer.ts";

/** Times from which on a comparison is made: the person's and the others'. */
export const leastTimes = { own: 20, others: 20 };

/**
 * Nobody looks at a picture and decides in less, ms. Where one class is to be told from all else with one key, the
 * first answers that are better than guesses come after about 250 ms, and choosing among more takes longer; the rest is
 * a margin for clocks and screens.
 * Source: Thorpe, Fize & Marlot 1996, "Speed of processing in the human visual system"; VanRullen & Thorpe 2001,
 * "Is it a bird? Is it a plane? Ultra-rapid visual categorisation of natural and artifactual objects"; Hick 1952, "On
 * the rate of gain of information".
 */
export const leastDecisionMs = 200;

/** A key pressed twice, or for the picture before: the share of honest answers that may be as quick as that. */
const slips = 0.02;

/**
 * Too fast to have decided, which needs nobody to compare with, and too fast against everybody.
 *
 * The first: how many times lie below `leastDecisionMs`, against the `slips` that happen to everybody (binomial).
 * `p` is its own where there is no comparison and it raises the alarm.
 *
 * The second: how many of the person's times lie below the time under which one in a hundred of
 * the others' does. If both come from one distribution, any distribution, the number K of own times before the
 * r-th of the m others' has P(K ≥ k) = P(at least k own ones among the first k + r − 1 of all), which is
 * hypergeometric: the exceedance test. Exact, so the false alarms are what `alarmLevel` says, for people who are as
 * fast as the others. Of fewer than a hundred times of others the fastest is the limit, and an alarm takes many answers
 * below it: `alarm` says how many, since what finds nothing may have been able to find nothing. Who simply is a fast
 * person is found too; whether it costs anything is `fastAndWorse`.
 * @param own times, ms @param others the others' times, ms
 * Source: Epstein 1954, "Tables for the distribution of the number of exceedances"; Balakrishnan & Ng 2006,
 * Precedence-Type Tests and Applications, §2.
 */
export function fasterThanOthers(own: readonly number[], others: readonly number[] | Float64Array): Finding {
  const kind = "faster than others";
  const [n, m] = [own.length, others.length];
  const rushed = own.filter((ms) => ms < leastDecisionMs).length;
  const rushedP = n < leastTimes.own ? 1 : binomialTail(rushed, n, slips);
  const rushes = rushedP <= alarmLevel;
  const counts = { times: n, others: m, rushed, rushes: Number(rushes) };
  if (n < leastTimes.own || m < leastTimes.others)
    return { kind, p: rushes ? rushedP : null, suspicious: rushes, numbers: counts };
  const sorted = Float64Array.from(others).sort();
  const rank = Math.max(1, Math.round(m / 100));
  const limitMs = at(sorted, rank - 1);
  const fast = own.filter((ms) => ms < limitMs).length;
  const tail = (k: number) => hypergeometricTail(k, n + m, n, Math.min(n + m, k + rank - 1));
  const p = tail(fast);
  return {
    kind,
    p,
    suspicious: rushes || p <= alarmLevel,
    numbers: {
      ...counts,
      fast,
      limitMs,
      expected: (n * rank) / (m + 1),
      alarm: leastAlarming(n, tail),
    },
  };
}

/** The fewest of n answers that raise the alarm; NaN where not even all of them would. @param tail falls with its argument */
function leastAlarming(n: number, tail: (k: number) => number): number {
  if (tail(n) > alarmLevel) return NaN;
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tail(middle) <= alarmLevel) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Too fast against their own times: are the fastest tenth of the person's answers right less often than their
 * other answers? Fisher's exact test on one side, given how many are right in all: whoever is as right when they
 * are quick raises a false alarm with at most `alarmLevel`. "Right" is held against gold, else what most of the
 * others said, else the machine's class.
 */
export function fastAndWorse(answers: readonly JudgedAnswer[]): Finding {
  const kind = "fast and worse";
  const judged = answers
    .filter((answer) => answer.label >= 0 && !Number.isNaN(answer.ms) && reference(answer) >= 0)
    .sort((a, b) => a.ms - b.ms);
  const n = judged.length;
  const tenth = Math.floor(n / 10);
  if (tenth < 5) return { kind, p: null, suspicious: false, numbers: { answers: n } };
  const wrong = (some: readonly JudgedAnswer[]) =>
    some.filter((answer) => answer.label !== reference(answer)).length;
  const [fast, rest] = [judged.slice(0, tenth), judged.slice(tenth)];
  const [wrongFast, wrongRest] = [wrong(fast), wrong(rest)];
  const p = hypergeometricTail(wrongFast, n, wrongFast + wrongRest, tenth);
  return {
    kind,
    p,
    suspicious: p <= alarmLevel,
    numbers: {
      answers: n,
      fast: tenth,
      limitMs: fast.at(-1)?.ms ?? NaN,
      wrongFast: wrongFast / tenth,
      wrongRest: wrongRest / (n - tenth),
    },
  };
}
