import { z } from "zod";
import { add, at } from "#lib/array.ts";
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
    out[to + k] = Math.log((1 - epsilon) * at(p, from + k) + epsilon / classes);
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
    for (let k = 0; k < classes; k++) out[k] = at(weights, k) * at(logs, k) + at(bias, k);
  else
    for (let k = 0; k < classes; k++) {
      let sum = at(bias, k);
      for (let l = 0; l < classes; l++) sum += at(weights, k * classes + l) * at(logs, l);
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
      for (let k = 0; k < classes; k++) if (at(q, k) > most) most = at(q, k);
      let [all, seen] = [0, 0];
      for (let k = 0; k < classes; k++) {
        all += q[k] = Math.exp(at(q, k) - most);
        seen += at(q, k) * at(likelihood, i * classes + k);
      }
      const w = at(weight, i);
      sum -= w * Math.log(Math.max(seen / all, 1e-300));
      for (let k = 0; k < classes; k++)
        pull[k] = w * (at(q, k) / all - (seen > 0 ? (at(q, k) * at(likelihood, i * classes + k)) / seen : 0));
      back(i, pull);
    }
    return sum;
  }

  // one temperature first: what the rest shrinks to
  const [cool] = lbfgs(Float64Array.of(0), (x, gradient) => {
    const inverse = Math.exp(at(x, 0));
    let slope = 0;
    const value = loss(
      (i, out) => {
        for (let k = 0; k < classes; k++) out[k] = inverse * at(logs, i * classes + k);
      },
      (i, g) => {
        for (let k = 0; k < classes; k++) slope += at(g, k) * at(logs, i * classes + k) * inverse;
      },
    );
    // half a unit of log-temperature: Kerrigan et al., NeurIPS 2021
    gradient[0] = slope + at(x, 0) / 0.25;
    return value + at(x, 0) ** 2 / 0.5;
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
            let sum = at(x, numbers + k) + inverse * at(logs, i * classes + k);
            if (matrix)
              for (let l = 0; l < classes; l++) sum += at(x, k * classes + l) * at(logs, i * classes + l);
            else sum += at(x, k) * at(logs, i * classes + k);
            out[k] = sum;
          }
        },
        (i, g) => {
          for (let k = 0; k < classes; k++) {
            const own = at(g, k);
            add(gradient, numbers + k, own);
            if (matrix)
              for (let l = 0; l < classes; l++)
                add(gradient, k * classes + l, own * at(logs, i * classes + l));
            else add(gradient, k, own * at(logs, i * classes + k));
          }
        },
      );
      for (let j = 0; j < x.length; j++) {
        const spread = j >= numbers || !matrix || j % (classes + 1) === 0 ? near : off;
        value += at(x, j) ** 2 / (2 * spread ** 2);
        add(gradient, j, at(x, j) / spread ** 2);
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
