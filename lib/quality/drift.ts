import { at } from "#lib/array.ts";
import type { JudgedAnswer } from "#lib/quality/answer.ts";
import { type ChangePoint, changePoint } from "#lib/stats/change-point.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { medianInterval } from "#lib/stats/median-interval.ts";
import { type Proportion, proportion } from "#lib/stats/proportion.ts";

/** What a person's work was like in one part of it. */
export type Part = {
  /** their answers from the one to the other, counted from 1 */
  from: number;
  to: number;
  /** on the items with gold */
  accuracy: Proportion;
  /** with what most of the others said */
  agreement: Proportion;
  /** median response time, ms */
  speed: MaybeEstimate;
};

/** Answers a part, and parts that are shown at most: of more answers the parts become longer. */
const partOf = 100;
const mostParts = 40;

/**
 * A person's work part by part, a hundred answers each or, where that made more than forty, as many more as it
 * takes; what is left over at the end joins the last part.
 * @param answers in their order
 */
export function parts(answers: readonly JudgedAnswer[]): Part[] {
  const size = partOf * Math.max(1, Math.ceil(answers.length / partOf / mostParts));
  const n = Math.max(1, Math.floor(answers.length / size));
  if (answers.length === 0) return [];
  return Array.from({ length: n }, (_, i) => {
    const [from, to] = [i * size, i === n - 1 ? answers.length : (i + 1) * size];
    return { from: from + 1, to, ...summary(answers.slice(from, to)) };
  });
}

/** The three figures of any of a person's answers. */
export function summary(answers: readonly JudgedAnswer[]): Pick<Part, "accuracy" | "agreement" | "speed"> {
  return {
    accuracy: shareRight(answers, ({ gold }) => gold),
    agreement: shareRight(answers, ({ others }) => others),
    speed: medianInterval(timesOf(answers)),
  };
}

/** How often the answers are what something else says; "cannot tell" is not counted, nor where that says nothing. */
export function shareRight(
  answers: readonly JudgedAnswer[],
  said: (answer: JudgedAnswer) => number,
): Proportion {
  let [right, n] = [0, 0];
  for (const answer of answers) {
    if (answer.label < 0 || said(answer) < 0) continue;
    n++;
    if (answer.label === said(answer)) right++;
  }
  return proportion(right, n);
}

export const timesOf = (answers: readonly JudgedAnswer[]): number[] =>
  answers.flatMap(({ ms }) => (Number.isNaN(ms) ? [] : [ms]));

/** A change, and after which answer it came, counted from 1. */
export type Drift = ChangePoint & { after: number };

/**
 * Has their work changed on the way? One test each (lib/stats/change-point.ts). A queue that asks about the least
 * sure items first becomes easier by itself, so a change is first of all a question.
 */
export function drifts(
  answers: readonly JudgedAnswer[],
): Record<"accuracy" | "agreement" | "speed", Drift | null> {
  const known = (isKnown: (answer: JudgedAnswer) => boolean, value: (answer: JudgedAnswer) => number) => {
    const places = answers.flatMap((answer, place) => (isKnown(answer) ? [place] : []));
    const change = changePoint(places.map((place) => value(at(answers, place))));
    return change && { ...change, after: at(places, change.at - 1) + 1 };
  };
  const right = (what: "gold" | "others") =>
    known(
      (answer) => answer.label >= 0 && answer[what] >= 0,
      (answer) => Number(answer.label === answer[what]),
    );
  return {
    accuracy: right("gold"),
    agreement: right("others"),
    speed: known(
      ({ ms }) => !Number.isNaN(ms),
      ({ ms }) => ms,
    ),
  };
}
