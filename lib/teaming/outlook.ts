import { z95 } from "#lib/stats/interval.ts";
import type { Proportion } from "#lib/stats/proportion.ts";
import { corrected, type Expectation, leastFactor } from "#lib/teaming/forecast.ts";

/** A point of the outlook: so many questions per item in all, and the accuracy expected then. */
export type OutlookPoint = { eta: number; questions: number; accuracy: number; low: number; high: number };

export type Outlook = {
  /** was it brought into line with gold? */
  measured: boolean;
  /** as it stands */
  now: OutlookPoint;
  fromHere: OutlookPoint[];
  fromNothing: OutlookPoint[];
  random: { questions: number; accuracy: number }[];
  threshold: OutlookPoint[];
};

/** What is reckoned, as db/views/forecast.ts has it. */
export type Reckoned = {
  asked: number;
  now: number;
  fromHere: readonly Expectation[];
  fromNothing: readonly Expectation[];
  random: readonly { questions: number; accuracy: number }[];
  threshold: readonly Expectation[];
};

/** Items with gold from which on what was found counts for more than what is believed. */
const enough = 50;

/**
 * What is expected, brought into line with how often the team was found to be right where gold is known.
 * The interval covers the sampling of items, and, with gold, how well the team's accuracy is known by now;
 * not whether people go on answering as they did.
 * @param found the team's accuracy as it stands
 */
export function outlookOf(reckoned: Reckoned, found: Proportion): Outlook {
  const measured = found.value !== null && found.n >= enough;
  const [believed, wrong] = [1 - reckoned.now, measured ? 1 - found.value : 1 - reckoned.now];
  // relative uncertainty of the errors found, which all expected errors share
  const relative =
    measured && believed > 0
      ? (found.high - found.low) / (2 * z95) / Math.max(wrong, leastFactor * believed)
      : 0;
  const points = (curve: readonly Expectation[], from: number): OutlookPoint[] =>
    corrected(curve, believed, wrong).map(({ eta, questions, accuracy, error }) => {
      const half = z95 * Math.hypot(error, relative * (1 - accuracy));
      return {
        eta,
        questions: from + questions,
        accuracy,
        low: Math.max(0, accuracy - half),
        high: Math.min(1, accuracy + half),
      };
    });
  const inOrder = reckoned.random.map(({ questions, accuracy }) => ({
    eta: 0,
    questions,
    accuracy,
    error: 0,
  }));
  const [now] = points([{ eta: 0, questions: 0, accuracy: reckoned.now, error: 0 }], reckoned.asked);
  if (!now) throw new Error("one point became none");
  return {
    measured,
    now,
    fromHere: points(reckoned.fromHere, reckoned.asked),
    fromNothing: points(reckoned.fromNothing, 0),
    random: points(inOrder, 0).map(({ questions, accuracy }) => ({ questions, accuracy })),
    threshold: points(reckoned.threshold, 0),
  };
}
