import type { Cell, Column } from "#lib/figures/table.ts";
import { holm } from "#lib/stats/holm.ts";
import { mean } from "#lib/stats/mean.ts";
import { type TTest, pairedT, twoSampleT } from "#lib/stats/t-test.ts";
import { type PairType, casesSaid } from "#lib/study/data/pairs.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type AllWrongAnswers, type WrongAnswers, hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Need } from "#lib/study/needs.ts";

/** Rejection below this. */
export const alpha = 0.05;

const short: Record<PairType, string> = {
  "human–human": "human–human (HH)",
  "machine–machine": "machine–machine (MM)",
  "human–machine": "human–machine (HM)",
};

/** One pair of matrices, one set of entries, three t-tests; each null where it cannot be computed. */
export type Comparison = {
  entries: "diagonal" | "off-diagonal";
  first: PairType;
  second: PairType;
  meanFirst: number;
  meanSecond: number;
  paired: Tested | null;
  pooled: Tested | null;
  welch: Tested | null;
};

/** A test with its p-value adjusted for all tests of its kind here. */
export type Tested = TTest & { adjusted: number };

/** Of cells that both matrices have: a row without a case has none. */
const entriesOf = (
  [own, other]: readonly [Float64Array, Float64Array],
  K: number,
  entries: Comparison["entries"],
): Float64Array =>
  own.filter(
    (share, cell) =>
      (Math.floor(cell / K) === cell % K) === (entries === "diagonal") &&
      !Number.isNaN(share) &&
      !Number.isNaN(other[cell] ?? NaN),
  );

/** All three pairs of matrices that exist, first on the diagonal, then off it. */
export function compared({ classes }: Study, types: readonly WrongAnswers[]): Comparison[] {
  if (classes.length < 3) return [];
  const present = types.flatMap(({ type, shares }) => (shares ? [{ type, shares }] : []));
  const plain = (["diagonal", "off-diagonal"] as const)
    .flatMap((entries) =>
      present.flatMap((first, at) =>
        present.slice(at + 1).map((second) => {
          const x = entriesOf([first.shares, second.shares], classes.length, entries);
          const y = entriesOf([second.shares, first.shares], classes.length, entries);
          return { entries, first: first.type, second: second.type, x, y };
        }),
      ),
    )
    .filter(({ x }) => x.length > 0);
  const paired = adjusted(plain.map(({ x, y }) => pairedT(x, y)));
  const pooled = adjusted(plain.map(({ x, y }) => twoSampleT(x, y)));
  const welch = adjusted(plain.map(({ x, y }) => twoSampleT(x, y, false)));
  return plain.map(({ x, y, ...of }, at) => ({
    ...of,
    meanFirst: mean(x),
    meanSecond: mean(y),
    paired: paired[at] ?? null,
    pooled: pooled[at] ?? null,
    welch: welch[at] ?? null,
  }));
}

/** Holm's adjustment over those tests that could be computed. */
function adjusted(results: readonly (TTest | null)[]): (Tested | null)[] {
  const values = holm(results.flatMap((result) => (result ? [result.p] : [])));
  return results.map((result) => {
    const p = result ? values.shift() : undefined;
    return result && p !== undefined ? { ...result, adjusted: p } : null;
  });
}

const holmDefinition = [
  "The p-value adjusted for all tests in this table (Holm 1979): rejecting where it is below 0.05 makes even one false rejection in the table at most 5 % likely.",
];

export const nameColumns: readonly Column[] = [
  { name: "Entries", format: "text" },
  { name: "First", format: "text" },
  { name: "Second", format: "text" },
];
export const nameCells = ({ entries, first, second }: Comparison): Cell[] => [
  entries,
  short[first],
  short[second],
];

export const testColumns = (test: string): readonly Column[] => [
  { name: `${test} t`, format: "number" },
  { name: `${test} df`, format: "number" },
  { name: `${test} p`, format: "p" },
  { name: `${test} p, Holm`, format: "p", definition: holmDefinition },
];
export const testCells = (result: Tested | null): Cell[] =>
  result ? [result.t, result.df, result.p, result.adjusted] : [null, null, null, null];

/** For Block.items. */
export const typesSaid = ({ types, leftOut }: AllWrongAnswers): string =>
  `${types
    .filter(({ n }) => n > 0)
    .map(({ type, n, pairs }) => `${short[type]}: ${casesSaid(n, pairs)}`)
    .join("; ")}${leftOut}`;

/** What is missing where there is nothing to compare. */
export const comparisonNeed = (study: Study): Need =>
  study.classes.length < 3 ? "three classes" : hasMatrices(study) ? "two types of pairs" : "fewer classes";
