import { z } from "zod";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type Candidates, type LossInput } from "#lib/methods/method.ts";
import { chosen, exchange, forgetRate, smallest } from "#lib/methods/small-loss.ts";

/**
 * Among the examples the networks disagree about, each learns from those with the other's smallest
 * losses; from all of them where rounding would leave none. Where they agree about the whole batch,
 * both learn from all of it.
 */
export function exchangeDisagreed(
  { losses, logits }: Pick<Candidates, "losses" | "logits">,
  forget: number,
): Float32Array[] {
  const [first, second] = losses as [Float32Array, Float32Array];
  const size = first.length;
  const classes = logits[0]!.length / size;
  const [answers, others] = logits.map((values) =>
    Array.from({ length: size }, (_, i) => top(values, i, classes)),
  );
  const disagreed = Array.from(first.keys()).filter((i) => answers![i] !== others![i]);
  if (disagreed.length === 0) return losses.map(() => new Float32Array(size).fill(1));

  const none = Math.floor((1 - forget) * disagreed.length) === 0;
  const pick = (values: Float32Array) => {
    const small = smallest(
      Float32Array.from(disagreed, (i) => values[i]!),
      none ? 0 : forget,
    );
    return chosen(
      small.map((index) => disagreed[index]!),
      size,
    );
  };
  return [pick(second), pick(first)];
}

function top(values: Float32Array, row: number, classes: number): number {
  const own = values.subarray(row * classes, (row + 1) * classes);
  return own.indexOf(own.reduce((a, b) => Math.max(a, b)));
}

/**
 * Co-teaching+: Co-teaching first, then only on examples the two networks disagree about, which
 * keeps them from becoming one. (The official code feeds softmax outputs into cross-entropy, a
 * second softmax that flattens the gradients; here the logits go in.)
 * Source: Yu et al., ICML 2019, algorithm 1.
 */
export const coTeachingPlus = method({
  id: "co-teaching-plus",
  name: "Co-teaching+",
  nets: 2,
  source: "Yu et al. 2019, “How does disagreement help generalization against label corruption?”",
  hyper: z.object({
    forget: z.number().min(0).lt(1).default(0.18).describe("share of examples left out: the noise rate"),
    warmup: z.number().gt(0).lt(1).default(0.55).describe("share of the epochs with plain Co-teaching"),
    rate: z.number().positive().default(0.3).describe("factor on the learning rate after the warm-up"),
  }),
  phases: ({ forget, warmup, rate }) => {
    const loss = ({ logits, labels }: LossInput) => logits.map((z) => crossEntropy(z, labels));
    return [
      phase({
        name: "co-teaching",
        share: warmup,
        loss,
        select: (candidates) => exchange(candidates, forgetRate(candidates.progress, forget, 1)),
      }),
      phase({
        name: "disagreement",
        share: 1 - warmup,
        rate: () => rate,
        loss,
        select: (candidates) => exchangeDisagreed(candidates, forget),
      }),
    ];
  },
});
