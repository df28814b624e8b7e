import { randomSource } from "#lib/random.ts";
import { basicInterval, bootstrapCounts } from "#lib/stats/bootstrap.ts";
import { type ReliabilityBin, reliability } from "#lib/stats/calibration.ts";
import { proportion } from "#lib/stats/proportion.ts";
import { counted } from "#lib/study/data/evaluated.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";

/** Do machines know how sure they may be? */

/** Bins of the expected calibration error. Source: Guo et al., ICML 2017. */
const bins = 15;

export type Calibration = {
  machine: StudyRater;
  n: number;
  accuracy: number;
  confidence: number;
  ece: Estimate;
  bins: ReliabilityBin[];
};

/** Machines with a confidence on an item whose gold label is known, each over all of its own. */
export function calibrations(study: Study, settings: StudySettings): Calibration[] {
  const right = new Uint8Array(study.n);
  const confidence = new Float64Array(study.n);
  return machinesOf(study).flatMap((rater): Calibration[] => {
    if (!rater.machine) return [];
    let [hits, sure] = [0, 0];
    for (let i = 0; i < study.n; i++) {
      const compared = study.gold[i]! >= 0 && rater.answers[i]! >= 0;
      // a softmax in single precision may end a hair above 1
      confidence[i] = compared ? Math.min(1, rater.machine.confidence[i]!) : NaN;
      right[i] = compared && rater.answers[i] === study.gold[i] ? 1 : 0;
      if (Number.isNaN(confidence[i]!)) continue;
      hits += right[i]!;
      sure += confidence[i]!;
    }
    const { n, bins: filled } = reliability(confidence, right, bins);
    return n === 0
      ? []
      : [
          {
            ...{ machine: rater, n, accuracy: hits / n, confidence: sure / n, bins: filled },
            ece: eceOf(filled, settings, study.raters.indexOf(rater)),
          },
        ];
  });
}

/** Names the use of the seed, and of this section. */
const draws = [7, 1] as const;

/** Resamples for every machine: no more than this many each. */
const mostResamples = 200;

/**
 * ECE with its interval: the items of each bin by right and wrong are drawn again, the bin's mean confidence
 * stands. Resampling pushes every bin off the diagonal by chance once more, so resampled values lie
 * above the measured one as that lies above the truth; the basic interval turns this round.
 * @param path of the random source: the rater's place
 * Source: Davison & Hinkley, Bootstrap Methods and their Application, 1997, §5.2.
 */
function eceOf(filled: readonly ReliabilityBin[], settings: StudySettings, path: number): Estimate {
  const counts = filled.flatMap(({ n, accuracy }) => {
    const hits = Math.round(n * accuracy);
    return [hits, n - hits];
  });
  const statistic = (drawn: ArrayLike<number>) => {
    let [error, n] = [0, 0];
    filled.forEach(({ confidence }, bin) => {
      const [hits, misses] = [drawn[2 * bin]!, drawn[2 * bin + 1]!];
      n += hits + misses;
      error += Math.abs(hits - confidence * (hits + misses));
    });
    return n === 0 ? NaN : error / n;
  };
  const resamples = Math.min(settings.resamples, mostResamples);
  const random = randomSource(settings.seed, ...draws, path);
  return basicInterval(bootstrapCounts(counts, statistic, { resamples, random }), 0, 1);
}

const noMachine = "Needs a machine with predictions on items whose gold label is known; start a training.";
const percent = (share: number): string => formatCell(share, "percent");

