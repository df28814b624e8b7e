import { counted } from "#lib/study/evaluated.ts";
import { matrixTable } from "#lib/study/class-matrix.ts";
import { formatCell } from "#lib/study/format.ts";
import {
  type PartnerGain,
  type PartnerRole,
  countsOf,
  gainEstimate,
  meanGain,
  mostResamples,
  partnerGains,
} from "#lib/study/partner-gains.ts";
import { inOrder } from "#lib/study/rater-order.ts";
import {
  type Block,
  type Cell,
  type Column,
  type Estimate,
  type HeatMap,
  type Section,
  refusal,
} from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { etaSweepBlock, coverageBlock } from "#lib/study/sweep-blocks.ts";
import type { Study } from "#lib/study/study.ts";
import type { Tallies } from "#lib/study/tallies.ts";
import { type Teams, measuredOn, studyEta, teamsOf } from "#lib/study/teams.ts";
import { fixedEtaBlock } from "#lib/study/fixed-eta-block.ts";
import { placeOf } from "#lib/teaming/eta-sweep.ts";
import { gainOf, overBetter, thresholdTeam } from "#lib/teaming/gain.ts";

export const teaming: Section = {
  id: "teaming",
  title: "Teaming",
  lead: "What a machine gains when someone else answers the items that it is unsure of.",
  compute(study, settings, tallies) {
    const teams = teamsOf(study, settings);
    const oracle = partnerGains(teams, "oracle");
    const realistic = partnerGains(teams, "realistic");
    return [
      oracleGains(teams, settings, oracle),
      realisticGains(study, teams, settings, realistic),
      matrix(teams, settings, tallies, "oracle"),
      matrix(teams, settings, tallies, "realistic"),
      etaSweepBlock(study, teams),
      coverageBlock(study, teams),
      fixedEtaBlock(teams),
    ];
  },
};

const points = (share: number): string => formatCell(share, "points");
const toneOf = { person: "people", aggregate: "people", machine: "machine" } as const;

/** Why there is no team; null where there is one. */
function noTeam({ machines, people, aggregate, n }: Teams): string | null {
  if (machines.length === 0)
    return "Needs a machine with predictions on items whose gold label is known; start a training.";
  if (people.length === 0 && !aggregate && machines.length < 2)
    return "Nobody else answered at least half of the items that the machine predicted; the watch page shows what the people's answers to deferred items bring.";
  return n === 0 ? "No item with gold was answered by all of the raters compared." : null;
}

const bothGains =
  "“Over the machine” is the study's convention: team − machine. It credits the team with what a better partner would reach alone. “Over the better” is the fair question, what working together adds: team − the more accurate of the two. With a second machine the study's matrix is over the better, with people over the machine, so its two kinds of partner do not compare; here both have both.";

const intervalText = ({ resamples }: StudySettings): string =>
  `Gains are paired: team and member are compared item by item. Intervals in the table hold 95 % of ${Math.min(resamples, mostResamples)} bootstrap resamples of the items (never more than ${mostResamples} here, since there are many pairs), taking η* and which member is better as given. In the figure, gains are means over the machines; all stand on the same items, so each item's gains are averaged over the machines first and the items are the sample.`;

const gainColumns: readonly Column[] = [
  { name: "Gain over machine", format: "points" },
  { name: "Gain over better", format: "points" },
];
const memberColumns: readonly Column[] = [
  { name: "Machine", format: "text" },
  { name: "Partner", format: "text" },
  { name: "Role", format: "text" },
  { name: "Machine alone", format: "percent" },
  { name: "Partner alone", format: "percent" },
];

const memberCells = (role: PartnerRole, { machine, partner, counts }: PartnerGain): Cell[] => [
  machine.name,
  partner.name,
  role.kind === "machine" ? role.name : role.kind,
  counts.machine / counts.n,
  counts.partner / counts.n,
];

/** Both gains with intervals; the same where the machine is the better one. */
function gainCells({ counts }: PartnerGain, settings: StudySettings, ...path: number[]): Cell[] {
  const over = gainEstimate(counts.overMachine, settings, ...path, 0);
  const better = overBetter(counts);
  return [over, better === counts.overMachine ? over : gainEstimate(better, settings, ...path, 1)];
}

type Summary = { role: PartnerRole; overMachine: Estimate; overBetter: Estimate };

