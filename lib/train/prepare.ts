import { at } from "#lib/array.ts";
import { probe } from "#lib/tensor/probe.ts";
import { checked } from "#lib/train/check.ts";
import { inputShapeOf, type TrainingData, type TrainingHooks } from "#lib/train/contract.ts";
import { initialState } from "#lib/train/initial-state.ts";
import { openLearner } from "#lib/train/learner.ts";
import type { TrainingOptions } from "#lib/train/options.ts";
import { planEpochs } from "#lib/train/plan.ts";
import { progressFrom, type Progress } from "#lib/train/progress.ts";
import { fingerprintOf, loadCheckpoint } from "#lib/train/resume.ts";
import { loadShared, plainEpochs, sharedKey } from "#lib/train/shared-epochs.ts";
import { sourceFor } from "#lib/train/source.ts";
import type { Training } from "#lib/train/training.ts";
import { splitValidation } from "#lib/train/validation.ts";

/** Checks, chooses an executor, splits the items and opens the networks, from a checkpoint if there is one. */
export async function prepare(
  data: TrainingData,
  options: TrainingOptions,
  hooks: TrainingHooks,
): Promise<{ training: Training; progress: Progress }> {
  const { options: settings, method, network, networkOf, phases } = checked(data, options);
  const started = hooks.now();
  const { executor, attempts } = await probe(settings.threads);
  hooks.log("executor.chosen", { executor: executor.name, attempts });

  const { size, classes, width } = inputShapeOf(data);
  const { fit: items, validation } = splitValidation(data.train, settings.validation, settings.seed);
  const { source, normalisation } = sourceFor(data, items.rows);
  const batch = Math.min(settings.batch, items.rows.length);
  const plan = planEpochs(phases, settings.epochs);

  const fingerprint = fingerprintOf(settings, data);
  const plain = settings.shareWarmUp ? plainEpochs(plan) : 0;
  const sharedKeyAt = (epoch: number) => sharedKey(settings, data, items, epoch);
  // Shared epochs come without their validation: where they could be the best ones, a training makes its own.
  const mayBeBest = settings.keep === "best" && plan[0]?.phase === plan.at(-1)?.phase;
  const resumed =
    (await loadCheckpoint(hooks, fingerprint)) ??
    (await loadShared(hooks, sharedKeyAt, mayBeBest ? 0 : plain));
  const draw = (count: number) =>
    initialState(network, method.nets, source, items.rows, settings.seed, count, settings.ema > 0);
  const shape = { network, nets: method.nets, batch, size, classes, channels: source.channels };
  const shapeOf = (side: number) => ({ ...shape, size: side, network: networkOf(side) });

  const progress = progressFrom(resumed);
  const sharedEpochs = resumed?.header.shared ?? 0;
  if (resumed) hooks.log("checkpoint.resumed", { epoch: progress.epoch, sharedEpochs });
  const training: Training = {
    hooks,
    settings,
    method,
    network,
    plan,
    executor,
    learner: openLearner(executor, resumed?.state ?? draw(0), shape, shapeOf, settings),
    source,
    width,
    normalisation,
    items,
    validation,
    watched: watchedItems(data.predict, Math.max(500, items.rows.length / 16)),
    targets: data.predict,
    batch,
    stepsAnEpoch: Math.floor(items.rows.length / batch), // the remainder is left out: batches.ts
    fingerprint,
    sharedEpochs,
    plain,
    sharedKeyAt,
    draw,
    seconds: () => (resumed?.header.seconds ?? 0) + (hooks.now() - started) / 1000,
  };
  return { training, progress };
}

/** At most `max` evenly spread items with gold, so that watching the training stays cheap. */
function watchedItems({ rows, gold }: TrainingData["predict"], max: number): TrainingData["predict"] {
  const known = Array.from(gold.keys()).filter((index) => at(gold, index) >= 0);
  const every = Math.max(1, Math.ceil(known.length / max));
  const picked = known.filter((_, index) => index % every === 0);
  return {
    rows: Int32Array.from(picked, (index) => at(rows, index)),
    gold: Int32Array.from(picked, (index) => at(gold, index)),
  };
}
