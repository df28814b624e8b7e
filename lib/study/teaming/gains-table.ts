import type { Intervals } from "#lib/figures/figure.ts";
import type { Cell, Column, Led } from "#lib/figures/table.ts";
import { pairedDifference } from "#lib/stats/difference.ts";
import type { ItemFilter } from "#lib/items/filter.ts";
import type { Leads } from "#lib/items/leads.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { mean } from "#lib/stats/mean.ts";
import { leads, said } from "#lib/study/data/items.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import {
  type Mode,
  type PartnerGain,
  type PartnerKind,
  type PartnerRole,
  meanGain,
} from "#lib/study/teaming/partner-gains.ts";
import type { Teams } from "#lib/study/teaming/teams.ts";
import { type Discordant, overBetter } from "#lib/teaming/gain.ts";

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

/** @param among the items that the team is measured on; null where no filter says which */
export function memberCells(
  role: PartnerRole,
  { machine, partner, counts }: PartnerGain,
  among: Partial<ItemFilter> | null,
): (Cell | Led)[] {
  const alone = (rater: StudyRater, right: number): Led => ({
    cell: right / counts.n,
    leads: among && leads({ ...among, said: [said(rater, "right")] }, right, counts.n),
  });
  return [
    machine.name,
    partner.name,
    role.kind === "machine" ? role.name : role.kind,
    alone(machine, counts.machine),
    alone(partner, counts.partner),
  ];
}

/** Where only one of the two is right: what an oracle gains over the other. */
const onlyRight = (
  among: Partial<ItemFilter>,
  right: StudyRater,
  wrong: StudyRater,
  { onlyTeam, n }: Discordant,
): Leads | null => leads({ ...among, said: [said(right, "right"), said(wrong, "wrong")] }, onlyTeam, n);

/** What an oracle gains over the machine, and over the better member. */
export function oracleLeads(
  among: Partial<ItemFilter>,
  { machine, partner, counts }: Pick<PartnerGain, "machine" | "partner" | "counts">,
): { overMachine: Leads | null; overBetter: Leads | null } {
  const overMachine = onlyRight(among, partner, machine, counts.overMachine);
  return {
    overMachine,
    overBetter:
      overBetter(counts) === counts.overPartner
        ? onlyRight(among, machine, partner, counts.overPartner)
        : overMachine,
  };
}

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
