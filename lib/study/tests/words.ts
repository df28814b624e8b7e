import { formatCell } from "#lib/figures/format.ts";
import { percent } from "#lib/numbers.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { paragraph } from "#lib/study/blocks.ts";
import type { PairType } from "#lib/study/data/pairs.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the hypothesis tests can find, and how they say it. */

/** Which of two types of pairs shares more mistakes, by the mean of the diagonal, with Holm's p-values. */
export type SharedFinding = {
  more: PairType;
  less: PairType;
  meanMore: number;
  meanLess: number;
  /** null where the test cannot be computed */
  paired: number | null;
  twoSample: number | null;
  significant: "both" | "paired only" | "two-sample only" | "neither";
};

/** Whether machines resemble each other more than they resemble people, as the study claims; null without both. */
export type TestOneFinding = Finding<
  "holds" | "not significant" | "fails" | null,
  { diagonals: readonly SharedFinding[] }
>;

const claim: Record<NonNullable<TestOneFinding["verdict"]>, string> = {
  holds: "The study's claim that machines resemble each other more than they resemble people holds here.",
  "not significant":
    "Machines resemble each other more than they resemble people, as the study claims, but the difference is not significant.",
  fails:
    "The study's claim that machines resemble each other more than they resemble people does not hold here.",
};
const byTest: Record<SharedFinding["significant"], string> = {
  both: "significant in both tests",
  "paired only": "significant in the paired test only",
  "two-sample only": "significant in the two-sample test only",
  neither: "significant in neither test",
};
const pSaid = (p: number | null): string => (p === null ? "not computable" : `p = ${formatCell(p, "p")}`);

export const testOneWords = ({ verdict, numbers: { diagonals } }: TestOneFinding): string =>
  paragraph(
    verdict ? claim[verdict] : "",
    ...diagonals.map(
      ({ more, less, meanMore, meanLess, significant, paired, twoSample }) =>
        `${capital(more)} pairs share a mistake more often than ${less} pairs (mean diagonal entry ${percent(meanMore)} against ${percent(meanLess)}), ${byTest[significant]} (Holm-adjusted: paired ${pSaid(paired)}, two-sample ${pSaid(twoSample)}).`,
    ),
  );

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Differences of two types' shares of same wrong answers, and whether their intervals exclude 0. */
export type SameMistakeFinding = Finding<
  null,
  { differences: readonly { name: string; points: Estimate; clear: boolean }[] }
>;

export const sameMistakeWords = ({ numbers: { differences } }: SameMistakeFinding): string =>
  paragraph(
    ...differences.map(
      ({ name, points, clear }) =>
        `${capital(name)}: ${formatCell(points, "points")} points; the interval ${clear ? "excludes" : "includes"} 0.`,
    ),
  );