function summaries(teams: Teams, mode: "oracle" | "realistic", roles: readonly PartnerRole[]): Summary[] {
  return roles.flatMap((role) => {
    const overMachine = meanGain(teams, mode, role, "machine");
    const better = meanGain(teams, mode, role, "better");
    return overMachine && better ? [{ role, overMachine, overBetter: better }] : [];
  });
}

const summaryFigure = (of: readonly Summary[], machines: number) => ({
  kind: "intervals" as const,
  x: {
    name: machines > 1 ? `gain, points, mean of ${machines} machines` : "gain, points",
    format: "points" as const,
  },
  rows: of.flatMap(({ role, overMachine, overBetter }) => [
    { name: `${role.name}, over the machine`, tone: toneOf[role.kind], estimate: overMachine },
    { name: `${role.name}, over the better`, tone: toneOf[role.kind], estimate: overBetter },
  ]),
});

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function oracleGains(teams: Teams, settings: StudySettings, roles: readonly PartnerRole[]): Block {
  const head = {
    id: "oracle",
    title: "Gains with an oracle",
    definition: [
      "A machine and a partner, right wherever at least one of them is: an oracle knows whom to ask. No rule that picks one of the two answers can do better, so this says how much there is to win.",
      bothGains,
      `“Best other machine” is, for each machine, the one that makes the best team with it, found on the same items; this favours machines as partners. ${intervalText(settings)}`,
      "Source: Liu et al. Fig. 5 and Fig. 7 a.",
    ],
  };
  const none = noTeam(teams);
  if (none !== null) return refusal(head, none);
  const means = summaries(teams, "oracle", roles);
  return {
    ...head,
    items: teams.joint.sentence,
    body: {
      kind: "figure",
      figure: summaryFigure(means, teams.machines.length),
      table: {
        columns: [...memberColumns, { name: "Team", format: "percent" }, ...gainColumns],
        rows: roles.flatMap((role, nth) =>
          role.gains.map((gain, at): Cell[] => [
            ...memberCells(role, gain),
            gain.counts.team / gain.counts.n,
            ...gainCells(gain, settings, 0, nth, at),
          ]),
        ),
      },
    },
    reading: peopleOrMachine(roles, means),
  };
}

/** The claim that any human adds more than any second machine, in both conventions. */
function peopleOrMachine(roles: readonly PartnerRole[], means: readonly Summary[]): string {
  const people = roles.filter(({ kind }) => kind === "person");
  const other = roles.find(({ kind }) => kind === "machine");
  const sentences: string[] = [];
  const meanOf = (kind: PartnerRole["kind"], gain: "overMachine" | "overBetter") => {
    const values = means.filter(({ role }) => role.kind === kind).map((of) => of[gain].value);
    return values.length === 0 ? null : average(values);
  };
  const said = (gain: "overMachine" | "overBetter") =>
    (
      [
        ["one person", meanOf("person", gain)],
        ["the aggregate", meanOf("aggregate", gain)],
        ["the best other machine", meanOf("machine", gain)],
      ] as const
    )
      .flatMap(([name, value]) => (value === null ? [] : [`${points(value)} with ${name}`]))
      .join(", ");
  if (means.length > 0)
    sentences.push(
      `Mean gain in points over the machine: ${said("overMachine")}; over the better member: ${said("overBetter")}.`,
    );
  if (people.length > 0 && other) {
    const wins = (gain: (of: PartnerGain) => number | null) =>
      other.gains.filter((of, at) => people.every(({ gains }) => (gain(gains[at]!) ?? -1) > (gain(of) ?? -1)))
        .length;
    const M = other.gains.length;
    const byMachine = wins(({ counts }) => gainOf(counts.overMachine));
    const byBetter = wins(({ counts }) => gainOf(overBetter(counts)));
    const verdict =
      byMachine === M && byBetter === M
        ? "The study's claim that people are better partners than any second machine holds here"
        : byMachine === 0 && byBetter === 0
          ? "The study's claim that people are better partners than any second machine does not hold here"
          : "The study's claim that people are better partners than any second machine holds here only in part";
    sentences.push(
      `${verdict}: each person adds more than the best other machine to ${byMachine} of ${M} machines, counted over the machine, and to ${byBetter} of ${M}, counted over the better member.`,
    );
  }
  return sentences.join(" ");
}

