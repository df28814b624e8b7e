import { add, at } from "#lib/array.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { calibrated, calibration, type Evidence, fitCalibration } from "#lib/teaming/calibration.ts";

/**
 * Several machines made one: the geometric mean of the best ones, each calibrated. Machines that learnt
 * from the same labels err alike, so that counting each as a witness would outvote people.
 */

/** Machines that are taken, at most. */
const taken = 5;

/** log-likelihood of what is known, per item and as nats. */
function likelihood({ classes, likelihood, weight }: Evidence, q: (i: number) => Float64Array): number {
  let [sum, weights] = [0, 0];
  weight.forEach((w, i) => {
    const p = q(i);
    let seen = 0;
    for (let k = 0; k < classes; k++) seen += at(p, k) * at(likelihood, i * classes + k);
    sum += w * Math.log(Math.max(seen, 1e-300));
    weights += w;
  });
  return sum / weights;
}

/**
 * @param machines probabilities of each [n × K], for the items of the fitting part
 * @param known of those items: likelihood by class and weight
 * @returns which machines are taken, the likeliest first, and how their probabilities become one's
 */
export function machinesAsOne(
  machines: readonly Float32Array[],
  known: Omit<Evidence, "machine">,
): { chosen: number[]; combine: (rows: readonly ArrayLike<number>[]) => Float64Array } {
  const { classes } = known;
  const fitted = machines.map((machine, id) => {
    const evidence = { ...known, machine };
    const scale = calibration.parse(fitCalibration(evidence));
    const row = new Float64Array(classes);
    const worth = likelihood(evidence, (i) => normalised(calibrated(scale, machine, i * classes, row)));
    return { id, scale, worth };
  });
  const best = fitted.sort((a, b) => b.worth - a.worth || a.id - b.id).slice(0, taken);
  return {
    chosen: best.map(({ id }) => id),
    combine(rows) {
      const mean = new Float64Array(classes);
      const own = new Float64Array(classes);
      for (const { id, scale } of best) {
        normalised(calibrated(scale, at(rows, id), 0, own));
        for (let k = 0; k < classes; k++) add(mean, k, Math.log(Math.max(at(own, k), 1e-12)) / best.length);
      }
      return normalised(mean);
    },
  };
}
