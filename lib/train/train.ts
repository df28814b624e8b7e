import type { Memory } from "#lib/methods/method.ts";
import { sizeOf, type Named, type Values } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { channelStatistics, normalisationTable } from "#lib/train/augment.ts";
import { epochBatches, peerBatch, type Source } from "#lib/train/batches.ts";
import { encodeCheckpoint, type EpochRecord } from "#lib/train/checkpoint.ts";
import type { TrainingData, TrainingHooks, TrainingResult } from "#lib/train/contract.ts";
import { TrainingError } from "#lib/train/errors.ts";
import { held } from "#lib/train/held-out.ts";
import { openLearner } from "#lib/train/learner.ts";
import { openMeter } from "#lib/train/meter.ts";
import type { TrainingOptions } from "#lib/train/options.ts";
import { planEpochs, sideOf } from "#lib/train/plan.ts";
import { accuracyOf, countRight, logitsOf, probabilities, type Model } from "#lib/train/predict.ts";
import { LOOKAHEAD_STEPS, lookaheadKeep, triangle } from "#lib/train/schedule.ts";
import { checked, fingerprintOf, initialState, loadCheckpoint, together } from "#lib/train/setup.ts";
import { fitNoisyTemperature } from "#lib/train/temperature.ts";
import { viewsOf } from "#lib/train/views.ts";
import { loadWarmUp, plainEpochs, warmUpKey } from "#lib/train/warm-up.ts";

export type { TrainingData, TrainingHooks, TrainingProgress, TrainingResult } from "#lib/train/contract.ts";
export { TrainingError } from "#lib/train/errors.ts";
export { trainingOptions, type TrainingOptions } from "#lib/train/options.ts";
export { predict } from "#lib/train/predict.ts";

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
  const { options: settings, method, network, networkOf, phases } = checked(data, options);
  const { epochs, seed } = settings;
  const started = hooks.now();
  const { executor, attempts } = await probe(settings.threads);
  hooks.log("executor.chosen", { executor: executor.name, attempts });

  const { images, size, classes } = data;
  const { fit: items, aside } = held(data.train, settings.heldOut, seed);
  const normalisation = channelStatistics(images, size, items.rows);
  const source: Source = { images, size, classes, table: normalisationTable(normalisation) };
  const batch = Math.min(settings.batch, items.rows.length);
  const stepsAnEpoch = Math.floor(items.rows.length / batch); // the remainder is left out: batches.ts
  const plan = planEpochs(phases, epochs);
  const watched = someGold(data.predict, Math.max(500, items.rows.length / 16));

  const fingerprint = fingerprintOf(settings, data);
  const plain = settings.shareWarmUp ? plainEpochs(plan) : 0;
  const sharedKey = (after: number) => warmUpKey(settings, data, items, after);
  const resumed = (await loadCheckpoint(hooks, fingerprint)) ?? (await loadWarmUp(hooks, sharedKey, plain));
  const draw = (count: number) => initialState(network, method.nets, source, items.rows, seed, count);
  const shape = { network, nets: method.nets, batch, size, classes };
  const shapeOf = (side: number) => ({ ...shape, size: side, network: networkOf(side) });
  const learner = openLearner(executor, resumed?.state ?? draw(0), shape, shapeOf, settings);

  let epoch = resumed?.header.epoch ?? 0;
  let memory: Memory = resumed?.memory ?? {};
  let best = resumed?.header.best ?? null;
  let bestWeights: Named<Values> = resumed?.best ?? {};
  const sharedEpochs = resumed?.header.shared ?? 0;
  let trainingMs = (resumed?.header.trainingSeconds ?? 0) * 1000;
  const history: EpochRecord[] = resumed?.header.history ?? [];
  const seconds = () => (resumed?.header.seconds ?? 0) + (hooks.now() - started) / 1000;
  if (resumed) hooks.log("checkpoint.resumed", { epoch, sharedEpochs });

  const pause = async () => {
    await new Promise((resolve) => setImmediate(resolve)); // let messages in: a run blocks the event loop
    if (hooks.cancelled()) throw new TrainingError("cancelled", "The training was cancelled.");
  };
  const modelOf = (weights: Named<Values>): Model => ({ network, method, weights });
  const predictRows = async (rows: Int32Array) =>
    probabilities(executor, modelOf(weightsOnly(await learner.state())), source, rows, undefined, pause);
  const encode = (tensors: Named<Values>, temperature = 1) => {
    const times = { seconds: seconds(), trainingSeconds: trainingMs / 1000 };
    const made = { options: settings, fingerprint, size, classes, normalisation, temperature };
    const header = { ...made, epoch, history, best, shared: sharedEpochs, ...times };
    return encodeCheckpoint({ header, tensors });
  };

  try {
    while (epoch < epochs) {
      const { phase, done, length, from, to } = plan[epoch]!;
      if (phase.between) {
        const predictAll = () => predictRows(items.rows);
        const view = { classes, labels: items.labels, epoch: done, progress: done / length, memory };
        memory = await prepared(() => phase.between?.({ ...view, predict: predictAll }) ?? memory);
      }
      if (phase.restart && done === 0 && epoch > 0) learner.write(draw(epoch));

      const meter = openMeter(
        hooks,
        { epochs, stepsAnEpoch, batch },
        epoch,
        trainingMs,
        history.at(-1)?.accuracy ?? null,
      );
      const side = sideOf(epoch, { from, to }, size, settings);
      const cut = { seed, epoch, side };
      const batches = epochBatches(source, items, settings, batch, cut);
      for (let index = 0; index < stepsAnEpoch; index++) {
        await pause();
        const current = batches.at(index);
        const labels = current.positions.map((position) => items.labels[position]!);
        const peer = () => peerBatch(source, items, settings, batch, cut, index);
        const within = index / stepsAnEpoch;
        const at = { progress: (done + within) / length, memory };
        const progress = (epoch - from + within) / (to - from);
        const factor = triangle(progress);
        const { loss, logits } = await learner.learn({
          batch: current,
          labels,
          peer,
          phase,
          at,
          side,
          progress,
          factor,
        });
        if (!Number.isFinite(loss)) throw diverged(epoch);
        meter.count(loss, countRight(logits, labels, classes));

        const step = (epoch - from) * stepsAnEpoch + index + 1;
        if (settings.lookahead && step % LOOKAHEAD_STEPS === 0) {
          await learner.lookahead(lookaheadKeep(step / ((to - from) * stepsAnEpoch)));
        }
      }
      trainingMs += meter.elapsed();
      epoch++;
      const last = epoch === epochs;
      // the average is what a schedule ends with, also one that another network follows; with fewer
      // steps than it takes to begin one, it is still what the weights were drawn as
      const averaged = (to - from) * stepsAnEpoch >= LOOKAHEAD_STEPS;
      if (settings.lookahead && averaged && epoch === to) await learner.lookahead(1);

      const state = await learner.state();
      if (!allFinite(state)) throw diverged(epoch - 1);
      // after the last epoch all items are predicted below, so watching some of them would be waste
      const watch = !last && watched.rows.length > 0;
      const accuracy = watch ? accuracyOf(await predictRows(watched.rows), watched.gold, classes) : null;
      const asideRight =
        aside.rows.length > 0 ? accuracyOf(await predictRows(aside.rows), aside.labels, classes) : null;
      const record = {
        epoch,
        loss: meter.loss(),
        trainAccuracy: meter.trainAccuracy(),
        accuracy,
        heldOut: asideRight,
      };
      history.push(record);
      meter.report(accuracy);
      // an epoch of an earlier phase would be another method's
      const eligible = settings.keep === "best" && phase === plan.at(-1)!.phase;
      if (eligible && asideRight !== null && asideRight > (best?.right ?? -1)) {
        best = { epoch, right: asideRight };
        bestWeights = weightsOnly(state);
      }
      hooks.log("epoch.finished", { ...record, phase: phase.name, seconds: seconds() });
      const blob = encode(together(state, bestWeights, memory));
      await hooks.checkpoints.save(blob);
      if (epoch <= plain) await hooks.warmUps?.save(sharedKey(epoch), blob);
    }

    // the checkpoint of a finished training holds the kept weights in place of the last ones
    const kept = Object.keys(bestWeights).length > 0;
    const weights = kept ? bestWeights : weightsOnly(await learner.state());
    const model = modelOf(weights);
    const views = viewsOf(settings.views, settings.flip);
    const temperature = settings.calibrate
      ? fitNoisyTemperature(
          await logitsOf(executor, model, source, aside.rows, views, pause),
          aside.labels,
          classes,
        ).temperature
      : 1;
    const predicted = await probabilities(
      executor,
      { ...model, temperature },
      source,
      data.predict.rows,
      views,
      pause,
    );
    const accuracy = accuracyOf(predicted, data.predict.gold, classes);
    history.at(-1)!.accuracy = accuracy;
    const shapes = Object.values(network.parameters).map((parameter) => parameter.shape);
    return {
      probabilities: predicted,
      accuracy,
      gold: data.predict.gold.filter((label) => label >= 0).length,
      epochs,
      sharedEpochs,
      keptEpoch: best?.epoch ?? epochs,
      temperature,
      imagesPerSecond: (epochs * stepsAnEpoch * batch) / (trainingMs / 1000),
      seconds: seconds(),
      executor: executor.name,
      parameters: method.nets * shapes.reduce((sum, parameter) => sum + sizeOf(parameter), 0),
      history,
      checkpoint: encode(weights, temperature),
    };
  } finally {
    await learner.close();
  }
}

