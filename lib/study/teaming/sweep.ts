import { formatCell } from "#lib/figures/format.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Lines, Tone } from "#lib/figures/figure.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { type Role, type Teams, measuredOn } from "#lib/study/teaming/teams.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import { type EtaSweep, bestPlace, placeOf } from "#lib/teaming/eta-sweep.ts";

/** Team accuracy over η, and over what η costs: the share of the items that the partner answers. */

type Curve = {
  name: string;
  tone: Tone;
  /** team accuracy at each η of the grid */
  accuracy: number[];
  alone: number;
  /** place of the best η on the fitting part */
  best: number;
};

/** One curve a role: its partners' teams with the machine, averaged. */
function curvesOf(teams: Teams, machine: StudyRater): Curve[] {
  const people: Role = {
    name:
      teams.people.length > 1 ? `one person (mean of ${teams.people.length})` : (teams.people[0]?.name ?? ""),
    partners: teams.people,
  };
  const others = teams.machines.filter((other) => other !== machine);
  const helped = (other: StudyRater) => Math.max(...teams.pair(machine, other).fit.team);
  const best = others.reduce<StudyRater | null>(
    (top, other) => (top && helped(top) >= helped(other) ? top : other),
    null,
  );
  const roles: (Role & { tone: Tone })[] = [
    { ...people, tone: "people" },
    {
      name: teams.aggregate?.name ?? "",
      partners: teams.aggregate ? [teams.aggregate] : [],
      tone: "team",
    },
    { name: best ? `${best.name} (best other machine)` : "", partners: best ? [best] : [], tone: "machine" },
  ];
  return roles
    .filter(({ partners }) => partners.length > 0)
    .map(({ name, tone, partners }) => {
      const pairs = partners.map((partner) => teams.pair(machine, partner));
      const summed = (of: (pair: (typeof pairs)[number]) => EtaSweep) =>
        Array.from(teams.grid, (_, at) => pairs.reduce((sum, pair) => sum + of(pair).team[at]!, 0));
      const items = (teams.n - teams.fitted) * pairs.length;
      return {
        ...{ name, tone },
        accuracy: summed(({ rest }) => rest).map((right) => right / items),
        alone: pairs.reduce((sum, { rest }) => sum + rest.partner, 0) / items,
        best: bestPlace({ team: summed(({ fit }) => fit) }),
      };
    });
}

type Swept = {
  machine: StudyRater;
  curves: Curve[];
  /** share deferred at each η of the grid, the same for every partner */
  deferred: number[];
  /** the machine's accuracy alone */
  alone: number;
};

/** Every second η of the grid, 0.01 apart, and those with a name: what a reader can take in. */
const shownPlaces = (study: Study, { grid }: Teams, curves: readonly Curve[]): number[] => {
  const named = new Set([placeOf(grid, study.eta), ...curves.map(({ best }) => best)]);
  return Array.from(grid, (_, at) => at).filter(
    (at) => named.has(at) || Number.isInteger(rounded(100 * grid[at]!)),
  );
};
const rounded = (value: number): number => Number(value.toFixed(9));

/** @returns a sentence where there is nothing to sweep */
function swept(study: Study, teams: Teams): Swept | string {
  const machine = projectMachine(study, teams.machines);
  if (!machine)
    return "Needs a machine with predictions on items whose gold label is known; start a training.";
  if (teams.fitted === 0 || teams.fitted === teams.n)
    return "There are too few items to choose η on some and measure on others.";
  const partner = teams.people[0] ?? teams.aggregate ?? teams.machines.find((other) => other !== machine);
  if (!partner)
    return "Nobody else answered at least half of the items that the machine predicted; the watch page shows what the people's answers to deferred items bring.";
  const { rest } = teams.pair(machine, partner);
  return {
    machine,
    curves: curvesOf(teams, machine),
    deferred: Array.from(rest.deferred, (count) => count / rest.n),
    alone: rest.machine / rest.n,
  };
}

const whichMachine = `${projectMachineRule} “One person” is the mean over the single people, each teaming up with the machine alone. The other machine is the one that helps most on the fitting part.`;

const columnsOf = (first: "η" | "Deferred", { curves }: Swept) => [
  ...(first === "η"
    ? ([
        { name: "η", format: "number" },
        { name: "Deferred", format: "percent" },
      ] as const)
    : ([
        { name: "Deferred", format: "percent" },
        { name: "η", format: "number" },
      ] as const)),
  ...curves.map(({ name }) => ({ name: `Team with ${name}`, format: "percent" as const })),
];

