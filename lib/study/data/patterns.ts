import { memoise } from "#lib/study/data/memoise.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/**
 * Items grouped by who was right on them: what depends on nothing else is computed once a pattern.
 * Seventeen raters of 10,000 items have some thousand patterns; three raters of 50,000 have eight.
 */
export type RightPatterns = {
  /** items with this pattern [P] */
  counts: Uint32Array;
  /** whether the rater was right [P]: 0 wrong, 1 right, 2 without an answer or a gold label */
  of: (rater: StudyRater) => Uint8Array;
};

/** Refines the groups one rater at a time, so any number of raters will do. O(n · raters). */
export const rightPatterns = memoise(({ n, gold, raters }: Study): RightPatterns => {
  const group = new Int32Array(n);
  let groups = 1;
  const codes = new Map(raters.map((rater) => [rater, codesOf(rater.answers, gold)]));
  for (const code of codes.values()) {
    const renamed = new Int32Array(3 * groups).fill(-1);
    groups = 0;
    for (let i = 0; i < n; i++) {
      const key = 3 * group[i]! + code[i]!;
      if (renamed[key] === -1) renamed[key] = groups++;
      group[i] = renamed[key]!;
    }
  }
  const counts = new Uint32Array(groups);
  // one item of each pattern stands for all of them
  const example = new Int32Array(groups);
  for (let i = 0; i < n; i++) {
    const at = group[i]!;
    counts[at]!++;
    example[at] = i;
  }
  const right = new Map<StudyRater, Uint8Array>();
  for (const [rater, code] of codes)
    right.set(
      rater,
      Uint8Array.from(example, (item) => code[item]!),
    );
  return {
    counts,
    of: (rater) => {
      const known = right.get(rater);
      if (!known) throw new RangeError(`${rater.name} is not in this study`);
      return known;
    },
  };
});

/** Of every item: 0 wrong, 1 right, 2 without an answer or a gold label. */
function codesOf(answers: Int16Array, gold: Int16Array): Uint8Array {
  const code = new Uint8Array(gold.length);
  for (let i = 0; i < code.length; i++)
    code[i] = gold[i] === -1 || answers[i] === -1 ? 2 : answers[i] === gold[i] ? 1 : 0;
  return code;
}
