import type { Memory, View } from "#lib/methods/method.ts";
import { sizeOf, type Named, type Run, type Values } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { channelStatistics, normalisationTable } from "#lib/train/augment.ts";
import { epochBatches, peerBatch, type Batch, type Source } from "#lib/train/batches.ts";
import { encodeCheckpoint, type EpochRecord, type Header } from "#lib/train/checkpoint.ts";
import { TrainingError } from "#lib/train/errors.ts";
import type { TrainingOptions } from "#lib/train/options.ts";
import { planEpochs, type PlannedEpoch } from "#lib/train/plan.ts";
import { accuracyOf, argMax, probabilities } from "#lib/train/predict.ts";
import { LOOKAHEAD_STEPS, lookaheadKeep, triangle } from "#lib/train/schedule.ts";
import { checked, fingerprintOf, initialState, loadCheckpoint } from "#lib/train/setup.ts";
import { lookaheadStep, scores, trainedNames, trainingStep } from "#lib/train/step.ts";

export { TrainingError } from "#lib/train/errors.ts";
export { trainingOptions, type TrainingOptions } from "#lib/train/options.ts";
export { predict } from "#lib/train/predict.ts";

export type TrainingData = {
  /** n × size × size × 3 bytes, row-major NHWC, one row an item */
  images: Uint8Array;
  size: number;
  classes: number;
  /** what is learnt from: noisy labels, one a row */
  train: { rows: Int32Array; labels: Int32Array };
  /** what is predicted, out of sample; gold is −1 where unknown, and only ever displayed */
  predict: { rows: Int32Array; gold: Int32Array };
};

export type TrainingProgress = {
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  imagesPerSecond: number;
  /** mean over this epoch so far */
  loss: number;
  /** against the noisy labels, over this epoch so far */
  trainAccuracy: number;
  /** on predicted items with gold, after the last finished epoch */
  accuracy: number | null;
  secondsLeft: number;
};

export type TrainingHooks = {
  /** milliseconds */
  now(): number;
  report(progress: TrainingProgress): void;
  checkpoints: { load(): Promise<Uint8Array | null>; save(bytes: Uint8Array): Promise<void> };
  cancelled(): boolean;
  log(event: string, detail?: object): void;
};

export type TrainingResult = {
  /** predict.rows.length × classes */
  probabilities: Float32Array;
  accuracy: number | null;
  /** how many predicted items had gold */
  gold: number;
  epochs: number;
  /** of training, mean */
  imagesPerSecond: number;
  seconds: number;
  executor: string;
  parameters: number;
  history: EpochRecord[];
  /** final weights, for predict() */
  checkpoint: Uint8Array;
};

/**
 * Trains one method on one backbone and predicts the items it was not trained on.
 * The same data, options and machine give the same weights, bit for bit, whether or not the
 * training was interrupted after an epoch and taken up again from its checkpoint.
 * @throws TrainingError "invalid" before anything is computed; "cancelled" within one step of the
 *   wish; "diverged" when the loss is no longer a number (the last good checkpoint stays)
 */
