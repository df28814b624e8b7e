import { percent, points } from "#lib/numbers.ts";
import { paragraph } from "#lib/study/blocks.ts";
import type { Finding } from "#lib/study/section.ts";

/** A policy against the threshold rule at the same questions; null where it is not measured there. */
export type BudgetVerdict = "better" | "worse" | "no difference shown" | null;

export type BudgetFinding = Finding<
  BudgetVerdict,
  {
    machine: string;
    people: number;
    policy: string;
    alone: number;
    /** questions per item that the comparison is made at */
    share: number;
    team: number | null;
    threshold: number | null;
    difference: number | null;
    /** the threshold rule at its best, and the questions with which the policy is first as good; null: never */
    best: { share: number; threshold: number; asGood: number | null } | null;
  }
>;

const verdictSaid: Record<NonNullable<BudgetVerdict>, string> = {
  better: "more than",
  worse: "less than",
  "no difference shown": "which is not shown to differ from",
};

export function budgetWords({ verdict, numbers: of }: BudgetFinding): string {
  const compared =
    verdict === null || of.team === null || of.threshold === null || of.difference === null
      ? ""
      : `At ${of.share} questions per item, ${of.policy} reaches ${percent(of.team)}, ${verdictSaid[verdict]} the threshold rule's ${percent(of.threshold)} at the same questions (${points(of.difference)} points).`;
  const saved =
    of.best === null
      ? ""
      : of.best.asGood === null
        ? `The threshold rule's best, ${percent(of.best.threshold)} at ${of.best.share} questions per item, is not reached.`
        : `The threshold rule's best, ${percent(of.best.threshold)} at ${of.best.share} questions per item, is reached at ${of.best.asGood}.`;
  return paragraph(`${of.machine} alone is right on ${percent(of.alone)}.`, compared, saved);
}
