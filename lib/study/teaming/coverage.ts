import type { Cell } from "#lib/figures/table.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { type Swept, whichMachine } from "#lib/study/teaming/curves.ts";
import { valueAt } from "#lib/study/teaming/grid.ts";
import { type Teams, measuredOn, splitNeed } from "#lib/study/teaming/teams.ts";
import { type CoverageFinding, coverageWords } from "#lib/study/teaming/words.ts";

/** This share of the largest gain counts as reaching it. */
const enoughGain = 0.9;

/** Team accuracy over the share of the items that the partner answers. @param of null where there are no teams to sweep */
export function coverageBlock(study: Study, teams: Teams, of: Swept | null): Block {
  const head = {
    id: "coverage",
    title: "Team accuracy over the share deferred",
    definition: [
      "The same curves over what they cost: the share of the items that the partner answers. Partners compare here at the same amount of work, and the curve shows where further answers begin to contribute little, or to replace what the machine had right.",
      whichMachine,
      "Not in the study: Liu et al. do not show what a threshold costs.",
    ],
  };
  if (!of) return refusal(head, splitNeed(teams) ?? "partner");
  const { machine, curves, deferred, inForce, shown } = of;
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "figure",
      figure: {
        kind: "lines",
        x: { name: "share deferred", format: "percent" },
        y: { name: `team accuracy with ${machine.name}`, format: "percent" },
        diagonal: false,
        series: curves.map(({ name, tone, accuracy }) => ({
          name,
          tone,
          points: shown.map((at) => ({ x: valueAt(deferred, at), y: valueAt(accuracy, at) })),
        })),
        marks: [{ x: valueAt(deferred, inForce), name: `at η = ${study.eta}` }],
      },
      table: {
        columns: [
          { name: "Deferred", format: "percent" },
          { name: "η", format: "number" },
          ...curves.map(({ name }) => ({ name: `Team with ${name}`, format: "percent" as const })),
        ],
        rows: shown.map((at): Cell[] => [
          valueAt(deferred, at),
          valueAt(teams.grid, at),
          ...curves.map(({ accuracy }) => valueAt(accuracy, at)),
        ]),
      },
    },
    reading: worded(enoughOf(of), coverageWords),
    failed: [],
  };
}

const enoughOf = ({ curves, alone, deferred }: Swept): CoverageFinding => ({
  verdict: null,
  numbers: {
    partners: curves.map(({ name, accuracy }) => {
      const max = Math.max(...accuracy);
      if (max <= alone) return { name, verdict: "never pays" };
      const enough = accuracy.findIndex((y) => y >= alone + enoughGain * (max - alone));
      return { name, verdict: "pays", enough: valueAt(deferred, enough) };
    }),
  },
});