/** What a method prepares between epochs; what it refuses there is a fault of the options. */
async function prepared(prepare: () => Memory | Promise<Memory>): Promise<Memory> {
  try {
    return await prepare();
  } catch (error) {
    if (error instanceof RangeError) throw new TrainingError("invalid", error.message);
    throw error;
  }
}

const diverged = (finished: number): TrainingError =>
  new TrainingError(
    "diverged",
    `The loss stopped being a number in epoch ${finished + 1}; a smaller learning rate may help` +
      (finished > 0 ? `, and the checkpoint after epoch ${finished} is kept.` : "."),
  );

const allFinite = (state: Named<Values>): boolean =>
  Object.values(state).every(({ data }) => data.every(Number.isFinite));

/** Weights and running statistics, without momenta and averages. */
const weightsOnly = (state: Named<Values>): Named<Values> =>
  Object.fromEntries(Object.entries(state).filter(([name]) => /^\d+\//.test(name)));

/** Items with gold to watch the training by: evenly spread, at most `most`, so that watching stays cheap. */
function someGold({ rows, gold }: TrainingData["predict"], most: number): TrainingData["predict"] {
  const known = Array.from(gold.keys()).filter((index) => gold[index]! >= 0);
  const every = Math.max(1, Math.ceil(known.length / most));
  const picked = known.filter((_, index) => index % every === 0);
  return {
    rows: Int32Array.from(picked, (index) => rows[index]!),
    gold: Int32Array.from(picked, (index) => gold[index]!),
  };
}
