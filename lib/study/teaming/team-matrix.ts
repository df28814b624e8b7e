import type { HeatMap } from "#lib/figures/figure.ts";
import type { Table } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { matrixTable } from "#lib/study/confusion/class-matrix.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import { answeredByAll, withGold } from "#lib/study/data/items.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { Block } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import {
  type Mode,
  type PartnerGain,
  type PartnerKind,
  countsOf,
  partnerKinds,
} from "#lib/study/teaming/partner-gains.ts";
import { oracleLeads } from "#lib/study/teaming/gains-table.ts";
import { type Teams, humanPartners, measuredOn, splitNeed, teamNeed } from "#lib/study/teaming/teams.ts";
import { type MatrixFinding, matrixWords } from "#lib/study/teaming/words.ts";
import { gainOf, overBetter } from "#lib/teaming/gain.ts";

/** All teams of a machine with any other rater, as a heat map. */
export function matrixBlock(
  teams: Teams,
  order: StudySettings["order"],
  tallies: Tallies,
  mode: Mode,
): Block {
  const oracle = mode === "oracle";
  const head = {
    id: `${mode}-matrix`,
    title: oracle ? "Every team, with an oracle" : "Every team, with the threshold rule",
    definition: [
      oracle
        ? "Rows are machines, columns their partners. Shown is a team that is right wherever one of the two is, minus the better one, in points. Never below 0; between two machines it does not matter which is the row."
        : "Rows are machines, columns their partners, who answer where the machine's confidence is at most the team's own η*, chosen on the fitting part. Shown is team − the better member on the other items, in points. Below 0 the rule does worse than the better of the two would alone.",
      `The table also has the gain over the row's machine. In the study's figure, columns of people are gains over the machine and columns of machines gains over the better of the two${oracle ? ": its values between machines are symmetric, which gains over the row cannot be" : ""}; here all columns of the figure are over the better, so that they compare.`,
      `Source: Liu et al. Fig. 7 ${oracle ? "a" : "b"}.`,
    ],
  };
  const need = oracle ? teamNeed(teams) : splitNeed(teams);
  if (need !== null) return refusal(head, need);
  const machines = inOrder(teams.machines, order, tallies);
  const partners = [...humanPartners(teams), ...machines];
  const cells = machines.flatMap((machine) =>
    partners.map((partner) =>
      partner === machine ? null : { machine, partner, counts: countsOf(teams.pair(machine, partner), mode) },
    ),
  );
  const among = { ...withGold, ...answeredByAll(teams.joint.raters) };
  const only = cells.map((cell) => (cell && oracle ? oracleLeads(among, cell) : null));
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
        leads: only.map((each) => each && each.overBetter),
      },
    ],
  };
  const overMachine = {
    ...figure,
    panels: figure.panels.map((panel) => ({
      ...panel,
      title: "gain over the machine",
      values: cells.map((cell) => cell && gainOf(cell.counts.overMachine)),
      leads: only.map((each) => each && each.overMachine),
    })),
  };
  return {
    ...head,
    items: oracle ? teams.joint.sentence : measuredOn(teams),
    body: {
      kind: "figure",
      figure,
      table: joined(matrixTable(figure), matrixTable(overMachine)),
    },
    reading: worded(bestTeams(cells.filter((cell) => cell !== null)), matrixWords),
    failed: [],
  };
}

/** One table beneath the other. */
const joined = (first: Table, second: Table): Table => ({
  columns: first.columns,
  rows: [...first.rows, ...second.rows],
  leads: [...(first.leads ?? []), ...(second.leads ?? [])],
});

const kindOf = ({ kind, source }: StudyRater): PartnerKind =>
  kind === "machine" ? "machine" : source === "aggregate" ? "aggregate" : "person";

const bestTeams = (cells: readonly Pick<PartnerGain, "machine" | "partner" | "counts">[]): MatrixFinding => ({
  verdict: null,
  numbers: {
    best: partnerKinds.flatMap((kind) => {
      const teams = cells.filter(({ partner }) => kindOf(partner) === kind);
      const best = teams[argmaxBy(teams, ({ counts }) => counts.team)];
      if (!best) return [];
      const { machine, partner, counts } = best;
      return [
        {
          kind,
          machine: machine.name,
          partner: partner.name,
          accuracy: counts.team / counts.n,
          overBetter: gainOf(overBetter(counts)) ?? 0,
        },
      ];
    }),
  },
});
