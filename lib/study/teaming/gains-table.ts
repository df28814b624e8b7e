import type { Intervals } from "#lib/figures/figure.ts";
import type { Cell, Column } from "#lib/figures/table.ts";
import { pairedDifference } from "#lib/stats/difference.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { mean } from "#lib/stats/mean.ts";
import {
  type Mode,
  type PartnerGain,
  type PartnerKind,
  type PartnerRole,
  meanGain,
} from "#lib/study/teaming/partner-gains.ts";
import type { Teams } from "#lib/study/teaming/teams.ts";
import { overBetter } from "#lib/teaming/gain.ts";

/** What the blocks on gains, with an oracle and with the threshold rule, have in common. */

export const bothGainsDefinition =
  "“Over the machine” is the study's convention: team − machine. It credits the team with what a better partner would reach alone. “Over the better” is the fair question, what working together adds: team − the more accurate of the two. In the study's matrix, gains with a second machine are over the better and gains with people over the machine, so its two kinds of partner do not compare; here both have both.";

export const intervalDefinition =
  "Gains are paired: team and member differ on few items, and only those count. The 95 % intervals take the items as the sample, and η* and which member is better as given; they are computed from the items on which the two differ, which is what a bootstrap over items approaches, without its draws. In the figure, gains are means over the machines: all are measured on the same items, so each item's gains are averaged over the machines first.";

export const gainColumns: readonly Column[] = [
  { name: "Gain over machine", format: "points" },
  { name: "Gain over better", format: "points" },
];
export const memberColumns: readonly Column[] = [
  { name: "Machine", format: "text" },
  { name: "Partner", format: "text" },
  { name: "Role", format: "text" },
  { name: "Machine alone", format: "percent" },
  { name: "Partner alone", format: "percent" },
];

export const memberCells = (role: PartnerRole, { machine, partner, counts }: PartnerGain): Cell[] => [
  machine.name,
  partner.name,
  role.kind === "machine" ? role.name : role.kind,
  counts.machine / counts.n,
  counts.partner / counts.n,
];

/** Both gains with intervals; the same where the machine is the better one. */
export const gainCells = ({ counts }: PartnerGain): Cell[] =>
  [counts.overMachine, overBetter(counts)].map(({ onlyTeam, onlyMember, n }) =>
    pairedDifference(onlyTeam, onlyMember, n),
  );

/** Mean gains of a role over the sound machines. */
export type Summary = { role: PartnerRole; overMachine: Estimate; overBetter: Estimate };

export const summaries = (teams: Teams, mode: Mode, roles: readonly PartnerRole[]): Summary[] =>
  roles.flatMap((role) => {
    const overMachine = meanGain(teams, mode, role, "machine");
    const better = meanGain(teams, mode, role, "better");
    return overMachine && better ? [{ role, overMachine, overBetter: better }] : [];
  });

/** Mean over the roles of a kind; null without one. */
export function meanOfKind(
  of: readonly Summary[],
  kind: PartnerKind,
  gain: "overMachine" | "overBetter",
): number | null {
  const values = of.filter(({ role }) => role.kind === kind).map((one) => one[gain].value);
  return values.length === 0 ? null : mean(values);
}

const toneOf = { person: "people", aggregate: "people", machine: "machine" } as const;

export const summaryFigure = (of: readonly Summary[], machines: number): Intervals => ({
  kind: "intervals",
  x: {
    name: machines > 1 ? `gain, points, mean of ${machines} machines` : "gain, points",
    format: "points",
  },
  rows: of.flatMap(({ role, overMachine, overBetter }) => [
    { name: `${role.name}, over the machine`, tone: toneOf[role.kind], estimate: overMachine },
    { name: `${role.name}, over the better`, tone: toneOf[role.kind], estimate: overBetter },
  ]),
});
