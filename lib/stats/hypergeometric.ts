import { lnFactorial } from "#lib/stats/ln-factorial.ts";

/**
 * Probability of at least k marked ones among `drawn` that are taken without replacement from N of which `marked`
 * are marked: Σ_{x ≥ k} C(marked, x)·C(N − marked, drawn − x)/C(N, drawn). It is Fisher's exact test on one side.
 * The smaller tail is summed from its largest term, so that it keeps its digits.
 * @param k at least so many @param n N, all @param marked 0 … N @param drawn 0 … N
 * @returns in [0, 1]
 * @throws RangeError for counts that do not fit
 * Source: Fisher 1935, The Design of Experiments, §21; Johnson, Kemp & Kotz 2005, Univariate Discrete Distributions, ch. 6.
 * @example hypergeometricTail(4, 8, 4, 4) // 1/70
 */
export function hypergeometricTail(k: number, n: number, marked: number, drawn: number): number {
  if (!(marked >= 0 && marked <= n && drawn >= 0 && drawn <= n))
    throw new RangeError(`${marked} marked and ${drawn} drawn do not fit in ${n}`);
  const [least, most] = [Math.max(0, drawn - (n - marked)), Math.min(marked, drawn)];
  if (k <= least) return 1;
  if (k > most) return 0;
  const mode = ((marked + 1) * (drawn + 1)) / (n + 2);
  const term = (x: number) =>
    Math.exp(lnChoose(marked, x) + lnChoose(n - marked, drawn - x) - lnChoose(n, drawn));
  /** From x on away from the mode: terms fall, and what is below the last digit ends it. */
  const sumFrom = (x: number, step: 1 | -1): number => {
    let [total, each] = [0, term(x)];
    for (let at = x; at >= least && at <= most && each > total * 1e-17; at += step) {
      total += each;
      each *=
        step === 1
          ? ((marked - at) * (drawn - at)) / ((at + 1) * (n - marked - drawn + at + 1))
          : (at * (n - marked - drawn + at)) / ((marked - at + 1) * (drawn - at + 1));
    }
    return total;
  };
  return Math.min(1, Math.max(0, k > mode ? sumFrom(k, 1) : 1 - sumFrom(k - 1, -1)));
}

const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
