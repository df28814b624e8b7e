import type { RightWrong } from "#lib/stats/matching.ts";
import { type EtaSweep, itemsIn, rightWrongOf, splitAt } from "#lib/teaming/eta-sweep.ts";

/** Items on which team and member differ: the team's gain is (onlyTeam − onlyMember) / n. */
export type Discordant = { onlyTeam: number; onlyMember: number; n: number };

/** A team of two against each of them, in items. */
export type TeamCounts = {
  n: number;
  team: number;
  machine: number;
  partner: number;
  overMachine: Discordant;
  overPartner: Discordant;
};

/** Of items by who is right, the machine first: right if either is: what no rule that picks one of the two answers can exceed. Source: Liu et al. §5. */
export function oracleTeam(counts: RightWrong): TeamCounts {
  const { bothRight, onlyFirst: onlyMachine, onlySecond: onlyPartner } = counts;
  const n = itemsIn(counts);
  return {
    n,
    team: bothRight + onlyMachine + onlyPartner,
    machine: bothRight + onlyMachine,
    partner: bothRight + onlyPartner,
    overMachine: { onlyTeam: onlyPartner, onlyMember: 0, n },
    overPartner: { onlyTeam: onlyMachine, onlyMember: 0, n },
  };
}

/**
 * The threshold rule at grid[at]: the machine keeps what it is surer of than η, the partner answers the rest.
 * Source: Liu et al. §5 (realistic teaming).
 */
export function thresholdTeam(sweep: EtaSweep, at: number): TeamCounts & { deferred: number } {
  const { kept, deferred } = splitAt(sweep, at);
  const { n } = sweep;
  return {
    n,
    // the machine's right answers that are kept, and the partner's in place of the rest
    team: kept.bothRight + kept.onlyFirst + deferred.bothRight + deferred.onlySecond,
    machine: sweep.machine,
    partner: sweep.partner,
    deferred: itemsIn(deferred),
    overMachine: { onlyTeam: deferred.onlySecond, onlyMember: deferred.onlyFirst, n },
    overPartner: { onlyTeam: kept.onlyFirst, onlyMember: kept.onlySecond, n },
  };
}

export const oracleOf = (sweep: EtaSweep): TeamCounts => oracleTeam(rightWrongOf(sweep));

/** Against the more accurate of the two; against the machine where they are equal. */
export const overBetter = ({ machine, partner, overMachine, overPartner }: TeamCounts): Discordant =>
  partner > machine ? overPartner : overMachine;

export const gainOf = ({ onlyTeam, onlyMember, n }: Discordant): number | null =>
  n === 0 ? null : (onlyTeam - onlyMember) / n;
