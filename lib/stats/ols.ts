import { largest, mean, requireFinite, rounding, squaresAround } from "#lib/stats/mean.ts";
import { type Numbers, dot } from "#lib/stats/numbers.ts";
import { twoSidedT } from "#lib/stats/special.ts";

/** y = intercept + slope·x. Standard errors, t and p are those of the classical linear model, df = n − 2. */
export type Line = {
  slope: number;
  intercept: number;
  seSlope: number;
  seOffset: number;
  /** of the slope */
  t: number;
  df: number;
  /** two-sided, slope = 0 */
  p: number;
  /** two-sided, intercept = 0 */
  pOffset: number;
  /** share of the variance of y that the line explains; 1 where y has none */
  r2: number;
  n: number;
};

/**
 * Ordinary least squares with one regressor.
 *   slope = Σ(x−x̄)(y−ȳ)/Σ(x−x̄)², se² = RSS/(n−2)/Σ(x−x̄)²
 * On points that lie on a line up to rounding, the errors are 0 and p is 0 (or 1 where the coefficient is 0).
 * @param x [n] @param y [n]
 * @returns null with fewer than three points, or where x does not vary
 * @throws RangeError for unequal lengths or a value that is not finite
 * Source: Draper & Smith, Applied Regression Analysis, chapter 1.
 */
export function ols(x: Numbers, y: Numbers): Line | null {
  if (x.length !== y.length)
    throw new RangeError(`points need equal lengths, not ${x.length} and ${y.length}`);
  requireFinite("x", x);
  requireFinite("y", y);
  const n = x.length;
  if (n < 3) return null;
  const [meanX, meanY] = [mean(x), mean(y)];
  const squares = squaresAround(x, meanX);
  if (!(squares > n * (rounding * largest(x)) ** 2)) return null;
  const offX = Float64Array.from(x, (value) => value - meanX);
  const offY = Float64Array.from(y, (value) => value - meanY);
  const slope = dot(offX, offY) / squares;
  const intercept = meanY - slope * meanX;
  let residual = squaresAround(
    offX.map((off, i) => offY[i]! - slope * off),
    0,
  );
  const total = squaresAround(y, meanY);
  const df = n - 2;
  const noise = rounding * largest(y);
  const exact = residual <= n * noise ** 2;
  if (exact) residual = 0;
  const variance = residual / df;
  const seSlope = Math.sqrt(variance / squares);
  const seOffset = Math.sqrt(variance * (1 / n + meanX ** 2 / squares));
  // without errors, a coefficient that moves y by no more than rounding is 0
  const ratio = (value: number, se: number, unit: number) =>
    exact && Math.abs(value) * unit <= noise ? 0 : value / se;
  const t = ratio(slope, seSlope, Math.sqrt(squares / n));
  return {
    slope,
    intercept,
    seSlope,
    seOffset,
    t,
    df,
    n,
    p: twoSidedT(t, df),
    pOffset: twoSidedT(ratio(intercept, seOffset, 1), df),
    r2: total > 0 ? 1 - residual / total : 1,
  };
}
