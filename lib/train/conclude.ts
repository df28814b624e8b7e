import { sizeOf } from "#lib/tensor/executor.ts";
import { accuracyOf } from "#lib/train/accuracy.ts";
import type { TrainingResult } from "#lib/train/contract.ts";
import type { Model } from "#lib/train/model.ts";
import { logitsOf, probabilities } from "#lib/train/predict.ts";
import { checkpointOf, type Progress } from "#lib/train/progress.ts";
import { predictingWeights } from "#lib/train/state.ts";
import { fitNoisyTemperature } from "#lib/train/temperature.ts";
import { pause, type Training } from "#lib/train/training.ts";
import { viewsOf } from "#lib/train/views.ts";

/** After the last epoch: choose the weights, calibrate, predict. */
export async function conclude(training: Training, progress: Progress): Promise<TrainingResult> {
  const { executor, learner, network, method, settings, source, targets } = training;
  const { best, bestWeights, trainingMs } = progress;
  const breathe = () => pause(training);
  const chosen = Object.keys(bestWeights).length > 0;
  const weights = chosen ? bestWeights : predictingWeights(await learner.state());
  const model: Model = { network, method, weights };
  const views = viewsOf(settings.views, settings.flip);
  const temperature = settings.calibrate ? await temperatureOf(training, model) : 1;
  const predicted = await probabilities(
    executor,
    { ...model, temperature },
    source,
    targets.rows,
    views,
    breathe,
  );
  const accuracy = accuracyOf(predicted, targets.gold, source.classes);
  const history = progress.history.map((record, index) =>
    index === progress.history.length - 1 ? { ...record, accuracy } : record,
  );

  const shapes = Object.values(network.parameters).map((parameter) => parameter.shape);
  const imagesSeen = settings.epochs * training.stepsAnEpoch * training.batch;
  return {
    probabilities: predicted,
    accuracy,
    gold: targets.gold.filter((label) => label >= 0).length,
    epochs: settings.epochs,
    sharedEpochs: training.sharedEpochs,
    keptEpoch: best?.epoch ?? settings.epochs,
    temperature,
    imagesPerSecond: imagesSeen / (trainingMs / 1000),
    seconds: training.seconds(),
    executor: executor.name,
    parameters: method.nets * shapes.reduce((sum, shape) => sum + sizeOf(shape), 0),
    history,
    // of a finished training: the chosen weights in place of the last state
    checkpoint: checkpointOf(training, { ...progress, history }, weights, temperature),
  };
}

/** Fitted on the validation items, whose labels are noisy. */
async function temperatureOf(training: Training, model: Model): Promise<number> {
  const { executor, settings, source, validation } = training;
  const views = viewsOf(settings.views, settings.flip);
  const logits = await logitsOf(executor, model, source, validation.rows, views, () => pause(training));
  return fitNoisyTemperature(logits, validation.labels, source.classes).temperature;
}
