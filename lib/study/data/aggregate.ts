import type { StudyRater } from "#lib/study/data/study.ts";
import { mostVotes } from "#lib/teaming/votes.ts";

/**
 * Majority of the humans who answered an item; −1 if nobody did. Where no class has more votes than every
 * other, the vote of one of them, drawn by the item: the order of the classes decides nothing.
 */
export function aggregateAnswer(humans: readonly StudyRater[], item: number): number {
  const answers: { label: number }[] = [];
  for (const human of humans) {
    const label = human.answers[item];
    if (label !== undefined && label >= 0) answers.push({ label });
  }
  return aggregateOfLabels(answers, item);
}

/** The same from the labels themselves. @param item its place among the project's items */
export const aggregateOfLabels = (answers: readonly { label: number }[], item: number): number =>
  answers.length === 0 ? -1 : (mostVotes(answers) ?? drawn(answers, item));

/** One of the most frequent labels, by a hash of the item's place. */
function drawn(answers: readonly { label: number }[], item: number): number {
  const votes = new Map<number, number>();
  for (const { label } of answers) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  const tied = [...votes].filter(([, count]) => count === most).map(([label]) => label);
  // the finaliser of MurmurHash3, as for the parts of a fit
  let hash = item + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return tied.sort((a, b) => a - b)[((hash ^ (hash >>> 16)) >>> 0) % tied.length] ?? -1;
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