export async function train(
  data: TrainingData,
  options: TrainingOptions,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  const { options: settings, method, network, phases } = checked(data, options);
  const { epochs, seed } = settings;
  const started = hooks.now();
  const { executor, attempts } = await probe(settings.threads);
  hooks.log("executor.chosen", { executor: executor.name, attempts });

  const { images, size, classes, train: items } = data;
  const normalisation = channelStatistics(images, size, items.rows);
  const source: Source = { images, size, classes, table: normalisationTable(normalisation) };
  const batch = Math.min(settings.batch, items.rows.length);
  const stepsAnEpoch = Math.floor(items.rows.length / batch);
  const shape = { network, nets: method.nets, batch, size, classes };
  const plan = planEpochs(phases, epochs);
  const goldRows = someGold(data.predict, items.rows.length / 4);

  const fingerprint = fingerprintOf(settings, data);
  const resumed = await loadCheckpoint(hooks, fingerprint);
  const draw = (count: number) => initialState(network, method.nets, source, items.rows, seed, count);
  let memory: Memory = {};
  const state = resumed ? {} : draw(0);
  for (const [name, values] of Object.entries(resumed?.tensors ?? {})) {
    if (name.startsWith("memory/")) memory[name.slice("memory/".length)] = values.data;
    else state[name] = values;
  }
  const session = executor.open(state);
  const averaged = Object.keys(state).flatMap((name) => (name.startsWith("average/") ? [name.slice(8)] : []));
  const lookahead = await session.compile(lookaheadStep(averaged));
  const programs = new Map<string, Promise<Run>>();
  const compiled = (key: string, compile: () => Promise<Run>) => {
    const known = programs.get(key) ?? compile();
    programs.set(key, known);
    return known;
  };

  const history: EpochRecord[] = resumed?.header.history ?? [];
  let epoch = resumed?.header.epoch ?? 0;
  let trainingMs = (resumed?.header.trainingSeconds ?? 0) * 1000;
  const earlierMs = (resumed?.header.seconds ?? 0) * 1000;
  const elapsed = () => earlierMs + hooks.now() - started;
  if (resumed) hooks.log("checkpoint.resumed", { epoch });

  const pause = async () => {
    await new Promise((resolve) => setImmediate(resolve)); // let messages in: a run blocks the event loop
    if (hooks.cancelled()) throw new TrainingError("cancelled", "The training was cancelled.");
  };
  const predictRows = async (rows: Int32Array) =>
    probabilities(
      executor,
      { network, method, weights: weightsOnly(await session.read()) },
      source,
      rows,
      pause,
    );

  try {
    while (epoch < epochs) {
      const now = plan[epoch]!;
      const { phase } = now;
      if (phase.restart && now.done === 0 && epoch > 0) session.write(draw(now.index));
      if (phase.between) {
        const view: View = {
          classes,
          labels: items.labels,
          epoch: now.done,
          progress: now.done / now.length,
          memory,
          predict: () => predictRows(items.rows),
        };
        memory = await phase.between(view);
      }

      const batches = epochBatches(source, items, settings, batch, seed, epoch);
      const epochStart = hooks.now();
      let reported = epochStart;
      let lossSum = 0;
      let right = 0;
      for (let index = 0; index < batches.count; index++) {
        await pause();
        const current = batches.at(index);
        const at = moment(now, index / batches.count, memory);
        const schedule = (epoch - now.from + index / batches.count) / (now.to - now.from);
        const rate = triangle(schedule) * phase.rate(at);
        const fed: Named<Float32Array> = {
          images: current.images,
          labels: current.labels,
          learningRate: Float32Array.of(meanRate(settings.learningRate, settings.momentum, batch) * rate),
          momentum: Float32Array.of(settings.momentum),
          decay: Float32Array.of(settings.weightDecay / settings.learningRate),
        };
        for (const [name, extra] of Object.entries(phase.extras)) {
          fed[`extra/${name}`] = Float32Array.from(extra.value(at, classes));
        }
        if (phase.peer) {
          const peer = peerBatch(source, items, settings, batch, seed, epoch, index);
          fed["peer/images"] = peer.images;
          fed["peer/labels"] = peer.labels;
        }
        for (let net = 0; net < method.nets; net++) fed[`weights/${net}`] = new Float32Array(batch).fill(1);
        if (phase.select) {
          const score = await compiled(`scores ${now.index}`, () => session.compile(scores(shape, phase)));
          const scored = await score(fed);
          const each = (name: string) =>
            Array.from({ length: method.nets }, (_, net) => scored[`${name}/${net}`]).filter(
              (v) => v !== undefined,
            );
          const labels = current.positions.map((position) => items.labels[position]!);
          const chosen = { losses: each("losses"), logits: each("logits"), labels, progress: at.progress };
          phase.select(chosen).forEach((weights, net) => (fed[`weights/${net}`] = weights));
        }

        const trained = trainedNames(shape, schedule);
        const key = `step ${now.index} ${trained.length}`;
        const step = await compiled(key, () => session.compile(trainingStep(shape, phase, trained)));
        const outputs = await step(fed);
        const loss = outputs.loss![0]!;
        if (!Number.isFinite(loss)) throw diverged(epoch);
        lossSum += loss;
        right += countRight(outputs.logits!, items.labels, current, classes);
        const steps = epoch * stepsAnEpoch + index + 1;
        if (settings.lookahead && steps % LOOKAHEAD_STEPS === 0) {
          await lookahead({ keep: Float32Array.of(lookaheadKeep(steps / (epochs * stepsAnEpoch))) });
        }
        if (hooks.now() - reported >= 1000 || index + 1 === batches.count) {
          reported = hooks.now();
          report(steps, index + 1, lossSum, right, trainingMs + reported - epochStart);
        }
      }
      trainingMs += hooks.now() - epochStart;
      epoch++;
      if (settings.lookahead && epoch === epochs) await lookahead({ keep: Float32Array.of(1) });

      const whole = await session.read();
      if (!Object.values(whole).every(({ data: values }) => values.every(Number.isFinite)))
        throw diverged(epoch - 1);
      const last = epoch === epochs; // then all are predicted below
      const accuracy =
        last || goldRows.rows.length === 0
          ? null
          : accuracyOf(await predictRows(goldRows.rows), goldRows.gold, classes);
      const trainAccuracy = right / (batches.count * batch);
      history.push({ epoch, loss: lossSum / batches.count, trainAccuracy, accuracy });
      hooks.log("epoch.finished", { ...history.at(-1), phase: phase.name, seconds: elapsed() / 1000 });
      for (const [name, values] of Object.entries(memory)) {
        whole[`memory/${name}`] = { shape: [values.length], data: values };
      }
      await hooks.checkpoints.save(encodeCheckpoint({ header: header(), tensors: whole }));
      if (!last) report(epoch * stepsAnEpoch, batches.count, lossSum, right, trainingMs);
    }

    const result = await predictRows(data.predict.rows);
    const accuracy = accuracyOf(result, data.predict.gold, classes);
    history.at(-1)!.accuracy = accuracy;
    return {
      probabilities: result,
      accuracy,
      gold: data.predict.gold.filter((label) => label >= 0).length,
      epochs,
      imagesPerSecond: (epochs * stepsAnEpoch * batch) / (trainingMs / 1000),
      seconds: elapsed() / 1000,
      executor: executor.name,
      parameters:
        Object.values(network.parameters).reduce((sum, { shape: s }) => sum + sizeOf(s), 0) * method.nets,
      history,
      checkpoint: encodeCheckpoint({ header: header(), tensors: weightsOnly(await session.read()) }),
    };
  } finally {
    await session.close();
  }

  function header(): Header {
    const times = { seconds: elapsed() / 1000, trainingSeconds: trainingMs / 1000 };
    return { options: settings, fingerprint, size, classes, normalisation, epoch, history, ...times };
  }

  function report(steps: number, inEpoch: number, lossSum: number, right: number, ms: number): void {
    const imagesPerSecond = (steps * batch) / (ms / 1000);
    hooks.report({
      epoch: Math.ceil(steps / stepsAnEpoch),
      epochs,
      step: steps,
      steps: epochs * stepsAnEpoch,
      imagesPerSecond,
      loss: lossSum / inEpoch,
      trainAccuracy: right / (inEpoch * batch),
      accuracy: history.at(-1)?.accuracy ?? null,
      secondsLeft: ((epochs * stepsAnEpoch - steps) * batch) / imagesPerSecond,
    });
  }
}

