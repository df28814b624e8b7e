import { topClass } from "#lib/stats/argmax.ts";
import { leastGold } from "#lib/teaming/policies/policy.ts";
import type { TeamData } from "#lib/teaming/team-data.ts";

/** What makes a fit weak. */
export const weakPoints = ["few answers", "one person without gold", "saturated machine"] as const;
export type WeakPoint = (typeof weakPoints)[number];

/** Answers below which the confusions of people are little more than what they are taken to be beforehand. */
const fewAnswers = 100;
/** A machine that is surer than this on most items says the same of all of them. */
const [saturated, mostOf] = [0.999, 0.5];

export function weakPointsOf(data: TeamData): WeakPoint[] {
  const { classes, n, machine, gold, rater } = data;
  const known = gold.reduce((sum, label) => sum + Number(label >= 0), 0) >= leastGold;
  let [heard, sure] = [0, 0];
  for (let i = 0; i < n; i++) {
    const top = topClass(machine, i * classes, classes);
    if (top < 0) continue;
    heard++;
    if ((machine[i * classes + top] ?? NaN) > saturated) sure++;
  }
  return [
    ...(rater.length < fewAnswers ? (["few answers"] as const) : []),
    ...(!known && new Set(rater).size === 1 ? (["one person without gold"] as const) : []),
    ...(sure > mostOf * heard ? (["saturated machine"] as const) : []),
  ];
}
