import type { StudyRater } from "#lib/study/data/study.ts";
import { majority } from "#lib/teaming/threshold.ts";

/** Majority of the humans who answered an item; with equal votes the first class in order; −1 if nobody did. */
export function aggregateAnswer(humans: readonly StudyRater[], item: number): number {
  const labels: number[] = [];
  for (const { answers } of humans) {
    const answer = answers[item];
    if (answer !== undefined && answer >= 0) labels.push(answer);
  }
  return majority(labels, null) ?? -1;
}

/**
 * The aggregate of several humans as a rater of its own.
 * @param humans two or more, without an aggregate
 * @param n items
 */
export const aggregated = (humans: readonly StudyRater[], n: number): StudyRater => ({
  id: "aggregate",
  name: "majority of people",
  kind: "human",
  source: "aggregate",
  machine: null,
  answers: Int16Array.from({ length: n }, (_, item) => aggregateAnswer(humans, item)),
  responseMs: null,
  version: 0,
});
