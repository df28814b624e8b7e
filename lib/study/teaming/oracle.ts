import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { answeredByAll, leads, pairOf, withGold } from "#lib/study/data/items.ts";
import type { Block } from "#lib/study/section.ts";
import {
  type Summary,
  bothGainsDefinition,
  gainCells,
  gainColumns,
  intervalDefinition,
  meanOfKind,
  oracleLeads,
  memberCells,
  memberColumns,
  summaries,
  summaryFigure,
} from "#lib/study/teaming/gains-table.ts";
import {
  type PartnerGain,
  type PartnerRole,
  partnerGains,
  partnerKinds,
} from "#lib/study/teaming/partner-gains.ts";
import { type Teams, teamNeed } from "#lib/study/teaming/teams.ts";
import { type OracleFinding, oracleWords } from "#lib/study/teaming/words.ts";
import { gainOf, overBetter } from "#lib/teaming/gain.ts";

/** What there is to win: a team that is right wherever one of its members is. */
export function oracleBlock(teams: Teams): Block {
  const head = {
    id: "oracle",
    title: "Gains with an oracle",
    definition: [
      "A machine and a partner, right wherever at least one of them is: an oracle knows whom to ask. No rule that picks one of the two answers can do better, so this is how much there is to gain.",
      bothGainsDefinition,
      `“Best other machine” is, for each machine, the one that makes the best team with it, found on the same items; this favours machines as partners. ${intervalDefinition}`,
      "Source: Liu et al. Fig. 5 and Fig. 7 a.",
    ],
  };
  const need = teamNeed(teams);
  if (need !== null) return refusal(head, need);
  const roles = partnerGains(teams, "oracle");
  const means = summaries(teams, "oracle", roles);
  const among = { ...withGold, ...answeredByAll(teams.joint.raters) };
  return {
    ...head,
    items: teams.joint.sentence,
    body: {
      kind: "figure",
      figure: summaryFigure(means, teams.sound.length),
      table: ledTable(
        [...memberColumns, { name: "Team", format: "percent" }, ...gainColumns],
        roles.flatMap((role) =>
          role.gains.map((gain): (Cell | Led)[] => {
            const { machine, partner, counts } = gain;
            const [overMachine = null, over = null] = gainCells(gain);
            const only = oracleLeads(among, gain);
            return [
              ...memberCells(role, gain, among),
              {
                cell: counts.team / counts.n,
                leads: leads({ ...among, ...pairOf(machine, partner, "either") }, counts.team, counts.n),
              },
              { cell: overMachine, leads: only.overMachine },
              { cell: over, leads: only.overBetter },
            ];
          }),
        ),
      ),
    },
    reading: worded(peopleOrMachine(teams, roles, means), oracleWords),
    failed: [],
  };
}

/** The claim that any human adds more than any second machine, in both conventions. */
function peopleOrMachine(
  teams: Teams,
  roles: readonly PartnerRole[],
  means: readonly Summary[],
): OracleFinding {
  const people = roles.filter(({ kind }) => kind === "person");
  const other = roles.find(({ kind }) => kind === "machine");
  const machines = teams.sound.length;
  /** machines to which each person adds more than the best other machine does */
  const wins = (gain: (of: PartnerGain) => number | null): number =>
    (other?.gains ?? []).filter(
      (of) =>
        teams.sound.includes(of.machine) &&
        people.every(({ gains }) =>
          gains.some((mine) => mine.machine === of.machine && (gain(mine) ?? -1) > (gain(of) ?? -1)),
        ),
    ).length;
  const overMachine = wins(({ counts }) => gainOf(counts.overMachine));
  const better = wins(({ counts }) => gainOf(overBetter(counts)));
  return {
    verdict:
      people.length === 0 || !other
        ? null
        : overMachine === machines && better === machines
          ? "holds"
          : overMachine === 0 && better === 0
            ? "fails"
            : "in part",
    numbers: {
      means: partnerKinds.flatMap((kind) => {
        const [machine, over] = [
          meanOfKind(means, kind, "overMachine"),
          meanOfKind(means, kind, "overBetter"),
        ];
        return machine === null || over === null ? [] : [{ kind, overMachine: machine, overBetter: over }];
      }),
      machines,
      won: { overMachine, overBetter: better },
    },
  };
}
