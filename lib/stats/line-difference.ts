import type { Estimate } from "#lib/stats/estimate.ts";
import { tInterval } from "#lib/stats/interval.ts";
import type { Line } from "#lib/stats/ols.ts";
import { mean, squaresAround } from "#lib/stats/mean.ts";
import { twoSidedT } from "#lib/stats/special.ts";

/** first − second, with its interval */
export type CoefficientTest = Estimate & {
  t: number;
  df: number;
  /** two-sided */
  p: number;
};

/**
 * Are the slopes, and the intercepts, of two fitted lines the same? Both lines share one residual variance:
 *   s² = (RSS₁ + RSS₂)/(n₁ + n₂ − 4)
 *   se² of the slopes' difference = s²(1/Σ(x₁−x̄₁)² + 1/Σ(x₂−x̄₂)²)
 *   se² of the intercepts' difference = s²(1/n₁ + x̄₁²/Σ(x₁−x̄₁)² + 1/n₂ + x̄₂²/Σ(x₂−x̄₂)²)
 * These are the tests of the interaction and of the group in one regression with both.
 * @param x of the points that each line was fitted to
 * @returns null where neither line leaves a residual
 * Source: Zar, Biostatistical Analysis, §18.1; Liu et al. hypothesis test 3.
 */
export function lineDifference(
  first: { line: Line; x: readonly number[] },
  second: { line: Line; x: readonly number[] },
): { slope: CoefficientTest; intercept: CoefficientTest } | null {
  const [a, b] = [momentsOf(first.x), momentsOf(second.x)];
  const df = first.line.df + second.line.df;
  const residual =
    first.line.df * first.line.seSlope ** 2 * a.squares +
    second.line.df * second.line.seSlope ** 2 * b.squares;
  const variance = residual / df;
  if (!(variance > 0)) return null;
  const test = (value: number, factor: number): CoefficientTest => {
    const se = Math.sqrt(variance * factor);
    const t = value / se;
    return { ...tInterval(value, se, df), t, df, p: twoSidedT(t, df) };
  };
  return {
    slope: test(first.line.slope - second.line.slope, 1 / a.squares + 1 / b.squares),
    intercept: test(
      first.line.intercept - second.line.intercept,
      1 / a.n + a.mean ** 2 / a.squares + 1 / b.n + b.mean ** 2 / b.squares,
    ),
  };
}

function momentsOf(x: readonly number[]): { n: number; mean: number; squares: number } {
  const centre = mean(x);
  return { n: x.length, mean: centre, squares: squaresAround(x, centre) };
}
