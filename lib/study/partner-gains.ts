import { randomSource } from "#lib/random.ts";
import { bootstrapCounts } from "#lib/stats/bootstrap.ts";
import type { Estimate } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { StudyRater } from "#lib/study/study.ts";
import type { PairTeam, Teams } from "#lib/study/teams.ts";
import { bestPlace, joined } from "#lib/teaming/eta-sweep.ts";
import { type Discordant, type TeamCounts, oracleOf, overBetter, thresholdTeam } from "#lib/teaming/gain.ts";

export type Mode = "oracle" | "realistic";

/** A machine in a team, with what the team is worth. */
export type PartnerGain = {
  machine: StudyRater;
  partner: StudyRater;
  pair: PairTeam;
  /** over all joint items with the oracle, over the measuring part at η* with the threshold */
  counts: TeamCounts;
};

/** Partners in the order they are shown: people, their aggregate, then "best other machine" for each machine its own. */
export type PartnerRole = { name: string; kind: "person" | "aggregate" | "machine"; gains: PartnerGain[] };

/** Intervals are drawn for many pairs: no more resamples than this for each. */
export const mostResamples = 200;

/**
 * Every machine with every single human, with the aggregate, and with the other machine that helps it most.
 * The realistic partner machine is chosen on the fitting part, where its η* is; the oracle's on the items it is
 * measured on, which favours the machine.
 */
export function partnerGains(teams: Teams, mode: Mode): PartnerRole[] {
  const gainWith = (machine: StudyRater, partner: StudyRater): PartnerGain => {
    const pair = teams.pair(machine, partner);
    return { machine, partner, pair, counts: countsOf(pair, mode) };
  };
  const roles: PartnerRole[] = [];
  for (const human of [...teams.people, ...(teams.aggregate ? [teams.aggregate] : [])])
    roles.push({
      name: human.name,
      kind: human.source === "aggregate" ? "aggregate" : "person",
      gains: teams.machines.map((machine) => gainWith(machine, human)),
    });
  if (teams.machines.length > 1)
    roles.push({
      name: "best other machine",
      kind: "machine",
      gains: teams.machines.map((machine) => gainWith(machine, bestMachine(teams, machine, mode))),
    });
  return roles;
}

/** What a pair is worth: of the oracle on all items, of the threshold at η* on the measuring part. */
export const countsOf = ({ fit, rest, best }: PairTeam, mode: Mode): TeamCounts =>
  mode === "oracle" ? oracleOf(joined(fit, rest)) : thresholdTeam(rest, best);

function bestMachine(teams: Teams, machine: StudyRater, mode: Mode): StudyRater {
  let best: StudyRater | undefined;
  let most = -1;
  for (const other of teams.machines) {
    if (other === machine) continue;
    const pair = teams.pair(machine, other);
    const right = mode === "oracle" ? countsOf(pair, mode).team : pair.fit.team[bestPlace(pair.fit)]!;
    if (right <= most) continue;
    most = right;
    best = other;
  }
  return best ?? machine;
}

/** A gain with its bootstrap interval over the cells "only the team right", "only the member right", "alike". */
export function gainEstimate(
  { onlyTeam, onlyMember, n }: Discordant,
  { seed, resamples }: StudySettings,
  ...path: number[]
): Estimate | null {
  if (n === 0) return null;
  return bootstrapCounts(
    [onlyTeam, onlyMember, n - onlyTeam - onlyMember],
    ([team = 0, member = 0]) => (team - member) / n,
    { resamples: Math.min(resamples, mostResamples), random: randomSource(seed, 5, 2, ...path) },
  );
}

/** 97.5 % point of the normal distribution. */
const z = 1.959963984540054;

/**
 * Mean gain over the machines of a role, with the items as the sample: item i moves it by
 * (gᵢ − ḡ)/n, gᵢ being the mean over machines of team right − member right.
 * @param against "machine" is the study's convention, "better" the more accurate member of each team
 * Source: Efron & Tibshirani 1993, ch. 21 (infinitesimal jackknife).
 */
export function meanGain(
  teams: Teams,
  mode: Mode,
  { gains }: PartnerRole,
  against: "machine" | "better",
): Estimate | null {
  const first = mode === "oracle" ? 0 : teams.fitted;
  const n = teams.n - first;
  if (n === 0 || gains.length === 0) return null;
  const sums = new Float64Array(n);
  for (const { machine, partner, pair, counts } of gains) {
    const [m, p] = [teams.right(machine), teams.right(partner)];
    const from = teams.from(machine);
    const member = against === "better" && overBetter(counts) === counts.overPartner ? p : m;
    for (let at = 0; at < n; at++) {
      const i = first + at;
      const team = mode === "oracle" ? m[i]! | p[i]! : from[i]! <= pair.best ? p[i]! : m[i]!;
      sums[at]! += team - member[i]!;
    }
  }
  let [total, squares] = [0, 0];
  for (const sum of sums) {
    total += sum;
    squares += sum * sum;
  }
  const value = total / n / gains.length;
  const variance = Math.max(0, squares / n / gains.length ** 2 - value ** 2) / n;
  const half = z * Math.sqrt(variance);
  return { value, low: value - half, high: value + half };
}
