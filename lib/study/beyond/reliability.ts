import { counted } from "#lib/numbers.ts";
import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import type { ReliabilityBin } from "#lib/stats/calibration.ts";
import { confidenceOf, leads, said, withGold } from "#lib/study/data/items.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { proportion } from "#lib/stats/proportion.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { Calibration } from "#lib/study/beyond/calibrations.ts";
import { reliabilityWords } from "#lib/study/beyond/words.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";

/** The reliability diagram of the project's machine. */
export function reliabilityBlock(study: Study, all: readonly Calibration[]): Block {
  const head = {
    id: "reliability",
    title: "Reliability diagram",
    definition: [
      "Is the machine right as often as it says? Items are put into 15 bins by the machine's confidence; for each bin, the share of items it is right on is plotted over its mean confidence. On the diagonal confidence can be taken at face value; below it the machine is overconfident, above it underconfident.",
      `η acts on confidence alone, so an overconfident machine keeps items that people should see. ${projectMachineRule}`,
      "Beyond the study. Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.",
    ],
  };
  const chosen = projectMachine(
    study,
    all.map(({ machine }) => machine),
  );
  const shown = all.find(({ machine }) => machine === chosen);
  if (!shown) return refusal(head, "machine with gold");
  const { machine, direction, accuracy, confidence, ece } = shown;
  const inBin = ({ least, most }: ReliabilityBin) => ({
    ...withGold,
    ...confidenceOf(machine, least, most),
  });
  const rightIn = (bin: ReliabilityBin) =>
    leads({ ...inBin(bin), said: [said(machine, "right")] }, Math.round(bin.n * bin.accuracy), bin.n);
  return {
    ...head,
    items: `${counted(shown.n)} items with gold that ${machine.name} predicted`,
    body: {
      kind: "figure",
      figure: {
        kind: "lines",
        x: { name: `mean confidence of ${machine.name}`, format: "percent" },
        y: { name: "accuracy", format: "percent" },
        diagonal: true,
        series: [
          {
            name: machine.name,
            tone: "machine",
            points: shown.bins.map((bin) => ({
              ...{ x: bin.confidence, y: bin.accuracy, leads: rightIn(bin) },
            })),
          },
        ],
        marks: [{ x: study.eta, name: "η in force" }],
      },
      table: ledTable(
        [
          { name: "From", format: "percent" },
          { name: "To", format: "percent" },
          { name: "Items", format: "count" },
          { name: "Mean confidence", format: "percent" },
          { name: "Accuracy", format: "percent" },
          { name: "Accuracy − confidence", format: "points" },
        ],
        shown.bins.map((bin): (Cell | Led)[] => [
          bin.low,
          bin.high,
          { cell: bin.n, leads: leads(inBin(bin), bin.n) },
          bin.confidence,
          { cell: shareRight(bin.n, bin.accuracy), leads: rightIn(bin) },
          bin.accuracy - bin.confidence,
        ]),
      ),
    },
    reading: worded(
      { verdict: direction, numbers: { machine: machine.name, accuracy, confidence, ece: ece.value } },
      reliabilityWords,
    ),
    failed: [],
  };
}

/** Wilson's interval of a bin's accuracy. */
function shareRight(n: number, accuracy: number): Estimate {
  const { low, high } = proportion(Math.round(n * accuracy), n);
  return { value: accuracy, low: low ?? accuracy, high: high ?? accuracy };
}
