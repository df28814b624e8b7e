import { z } from "zod";
import { lbfgs } from "#lib/stats/lbfgs.ts";

/**
 * A machine's probabilities made to mean what they say:
 *   q ∝ exp(W · log((1 − ε)·p + ε/K) + b).
 * ε keeps a machine that says 1 and 0 from being certain; W is a matrix for few classes, a diagonal for
 * many; with little to learn from, both shrink to one temperature.
 * Source: Kull et al., NeurIPS 2019, “Beyond temperature scaling” (Dirichlet calibration, ODIR), with
 * Gaussian priors around the temperature of Guo et al., ICML 2017.
 */
export const calibration = z.object({
  floor: z.number().min(0).max(1),
  /** [K × K] by rows, or [K]: a diagonal */
  weights: z.array(z.number()).transform((values) => Float64Array.from(values)),
  bias: z.array(z.number()).transform((values) => Float64Array.from(values)),
});
export type Calibration = z.output<typeof calibration>;
/** As it is stored. */
export type StoredCalibration = z.input<typeof calibration>;

/** Beyond so many classes only a diagonal is fitted: a matrix would have more numbers than the labels can tell. */
const mostForMatrix = 20;
/** Standard deviations of the priors: the diagonal and the bias, and what is off the diagonal. */
const [near, off] = [0.3, 0.1];
const floor = 3e-3;

/** log((1 − ε)·p + ε/K) for one row. */
function floored(
  p: ArrayLike<number>,
  from: number,
  classes: number,
  epsilon: number,
  out: Float64Array,
  to: number,
) {
  for (let k = 0; k < classes; k++)
    out[to + k] = Math.log((1 - epsilon) * (p[from + k] ?? NaN) + epsilon / classes);
}

/**
 * Unnormalised log-probabilities of one item.
 * @param p [K] from `from` on
 * @param out [K]
 */
export function calibrated(
  { floor: epsilon, weights, bias }: Calibration,
  p: ArrayLike<number>,
  from: number,
  out: Float64Array,
): Float64Array {
  const classes = bias.length;
  const logs = scratch(classes);
  floored(p, from, classes, epsilon, logs, 0);
  if (weights.length === classes)
    for (let k = 0; k < classes; k++) out[k] = (weights[k] ?? NaN) * (logs[k] ?? NaN) + (bias[k] ?? NaN);
  else
    for (let k = 0; k < classes; k++) {
      let sum = bias[k] ?? NaN;
      for (let l = 0; l < classes; l++) sum += (weights[k * classes + l] ?? NaN) * (logs[l] ?? NaN);
      out[k] = sum;
    }
  return out;
}

let space = new Float64Array(0);
const scratch = (classes: number): Float64Array =>
  space.length === classes ? space : (space = new Float64Array(classes));

/** What calibrations are fitted on. */
export type Evidence = {
  classes: number;
  /** the machine's probabilities [n × K] */
  machine: Float32Array;
  /**
   * likelihood of what else is known of each item by its class, up to a factor [n × K]: 1 for gold's class and 0
   * elsewhere, or the product of P(answer | class)
   */
  likelihood: Float64Array;
  /** [n] */
  weight: Float64Array;
};

/**
 * The calibration with the greatest marginal likelihood Σ_i w_i · log Σ_k q_ik · likelihood_ik, times the priors.
 * With gold that is the log-likelihood of the labels; without, that of what people answered.
 * @throws RangeError without items
 */
export function fitCalibration({ classes, machine, likelihood, weight }: Evidence): StoredCalibration {
  const n = weight.length;
  if (n === 0) throw new RangeError("A calibration cannot be fitted without items.");
  const logs = new Float64Array(n * classes);
  for (let i = 0; i < n; i++) floored(machine, i * classes, classes, floor, logs, i * classes);
  const matrix = classes <= mostForMatrix;
  const q = new Float64Array(classes);
  const pull = new Float64Array(classes);

  /** −log-likelihood; adds its gradient by the logits of each item. */
  function loss(
    logits: (i: number, out: Float64Array) => void,
    back: (i: number, gradient: Float64Array) => void,
  ): number {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      logits(i, q);
      let most = -Infinity;
      for (let k = 0; k < classes; k++) if ((q[k] ?? NaN) > most) most = q[k] ?? NaN;
      let [all, seen] = [0, 0];
      for (let k = 0; k < classes; k++) {
        all += q[k] = Math.exp((q[k] ?? NaN) - most);
        seen += (q[k] ?? NaN) * (likelihood[i * classes + k] ?? NaN);
      }
      const w = weight[i] ?? NaN;
      sum -= w * Math.log(Math.max(seen / all, 1e-300));
      for (let k = 0; k < classes; k++)
        pull[k] =
          w *
          ((q[k] ?? NaN) / all -
            (seen > 0 ? ((q[k] ?? NaN) * (likelihood[i * classes + k] ?? NaN)) / seen : 0));
      back(i, pull);
    }
    return sum;
  }

  // one temperature first: what the rest shrinks to
  const [cool] = lbfgs(Float64Array.of(0), (x, gradient) => {
    const inverse = Math.exp(x[0] ?? NaN);
    let slope = 0;
    const value = loss(
      (i, out) => {
        for (let k = 0; k < classes; k++) out[k] = inverse * (logs[i * classes + k] ?? NaN);
      },
      (i, g) => {
        for (let k = 0; k < classes; k++) slope += (g[k] ?? NaN) * (logs[i * classes + k] ?? NaN) * inverse;
      },
    );
    // half a unit of log-temperature: Kerrigan et al., NeurIPS 2021
    gradient[0] = slope + (x[0] ?? NaN) / 0.25;
    return value + (x[0] ?? NaN) ** 2 / 0.5;
  });
  const inverse = Math.exp(cool ?? 0);

  const numbers = matrix ? classes * classes : classes;
  const found = lbfgs(
    new Float64Array(numbers + classes),
    (x, gradient) => {
      gradient.fill(0);
      let value = loss(
        (i, out) => {
          for (let k = 0; k < classes; k++) {
            let sum = (x[numbers + k] ?? NaN) + inverse * (logs[i * classes + k] ?? NaN);
            if (matrix)
              for (let l = 0; l < classes; l++)
                sum += (x[k * classes + l] ?? NaN) * (logs[i * classes + l] ?? NaN);
            else sum += (x[k] ?? NaN) * (logs[i * classes + k] ?? NaN);
            out[k] = sum;
          }
        },
        (i, g) => {
          for (let k = 0; k < classes; k++) {
            const own = g[k] ?? NaN;
            gradient[numbers + k] = (gradient[numbers + k] ?? NaN) + own;
            if (matrix)
              for (let l = 0; l < classes; l++)
                gradient[k * classes + l] =
                  (gradient[k * classes + l] ?? NaN) + own * (logs[i * classes + l] ?? NaN);
            else gradient[k] = (gradient[k] ?? NaN) + own * (logs[i * classes + k] ?? NaN);
          }
        },
      );
      for (let j = 0; j < x.length; j++) {
        const spread = j >= numbers || !matrix || j % (classes + 1) === 0 ? near : off;
        value += (x[j] ?? NaN) ** 2 / (2 * spread ** 2);
        gradient[j] = (gradient[j] ?? NaN) + (x[j] ?? NaN) / spread ** 2;
      }
      return value;
    },
    60,
    1e-6,
  );
  const weights = Array.from(found.subarray(0, numbers), (w, j) =>
    !matrix || j % (classes + 1) === 0 ? w + inverse : w,
  );
  return { floor, weights, bias: [...found.subarray(numbers)] };
}
