import type { Tone } from "#lib/figures/figure.ts";
import type { PairType } from "#lib/study/data/pairs.ts";
import type { StudyRater } from "#lib/study/data/study.ts";

/** Whose colour a rater or a kind of pair has in figures. */

export const toneOf = ({ kind }: StudyRater): Tone => (kind === "human" ? "people" : "machine");

export const pairTone: Record<PairType, Tone> = {
  "human–human": "people",
  "machine–machine": "machine",
  "human–machine": "team",
};
