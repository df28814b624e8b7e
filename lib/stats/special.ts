/**
 * Probability of a t at least as far from 0, on either side.
 *   p = I_x(df/2, 1/2) with x = df/(df + t²)
 * The lower tail is taken wherever it is small, never 1 − cdf, which is 0 from about t = 8 on: p keeps
 * ten significant digits down to the smallest normal numbers (10⁻³⁰⁷).
 * @param t any number; its sign does not matter
 * @param df degrees of freedom, > 0; need not be whole
 * @returns in [0, 1]
 * @throws RangeError for a NaN or degrees of freedom that are not positive and finite
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.1.
 * @example twoSidedT(12.57, 18) // 2.38e-10, the study's Table 2
 */
export function twoSidedT(t: number, df: number): number {
  if (Number.isNaN(t)) throw new RangeError("t is not a number");
  if (!(df > 0 && df < Infinity)) throw new RangeError(`degrees of freedom must be positive, not ${df}`);
  const ratio = (t / df) * t;
  if (ratio < 1e-300) return 1;
  // x^a·(1 − x)^½ of x = 1/(1 + ratio), by logarithms that lose nothing as x nears 1
  const a = df / 2;
  const power = Math.exp(-a * Math.log1p(ratio) - Math.log1p(1 / ratio) / 2);
  const scaled = (power * gammaRatio(a)) / Math.sqrt(Math.PI);
  if (scaled === 0) return 0;
  const [x, rest] = [1 / (1 + ratio), 1 / (1 + 1 / ratio)];
  // The fraction converges fast below the distribution's mean; above it, from the other end.
  const p =
    x < (a + 1) / (a + 2.5)
      ? (scaled * betaFraction(x, a, 0.5)) / a
      : 1 - 2 * scaled * betaFraction(rest, 0.5, a);
  return Math.min(1, Math.max(0, p));
}

/**
 * The t that a t-distributed value stays below with probability p. Newton's method on the two-sided
 * tail: it falls ever less steeply, so that the steps from 0 never pass the root.
 * @param p in (0, 1) @param df degrees of freedom, > 0
 * @throws RangeError for a p or degrees of freedom outside of these
 * @example tQuantile(0.975, 18) // 2.1009
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`p must be between 0 and 1, not ${p}`);
  const tails = 2 * Math.min(p, 1 - p);
  let t = 0;
  for (;;) {
    const density = (gammaRatio(df / 2) / Math.sqrt(df * Math.PI)) * (1 + (t / df) * t) ** (-(df + 1) / 2);
    const next = t + (twoSidedT(t, df) - tails) / (2 * density);
    if (!(next > t * (1 + 1e-14))) return p < 0.5 ? -t : t;
    t = next;
  }
}

/**
 * Γ(a + ½)/Γ(a), without the digits that a difference of two log Γ would lose: the asymptotic series
 * from a = 40 on, smaller a by Γ(z + 1) = zΓ(z).
 * Source: Abramowitz & Stegun, 6.1.47 and 6.1.15.
 */
function gammaRatio(a: number): number {
  let [factor, z] = [1, a];
  for (; z < 40; z++) factor *= z / (z + 0.5);
  const u = 1 / z;
  const series =
    1 +
    u *
      (-1 / 8 +
        u * (1 / 128 + u * (5 / 1024 + u * (-21 / 32768 + u * (-399 / 262144 + u * (869 / 4194304))))));
  return factor * Math.sqrt(z) * series;
}

/**
 * The continued fraction F of I_x(a, b) = x^a(1 − x)^b/(a·B(a, b))·F, by Lentz's method.
 * Source: Abramowitz & Stegun, 26.5.8; Press et al., Numerical Recipes, §6.4.
 */
function betaFraction(x: number, a: number, b: number): number {
  const floor = 1e-300;
  const awayFromZero = (value: number) => (Math.abs(value) < floor ? floor : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d);
      c = awayFromZero(1 + term / c);
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < 1e-16) return fraction;
    if (m > 10_000)
      throw new RangeError(`the incomplete beta function of ${x}, ${a}, ${b} does not converge`);
  }
}
