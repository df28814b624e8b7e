import { add, at } from "#lib/array.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";

/** Temperature scaling: one number that makes a network's confidences mean what they say. */

/**
 * Mean negative log-likelihood of the labels at a temperature, nats.
 * @param logits one n × K array for each network; their softmaxes are averaged
 * @param transition P(label j | class i), K × K by rows, when the labels are noisy: the
 *   likelihood is then that of the noisy label. Without it the labels count as right.
 */
export function likelihoodAt(
  temperature: number,
  logits: Float32Array[],
  labels: Int32Array,
  classes: number,
  transition: Float32Array | null,
): number {
  const each = logits.map((values) => softmaxRows(values, classes, temperature));
  let sum = 0;
  labels.forEach((label, row) => {
    let p = 0;
    for (const values of each) {
      const own = values.subarray(row * classes, (row + 1) * classes);
      if (transition === null) p += at(own, label) / each.length;
      else own.forEach((q, k) => (p += (q * at(transition, k * classes + label)) / each.length));
    }
    sum -= Math.log(Math.max(p, 1e-12));
  });
  return sum / labels.length;
}

const [COLDEST, HOTTEST] = [Math.log(0.05), Math.log(20)];

/**
 * The temperature with the greatest likelihood, by golden-section search on its logarithm in
 * [0.05, 20]; to a relative 1e-4.
 * Source: Guo et al., ICML 2017, “On calibration of modern neural networks”, §4.2.
 * @throws RangeError without labels
 */
export function fitTemperature(
  logits: Float32Array[],
  labels: Int32Array,
  classes: number,
  transition: Float32Array | null = null,
): number {
  if (labels.length === 0) throw new RangeError("A temperature cannot be fitted without labels.");
  const loss = (log: number) => likelihoodAt(Math.exp(log), logits, labels, classes, transition);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [COLDEST, HOTTEST];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [loss(left), loss(right)];
  while (high - low > 1e-4) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = loss(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = loss(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** Pseudo-count: correctly labelled items added to each row of the transition matrix. */
const PRIOR = 1;
const ROUNDS = 30;

/**
 * Temperature and transition matrix together, for noisy labels: the pair under which they are most
 * likely. (Treating noisy labels as right would push confidences down to the labels' reliability.) Each round is one step of expectation–maximisation on the matrix and a
 * new search for the temperature.
 * Source: Goldberger & Ben-Reuven, ICLR 2017 (a noise layer fitted by likelihood), with a temperature
 * in place of the network.
 * @param logits as in likelihoodAt, of items the network was not trained on
 * @returns transition K × K, rows summing to 1
 */
export function fitNoisyTemperature(
  logits: Float32Array[],
  labels: Int32Array,
  classes: number,
): { temperature: number; transition: Float32Array } {
  let temperature = fitTemperature(logits, labels, classes);
  let transition: Float32Array = Float32Array.from({ length: classes * classes }, (_, i) =>
    i % (classes + 1) === 0 ? 0.9 : 0.1 / (classes - 1),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const before = temperature;
    transition = expectedTransition(logits, labels, classes, temperature, transition);
    temperature = fitTemperature(logits, labels, classes, transition);
    if (Math.abs(Math.log(temperature / before)) < 1e-4) break;
  }
  return { temperature, transition };
}

/** One step of expectation–maximisation on the transition matrix. */
function expectedTransition(
  logits: Float32Array[],
  labels: Int32Array,
  classes: number,
  temperature: number,
  transition: Float32Array,
): Float32Array {
  const each = logits.map((values) => softmaxRows(values, classes, temperature));
  const counts = new Float64Array(classes * classes);
  for (let k = 0; k < classes; k++) counts[k * classes + k] = PRIOR;
  const share = new Float64Array(classes);
  labels.forEach((label, row) => {
    let total = 0;
    for (let k = 0; k < classes; k++) {
      const p = each.reduce((sum, values) => sum + at(values, row * classes + k), 0);
      total += share[k] = p * at(transition, k * classes + label);
    }
    if (total > 0) share.forEach((joint, k) => add(counts, k * classes + label, joint / total));
  });
  return Float32Array.from(counts, (count, i) => {
    const row = Math.floor(i / classes) * classes;
    return count / counts.subarray(row, row + classes).reduce((sum, value) => sum + value, 0);
  });
}
