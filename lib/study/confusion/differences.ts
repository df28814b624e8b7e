import type { HeatMap } from "#lib/figures/figure.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import {
  classPanel,
  type ClassValue,
  classValue,
  cutSaid,
  matrixTable,
} from "#lib/study/confusion/class-matrix.ts";
import { commonClasses, typesSaid } from "#lib/study/confusion/incorrect.ts";
import { type DifferencesFinding, differencesWords } from "#lib/study/confusion/words.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type AllWrongAnswers, hasMatrices, type WrongAnswers } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";

/** The matrices of incorrect answers, one minus another. */
export function differencesBlock(study: Study, all: AllWrongAnswers): Block {
  const head = {
    id: "incorrect-differences",
    title: "Differences between these matrices",
    definition: [
      `One matrix of answers where both are wrong minus another, cell by cell, in percentage points. ${all.by === "rows" ? "Each row sums to 1, so a row of differences" : "Each matrix sums to 1, so a difference"} sums to 0: what is more frequent in one cell is less frequent in another.`,
      "Not in the study: Liu et al. compare the matrices by eye and by the tests of Table 2.",
    ],
  };
  const [hh, mm, hm] = all.types;
  const compared = [
    { title: "human–machine − human–human", first: hm, second: hh },
    { title: "machine–machine − human–human", first: mm, second: hh },
    { title: "machine–machine − human–machine", first: mm, second: hm },
  ];
  const K = study.classes.length;
  if (K < 3) return refusal(head, "three classes");
  const shown = commonClasses(study, all.types);
  const known = compared.flatMap(({ title, first, second }): Compared[] => {
    if (!first?.shares || !second?.shares) return [];
    const [a, b] = [classValue(first.shares, K), classValue(second.shares, K)];
    const difference: ClassValue = (row, column) => {
      const [x, y] = [a(row, column), b(row, column)];
      return x === null || y === null ? null : x - y;
    };
    return [{ title, first, second, difference }];
  });
  const panels = known.map(({ title, difference }) => classPanel(title, study.classes, shown, difference));
  if (panels.length === 0) return refusal(head, hasMatrices(study) ? "two types of pairs" : "fewer classes");
  const figure: HeatMap = {
    kind: "heat-map",
    row: "one says",
    column: "the other says",
    format: "points",
    scale: "diverging",
    panels,
  };
  return {
    ...head,
    items: `${typesSaid(all)}${cutSaid(K)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: worded(largestOf(known, study.classes), differencesWords),
    failed: [],
  };
}

type Compared = { title: string; first: WrongAnswers; second: WrongAnswers; difference: ClassValue };

/** Over all classes, shown or not. */
function largestOf(known: readonly Compared[], classes: readonly string[]): DifferencesFinding {
  let largest: DifferencesFinding["numbers"]["largest"] = null;
  for (const { first, second, difference } of known)
    for (const [row, one] of classes.entries())
      for (const [column, other] of classes.entries()) {
        const value = difference(row, column) ?? 0;
        if (Math.abs(value) <= (largest?.difference ?? 0)) continue;
        const [more, less] = value > 0 ? [first.type, second.type] : [second.type, first.type];
        largest = { more, less, one, other, difference: Math.abs(value) };
      }
  return { verdict: null, numbers: { largest } };
}