export function etaSweepBlock(study: Study, teams: Teams): Block {
  const head = {
    id: "sweep",
    title: "Team accuracy over η",
    definition: [
      "At each η the partner answers the items on which the machine's confidence is at most η, the machine all others. At the left end the machine answers everything, at the right end the partner does. Marked are the project's η and each partner's η*, the best one on the fitting part; the curves are measured on the other items, so a curve may peak beside its mark.",
      whichMachine,
      "Source: Liu et al. §5, the sweep behind Table 3.",
    ],
  };
  const of = swept(study, teams);
  if (typeof of === "string") return refusal(head, of);
  const shown = shownPlaces(study, teams, of.curves);
  const figure: Lines = {
    kind: "lines",
    x: { name: "η", format: "number" },
    y: { name: `team accuracy with ${of.machine.name}`, format: "percent" },
    diagonal: false,
    series: [
      ...of.curves.map(({ name, tone, accuracy }) => ({
        name,
        tone,
        points: shown.map((at) => ({ x: teams.grid[at]!, y: accuracy[at]! })),
      })),
      {
        name: `${of.machine.name} alone`,
        tone: "neutral",
        dashed: true,
        points: [
          { x: 0, y: of.alone },
          { x: 1, y: of.alone },
        ],
      },
    ],
    marks: marksOf(study.eta, of.curves, teams.grid),
  };
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "figure",
      figure,
      table: {
        columns: columnsOf("η", of),
        rows: shown.map((at): Cell[] => [
          teams.grid[at]!,
          of.deferred[at]!,
          ...of.curves.map(({ accuracy }) => accuracy[at]!),
        ]),
      },
    },
    reading: sweepReading(study, teams, of),
  };
}

/** Upright lines; what stands at the same η shares one. */
function marksOf(eta: number, curves: readonly Curve[], grid: Float64Array): Lines["marks"] {
  const names = new Map<number, string[]>([[eta, ["η in force"]]]);
  for (const { name, best } of curves) {
    const x = grid[best]!;
    names.set(x, [...(names.get(x) ?? []), `η* ${name.replace(/ \(.*\)$/, "")}`]);
  }
  return [...names].sort(([a], [b]) => a - b).map(([x, at]) => ({ x, name: at.join(", ") }));
}

function sweepReading(study: Study, teams: Teams, { machine, curves, deferred, alone }: Swept): string {
  const now = placeOf(teams.grid, study.eta);
  const percent = (share: number) => formatCell(share, "percent");
  const sentences = curves.map(
    ({ name, accuracy, best, alone: partnerAlone }) =>
      `With ${name} (${percent(partnerAlone)} alone): ${percent(accuracy[best]!)} at η* = ${formatCell(teams.grid[best]!, "number")}, ${percent(deferred[best]!)} deferred.`,
  );
  return `${machine.name} alone is right on ${percent(alone)}; at η = ${study.eta} it defers ${percent(deferred[now]!)}. ${sentences.join(" ")}`;
}

export function coverageBlock(study: Study, teams: Teams): Block {
  const head = {
    id: "coverage",
    title: "Team accuracy over the share deferred",
    definition: [
      "The same curves as above over what they cost: the share of the items that the partner answers. Partners compare here at the same amount of work, and the curve shows from where on more answers bring little, or take away from what the machine had right.",
      whichMachine,
      "Ours; Liu et al. do not show what a threshold costs.",
    ],
  };
  const of = swept(study, teams);
  if (typeof of === "string") return refusal(head, of);
  const now = placeOf(teams.grid, study.eta);
  const shown = shownPlaces(study, teams, of.curves);
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "figure",
      figure: {
        kind: "lines",
        x: { name: "share deferred", format: "percent" },
        y: { name: `team accuracy with ${of.machine.name}`, format: "percent" },
        diagonal: false,
        series: of.curves.map(({ name, tone, accuracy }) => ({
          name,
          tone,
          points: shown.map((at) => ({ x: of.deferred[at]!, y: accuracy[at]! })),
        })),
        marks: [{ x: of.deferred[now]!, name: `at η = ${study.eta}` }],
      },
      table: {
        columns: columnsOf("Deferred", of),
        rows: shown.map((at): Cell[] => [
          of.deferred[at]!,
          teams.grid[at]!,
          ...of.curves.map(({ accuracy }) => accuracy[at]!),
        ]),
      },
    },
    reading: of.curves
      .map(({ name, accuracy }) => {
        const most = Math.max(...accuracy);
        const enough = accuracy.findIndex((y) => y >= of.alone + nearlyAll * (most - of.alone));
        if (most <= of.alone) return `With ${name}, deferring never pays.`;
        return `With ${name}, nine tenths of the largest gain are there at ${formatCell(of.deferred[enough]!, "percent")} deferred.`;
      })
      .join(" "),
  };
}

const nearlyAll = 0.9;
