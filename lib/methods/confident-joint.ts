import { add, at } from "#lib/array.ts";

/**
 * Confident learning: how many items labelled i belong to class j, counted among those of which a
 * network is sure. Predictions should be out of sample.
 * Source: Northcutt, Jiang & Chuang, JAIR 2021, “Confident learning”, eq. 1–3 and §3.3; cleanlab.
 */

/**
 * Self-confidence of each class: the mean probability of class j over the items labelled j.
 * @param probabilities n × K  @param labels [n], class numbers
 * @returns [K]; 1 for a class that no item is labelled with
 */
export function classThresholds(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): Float64Array {
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  labels.forEach((label, row) => {
    add(sums, label, at(probabilities, row * classes + label));
    add(counts, label, 1);
  });
  return sums.map((sum, label) => (counts[label] === 0 ? 1 : sum / at(counts, label)));
}

/**
 * The confident joint, calibrated: entry (i, j) estimates how many items labelled i are of class j.
 * An item counts for the most probable of the classes whose threshold it reaches, and not at all if
 * it reaches none; rows are then scaled to the number of items with that label.
 * @returns K × K by rows; rows sum to the label counts
 */
export function confidentJoint(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): Float64Array {
  const thresholds = classThresholds(probabilities, labels, classes);
  const joint = new Float64Array(classes * classes);
  const counts = new Float64Array(classes);
  labels.forEach((label, row) => {
    add(counts, label, 1);
    let best = { k: -1, p: -1 };
    for (const [k, threshold] of thresholds.entries()) {
      const p = at(probabilities, row * classes + k);
      if (p >= threshold && p > best.p) best = { k, p };
    }
    if (best.k !== -1) add(joint, label * classes + best.k, 1);
  });
  for (const [label, labelled] of counts.entries()) {
    const row = joint.subarray(label * classes, (label + 1) * classes);
    const total = row.reduce((sum, count) => sum + count, 0);
    if (total === 0) row[label] = labelled;
    else row.forEach((count, k) => (row[k] = (count * labelled) / total));
  }
  return joint;
}

/**
 * T[i][j] = P(label j | class i) from the joint (whose rows are labels).
 * @returns K × K by rows, rows summing to 1, no entry below 1e-6; the identity's row for a class that
 *   no item belongs to
 */
export function transitionFromJoint(joint: Float64Array, classes: number): Float32Array {
  const transition = new Float32Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    const column = Array.from({ length: classes }, (_, j) => at(joint, j * classes + i));
    const empty = column.every((count) => count === 0);
    const shares = column.map((count, j) => Math.max(empty ? Number(i === j) : count, 0));
    const total = shares.reduce((sum, share) => sum + share, 0);
    const floored = shares.map((share) => Math.max(share / total, 1e-6));
    const sum = floored.reduce((a, b) => a + b, 0);
    floored.forEach((share, j) => (transition[i * classes + j] = share / sum));
  }
  return transition;
}

/**
 * Which labels are probably wrong, by noise rate: for each pair (label i, class j) as many items as
 * the joint says, those whose probability of j exceeds that of i the most (and at all).
 * @returns [n], 1 where the label is probably wrong
 */
export function labelErrors(probabilities: Float32Array, labels: Int32Array, classes: number): Uint8Array {
  const joint = confidentJoint(probabilities, labels, classes);
  const wrong = new Uint8Array(labels.length);
  for (let label = 0; label < classes; label++) {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
    for (let k = 0; k < classes; k++) {
      if (k === label) continue;
      const margin = (row: number) =>
        at(probabilities, row * classes + k) - at(probabilities, row * classes + label);
      const sure = rows.filter((row) => margin(row) > 0).sort((a, b) => margin(b) - margin(a));
      for (const row of sure.slice(0, Math.round(at(joint, label * classes + k)))) wrong[row] = 1;
    }
  }
  return wrong;
}
