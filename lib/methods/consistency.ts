import { z } from "zod";
import { at } from "#lib/array.ts";
import { cleanShares } from "#lib/methods/clean-share.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type EpochView, type Learnt, type Memory } from "#lib/methods/method.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import { entry } from "#lib/tensor/executor.ts";

/** The memory before the first prediction; `after` sees no labels but these. */
const nothingYet = (labels: Int32Array, classes: number, n = labels.length): Memory => ({
  labels: Float32Array.from(labels),
  average: new Float32Array(n * classes),
  wrong: new Float32Array(n),
  seen: new Float32Array(n),
  targets: new Float32Array(n * classes),
});

/** What a batch's predictions add to the memory, in place. */
export function remember({ logits, positions, classes, memory }: Learnt, beta: number): void {
  const p = softmaxRows(logits, classes);
  const labels = entry(memory, "labels");
  const [average, wrong, seen] = [entry(memory, "average"), entry(memory, "wrong"), entry(memory, "seen")];
  positions.forEach((position, row) => {
    const own = p.subarray(row * classes, (row + 1) * classes);
    const kept = average.subarray(position * classes, (position + 1) * classes);
    const old = at(seen, position) === 0 ? 0 : beta;
    own.forEach((value, k) => (kept[k] = old * at(kept, k) + (1 - old) * value));
    seen[position] = at(seen, position) + 1;
    const label = at(labels, position);
    if (own.some((value) => value > at(own, label))) wrong[position] = at(wrong, position) + 1;
  });
}

/**
 * w·label + (1 − w)·p̄^(1/T)/Σ: the label as far as it seems right, else what the network has kept predicting.
 * @returns [n × K]
 */
export function targetsOf(
  { average, wrong, seen }: Memory,
  labels: Int32Array,
  classes: number,
  temperature: number,
): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  if (!average || !wrong || !seen) return targets;
  const clean = cleanShares({ wrong, seen });
  labels.forEach((label, i) => {
    const w = at(seen, i) === 0 ? 1 : at(clean, i);
    const target = targets.subarray(i * classes, (i + 1) * classes);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += target[k] = at(average, i * classes + k) ** (1 / temperature);
    for (let k = 0; k < classes; k++) target[k] = sum > 0 ? ((1 - w) * at(target, k)) / sum : 0;
    target[label] = at(target, label) + (sum > 0 ? w : 1);
  });
  return targets;
}

/**
 * Self-ensembled targets: after a while of cross-entropy, an example is taught its label only as far as its
 * predictions, each on another view of the image, have not kept contradicting it, and their sharpened running
 * average for the rest. With strong views (cutout, wide shifts) it is a consistency loss.
 * Sources: Laine & Aila 2017 (temporal ensembling); Arazo et al. 2019, eq. 8 (dynamic bootstrapping by a
 * two-component mixture); Berthelot et al. 2019, eq. 7 (sharpening).
 */
export const consistency = method({
  id: "consistency",
  name: "Consistency",
  source: "Laine & Aila 2017; Arazo et al. 2019; Berthelot et al. 2019",
  hyper: z.object({
    first: z.number().min(0.02).lt(1).default(0.3).describe("share of the epochs with plain cross-entropy"),
    beta: z
      .number()
      .min(0)
      .lt(1)
      .default(0.8)
      .describe("weight of the old predictions in the running average"),
    temperature: z.number().gt(0).max(1).default(0.5).describe("sharpens the running average; 1 leaves it"),
  }),
  phases({ first, beta, temperature }) {
    const kept = ({ memory, labels, classes }: EpochView): Memory =>
      memory.average ? memory : nothingYet(labels, classes);
    const after = (learnt: Learnt) => remember(learnt, beta);
    return [
      phase({
        name: "warm-up",
        share: first,
        between: kept,
        loss: ({ logits, labels }) => logits.map((values) => crossEntropy(values, labels)),
        after,
      }),
      phase({
        share: 1 - first,
        columns: { targets: (classes) => [classes] },
        between(view) {
          const memory = kept(view);
          return { ...memory, targets: targetsOf(memory, view.labels, view.classes, temperature) };
        },
        loss: ({ logits, extras }) => logits.map((values) => crossEntropy(values, extras.matrix("targets"))),
        after,
      }),
    ];
  },
});
