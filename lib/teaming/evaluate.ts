import type { Estimate, MaybeEstimate } from "#lib/stats/estimate.ts";
import { pairedDifference } from "#lib/stats/difference.ts";
import { type Proportion, proportion } from "#lib/stats/proportion.ts";
import { Asked } from "#lib/teaming/asked.ts";
import { auditedBelief } from "#lib/teaming/audited-belief.ts";
import { beliefUnits, type CalibrationBin, Reliability } from "#lib/teaming/reliability.ts";
import { LabelsByItem } from "#lib/teaming/labels-by-item.ts";
import { type Decider, deciders, type Decision } from "#lib/teaming/policies/policy.ts";
import { stratified, stratum } from "#lib/teaming/strata.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";
import { creditFor, fullCredit, mostVotes } from "#lib/teaming/votes.ts";

/** The items that a run routes, as columns of equal length n. */
export type RoutedItems = {
  /** class index, −1 where unknown */
  gold: Int32Array;
  /** machine's class index, −1 where it gave none */
  machine: Int32Array;
  /** what the queue goes by before anybody answers, in [0, 1]; −1 where the machine said nothing */
  prior: Float64Array;
  /** uniform on [0, 1): audited when kept and draw < audit rate */
  draw: Float64Array;
};

/** How items are routed and answered. */
export type TeamRule = {
  /** the team's answer for an item with these answers of people */
  decide: (item: number, answers: readonly Answer[]) => Decision;
  /** probability that the team gives a class with these answers */
  believes: (item: number, answers: readonly Answer[], label: number) => number;
  /** η in [0, 1]; prior ≤ η defers */
  eta: number;
  /** share of kept items that people check, [0, 1] */
  auditRate: number;
};

/** The accuracies of machine, people and team on the routed items whose gold label is known. */
export type TeamAccuracy = {
  /** items with gold */
  evaluated: number;
  machine: Proportion;
  /** people's majority, where at least one gave a label; tied classes count in equal parts */
  people: Proportion;
  /** the machine on those same items: the fair neighbour of `people` */
  machineWherePeopleAnswered: Proportion;
  team: Proportion;
  /** right if the machine or any person is right: what no rule can exceed */
  oracle: Proportion;
  /** team − machine, the study's gain */
  gainOverMachine: Estimate | null;
  /** team − the better of machine and people */
  gainOverBetter: { better: "machine" | "people"; difference: Estimate } | null;
  /** people's accuracy as it would be on all items, from deferred and audited answers; null before enough of both are there */
  peopleEverywhere: Estimate | null;
};

/** Who made the team's answers. */
export type DecidedBy = {
  source: Decider;
  items: number;
  /** mean probability that the team gives its answers; null without any */
  belief: number | null;
  /** of those with gold */
  accuracy: Proportion;
};

/** Where people are at odds. */
export type Disagreements = {
  /** items with labels of two people or more */
  several: number;
  /** of these: not all the same */
  differing: number;
  /** of these: no class has more votes than every other */
  tied: number;
  /** items on which people have a majority and the machine says something */
  comparable: number;
  /** of these: not the same */
  againstMachine: number;
};

/** What people's answers say about the machine, no gold label needed. */
export type AuditResult = {
  /** kept items that the audit drew */
  drawn: number;
  answered: number;
  /** machine = people's majority on the audited items with a label: accuracy of what the machine keeps, if people are right */
  agreement: Proportion;
  /** the same over all routed items, deferred and kept weighted by their number; null before both have enough answers */
  machineByPeople: Estimate | null;
};

/** Team accuracy after so many of the labels that count today. */
export type CurvePoint = { labels: number; team: number };

