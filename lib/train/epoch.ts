import { at } from "#lib/array.ts";
import type { Memory } from "#lib/methods/method.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import type { Named, Values } from "#lib/tensor/executor.ts";
import { accuracyOf, countRight } from "#lib/train/accuracy.ts";
import { epochBatches, peerBatch } from "#lib/train/batches.ts";
import type { EpochRecord } from "#lib/train/checkpoint.ts";
import { TrainingError } from "#lib/train/errors.ts";
import { openMeter, type Meter } from "#lib/train/meter.ts";
import { sideOf, type PlannedEpoch } from "#lib/train/plan.ts";
import { probabilities } from "#lib/train/predict.ts";
import { checkpointOf, type Progress } from "#lib/train/progress.ts";
import { emaKeep, LOOKAHEAD_STEPS, lookaheadKeep, triangle } from "#lib/train/schedule.ts";
import { predictingWeights, together } from "#lib/train/state.ts";
import { pause, type Training } from "#lib/train/training.ts";

/**
 * One epoch: what the method prepares, the steps, an evaluation, a checkpoint.
 * @throws TrainingError "cancelled", "diverged", or "invalid" when the method refuses an option only now
 */
export async function runEpoch(training: Training, before: Progress): Promise<Progress> {
  const { hooks, learner } = training;
  const planned = at(training.plan, before.epoch);
  const memory = await prepareMemory(training, planned, before.memory);
  if (planned.phase.restart && planned.done === 0 && before.epoch > 0) {
    learner.write(training.draw(before.epoch));
  }

  const meter = openMeter(hooks, lengthOf(training), before);
  await learnAll(training, planned, before.epoch, memory, meter);
  const trainingMs = before.trainingMs + meter.elapsed();
  await endSchedule(training, planned, before.epoch);

  const epoch = before.epoch + 1;
  const state = await learner.state();
  if (!allFinite(state)) throw diverged(before.epoch);
  const record = await evaluate(training, epoch, predictingWeights(state), meter);
  meter.report(record.accuracy);
  const { best, bestWeights } = chooseBest(training, planned, before, record, predictingWeights(state));
  hooks.log("epoch.finished", { ...record, phase: planned.phase.name, seconds: training.seconds() });

  const history = [...before.history, record];
  const progress: Progress = { epoch, memory, best, bestWeights, history, trainingMs };
  const blob = checkpointOf(training, progress, together({ state, best: bestWeights, memory }));
  await hooks.checkpoints.save(blob);
  if (epoch <= training.plain) await hooks.warmUps?.save(training.sharedKeyAt(epoch), blob);
  return progress;
}

const lengthOf = ({ settings, stepsAnEpoch, batch }: Training) => ({
  epochs: settings.epochs,
  stepsAnEpoch,
  batch,
});

/** The method's memory for this epoch; what it refuses between epochs is a fault of the options. */
async function prepareMemory(training: Training, planned: PlannedEpoch, memory: Memory): Promise<Memory> {
  const { items, source, learner } = training;
  const { phase, done, length } = planned;
  if (!phase.between) return memory;
  const predict = async () => predictRows(training, predictingWeights(await learner.state()), items.rows);
  const view = {
    classes: source.classes,
    labels: items.labels,
    epoch: done,
    progress: done / length,
    memory,
  };
  try {
    return await phase.between({ ...view, predict });
  } catch (error) {
    if (error instanceof RangeError) throw new TrainingError("invalid", error.message);
    throw error;
  }
}

