import { at } from "#lib/array.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { ranks } from "#lib/stats/ranks.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { type Study, type StudyRater, singleHumans } from "#lib/study/data/study.ts";

/** Fewer timed answers of a person do not say what is slow for them. */
export const leastTimed = 20;

/** A person's timed answers. */
export type Timed = {
  rater: StudyRater;
  /** places of the items [m] */
  items: readonly number[];
  /** response times [m], ms */
  ms: readonly number[];
  /** where each time lies among the person's own, (rank − ½)/m, so that fast and slow people can be pooled [m] */
  rank: Float64Array;
  /** in which order they were given [m]; that of the items where it is not known */
  order: readonly number[];
};

/** Everybody with enough trustworthy times. */
export const timedPeople = memoise((study: Study): readonly Timed[] =>
  singleHumans(study).flatMap((rater): Timed[] => {
    const times = rater.responseMs;
    if (!times) return [];
    const items: number[] = [];
    for (let item = 0; item < study.n; item++)
      if (at(rater.answers, item) >= 0 && !Number.isNaN(times[item])) items.push(item);
    if (items.length < leastTimed) return [];
    const ms = items.map((item) => at(times, item));
    const rank = ranks(ms).map((each) => (each - 0.5) / ms.length);
    return [{ rater, items, ms, rank, order: items.map((item) => rater.order?.[item] ?? item) }];
  }),
);

/** An answer of somebody's, with what it is grouped by. */
export type Placed = { item: number; rank: number; ms: number };

/**
 * The mean of answers' ranks, with the pictures as the sample: people answer the same ones, so what they share by
 * a picture is counted once (cluster-robust variance).
 * @returns null for no answers
 * Source: Liang & Zeger 1986; Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference", §II.
 */
export function meanRank(answers: readonly Placed[]): Estimate | null {
  const n = answers.length;
  if (n === 0) return null;
  const mean = answers.reduce((sum, { rank }) => sum + rank, 0) / n;
  const byItem = new Map<number, number>();
  for (const { item, rank } of answers) byItem.set(item, (byItem.get(item) ?? 0) + rank - mean);
  const clusters = byItem.size;
  let squares = 0;
  for (const sum of byItem.values()) squares += sum * sum;
  const variance = (squares / n ** 2) * (clusters > 1 ? clusters / (clusters - 1) : 0);
  return normalInterval(mean, variance, 0, 1, clusters);
}

export const timedSaid = `Times are ranked within each person (0: their fastest answer, 1: their slowest), so that fast and slow people, and different devices, can be pooled; whoever has fewer than ${leastTimed} trustworthy times is left out. Intervals have the pictures as the sample and these people as given.`;

/** Who is in it, for Block.items. */
export const peopleSaid = (people: readonly Timed[], answers: number): string =>
  `${answers.toLocaleString("en-GB")} timed answers of ${people.length === 1 ? (people[0]?.rater.name ?? "") : `${people.length} people`}`;
