import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { Calibration } from "#lib/study/beyond/calibrations.ts";
import { calibrationWords } from "#lib/study/beyond/words.ts";
import { leads, said, withGold } from "#lib/study/data/items.ts";
import type { Block } from "#lib/study/section.ts";

/** ECE of every machine. */
export function calibrationBlock(all: readonly Calibration[]): Block {
  const head = {
    id: "calibration",
    title: "Calibration of every machine",
    definition: [
      "Expected calibration error, ECE: the mean over items of how far a bin's accuracy is from its mean confidence, in 15 bins of equal width. 0 is perfect. With few items ECE is biased upwards, since every bin's accuracy is off by chance; its interval allows for that (a basic bootstrap interval) and may lie below the value.",
      "“Confidence − accuracy” above 0 means that the machine is overconfident overall. The same η then means something else for each machine, which is why test 4 compares a fixed η with each machine's own.",
      "Beyond the study. Source: Naeini et al., AAAI 2015; Guo et al., ICML 2017.",
    ],
  };
  const best = all[argmaxBy(all, ({ ece }) => -ece.value)];
  const worst = all[argmaxBy(all, ({ ece }) => ece.value)];
  if (!best || !worst) return refusal(head, "machine with gold");
  const named = ({ machine, ece }: Calibration) => ({ name: machine.name, ece: ece.value });
  return {
    ...head,
    items: "each machine's own predictions on items with gold",
    body: {
      kind: "table",
      table: ledTable(
        [
          { name: "Machine", format: "text" },
          { name: "Items", format: "count" },
          { name: "Accuracy", format: "percent" },
          { name: "Mean confidence", format: "percent" },
          { name: "Confidence − accuracy", format: "points" },
          { name: "ECE", format: "percent" },
        ],
        all.map(({ machine, n, accuracy, confidence, ece }): (Cell | Led)[] => [
          machine.name,
          { cell: n, leads: leads({ ...withGold, said: [said(machine, "any")] }, n) },
          {
            cell: accuracy,
            leads: leads({ ...withGold, said: [said(machine, "right")] }, Math.round(n * accuracy), n),
          },
          confidence,
          confidence - accuracy,
          ece,
        ]),
      ),
    },
    reading: worded(
      {
        verdict: null,
        numbers: {
          machines: all.length,
          best: named(best),
          worst: named(worst),
          overconfident: all.filter(({ direction }) => direction === "overconfident").length,
          underconfident: all.filter(({ direction }) => direction === "underconfident").length,
        },
      },
      calibrationWords,
    ),
    failed: [],
  };
}