/** The reliability diagram of the project's machine. */
export function reliabilityBlock(study: Study, all: readonly Calibration[]): Block {
  const head = {
    id: "reliability",
    title: "Reliability diagram",
    definition: [
      "Is the machine right as often as it says? Items are put into 15 bins by the machine's confidence; for each bin, the share of items it is right on over its mean confidence. On the diagonal confidence can be taken at its word; below it the machine is too sure, above it not sure enough.",
      `η acts on confidence alone, so a machine that is too sure keeps items that people should see. ${projectMachineRule}`,
      "Beyond the study. Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.",
    ],
  };
  const chosen = projectMachine(
    study,
    all.map(({ machine }) => machine),
  );
  const shown = all.find(({ machine }) => machine === chosen);
  if (!shown) return refusal(head, noMachine);
  return {
    ...head,
    items: `${counted(shown.n)} items with gold that ${shown.machine.name} predicted`,
    body: {
      kind: "figure",
      figure: {
        kind: "lines",
        x: { name: `mean confidence of ${shown.machine.name}`, format: "percent" },
        y: { name: "accuracy", format: "percent" },
        diagonal: true,
        series: [
          {
            name: shown.machine.name,
            tone: "machine",
            points: shown.bins.map(({ confidence, accuracy }) => ({ x: confidence, y: accuracy })),
          },
        ],
        marks: [{ x: study.eta, name: "η in force" }],
      },
      table: {
        columns: [
          { name: "From", format: "percent" },
          { name: "To", format: "percent" },
          { name: "Items", format: "count" },
          { name: "Mean confidence", format: "percent" },
          { name: "Accuracy", format: "percent" },
          { name: "Accuracy − confidence", format: "points" },
        ],
        rows: shown.bins.map(({ low, high, n, confidence, accuracy }): Cell[] => [
          low,
          high,
          n,
          confidence,
          shareRight(n, accuracy),
          accuracy - confidence,
        ]),
      },
    },
    reading: `${shown.machine.name} is right on ${percent(shown.accuracy)} and says ${percent(shown.confidence)} on average: ${directionOf(shown)}. Its expected calibration error is ${percent(shown.ece.value)}.`,
  };
}

/** Wilson's interval of a bin's accuracy. */
function shareRight(n: number, accuracy: number): Estimate {
  const { low, high } = proportion(Math.round(n * accuracy), n);
  return { value: accuracy, low: low ?? accuracy, high: high ?? accuracy };
}

/** Differences of mean confidence and accuracy below this are called none. */
const negligible = 0.01;

const directionOf = ({ accuracy, confidence }: Calibration): string =>
  Math.abs(confidence - accuracy) < negligible
    ? "on average as sure as it may be"
    : confidence > accuracy
      ? "too sure"
      : "not sure enough";

export function calibrationBlock(all: readonly Calibration[]): Block {
  const head = {
    id: "calibration",
    title: "Calibration of every machine",
    definition: [
      "Expected calibration error, ECE: the mean over items of how far a bin's accuracy is from its mean confidence, in 15 bins of equal width. 0 is perfect. With few items ECE comes out too large, since every bin's accuracy is off by chance; its interval allows for that (a basic bootstrap interval) and may lie below the value.",
      "“Confidence − accuracy” above 0 says that the machine is too sure on the whole. One η then means something else for each machine, which is why test 4 compares a fixed η with each machine's own.",
      "Beyond the study. Source: Naeini et al., AAAI 2015; Guo et al., ICML 2017.",
    ],
  };
  if (all.length === 0) return refusal(head, noMachine);
  const best = all.reduce((top, one) => (top.ece.value <= one.ece.value ? top : one));
  const worst = all.reduce((top, one) => (top.ece.value >= one.ece.value ? top : one));
  const sure = all.filter((one) => directionOf(one) === "too sure").length;
  const unsure = all.filter((one) => directionOf(one) === "not sure enough").length;
  return {
    ...head,
    items: "each machine's own predictions on items with gold",
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Machine", format: "text" },
          { name: "Items", format: "count" },
          { name: "Accuracy", format: "percent" },
          { name: "Mean confidence", format: "percent" },
          { name: "Confidence − accuracy", format: "points" },
          { name: "ECE", format: "percent" },
        ],
        rows: all.map(({ machine, n, accuracy, confidence, ece }): Cell[] => [
          machine.name,
          n,
          accuracy,
          confidence,
          confidence - accuracy,
          ece,
        ]),
      },
    },
    reading:
      all.length === 1
        ? `ECE is ${percent(best.ece.value)}.`
        : `ECE reaches from ${percent(best.ece.value)} (${best.machine.name}) to ${percent(worst.ece.value)} (${worst.machine.name}); ${sure} of ${all.length} machines are too sure, ${unsure} not sure enough.`,
  };
}