/** Accuracies under one rule, kept up to date answer by answer: a change costs one item's worth of work. */
export type TeamTally = {
  /**
   * A person's answer to an item has changed.
   * @param label class index; null for "cannot tell" and for an answer taken back
   * @param takenBack is it the latter: has the person given no answer any more?
   */
  change: (item: number, rater: number, label: number | null, takenBack?: boolean) => void;
  /**
   * Accuracy of each member and of the team, as it stands.
   * Source: Liu et al. §5: realistic teaming and oracle.
   */
  accuracy: () => TeamAccuracy;
  audit: () => AuditResult;
  /** The team's accuracy as it believes it, corrected by the audit: for policies whose belief follows answers. */
  auditedBelief: () => MaybeEstimate & { n: number };
  decidedBy: () => DecidedBy[];
  disagreements: () => Disagreements;
  /** Is the team right as often as it believes? Over the items with gold, by belief. */
  calibration: () => CalibrationBin[];
  /**
   * Team accuracy as the labels came in. An answer that was changed or taken back is not counted twice:
   * the curve ends with as many labels as people's current ones.
   * @param points most points returned (default 200); first and last are always among them
   * @returns empty without gold labels
   */
  curve: (points?: number) => CurvePoint[];
};

const orNull = (value: number): number | null => (value < 0 ? null : value);

