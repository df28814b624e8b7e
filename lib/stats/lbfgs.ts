/** Steps and changes of the gradient that are remembered. */
const memory = 8;

/**
 * Where a smooth function is smallest, near a start: limited-memory BFGS with a backtracking line search
 * (Armijo's condition).
 * @param start [p], left as it is
 * @param valueAt the function at x; writes its gradient [p] into the second argument
 * @param rounds most steps
 * @param tolerance of the largest component of the gradient, and of the relative decrease of a step
 * @returns [p]
 * Source: Nocedal & Wright, Numerical Optimization, 2nd ed., Algorithms 7.4 and 3.1.
 */
export function lbfgs(
  start: Float64Array,
  valueAt: (x: Float64Array, gradient: Float64Array) => number,
  rounds = 100,
  tolerance = 1e-7,
): Float64Array {
  let x = Float64Array.from(start);
  let gradient = new Float64Array(x.length);
  let value = valueAt(x, gradient);
  const pairs: { step: Float64Array; change: Float64Array; rho: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const direction = towards(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      // curvature went wrong: down the gradient
      pairs.length = 0;
      direction.forEach((_, i) => (direction[i] = -(gradient[i] ?? NaN)));
      slope = dot(direction, gradient);
    }
    if (largest(gradient) < tolerance) break;
    const length0 = pairs.length === 0 ? Math.min(1, 1 / norm(gradient)) : 1;
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    let reached = Infinity;
    let length = length0;
    for (let halving = 0; halving < 30; halving++, length /= 2) {
      for (let i = 0; i < x.length; i++) next[i] = (x[i] ?? NaN) + length * (direction[i] ?? NaN);
      reached = valueAt(next, nextGradient);
      if (reached <= value + 1e-4 * length * slope) break;
    }
    if (!(reached < value)) break;
    const step = next.map((v, i) => v - (x[i] ?? NaN));
    const change = nextGradient.map((v, i) => v - (gradient[i] ?? NaN));
    const curvature = dot(step, change);
    if (curvature > 1e-12) {
      pairs.push({ step, change, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    const gained = value - reached;
    [x, gradient, value] = [next, nextGradient, reached];
    if (gained < tolerance * Math.max(1, Math.abs(value))) break;
  }
  return x;
}

/** The two-loop recursion: −H·gradient. */
function towards(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; rho: number }[],
): Float64Array {
  const q = gradient.map((v) => -v);
  const alphas: number[] = [];
  for (const { step, change, rho } of [...pairs].reverse()) {
    const alpha = rho * dot(step, q);
    alphas.unshift(alpha);
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? NaN) - alpha * (change[i] ?? NaN);
  }
  const newest = pairs.at(-1);
  if (newest) {
    const scale = 1 / (newest.rho * dot(newest.change, newest.change));
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? NaN) * scale;
  }
  pairs.forEach(({ step, change, rho }, k) => {
    const beta = (alphas[k] ?? NaN) - rho * dot(change, q);
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? NaN) + beta * (step[i] ?? NaN);
  });
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN);
  return sum;
}

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
const largest = (a: Float64Array): number => a.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
