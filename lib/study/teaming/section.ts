import { pairedDifference } from "#lib/stats/difference.ts";
import { counted } from "#lib/study/data/evaluated.ts";
import { leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import {
  type PartnerGain,
  type PartnerRole,
  meanGain,
  partnerGains,
} from "#lib/study/teaming/partner-gains.ts";
import type { Cell, Column } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, type Section, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { etaSweepBlock, coverageBlock } from "#lib/study/teaming/sweep.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type Teams, measuredOn, noTeam, studyEta, teamsOf } from "#lib/study/teaming/teams.ts";
import { matrixBlock } from "#lib/study/teaming/team-matrix.ts";
import { fixedEtaBlock } from "#lib/study/teaming/fixed-eta-block.ts";
import { placeOf } from "#lib/teaming/eta-sweep.ts";
import { gainOf, overBetter, thresholdTeam } from "#lib/teaming/gain.ts";

export const teaming: Section = {
  id: "teaming",
  title: "Teaming",
  lead: "What a machine gains when someone else answers the items that it is unsure of.",
  compute(study, settings, tallies) {
    const teams = teamsOf(study, settings, tallies);
    const oracle = partnerGains(teams, "oracle");
    const realistic = partnerGains(teams, "realistic");
    return [
      oracleGains(teams, oracle),
      realisticGains(study, teams, settings, realistic),
      matrixBlock(teams, settings, tallies, "oracle"),
      matrixBlock(teams, settings, tallies, "realistic"),
      etaSweepBlock(study, teams),
      coverageBlock(study, teams),
      fixedEtaBlock(teams),
    ];
  },
};

const points = (share: number): string => formatCell(share, "points");
const toneOf = { person: "people", aggregate: "people", machine: "machine" } as const;

const bothGains =
  "“Over the machine” is the study's convention: team − machine. It credits the team with what a better partner would reach alone. “Over the better” is the fair question, what working together adds: team − the more accurate of the two. With a second machine the study's matrix is over the better, with people over the machine, so its two kinds of partner do not compare; here both have both.";

const intervalText =
  "Gains are paired: team and member differ on few items, and only those count. The 95 % intervals take the items as the sample, and η* and which member is better as given; they are worked out from the items on which the two differ, which is what a bootstrap over items approaches, without its draws. In the figure, gains are means over the machines: all stand on the same items, so each item's gains are averaged over the machines first.";

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
const gainCells = ({ counts }: PartnerGain): Cell[] =>
  [counts.overMachine, overBetter(counts)].map(({ onlyTeam, onlyMember, n }) =>
    pairedDifference(onlyTeam, onlyMember, n),
  );

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

function oracleGains(teams: Teams, roles: readonly PartnerRole[]): Block {
  const head = {
    id: "oracle",
    title: "Gains with an oracle",
    definition: [
      "A machine and a partner, right wherever at least one of them is: an oracle knows whom to ask. No rule that picks one of the two answers can do better, so this says how much there is to win.",
      bothGains,
      `“Best other machine” is, for each machine, the one that makes the best team with it, found on the same items; this favours machines as partners. ${intervalText}`,
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
      figure: summaryFigure(means, teams.sound.length),
      table: {
        columns: [...memberColumns, { name: "Team", format: "percent" }, ...gainColumns],
        rows: roles.flatMap((role) =>
          role.gains.map((gain): Cell[] => [
            ...memberCells(role, gain),
            gain.counts.team / gain.counts.n,
            ...gainCells(gain),
          ]),
        ),
      },
    },
    reading: peopleOrMachine(teams, roles, means),
  };
}

/** The claim that any human adds more than any second machine, in both conventions. */
function peopleOrMachine(teams: Teams, roles: readonly PartnerRole[], means: readonly Summary[]): string {
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
      other.gains.filter(
        (of, at) =>
          teams.sound.includes(of.machine) &&
          people.every(({ gains }) => (gain(gains[at]!) ?? -1) > (gain(of) ?? -1)),
      ).length;
    const M = teams.sound.length;
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
  return [...sentences, leftOutSentence(teams.failed)].join(" ").trim();
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
      `“Best other machine” is, for each machine, the one that makes the best team with it on the fitting part. ${intervalText}`,
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
      figure: summaryFigure(means, teams.sound.length),
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
        rows: roles.flatMap((role) =>
          role.gains.map((gain): Cell[] => {
            const own = thresholdTeam(gain.pair.rest, gain.pair.best);
            return [
              ...memberCells(role, gain),
              teams.grid[gain.pair.best]!,
              own.deferred / own.n,
              own.team / own.n,
              ...gainCells(gain),
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
        gains.flatMap(({ pair }) => {
          if (!teams.sound.includes(pair.machine)) return [];
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
  return [...sentences, leftOutSentence(teams.failed)].join(" ").trim();
}

function holds(fixed: number, own: number, [low, high]: readonly [number, number]): string {
  // In whole points, as the claim is worded, from the tenths that the reader sees: 5.4 is 5, 5.48 is shown as 5.5 and is 6.
  const verdict = (value: number) => {
    const whole = Math.round(Number((100 * value).toFixed(1))) / 100;
    return whole < low ? "is not reached" : whole > high ? "is exceeded" : "holds";
  };
  const [a, b] = [verdict(fixed), verdict(own)];
  return a === b ? `${a} here at both` : `${b} here at η* and ${a} at ${studyEta}`;
}
