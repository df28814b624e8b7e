import { argmaxBy } from "#lib/stats/argmax.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import { type PairTeam, type Teams, humanPartners } from "#lib/study/teaming/teams.ts";
import { type EtaSweep, joined } from "#lib/teaming/eta-sweep.ts";
import { type TeamCounts, oracleOf, overBetter, thresholdTeam } from "#lib/teaming/gain.ts";

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
export type PartnerRole = { name: string; kind: PartnerKind; gains: PartnerGain[] };
export type PartnerKind = "person" | "aggregate" | "machine";
export const partnerKinds = ["person", "aggregate", "machine"] as const satisfies readonly PartnerKind[];

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
  for (const human of humanPartners(teams))
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

/** The other machine that makes the best team with this one; the machine itself where there is no other. */
function bestMachine(teams: Teams, machine: StudyRater, mode: Mode): StudyRater {
  const others = teams.machines.filter((other) => other !== machine);
  const right = (other: StudyRater) => {
    const pair = teams.pair(machine, other);
    return mode === "oracle" ? countsOf(pair, mode).team : bestOn(pair.fit);
  };
  return others[argmaxBy(others, right)] ?? machine;
}

/** Items that a team is right on at its best η. */
export const bestOn = ({ team }: EtaSweep): number => team.reduce((max, right) => Math.max(max, right), 0);

/**
 * Mean gain over the sound machines of a role, with the items as the sample: item i's influence is
 * (gᵢ − ḡ)/n, gᵢ being the mean over machines of team right − member right.
 * @param against "machine" is the study's convention, "better" the more accurate member of each team
 * Source: Efron & Tibshirani 1993, ch. 21 (infinitesimal jackknife).
 */
export function meanGain(
  teams: Teams,
  mode: Mode,
  role: PartnerRole,
  against: "machine" | "better",
): Estimate | null {
  const gains = role.gains.filter(({ machine }) => teams.sound.includes(machine));
  const first = mode === "oracle" ? 0 : teams.fitted;
  const n = teams.n - first;
  if (n === 0 || gains.length === 0) return null;
  const sums = new Int16Array(n);
  for (const { machine, partner, pair, counts } of gains) {
    const m = teams.right(machine).subarray(first);
    const p = teams.right(partner).subarray(first);
    const overPartner = against === "better" && overBetter(counts) === counts.overPartner;
    if (mode === "oracle") addOnlyRight(sums, overPartner ? m : p, overPartner ? p : m);
    else addRuleGains(sums, m, p, teams.from(machine).subarray(first), pair.best, overPartner);
  }
  let [total, squares] = [0, 0];
  for (const sum of sums) {
    total += sum;
    squares += sum * sum;
  }
  const value = total / n / gains.length;
  return normalInterval(value, (squares / n / gains.length ** 2 - value ** 2) / n, -1, 1, n);
}

/** The oracle gains over a member where only the other is right. */
function addOnlyRight(sums: Int16Array, other: Uint8Array, member: Uint8Array): void {
  for (let at = 0; at < sums.length; at++) sums[at]! += other[at]! & (member[at]! ^ 1);
}

/** The rule differs from the machine where it defers, and from the partner where it does not. */
function addRuleGains(
  sums: Int16Array,
  machine: Uint8Array,
  partner: Uint8Array,
  from: Uint16Array,
  best: number,
  overPartner: boolean,
): void {
  for (let at = 0; at < sums.length; at++) {
    const deferred = from[at]! <= best;
    if (deferred === overPartner) continue;
    const ahead = machine[at]! - partner[at]!;
    sums[at]! += overPartner ? ahead : -ahead;
  }
}
