import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { binsOf, minAnswers } from "#lib/study/difficulty/by-difficulty.ts";
import type { Measure } from "#lib/study/difficulty/measures.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** How far people are ahead of machines among the items of one bin: their mean accuracies and the difference. */
export type Lead = { x: number; n: number; people: number; machines: number; lead: Estimate };

/**
 * Mean accuracy of people − mean accuracy of machines in each bin, with the bin's items as the sample: an
 * item's difference is between the shares of people and of machines that are right on it.
 * @param measure shared by all raters
 * @returns bins with at least `minAnswers` items that both kinds answered
 */
export function leads(
  study: Study,
  measure: Measure,
  people: readonly StudyRater[],
  machines: readonly StudyRater[],
  bins: number,
): Lead[] {
  const reference = people[0] ?? machines[0];
  if (!reference) return [];
  const { gold } = study;
  const { of, centres } = binsOf(measure, measure.values(reference), bins);
  const gathered = Array.from(centres, (x) => ({ x, n: 0, people: 0, machines: 0, squares: 0 }));
  for (let at = 0; at < of.length; at++) {
    const item = measure.items[at]!;
    const bin = gathered[of[at]!];
    const first = shareRight(gold, people, item);
    const second = shareRight(gold, machines, item);
    if (!bin || Number.isNaN(first) || Number.isNaN(second)) continue;
    bin.n++;
    bin.people += first;
    bin.machines += second;
    bin.squares += (first - second) ** 2;
  }
  return gathered.flatMap(({ x, n, people: first, machines: second, squares }): Lead[] => {
    if (n < minAnswers) return [];
    const value = (first - second) / n;
    const lead = normalInterval(value, (squares / n - value ** 2) / n, -1, 1, n);
    return [{ x, n, people: first / n, machines: second / n, lead }];
  });
}

/** NaN where none of them answered. */
function shareRight(gold: Int16Array, raters: readonly StudyRater[], item: number): number {
  let [right, n] = [0, 0];
  for (const { answers } of raters) {
    if (answers[item] === -1) continue;
    n++;
    if (answers[item] === gold[item]) right++;
  }
  return right / n;
}
