import { percent } from "#lib/numbers.ts";
import { type Cell, type Column, type Led, ledTable } from "#lib/figures/table.ts";
import { mean } from "#lib/stats/mean.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import {
  type Summary,
  bothGainsDefinition,
  gainCells,
  gainColumns,
  intervalDefinition,
  meanOfKind,
  memberCells,
  memberColumns,
  summaries,
  summaryFigure,
} from "#lib/study/teaming/gains-table.ts";
import {
  type PartnerGain,
  type PartnerKind,
  type PartnerRole,
  partnerGains,
  partnerKinds,
} from "#lib/study/teaming/partner-gains.ts";
import { type TeamSettings, type Teams, measuredOn, splitNeed, studyEta } from "#lib/study/teaming/teams.ts";
import { type ClaimVerdict, type RealisticFinding, realisticWords } from "#lib/study/teaming/words.ts";
import { placeOf } from "#lib/teaming/eta-sweep.ts";
import { gainOf, overBetter, thresholdTeam } from "#lib/teaming/gain.ts";

/** What the threshold rule gains, at each team's own η* and at fixed ones. */
export function realisticBlock(study: Study, teams: Teams, { fit }: TeamSettings): Block {
  const head = {
    id: "realistic",
    title: "Gains with the threshold rule",
    definition: [
      "The machine answers where its confidence is above η, the partner where it is not: nobody needs to know who is right. An item without a confidence goes to the partner.",
      `η* is, for each team, the η of 0, 0.005, … 1 with the best team accuracy on a random ${percent(fit)} of the items; everything shown is measured on the others. The same teams are shown at the study's fixed η = ${studyEta}${study.eta === studyEta ? ", which is also the project's" : ` and at the project's η = ${study.eta}`}. The study chose its η on the items that it then measured on, which flatters every team a little.`,
      bothGainsDefinition,
      `“Best other machine” is, for each machine, the one that makes the best team with it on the fitting part. ${intervalDefinition}`,
      "Source: Liu et al. §5 and Fig. 5, realistic mode.",
    ],
  };
  const need = splitNeed(teams);
  if (need !== null) return refusal(head, need);
  const roles = partnerGains(teams, "realistic");
  const means = summaries(teams, "realistic", roles);
  const fixed = study.eta === studyEta ? [studyEta] : [studyEta, study.eta];
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "figure",
      figure: summaryFigure(means, teams.sound.length),
      table: ledTable(
        [
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
        roles.flatMap((role) =>
          role.gains.map((gain): (Cell | Led)[] => {
            const { deferred, team, n } = thresholdTeam(gain.pair.rest, gain.pair.best);
            return [
              // which items are measured on is drawn, and no filter says it
              ...memberCells(role, gain, null),
              teams.grid[gain.pair.best] ?? null,
              deferred / n,
              team / n,
              ...gainCells(gain),
              ...fixed.flatMap((eta) => fixedCells(teams, gain, eta)),
            ];
          }),
        ),
      ),
    },
    reading: worded(claimed(teams, roles, means), realisticWords),
    failed: [],
  };
}

function fixedCells(teams: Teams, { pair }: PartnerGain, eta: number): Cell[] {
  const team = thresholdTeam(pair.rest, placeOf(teams.grid, eta));
  return [team.deferred / team.n, team.team / team.n, gainOf(team.overMachine), gainOf(overBetter(team))];
}

/** What the study says the rule brings over the machine, in points. Source: Liu et al., abstract and §5. */
const claims: Record<PartnerKind, readonly [number, number] | null> = {
  person: [0.03, 0.05],
  aggregate: [0.05, 0.08],
  machine: null,
};

function claimed(teams: Teams, roles: readonly PartnerRole[], means: readonly Summary[]): RealisticFinding {
  const place = placeOf(teams.grid, studyEta);
  const atStudy = (kind: PartnerKind) => {
    const gains = roles
      .filter((role) => role.kind === kind)
      .flatMap((role) => role.gains)
      .filter(({ machine }) => teams.sound.includes(machine))
      .map(({ pair }) => thresholdTeam(pair.rest, place));
    if (gains.length === 0) return null;
    return {
      overMachine: mean(gains.map(({ overMachine }) => gainOf(overMachine) ?? 0)),
      overBetter: mean(gains.map((team) => gainOf(overBetter(team)) ?? 0)),
    };
  };
  const partners = partnerKinds.flatMap((kind) => {
    const overMachine = meanOfKind(means, kind, "overMachine");
    const over = meanOfKind(means, kind, "overBetter");
    const fixed = atStudy(kind);
    if (overMachine === null || over === null || fixed === null) return [];
    return [{ kind, best: { overMachine, overBetter: over }, fixed, claim: claims[kind] }];
  });
  const verdict: RealisticFinding["verdict"] = {};
  for (const { kind, best, fixed, claim } of partners)
    if (claim)
      verdict[kind] = {
        best: verdictOf(best.overMachine, claim),
        fixed: verdictOf(fixed.overMachine, claim),
      };
  return { verdict, numbers: { studyEta, partners } };
}

/** In whole points, as the claim is worded, from the tenths that the reader sees: 5.4 is 5, 5.48 is shown as 5.5 and is 6. */
function verdictOf(gain: number, [low, high]: readonly [number, number]): ClaimVerdict {
  const whole = Math.round(Number((100 * gain).toFixed(1))) / 100;
  if (whole < low) return "not reached";
  return whole > high ? "exceeded" : "holds";
}
