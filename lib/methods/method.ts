import type * as tf from "@tensorflow/tfjs";
import type { z } from "zod";
import type { Named } from "#lib/tensor/executor.ts";
import type { Ranked } from "#lib/tensor/rank.ts";

/**
 * A method of learning from noisy labels, as a value. Tensor code (`loss`, `select`) is recorded into
 * the training graph and cannot read values; what is decided between epochs (`between`) works on
 * plain arrays. The loop in lib/train knows no method by name.
 */

/** What a loss sees of one batch; an array has one tensor a network. */
export type LossInput = {
  /** [B, K], one a network */
  logits: tf.Tensor2D[];
  /** the noisy labels, one-hot [B, K]; of a method with `shares` perhaps the shares of several people's answers */
  labels: tf.Tensor2D;
  /** a second batch whose images and labels were drawn independently of each other, if the phase asks for one */
  peer: PeerBatch | null;
  /** the phase's `extras` and `columns`, by name */
  extras: Ranked;
};

export type PeerBatch = { logits: tf.Tensor2D[]; labels: tf.Tensor2D };

/** What a method remembers between epochs (a transition matrix, a prior); saved in checkpoints. */
export type Memory = Named<Float32Array>;

export type Moment = {
  /** share of this phase completed, 0 … 1 */
  progress: number;
  memory: Memory;
};

/** An extra input of the training graph, set before each step. */
export type Extra = {
  shape: (classes: number) => number[];
  value: (at: Moment, classes: number) => ArrayLike<number>;
};

/** What `between` sees: the whole training set. */
export type EpochView = {
  classes: number;
  /** noisy labels of the training items */
  labels: Int32Array;
  /** epochs of this phase completed */
  epoch: number;
  progress: number;
  memory: Memory;
  /** probabilities of the first network for all training items, not augmented: n × K */
  predict: () => Promise<Float32Array>;
};

/** What `select` sees: one batch, before the networks learn from it, as constants. */
export type Candidates = {
  /** what `loss` gave */
  losses: tf.Tensor1D[];
  /** [B, K], one a network */
  logits: tf.Tensor2D[];
  /** as in LossInput */
  extras: Ranked;
};

/** What `after` sees: a batch that the networks have just learnt from. */
export type Learnt = {
  /** positions of its items in the training list */
  positions: Int32Array;
  /** of the first network, before the step: [B × K] */
  logits: Float32Array;
  classes: number;
  memory: Memory;
};

export type Phase = {
  name: string;
  /** share of the epochs; those of a method's phases add up to 1 */
  share: number;
  /** factor on the learning rate, because losses differ in scale */
  rate: (at: Moment) => number;
  /** per-example losses [B], one tensor a network (or one for all, where the loss is joint) */
  loss: (input: LossInput) => tf.Tensor1D[];
  peer: boolean;
  /** plain cross-entropy on all labels: these epochs are the same in every method that begins with it */
  plain: boolean;
  extras: Named<Extra>;
  /** per-example values of the memory (n × size of the shape): the batch's rows, [B, …shape], join the extras */
  columns: Named<(classes: number) => number[]>;
  /** start this phase from newly drawn weights */
  restart: boolean;
  /** weights [B] of the examples for each loss, constant; null: all count alike */
  select: ((candidates: Candidates) => tf.Tensor1D[]) | null;
  /** called before each epoch of the phase (and before a restart); what it returns is the memory from then on */
  between: ((view: EpochView) => Memory | Promise<Memory>) | null;
  /** called after each step; may write into the memory's arrays */
  after: ((learnt: Learnt) => void) | null;
};

/** The second batch. @throws Error when the phase did not ask for one */
export function peerOf({ peer }: LossInput): PeerBatch {
  if (!peer) throw new Error("This loss needs a peer batch, and its phase asks for none.");
  return peer;
}

/** A phase that does nothing but what is given. */
export const phase = (given: Partial<Phase> & Pick<Phase, "loss">): Phase => ({
  name: "train",
  share: 1,
  rate: () => 1,
  peer: false,
  plain: false,
  extras: {},
  columns: {},
  restart: false,
  select: null,
  between: null,
  after: null,
  ...given,
});

/** What the registry holds; the type of the hyper-parameters is sealed inside. */
export type Method = {
  id: string;
  name: string;
  /** networks trained side by side */
  nets: 1 | 2;
  /** probabilities are the first network's, or the mean over all */
  infer: "first" | "mean";
  /** its loss is linear in the labels, so that shares of answers are learnt as so many single ones would be */
  shares: boolean;
  source: string;
  /** describes itself to forms and documentation (z.toJSONSchema) */
  hyper: z.ZodType;
  /** @throws ZodError when the hyper-parameters do not fit */
  plan(hyper: unknown): Phase[];
};

export function method<Schema extends z.ZodType, Id extends string>(definition: {
  id: Id;
  name: string;
  nets?: 1 | 2;
  infer?: "first" | "mean";
  shares?: boolean;
  source: string;
  hyper: Schema;
  phases: (hyper: z.infer<Schema>) => Phase[];
}): Method & { id: Id } {
  const { phases, ...rest } = definition;
  return {
    nets: 1,
    infer: "first",
    shares: false,
    ...rest,
    plan: (raw) => phases(definition.hyper.parse(raw)),
  };
}