/** All steps of an epoch. */
async function learnAll(
  training: Training,
  { phase, done, length, from, to }: PlannedEpoch,
  epoch: number,
  memory: Memory,
  meter: Meter,
): Promise<void> {
  const { learner, settings, source, items, batch, stepsAnEpoch } = training;
  const side = sideOf(epoch, { from, to }, source.size, settings);
  const cut = { seed: settings.seed, epoch, side };
  const batches = epochBatches(source, items, settings, batch, cut);
  for (let index = 0; index < stepsAnEpoch; index++) {
    await pause(training);
    const current = batches.at(index);
    const labels = current.positions.map((position) => at(items.labels, position));
    const within = index / stepsAnEpoch;
    const progress = (epoch - from + within) / (to - from);
    const { loss, logits } = await learner.learn({
      batch: current,
      labels,
      peer: () => peerBatch(source, items, settings, batch, cut, index),
      phase,
      at: { progress: (done + within) / length, memory },
      side,
      progress,
      factor: triangle(progress),
    });
    if (!Number.isFinite(loss)) throw diverged(epoch);
    meter.count(loss, countRight(softmaxRows(logits, source.classes), labels, source.classes));

    const step = (epoch - from) * stepsAnEpoch + index + 1;
    if (step % LOOKAHEAD_STEPS !== 0) continue;
    const steps = (to - from) * stepsAnEpoch;
    if (settings.lookahead) await learner.lookahead(lookaheadKeep(step / steps));
    if (settings.ema > 0) {
      const updates = step / LOOKAHEAD_STEPS - 1;
      await learner.average(emaKeep(updates, (settings.ema * steps) / LOOKAHEAD_STEPS));
    }
  }
}

/**
 * A learning-rate schedule ends with the averaged weights, even if another network follows. With
 * fewer steps than it takes to begin one, the averages are still what the weights were drawn as.
 */
async function endSchedule(
  { learner, settings, stepsAnEpoch }: Training,
  { from, to }: PlannedEpoch,
  epoch: number,
): Promise<void> {
  if (epoch + 1 !== to) return;
  const averaged = (to - from) * stepsAnEpoch >= LOOKAHEAD_STEPS;
  if (settings.lookahead && averaged) await learner.lookahead(1);
  if (settings.ema > 0 && !averaged) await learner.average(0);
}

/** The record of a finished epoch. */
async function evaluate(
  training: Training,
  epoch: number,
  weights: Named<Values>,
  meter: Meter,
): Promise<EpochRecord> {
  const { settings, source, watched, validation } = training;
  const accuracyOn = async (rows: Int32Array, labels: Int32Array) =>
    rows.length === 0 ? null : accuracyOf(await predictRows(training, weights, rows), labels, source.classes);
  return {
    epoch,
    loss: meter.loss(),
    trainAccuracy: meter.trainAccuracy(),
    // after the last epoch all items are predicted anyway (conclude.ts)
    accuracy: epoch === settings.epochs ? null : await accuracyOn(watched.rows, watched.gold),
    validation: await accuracyOn(validation.rows, validation.labels),
  };
}

/** The best epoch after this one. An epoch of an earlier phase would be another method's: it does not count. */
function chooseBest(
  { settings, plan }: Training,
  { phase }: PlannedEpoch,
  { best, bestWeights }: Progress,
  { epoch, validation }: EpochRecord,
  weights: Named<Values>,
): Pick<Progress, "best" | "bestWeights"> {
  const eligible = settings.keep === "best" && phase === plan.at(-1)?.phase;
  if (!eligible || validation === null || validation <= (best?.right ?? -1)) return { best, bestWeights };
  return { best: { epoch, right: validation }, bestWeights: weights };
}

const predictRows = (training: Training, weights: Named<Values>, rows: Int32Array): Promise<Float32Array> => {
  const { executor, network, method, source } = training;
  return probabilities(executor, { network, method, weights }, source, rows, undefined, () =>
    pause(training),
  );
};

const diverged = (finished: number): TrainingError =>
  new TrainingError(
    "diverged",
    `The loss stopped being a number in epoch ${finished + 1}; a smaller learning rate may help` +
      (finished > 0 ? `, and the checkpoint after epoch ${finished} is kept.` : "."),
  );

const allFinite = (state: Named<Values>): boolean =>
  Object.values(state).every(({ data }) => data.every(Number.isFinite));
