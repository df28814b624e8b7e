import type { Said } from "#lib/items/filter.ts";
import { itemsLink } from "#lib/items/link.ts";

/** One cell of a matrix of answers: what each of two raters said, or the gold label. */
export type Cell = {
  /** ids of raters as in `StudyRater.id`, or "gold" */
  a: string;
  aAnswer: number;
  b: string;
  bAnswer: number;
  /** only items on which both are wrong (gold known), as in matrices of incorrect answers */
  wrong?: boolean;
};

/** Address of a cell's items. A figure puts it on the cell (`links` of a heat map). */
export function cellLink({ a, aAnswer, b, bAnswer, wrong = false }: Cell): string {
  const said: Said[] = [
    { rater: a, answer: aAnswer },
    { rater: b, answer: bAnswer },
  ];
  if (wrong) said.push({ rater: a, answer: "wrong" }, { rater: b, answer: "wrong" });
  return itemsLink({ said });
}
