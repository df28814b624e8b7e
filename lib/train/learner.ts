import { at as element } from "#lib/array.ts";
import type { Moment, Phase } from "#lib/methods/method.ts";
import {
  entry,
  sizeOf,
  type Executor,
  type Named,
  type Program,
  type Run,
  type Values,
} from "#lib/tensor/executor.ts";
import type { Batch } from "#lib/train/batches.ts";
import type { Settings } from "#lib/train/options.ts";
import { averagedWeights, emaWeights } from "#lib/train/state.ts";
import { emaStep, lookaheadStep, trainedNames, trainingStep, type StepShape } from "#lib/train/step.ts";

/** The networks in training: their state, which the executor holds, and what can be done to it. */
export type Learner = {
  /** One step of all networks on a batch. */
  learn(step: LearningStep): Promise<{ loss: number; logits: Float32Array }>;
  /** Pulls the weights to their running average, which keeps `keep` of itself; 1 replaces them by it. */
  lookahead(keep: number): Promise<void>;
  /** Adds the weights to the running average that predicts, which keeps `keep` of itself. */
  average(keep: number): Promise<void>;
  /** A copy of everything: weights, running statistics, momenta, averages of both kinds. */
  state(): Promise<Named<Values>>;
  write(state: Named<Values>): void;
  close(): Promise<void>;
};

export type LearningStep = {
  batch: Batch;
  /** noisy labels of the batch as class numbers */
  labels: Int32Array;
  /** drawn when the phase asks for it */
  peer: () => Batch;
  phase: Phase;
  at: Moment;
  /** side of the batch's images, pixels */
  side: number;
  /** share of the learning-rate schedule completed, and the schedule's factor */
  progress: number;
  factor: number;
};

/**
 * @param state as made by initialState() or read from a checkpoint
 * @param shapeOf the step on images of a side; parameters must not depend on it
 */
export function openLearner(
  executor: Executor,
  state: Named<Values>,
  shape: StepShape,
  shapeOf: (side: number) => StepShape,
  settings: Settings,
): Learner {
  const session = executor.open(state);
  const averaged = averagedWeights(state);
  // compiled when first needed: a training resumed after its last epoch has no averages any more
  let pull: Promise<Run> | undefined;
  const smoothed = emaWeights(state);
  let smooth: Promise<Run> | undefined;

  /** Compiled when first needed: one graph for each phase, side of the images and set of trained parameters. */
  const graphs = new Map<Phase, Map<string, Promise<Run>>>();
  const graphOf = (phase: Phase, name: string, program: () => Program): Promise<Run> => {
    const own = graphs.get(phase) ?? new Map<string, Promise<Run>>();
    const run = own.get(name) ?? session.compile(program());
    graphs.set(phase, own.set(name, run));
    return run;
  };
  const stepOf = ({ phase, progress, side }: LearningStep): Promise<Run> => {
    const trained = trainedNames(shape, progress);
    const name = `step ${side} ${trained.length}`;
    return graphOf(phase, name, () => trainingStep(shapeOf(side), phase, trained));
  };

  return {
    async learn(step) {
      const { batch, phase, at } = step;
      const fed: Named<Float32Array> = { images: batch.images, labels: batch.labels };
      for (const [name, extra] of Object.entries(phase.extras)) {
        fed[`extra/${name}`] = Float32Array.from(extra.value(at, shape.classes));
      }
      for (const [name, of] of Object.entries(phase.columns)) {
        fed[`extra/${name}`] = rowsOf(entry(at.memory, name), batch.positions, sizeOf(of(shape.classes)));
      }
      if (phase.peer) {
        const peer = step.peer();
        fed["peer/images"] = peer.images;
        fed["peer/labels"] = peer.labels;
      }
      const rate = meanRate(settings, shape.batch) * step.factor * phase.rate(at);
      const run = await stepOf(step);
      const outputs = await run({
        ...fed,
        learningRate: Float32Array.of(rate),
        momentum: Float32Array.of(settings.momentum),
        decay: Float32Array.of(settings.weightDecay / settings.learningRate),
      });
      const [loss, logits] = [element(entry(outputs, "loss"), 0), entry(outputs, "logits")];
      phase.after?.({ positions: batch.positions, logits, classes: shape.classes, memory: at.memory });
      return { loss, logits };
    },
    async lookahead(keep) {
      pull ??= session.compile(lookaheadStep(averaged));
      const run = await pull;
      await run({ keep: Float32Array.of(keep) });
    },
    async average(keep) {
      smooth ??= session.compile(emaStep(smoothed));
      const run = await smooth;
      await run({ keep: Float32Array.of(keep) });
    },
    state: () => session.read(),
    write: (values) => session.write(values),
    close: () => session.close(),
  };
}

/** The given rows of a table with `width` columns. */
function rowsOf(table: Float32Array, rows: Int32Array, width: number): Float32Array {
  const picked = new Float32Array(rows.length * width);
  rows.forEach((row, i) => picked.set(table.subarray(row * width, (row + 1) * width), i * width));
  return picked;
}

/**
 * The learning rate for a loss that is a mean over the batch. airbench gives it per 1,024 images
 * of a summed loss, and divides by 1 + 1/(1 − momentum), the length of a step under momentum.
 */
const meanRate = ({ learningRate, momentum }: Settings, batch: number): number =>
  (learningRate * batch) / (1024 * (1 + 1 / (1 - momentum)));
