import type { Lines } from "#lib/figures/figure.ts";
import type { Cell } from "#lib/figures/table.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { type Curve, type Swept, whichMachine } from "#lib/study/teaming/curves.ts";
import { valueAt } from "#lib/study/teaming/grid.ts";
import { type Teams, measuredOn, splitNeed } from "#lib/study/teaming/teams.ts";
import { type SweepFinding, sweepWords } from "#lib/study/teaming/words.ts";

/** Team accuracy over η. @param of null where there are no teams to sweep */
export function sweepBlock(study: Study, teams: Teams, of: Swept | null): Block {
  const head = {
    id: "sweep",
    title: "Team accuracy over η",
    definition: [
      "At each η the partner answers the items on which the machine's confidence is at most η, and the machine all others. At the left end the machine answers everything, at the right end the partner does. Marked are the project's η and each partner's η*, the best one on the fitting part; the curves are measured on the other items, so a curve may peak beside its mark.",
      whichMachine,
      "Source: Liu et al. §5, the sweep behind Table 3.",
    ],
  };
  if (!of) return refusal(head, splitNeed(teams) ?? "partner");
  const { machine, curves, alone, deferred, shown } = of;
  const { grid } = teams;
  const figure: Lines = {
    kind: "lines",
    x: { name: "η", format: "number" },
    y: { name: `team accuracy with ${machine.name}`, format: "percent" },
    diagonal: false,
    series: [
      ...curves.map(({ name, tone, accuracy }) => ({
        name,
        tone,
        points: shown.map((at) => ({ x: valueAt(grid, at), y: valueAt(accuracy, at) })),
      })),
      {
        name: `${machine.name} alone`,
        tone: "neutral",
        dashed: true,
        points: [
          { x: 0, y: alone },
          { x: 1, y: alone },
        ],
      },
    ],
    marks: marksOf(study.eta, curves, grid),
  };
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "figure",
      figure,
      table: {
        columns: [
          { name: "η", format: "number" },
          { name: "Deferred", format: "percent" },
          ...curves.map(({ name }) => ({ name: `Team with ${name}`, format: "percent" as const })),
        ],
        rows: shown.map((at): Cell[] => [
          valueAt(grid, at),
          valueAt(deferred, at),
          ...curves.map(({ accuracy }) => valueAt(accuracy, at)),
        ]),
      },
    },
    reading: worded(findingOf(study, teams, of), sweepWords),
    failed: [],
  };
}

/** Upright lines; what stands at the same η shares one. */
function marksOf(eta: number, curves: readonly Curve[], grid: Float64Array): Lines["marks"] {
  const names = new Map<number, string[]>([[eta, ["η in force"]]]);
  for (const { name, best } of curves) {
    const x = valueAt(grid, best);
    names.set(x, [...(names.get(x) ?? []), `η* ${name.replace(/ \(.*\)$/, "")}`]);
  }
  return [...names].sort(([a], [b]) => a - b).map(([x, at]) => ({ x, name: at.join(", ") }));
}

const findingOf = (
  { eta }: Study,
  { grid }: Teams,
  { machine, curves, deferred, alone, inForce }: Swept,
): SweepFinding => ({
  verdict: null,
  numbers: {
    machine: machine.name,
    alone,
    eta,
    deferred: valueAt(deferred, inForce),
    partners: curves.map((of) => ({
      name: of.name,
      alone: of.alone,
      eta: valueAt(grid, of.best),
      team: valueAt(of.accuracy, of.best),
      deferred: valueAt(deferred, of.best),
    })),
  },
});
