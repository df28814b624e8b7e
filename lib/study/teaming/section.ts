import { namingFailed } from "#lib/study/blocks.ts";
import { defineSection } from "#lib/study/section.ts";
import { coverageBlock } from "#lib/study/teaming/coverage.ts";
import { swept } from "#lib/study/teaming/curves.ts";
import { fixedEtaBlock } from "#lib/study/teaming/fixed-eta-block.ts";
import { oracleBlock } from "#lib/study/teaming/oracle.ts";
import { realisticBlock } from "#lib/study/teaming/realistic.ts";
import { sweepBlock } from "#lib/study/teaming/sweep.ts";
import { matrixBlock } from "#lib/study/teaming/team-matrix.ts";
import { teamsOf } from "#lib/study/teaming/teams.ts";

export const teaming = defineSection({
  id: "teaming",
  title: "Teaming",
  lead: "What a team gains over a machine alone when someone else answers the items that the machine is unsure of.",
  pools: true,
  settings: ["fit", "order", "seed"],
  compute: (study, { order, ...split }, tallies) => {
    const teams = teamsOf(study, split);
    const curves = swept(study, teams);
    return [
      namingFailed(oracleBlock(teams), teams.failed),
      namingFailed(realisticBlock(study, teams, split), teams.failed),
      matrixBlock(teams, order, tallies, "oracle"),
      matrixBlock(teams, order, tallies, "realistic"),
      sweepBlock(study, teams, curves),
      coverageBlock(study, teams, curves),
      namingFailed(fixedEtaBlock(teams), teams.failed),
    ];
  },
});
