import { tInterval } from "#lib/stats/interval.ts";
import { largest, mean, requireFinite, rounding, squaresAround } from "#lib/stats/mean.ts";
import type { Numbers } from "#lib/stats/numbers.ts";
import { twoSidedT } from "#lib/stats/special.ts";

export type TTest = {
  t: number;
  df: number;
  /** two-sided */
  p: number;
  /** mean of x − mean of y */
  difference: number;
  /** standard error of the difference */
  se: number;
  /** 95 % interval of the difference */
  low: number;
  high: number;
  n: readonly [number, number];
};

/**
 * Paired t-test: is the mean of x − y zero?
 *   t = d̄ / (s_d/√n), df = n − 1
 * @param x [n] @param y [n], y[i] belongs to x[i]
 * @returns null with fewer than two pairs, or where all differences are the same (no variance to test against)
 * @throws RangeError for unequal lengths or a value that is not finite
 * Source: Student 1908.
 */
export function pairedT(x: Numbers, y: Numbers): TTest | null {
  if (x.length !== y.length)
    throw new RangeError(`pairs need equal lengths, not ${x.length} and ${y.length}`);
  requireFinite("x", x);
  requireFinite("y", y);
  const n = x.length;
  if (n < 2) return null;
  const differences = Float64Array.from(x, (value, i) => value - y[i]!);
  const difference = mean(differences);
  const squares = squaresAround(differences, difference);
  return result(difference, Math.sqrt(squares / (n - 1) / n), n - 1, [n, n], scaleOf(x, y));
}

/**
 * Two-sample t-test: are the means of two independent samples equal?
 *   pooled: t = (x̄ − ȳ) / √(s²(1/n + 1/m)), df = n + m − 2 (Student)
 *   unpooled: t = (x̄ − ȳ) / √(s_x²/n + s_y²/m), df after Satterthwaite (Welch 1947)
 * The printed p-values of the study's Table 2 are the pooled ones (df 18 and 178).
 * @param x [n] @param y [m]
 * @param equalVariance pooled if true, Welch's if false
 * @returns null with fewer than two values in a sample, or without any variance
 * @throws RangeError for a value that is not finite
 */
export function twoSampleT(x: Numbers, y: Numbers, equalVariance = true): TTest | null {
  requireFinite("x", x);
  requireFinite("y", y);
  const [n, m] = [x.length, y.length];
  if (n < 2 || m < 2) return null;
  const [meanX, meanY] = [mean(x), mean(y)];
  const [squaresX, squaresY] = [squaresAround(x, meanX), squaresAround(y, meanY)];
  const difference = meanX - meanY;
  const scale = scaleOf(x, y);
  if (equalVariance) {
    const df = n + m - 2;
    const se = Math.sqrt(((squaresX + squaresY) / df) * (1 / n + 1 / m));
    return result(difference, se, df, [n, m], scale);
  }
  const [varianceX, varianceY] = [squaresX / (n - 1) / n, squaresY / (m - 1) / m];
  const sum = varianceX + varianceY;
  const df = sum ** 2 / (varianceX ** 2 / (n - 1) + varianceY ** 2 / (m - 1));
  return result(difference, Math.sqrt(sum), df, [n, m], scale);
}

function result(
  difference: number,
  se: number,
  df: number,
  n: readonly [number, number],
  scale: number,
): TTest | null {
  if (!(se > rounding * scale)) return null;
  const t = difference / se;
  const { low, high } = tInterval(difference, se, df);
  return { t, df, p: twoSidedT(t, df), difference, se, low, high, n };
}

const scaleOf = (x: Numbers, y: Numbers): number => Math.max(largest(x), largest(y));
