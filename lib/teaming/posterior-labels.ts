import { topClass } from "#lib/stats/argmax.ts";
import { dawidSkene } from "#lib/teaming/dawid-skene.ts";
import type { TeamData } from "#lib/teaming/team-data.ts";

/** Who said what of which item. */
export type PlacedAnswer = { ordinal: number; raterId: number; label: number };

export type PosteriorLabels = {
  /** the items that somebody answered, in their order */
  ordinals: Int32Array;
  /** the likeliest class of each */
  labels: Int32Array;
  /** how likely each class is [n × K] */
  shares: Float32Array;
};

/**
 * What several raters' answers together make likely of each item, by each rater's habits: Dawid and
 * Skene's posterior, estimated from these answers and from nothing else.
 * @param answers those to one item next to each other
 */
export function posteriorLabels(answers: readonly PlacedAnswer[], classes: number): PosteriorLabels {
  const [ordinals, start]: [number[], number[]] = [[], []];
  for (const [place, { ordinal }] of answers.entries()) {
    if (ordinals.at(-1) === ordinal) continue;
    ordinals.push(ordinal);
    start.push(place);
  }
  const n = ordinals.length;
  const data: TeamData = {
    classes,
    n,
    machine: new Float32Array(n * classes).fill(NaN),
    gold: new Int32Array(n).fill(-1),
    start: Int32Array.from([...start, answers.length]),
    rater: Int32Array.from(answers, ({ raterId }) => raterId),
    label: Int32Array.from(answers, ({ label }) => label),
    weight: new Float64Array(n).fill(1),
  };
  const shares = Float32Array.from(dawidSkene(data, false).posterior);
  return {
    ordinals: Int32Array.from(ordinals),
    labels: Int32Array.from({ length: n }, (_, i) => topClass(shares, i * classes, classes)),
    shares,
  };
}