const moment = ({ done, length }: PlannedEpoch, within: number, memory: Memory) => ({
  progress: (done + within) / length,
  memory,
});

/**
 * The learning rate for a loss that is a mean over the batch. airbench gives it per 1,024 images
 * of a summed loss, and divides by 1 + 1/(1 − momentum), the length of a step under momentum.
 */
const meanRate = (rate: number, momentum: number, batch: number): number =>
  (rate * batch) / (1024 * (1 + 1 / (1 - momentum)));

const diverged = (finished: number): TrainingError =>
  new TrainingError(
    "diverged",
    `The loss stopped being a number in epoch ${finished + 1}; a smaller learning rate may help` +
      (finished > 0 ? `, and the checkpoint after epoch ${finished} is kept.` : "."),
  );

function countRight(logits: Float32Array, labels: Int32Array, { positions }: Batch, classes: number): number {
  let right = 0;
  positions.forEach((position, i) => {
    if (argMax(logits, i, classes) === labels[position]) right++;
  });
  return right;
}

/** Weights and running statistics, without momenta and averages. */
const weightsOnly = (state: Named<Values>): Named<Values> =>
  Object.fromEntries(Object.entries(state).filter(([name]) => /^\d+\//.test(name)));

/** Items with gold to watch the training by: evenly spread, at most `most`, so that watching stays cheap. */
function someGold(from: TrainingData["predict"], most: number): TrainingData["predict"] {
  const known = Array.from(from.gold.keys()).filter((index) => from.gold[index]! >= 0);
  const every = Math.max(1, Math.ceil(known.length / most));
  const picked = known.filter((_, index) => index % every === 0);
  return {
    rows: Int32Array.from(picked, (index) => from.rows[index]!),
    gold: Int32Array.from(picked, (index) => from.gold[index]!),
  };
}