function realisticGains(
  study: Study,
  teams: Teams,
  settings: StudySettings,
  roles: readonly PartnerRole[],
): Block {
  const head = {
    id: "realistic",
    title: "Gains with the threshold rule",
    definition: [
      "The machine answers where its confidence is above η, the partner where it is not: nobody needs to know who is right. An item without a confidence goes to the partner.",
      `η* is, for each team, the η of 0, 0.005, … 1 with the best team accuracy on a random ${formatCell(settings.fit, "percent")} of the items; everything shown is measured on the others. The same teams are shown at the study's fixed η = ${studyEta}${study.eta === studyEta ? ", which is also the project's" : ` and at the project's η = ${study.eta}`}. The study chose its η on the items that it then measured on, which flatters every team a little.`,
      bothGains,
      `“Best other machine” is, for each machine, the one that makes the best team with it on the fitting part. ${intervalText(settings)}`,
      "Source: Liu et al. §5 and Fig. 5, realistic mode.",
    ],
  };
  const none = noTeam(teams);
  if (none !== null) return refusal(head, none);
  if (teams.fitted === 0 || teams.fitted === teams.n)
    return refusal(
      head,
      `The ${counted(teams.n)} items are too few to choose η on some and measure on others.`,
    );
  const fixed = study.eta === studyEta ? [studyEta] : [studyEta, study.eta];
  const at = (gain: PartnerGain, eta: number) => thresholdTeam(gain.pair.rest, placeOf(teams.grid, eta));
  const means = summaries(teams, "realistic", roles);
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "figure",
      figure: summaryFigure(means, teams.machines.length),
      table: {
        columns: [
          ...memberColumns,
          { name: "η*", format: "number" },
          { name: "Deferred at η*", format: "percent" },
          { name: "Team at η*", format: "percent" },
          ...gainColumns,
          ...fixed.flatMap((eta): Column[] => [
            { name: `Deferred at ${eta}`, format: "percent" },
            { name: `Team at ${eta}`, format: "percent" },
            { name: `Over machine at ${eta}`, format: "points" },
            { name: `Over better at ${eta}`, format: "points" },
          ]),
        ],
        rows: roles.flatMap((role, nth) =>
          role.gains.map((gain, row): Cell[] => {
            const own = thresholdTeam(gain.pair.rest, gain.pair.best);
            return [
              ...memberCells(role, gain),
              teams.grid[gain.pair.best]!,
              own.deferred / own.n,
              own.team / own.n,
              ...gainCells(gain, settings, 1, nth, row),
              ...fixed.flatMap((eta) => {
                const team = at(gain, eta);
                return [
                  team.deferred / team.n,
                  team.team / team.n,
                  gainOf(team.overMachine),
                  gainOf(overBetter(team)),
                ];
              }),
            ];
          }),
        ),
      },
    },
    reading: thresholdReading(teams, roles, means),
  };
}

/** What the study says the rule brings over the machine, in points. Source: Liu et al., abstract and §5. */
const claimed = { person: [0.03, 0.05], aggregate: [0.05, 0.08] } as const;

function thresholdReading(teams: Teams, roles: readonly PartnerRole[], means: readonly Summary[]): string {
  const place = placeOf(teams.grid, studyEta);
  const atStudy = (kind: PartnerRole["kind"], gain: "machine" | "better") => {
    const values = roles
      .filter((role) => role.kind === kind)
      .flatMap(({ gains }) =>
        gains.map(({ pair }) => {
          const team = thresholdTeam(pair.rest, place);
          return gainOf(gain === "machine" ? team.overMachine : overBetter(team)) ?? 0;
        }),
      );
    return values.length === 0 ? null : average(values);
  };
  const name = { person: "one person", aggregate: "the aggregate", machine: "the best other machine" };
  const sentences = (["person", "aggregate", "machine"] as const).flatMap((kind) => {
    const of = means.filter(({ role }) => role.kind === kind);
    const [fixed, fixedBetter] = [atStudy(kind, "machine"), atStudy(kind, "better")];
    if (of.length === 0 || fixed === null || fixedBetter === null) return [];
    const own = average(of.map(({ overMachine }) => overMachine.value));
    const better = average(of.map(({ overBetter }) => overBetter.value));
    const range = kind === "machine" ? null : claimed[kind];
    const verdict =
      range === null
        ? ""
        : `; the study's claim of ${100 * range[0]} to ${100 * range[1]} points over the machine ${holds(fixed, own, range)}`;
    return [
      `With ${name[kind]}, a machine gains on average ${points(own)} points over itself at η* (${points(fixed)} at ${studyEta}), and ${points(better)} (${points(fixedBetter)}) over the better member${verdict}.`,
    ];
  });
  return sentences.join(" ");
}

