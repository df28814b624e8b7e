import { z } from "zod";

/**
 * One cell of a matrix of answers, in the address of the page that shows its pictures:
 *
 *     items?a=column-3&aAnswer=0&b=run-12&bAnswer=5&wrong=1
 *
 * - `a`, `b`: ids of raters as in `StudyRater.id`, or "gold" for the gold label;
 * - `aAnswer`, `bAnswer`: what each said, an index into the project's classes;
 * - `wrong=1`: only items on which both are wrong (gold known), as in matrices of incorrect answers.
 */
export const cellQuery = z.object({
  a: z.string().min(1).max(100),
  aAnswer: z.coerce.number().int().min(0).max(32_766),
  b: z.string().min(1).max(100),
  bAnswer: z.coerce.number().int().min(0).max(32_766),
  wrong: z.union([z.boolean(), z.enum(["0", "1"]).transform((flag) => flag === "1")]).default(false),
});
export type CellQuery = z.output<typeof cellQuery>;

/**
 * Address of a cell's pictures, relative to a section of the study: "items?a=…". A figure puts it
 * on the cell (`links` of a heat map).
 * @param query `wrong` may be left out
 */
export function cellLink({
  a,
  aAnswer,
  b,
  bAnswer,
  wrong = false,
}: Omit<CellQuery, "wrong"> & { wrong?: boolean }): string {
  const search = new URLSearchParams({ a, aAnswer: String(aAnswer), b, bAnswer: String(bAnswer) });
  if (wrong) search.set("wrong", "1");
  return `items?${search.toString()}`;
}
