import { lnFactorial } from "#lib/stats/ln-factorial.ts";

/** P(X ≥ k) for X binomial: so many of n, each with probability p strictly between 0 and 1. */
export function binomialTail(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = Math.max(0, k); i <= n; i++)
    sum += Math.exp(
      lnFactorial(n) - lnFactorial(i) - lnFactorial(n - i) + i * Math.log(p) + (n - i) * Math.log1p(-p),
    );
  return Math.min(1, sum);
}