function holds(fixed: number, own: number, [low, high]: readonly [number, number]): string {
  const verdict = (value: number) => (value < low ? "below" : value > high ? "above" : "within");
  const [a, b] = [verdict(fixed), verdict(own)];
  const words = { below: "is not reached", above: "is exceeded", within: "holds" };
  return a === b ? `${words[a]} here at both` : `${words[a]} here at ${studyEta} and ${words[b]} at η*`;
}

function matrix(
  teams: Teams,
  { order }: StudySettings,
  tallies: Tallies,
  mode: "oracle" | "realistic",
): Block {
  const oracle = mode === "oracle";
  const head = {
    id: `${mode}-matrix`,
    title: oracle ? "Every team, with an oracle" : "Every team, with the threshold rule",
    definition: [
      oracle
        ? "Rows are machines, columns their partners. Right wherever one of them is, minus the accuracy of the better one, in points. Never below 0; between two machines it does not matter which is the row."
        : "Rows are machines, columns their partners, who answer where the machine's confidence is at most the team's own η*, chosen on the fitting part. Shown is team − the better member on the other items, in points. Below 0 the rule does worse than the better of the two would alone.",
      `The table has the gain over the row's machine as well. In the study's figure, columns of people are gains over the machine and columns of machines gains over the better of the two${oracle ? ": its values between machines are symmetric, which gains over the row cannot be" : ""}; here all columns of the figure are over the better, so that they compare.`,
      `Source: Liu et al. Fig. 7 ${oracle ? "a" : "b"}.`,
    ],
  };
  const none = noTeam(teams);
  if (none !== null) return refusal(head, none);
  if (!oracle && (teams.fitted === 0 || teams.fitted === teams.n))
    return refusal(head, "There are too few items to choose η on some and measure on others.");
  const machines = inOrder(teams.machines, order, tallies);
  const humans = [...teams.people, ...(teams.aggregate ? [teams.aggregate] : [])];
  const partners = [...humans, ...machines];
  const cells = machines.flatMap((machine) =>
    partners.map((partner) =>
      partner === machine ? null : { machine, partner, counts: countsOf(teams.pair(machine, partner), mode) },
    ),
  );
  const figure: HeatMap = {
    kind: "heat-map",
    row: "machine",
    column: "partner",
    format: "points",
    scale: oracle ? "sequential" : "diverging",
    panels: [
      {
        title: "gain over the better",
        rows: machines.map(({ name }) => name),
        columns: partners.map(({ name }) => name),
        values: cells.map((cell) => cell && gainOf(overBetter(cell.counts))),
      },
    ],
  };
  const overMachine = {
    ...figure,
    panels: figure.panels.map((panel) => ({
      ...panel,
      title: "gain over the machine",
      values: cells.map((cell) => cell && gainOf(cell.counts.overMachine)),
    })),
  };
  const table = matrixTable(figure);
  return {
    ...head,
    items: oracle ? teams.joint.sentence : measuredOn(teams),
    body: {
      kind: "figure",
      figure,
      table: { columns: table.columns, rows: [...table.rows, ...matrixTable(overMachine).rows] },
    },
    reading: bestTeam(cells.flatMap((cell) => cell ?? [])),
  };
}

function bestTeam(cells: readonly Pick<PartnerGain, "machine" | "partner" | "counts">[]): string {
  const best = (of: typeof cells) =>
    of.reduce<(typeof cells)[number] | null>(
      (top, one) => (top && top.counts.team >= one.counts.team ? top : one),
      null,
    );
  const said = ({ machine, partner, counts }: (typeof cells)[number]) =>
    `${machine.name} with ${partner.name} (${formatCell(counts.team / counts.n, "percent")}, ${points(gainOf(overBetter(counts)) ?? 0)} points over the better)`;
  const single = best(
    cells.filter(({ partner }) => partner.kind === "human" && partner.source !== "aggregate"),
  );
  const aggregate = best(cells.filter(({ partner }) => partner.source === "aggregate"));
  const machine = best(cells.filter(({ partner }) => partner.kind === "machine"));
  return [
    single ? `The best team with one person is ${said(single)}.` : "",
    aggregate ? `The best with the aggregate is ${said(aggregate)}.` : "",
    machine ? `The best of two machines is ${said(machine)}.` : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}