/** A tally of the items before anybody has answered. */
export function teamTally(items: RoutedItems, { decide, believes, eta, auditRate }: TeamRule): TeamTally {
  const people = new LabelsByItem(items.gold.length);
  const count = { n: 0, machine: 0, team: 0, oracle: 0, onlyTeam: 0, onlyMachine: 0 };
  const answered = { n: 0, people: 0, machine: 0 };
  /** of people, against gold */
  const byGold = { deferred: stratum(), kept: stratum() };
  /** of the machine, against people */
  const byPeople = { deferred: stratum(), kept: stratum() };
  let drawn = 0;
  const by = Object.fromEntries(
    deciders.map((source) => [source, { items: 0, belief: 0, n: 0, right: 0 }]),
  ) as Record<Decider, { items: number; belief: number; n: number; right: number }>;
  const odds: Disagreements = { several: 0, differing: 0, tied: 0, comparable: 0, againstMachine: 0 };
  const reliability = new Reliability();
  const beliefs = new Float64Array(items.gold.length);
  const asked = new Asked(items.gold.length);

  /** Put an item with these answers into every count, or take it out. @param size 1 the first time only */
  function add(i: number, answers: readonly Answer[], sign: 1 | -1, size: 0 | 1): void {
    const gold = orNull(at(items.gold, i));
    const machine = orNull(at(items.machine, i));
    const deferred = isDeferred(orNull(at(items.prior, i)), eta);
    // Kept items speak for all kept items only where the audit drew them.
    const sampled = deferred || at(items.draw, i) < auditRate;
    const majorityOf = mostVotes(answers);
    const [goldPart, peoplePart] = deferred
      ? [byGold.deferred, byPeople.deferred]
      : [byGold.kept, byPeople.kept];
    peoplePart.size += size;
    if (sampled && !deferred) drawn += size;
    if (sampled && answers.length > 0) {
      peoplePart.n += sign;
      if (machine !== null) peoplePart.right += sign * creditFor(machine, answers);
    }
    if (answers.length > 1) {
      odds.several += sign;
      if (answers.some(({ label }) => label !== answers[0]?.label)) odds.differing += sign;
      if (majorityOf === null) odds.tied += sign;
    }
    if (majorityOf !== null && machine !== null) {
      odds.comparable += sign;
      if (majorityOf !== machine) odds.againstMachine += sign;
    }
    const team = decide(i, answers);
    const own = by[team.source];
    own.items += sign;
    own.belief += sign * Math.round((team.belief ?? 0) * beliefUnits);
    beliefs[i] = team.belief ?? 0;
    if (gold === null) return;
    const machineRight = machine === gold;
    const teamRight = team.label === gold;
    own.n += sign;
    if (teamRight) own.right += sign;
    if (team.belief !== null) reliability.add(team.belief, teamRight, sign);
    goldPart.size += size;
    count.n += size;
    if (machineRight) count.machine += sign;
    if (teamRight) count.team += sign;
    if (machineRight || answers.some(({ label }) => label === gold)) count.oracle += sign;
    if (teamRight && !machineRight) count.onlyTeam += sign;
    if (machineRight && !teamRight) count.onlyMachine += sign;
    if (answers.length === 0) return;
    const peopleRight = creditFor(gold, answers);
    answered.n += sign;
    answered.people += sign * peopleRight;
    if (machineRight) answered.machine += sign;
    if (!sampled) return;
    goldPart.n += sign;
    goldPart.right += sign * peopleRight;
  }

  const n = items.gold.length;
  for (let i = 0; i < n; i++) add(i, [], 1, 1);
  /** right answers of the team with so many labels in force */
  const history = [count.team];
  let inForce = 0;

  function change(item: number, rater: number, label: number | null, takenBack = false): void {
    const stands = people.get(item, rater);
    if (stands !== label) {
      add(item, people.of(item), -1, 0);
      people.set(item, rater, label);
      add(item, people.of(item), 1, 0);
      inForce += (label === null ? 0 : 1) - (stands === null ? 0 : 1);
    }
    const said = label !== null ? "label" : takenBack ? "nothing" : "cannot tell";
    asked.change(item, rater, said, label !== null || people.of(item).length > 0);
    history.length = inForce;
    history.push(count.team);
  }

  function accuracy(): TeamAccuracy {
    // Before anybody has answered, a team that lets the machine answer is the machine.
    const same = inForce === 0 && count.onlyTeam + count.onlyMachine === 0 && count.n > 0;
    const gainOverMachine = same
      ? { value: 0, low: 0, high: 0 }
      : pairedDifference(count.onlyTeam, count.onlyMachine, count.n);
    const peopleEverywhere = stratified([byGold.deferred, byGold.kept]);
    const team = proportion(count.team, count.n);
    const machine = proportion(count.machine, count.n);
    return {
      evaluated: count.n,
      machine,
      people: proportion(answered.people / fullCredit, answered.n),
      machineWherePeopleAnswered: proportion(answered.machine, answered.n),
      team,
      oracle: proportion(count.oracle, count.n),
      gainOverMachine,
      gainOverBetter: overBetter(team, machine, gainOverMachine, peopleEverywhere),
      peopleEverywhere,
    };
  }

  function changeOf(item: number): number {
    const answers = people.of(item);
    if (answers.length === 0) return NaN;
    const unasked = decide(item, []);
    return unasked.label === null ? 0 : believes(item, answers, unasked.label) - (unasked.belief ?? 0);
  }

  const audit = (): AuditResult => ({
    drawn,
    answered: byPeople.kept.n,
    agreement: proportion(byPeople.kept.right / fullCredit, byPeople.kept.n),
    machineByPeople: stratified([byPeople.deferred, byPeople.kept]),
  });

  const decidedBy = (): DecidedBy[] =>
    deciders.map((source) => {
      const { items, belief, n, right } = by[source];
      const mean = items === 0 || source === "none" ? null : belief / beliefUnits / items;
      return { source, items, belief: mean, accuracy: proportion(right, n) };
    });

  function curve(points = 200): CurvePoint[] {
    if (count.n === 0) return [];
    const every = Math.max(1, Math.ceil(inForce / Math.max(1, points - 1)));
    const sampled: CurvePoint[] = [];
    const sample = (labels: number) => sampled.push({ labels, team: (history[labels] ?? 0) / count.n });
    for (let labels = 0; labels < inForce; labels += every) sample(labels);
    sample(inForce);
    return sampled;
  }

  return {
    change,
    accuracy,
    audit,
    auditedBelief: () =>
      auditedBelief({ ...items, asked: asked.has, belief: beliefs, change: changeOf }, eta),
    decidedBy,
    disagreements: () => ({ ...odds }),
    calibration: () => reliability.bins(),
    curve,
  };
}

/** A column's value; the callers stay within it. */
function at(column: Int32Array | Float64Array, i: number): number {
  const value = column[i];
  if (value === undefined) throw new Error(`item ${i} is not among the ${column.length} routed ones`);
  return value;
}

function overBetter(
  team: Proportion,
  machine: Proportion,
  overMachine: Estimate | null,
  people: Estimate | null,
): TeamAccuracy["gainOverBetter"] {
  if (overMachine === null || team.value === null || machine.value === null) return null;
  if (people === null || people.value <= machine.value) return { better: "machine", difference: overMachine };
  const value = team.value - people.value;
  // The people's share is an estimate from a sample: its interval carries over, mirrored.
  return {
    better: "people",
    difference: {
      value,
      low: value - (people.high - people.value),
      high: value + (people.value - people.low),
    },
  };
}
