import type { Estimate } from "#lib/stats/estimate.ts";
import { pairedDifference } from "#lib/stats/difference.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { type Proportion, proportion } from "#lib/stats/proportion.ts";
import { isDeferred, majority, teamAnswer } from "#lib/teaming/threshold.ts";

/** The items that a run routes, as columns of equal length n. */
export type RoutedItems = {
  /** class index, −1 where unknown */
  gold: Int32Array;
  /** machine's class index, −1 where it gave none */
  machine: Int32Array;
  /** machine's confidence in [0, 1], −1 where it gave none */
  confidence: Float64Array;
  /** uniform on [0, 1): audited when kept and draw < audit rate */
  draw: Float64Array;
  /** item → rater → that person's current label; items without labels are absent */
  people: ReadonlyMap<number, ReadonlyMap<number, number>>;
};

/** The accuracies of machine, people and team on the routed items whose gold label is known. */
export type TeamAccuracy = {
  /** items with gold */
  evaluated: number;
  machine: Proportion;
  /** people's majority, where at least one gave a label */
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

const labelsOf = (items: RoutedItems, i: number): number[] => [...(items.people.get(i)?.values() ?? [])];
const orNull = (value: number): number | null => (value < 0 ? null : value);

/** The team's answer for item i at η. */
export const teamLabel = (items: RoutedItems, i: number, eta: number): number | null =>
  teamAnswer({
    confidence: orNull(items.confidence[i]!),
    machine: orNull(items.machine[i]!),
    eta,
    people: labelsOf(items, i),
  }).label;

/**
 * Accuracy of each member and of the team under the threshold rule.
 * @param eta η in [0, 1]; deferred items without an answer stand on the machine for now
 * Source: Liu et al. §5: realistic teaming (threshold) and oracle.
 */
export function evaluateTeam(items: RoutedItems, eta: number, auditRate: number): TeamAccuracy {
  const count = { n: 0, machine: 0, team: 0, oracle: 0, onlyTeam: 0, onlyMachine: 0 };
  const answered = { n: 0, people: 0, machine: 0 };
  const strata = { deferred: { n: 0, right: 0, size: 0 }, kept: { n: 0, right: 0, size: 0 } };
  for (let i = 0; i < items.gold.length; i++) {
    const gold = items.gold[i]!;
    if (gold < 0) continue;
    const people = labelsOf(items, i);
    const machineRight = items.machine[i] === gold;
    const teamRight = teamLabel(items, i, eta) === gold;
    const peopleRight = majority(people, null) === gold;
    count.n++;
    count.machine += +machineRight;
    count.team += +teamRight;
    count.oracle += +(machineRight || people.includes(gold));
    count.onlyTeam += +(teamRight && !machineRight);
    count.onlyMachine += +(machineRight && !teamRight);
    const deferred = isDeferred(orNull(items.confidence[i]!), eta);
    const stratum = deferred ? strata.deferred : strata.kept;
    stratum.size++;
    if (people.length === 0) continue;
    answered.n++;
    answered.people += +peopleRight;
    answered.machine += +machineRight;
    // Kept items speak for all kept items only where the audit drew them.
    if (deferred || items.draw[i]! < auditRate) {
      stratum.n++;
      stratum.right += +peopleRight;
    }
  }
  const gainOverMachine = pairedDifference(count.onlyTeam, count.onlyMachine, count.n);
  const peopleEverywhere = stratified([strata.deferred, strata.kept]);
  const team = proportion(count.team, count.n);
  const machine = proportion(count.machine, count.n);
  return {
    evaluated: count.n,
    machine,
    people: proportion(answered.people, answered.n),
    machineWherePeopleAnswered: proportion(answered.machine, answered.n),
    team,
    oracle: proportion(count.oracle, count.n),
    gainOverMachine,
    gainOverBetter: overBetter(team, machine, gainOverMachine, peopleEverywhere),
    peopleEverywhere,
  };
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

/** Answers that a stratum needs before it speaks for all its items: below, one answer moves the estimate by a fifth. */
const leastSample = 5;

/**
 * Share over strata of known size, each estimated from a random part of it.
 * @returns null while a stratum has too small a sample to say anything (all of a smaller stratum will do)
 * Source: Cochran, Sampling Techniques, §5.3, with the finite population correction.
 */
function stratified(strata: { size: number; n: number; right: number }[]): Estimate | null {
  const total = strata.reduce((sum, stratum) => sum + stratum.size, 0);
  if (total === 0 || strata.some(({ size, n }) => n < Math.min(size, leastSample))) return null;
  let value = 0;
  let variance = 0;
  for (const { size, n, right } of strata) {
    if (size === 0) continue;
    const weight = size / total;
    const share = right / n;
    value += weight * share;
    // Agresti–Coull's centre keeps the variance off zero where all sampled answers are alike.
    const softened = (right + 2) / (n + 4);
    variance += (weight ** 2 * (1 - n / size) * softened * (1 - softened)) / n;
  }
  return normalInterval(value, variance, 0, 1);
}

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

/** @param eta η in [0, 1] @param auditRate share of kept items drawn, [0, 1] */
export function evaluateAudit(items: RoutedItems, eta: number, auditRate: number): AuditResult {
  const audit = { drawn: 0, n: 0, right: 0, size: 0 };
  const deferred = { n: 0, right: 0, size: 0 };
  for (let i = 0; i < items.gold.length; i++) {
    const isKept = !isDeferred(orNull(items.confidence[i]!), eta);
    const stratum = isKept ? audit : deferred;
    stratum.size++;
    if (isKept && items.draw[i]! >= auditRate) continue;
    if (isKept) audit.drawn++;
    const people = labelsOf(items, i);
    if (people.length === 0) continue;
    stratum.n++;
    stratum.right += +(majority(people, null) === items.machine[i]);
  }
  return {
    drawn: audit.drawn,
    answered: audit.n,
    agreement: proportion(audit.right, audit.n),
    machineByPeople: stratified([deferred, audit]),
  };
}

/** Team accuracy after so many of the labels that count today. */
export type CurvePoint = { labels: number; team: number };

/**
 * Team accuracy at η as the labels came in, one after the other. Only each rater's current label of an
 * item counts, at the time it was given: the curve ends with as many labels as people's current ones.
 * @param answers in order; label null for "cannot tell" and for answers taken back
 * @param points maximum number of points returned; first and last are always among them
 * @returns empty without gold labels
 */
export function teamCurve(
  items: RoutedItems,
  eta: number,
  answers: readonly { item: number; rater: number; label: number | null }[],
  points = 200,
): CurvePoint[] {
  const people = new Map<number, Map<number, number>>();
  const replay: RoutedItems = { ...items, people };
  let evaluated = 0;
  let right = 0;
  items.gold.forEach((gold, i) => {
    if (gold < 0) return;
    evaluated++;
    right += +(items.machine[i] === gold);
  });
  if (evaluated === 0) return [];
  const labels = currentLabels(answers);
  const every = Math.max(1, Math.ceil(labels.length / Math.max(1, points - 1)));
  const curve: CurvePoint[] = [{ labels: 0, team: right / evaluated }];
  labels.forEach(({ item, rater, label }, index) => {
    const gold = items.gold[item]!;
    const isRight = () => gold >= 0 && teamLabel(replay, item, eta) === gold;
    const before = isRight();
    const given = people.get(item) ?? new Map<number, number>();
    people.set(item, given.set(rater, label));
    right += +isRight() - +before;
    if ((index + 1) % every === 0 || index === labels.length - 1)
      curve.push({ labels: index + 1, team: right / evaluated });
  });
  return curve;
}

type Label = { item: number; rater: number; label: number };

/** Each rater's last answer for each item, where it is a label; in the order given. */
function currentLabels(answers: readonly { item: number; rater: number; label: number | null }[]): Label[] {
  const seen = new Map<number, Set<number>>();
  const labels: Label[] = [];
  for (const { item, rater, label } of answers.toReversed()) {
    const raters = seen.get(item) ?? new Set<number>();
    if (raters.has(rater)) continue;
    seen.set(item, raters.add(rater));
    if (label !== null) labels.push({ item, rater, label });
  }
  return labels.reverse();
}
