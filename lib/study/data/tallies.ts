import type { RightWrong } from "#lib/stats/matching.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/**
 * Running sums over pairs of raters, so that a new label costs a few additions and not another look
 * at every item. All counts are over items that both answered and whose gold label is known.
 */

export type PairTally = RightWrong & {
  /** items both answered, gold known */
  n: number;
  /** both wrong, with the same answer */
  sameWrong: number;
  /** both gave the same answer, right or wrong */
  agree: number;
  /** [K × K] answers (first, second) where both are wrong; empty with more than `maxMatrixClasses` */
  wrong: Uint32Array;
  /** [K × K] answers (first, second); empty with more than `maxMatrixClasses` */
  answers: Uint32Array;
};

export type OwnTally = {
  /** answered items whose gold label is known */
  n: number;
  right: number;
  /** [K × K] (gold, answer); empty with more than `maxMatrixClasses` */
  confusion: Uint32Array;
};

export type Tallies = {
  own: (rater: StudyRater) => OwnTally;
  /** of (first, second); the mirror image is the same tally turned round */
  pair: (first: StudyRater, second: StudyRater) => PairTally;
  /**
   * Give a rater another answer to an item and correct every sum that he is part of, in O(raters).
   * @param item index in 0 … n−1
   * @param answer class index; −1 for none
   */
  change: (rater: StudyRater, item: number, answer: number) => void;
};

/** K × K counts of every pair of raters would not fit in memory beyond this. */
export const maxMatrixClasses = 200;

/** @throws RangeError for an item that is not in the study */
function answerAt(answers: Int16Array, item: number): number {
  const answer = answers[item];
  if (answer === undefined) throw new RangeError(`there is no item ${item}`);
  return answer;
}

/** Tallies of a study, each made when first asked for and remembered; `change` is the only way to change an answer. */
export function talliesOf({ gold, classes }: Study): Tallies {
  const K = classes.length;
  const square = () => new Uint32Array(K <= maxMatrixClasses ? K * K : 0);
  const ofOne = new Map<string, { rater: StudyRater; tally: OwnTally }>();
  const ofTwo = new Map<string, { first: StudyRater; second: StudyRater; tally: PairTally }>();

  function addOwn(tally: OwnTally, truth: number, answer: number, by: 1 | -1): void {
    if (truth < 0 || answer < 0) return;
    tally.n += by;
    if (truth === answer) tally.right += by;
    if (K <= maxMatrixClasses) tally.confusion[truth * K + answer]! += by;
  }

  function addPair(tally: PairTally, truth: number, a: number, b: number, by: 1 | -1): void {
    if (truth < 0 || a < 0 || b < 0) return;
    tally.n += by;
    if (a === b) tally.agree += by;
    if (K <= maxMatrixClasses) tally.answers[a * K + b]! += by;
    if (a === truth) {
      if (b === truth) tally.bothRight += by;
      else tally.onlyFirst += by;
    } else if (b === truth) tally.onlySecond += by;
    else {
      tally.bothWrong += by;
      if (a === b) tally.sameWrong += by;
      if (K <= maxMatrixClasses) tally.wrong[a * K + b]! += by;
    }
  }

  function own(rater: StudyRater): OwnTally {
    const known = ofOne.get(rater.id);
    if (known?.rater === rater) return known.tally;
    const tally: OwnTally = { n: 0, right: 0, confusion: square() };
    for (let i = 0; i < gold.length; i++) addOwn(tally, answerAt(gold, i), answerAt(rater.answers, i), 1);
    ofOne.set(rater.id, { rater, tally });
    return tally;
  }

  function pair(first: StudyRater, second: StudyRater): PairTally {
    const known = ofTwo.get(`${first.id}/${second.id}`);
    if (known?.first === first && known.second === second) return known.tally;
    const mirror = ofTwo.get(`${second.id}/${first.id}`);
    if (mirror?.first === second && mirror.second === first) return mirrored(mirror.tally, K);
    const tally = countedPair(gold, first.answers, second.answers, square, K);
    ofTwo.set(`${first.id}/${second.id}`, { first, second, tally });
    return tally;
  }

  function change(rater: StudyRater, item: number, answer: number): void {
    const truth = answerAt(gold, item);
    const before = answerAt(rater.answers, item);
    const alone = ofOne.get(rater.id);
    if (alone?.rater === rater) {
      addOwn(alone.tally, truth, before, -1);
      addOwn(alone.tally, truth, answer, 1);
    }
    for (const { first, second, tally } of ofTwo.values()) {
      if (first !== rater && second !== rater) continue;
      const answers = (own: number): [number, number] => [
        first === rater ? own : answerAt(first.answers, item),
        second === rater ? own : answerAt(second.answers, item),
      ];
      addPair(tally, truth, ...answers(before), -1);
      addPair(tally, truth, ...answers(answer), 1);
    }
    rater.answers[item] = answer;
    rater.version++;
  }

  return { own, pair, change };
}

/** All items at once: `addPair` for each of them, in local variables, at a fifth of the time. */
function countedPair(
  gold: Int16Array,
  first: Int16Array,
  second: Int16Array,
  square: () => Uint32Array,
  K: number,
): PairTally {
  const [wrong, answers] = [square(), square()];
  const tabled = K <= maxMatrixClasses;
  let [bothRight, onlyFirst, onlySecond, bothWrong, sameWrong] = [0, 0, 0, 0, 0];
  for (let i = 0; i < gold.length; i++) {
    const truth = answerAt(gold, i);
    const a = answerAt(first, i);
    const b = answerAt(second, i);
    if (truth < 0 || a < 0 || b < 0) continue;
    if (tabled) answers[a * K + b]!++;
    if (a === truth) {
      if (b === truth) bothRight++;
      else onlyFirst++;
    } else if (b === truth) onlySecond++;
    else {
      bothWrong++;
      if (a === b) sameWrong++;
      if (tabled) wrong[a * K + b]!++;
    }
  }
  const n = bothRight + onlyFirst + onlySecond + bothWrong;
  const agree = bothRight + sameWrong;
  return { n, bothRight, onlyFirst, onlySecond, bothWrong, sameWrong, agree, wrong, answers };
}

const mirrored = (tally: PairTally, K: number): PairTally => ({
  ...tally,
  onlyFirst: tally.onlySecond,
  onlySecond: tally.onlyFirst,
  wrong: transposed(tally.wrong, K),
  answers: transposed(tally.answers, K),
});

function transposed(counts: Uint32Array, K: number): Uint32Array {
  if (counts.length === 0) return counts;
  return counts.map((_, at) => counts[(at % K) * K + Math.floor(at / K)]!);
}
