import { matrixTable } from "#lib/study/confusion/class-matrix.ts";
import { formatCell } from "#lib/figures/format.ts";
import { type PartnerGain, countsOf } from "#lib/study/teaming/partner-gains.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { type Teams, measuredOn, noTeam } from "#lib/study/teaming/teams.ts";
import { gainOf, overBetter } from "#lib/teaming/gain.ts";

const points = (share: number): string => formatCell(share, "points");

/** Heat maps of all teams of a machine with any other rater. */
export function matrixBlock(
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
