import { type ItemFilter, mostBy, type Pair, type Said } from "#lib/items/filter.ts";
import { type Leads, leadsTo } from "#lib/items/leads.ts";
import { isSingleHuman, type StudyRater } from "#lib/study/data/study.ts";

/** The items that the study's numbers stand on, as filters of the item browser. */

/** Items with gold as accuracies are measured on it: it came with the data. */
export const withGold = { gold: "data" } as const satisfies Partial<ItemFilter>;

type Id = Pick<StudyRater, "id">;

/** @param of a rater, or "gold" */
export const said = (of: Id | "gold", answer: Said["answer"]): Said => ({
  rater: of === "gold" ? of : of.id,
  answer,
});

export const pairOf = (one: Id, other: Id, relation: Pair["relation"]): Partial<ItemFilter> => ({
  pair: { one: one.id, other: other.id, relation },
});

/** What a machine says with such a confidence, both ends included. @param machine "run-12" */
export const confidenceOf = ({ id }: Id, low: number, high: number): Partial<ItemFilter> => ({
  run: Number(id.slice("run-".length)),
  confidence: { low, high },
});

/** From `low` to `high` of some raters gave an answer. */
export const answeredBy = (raters: readonly Id[], low: number, high = raters.length): Partial<ItemFilter> =>
  raters.length === 0 ? {} : { by: { raters: raters.map(({ id }) => id), low, high } };

/** All of them did. The aggregate, which code has to reckon for each item, answers wherever one of the people does. */
export function answeredByAll(raters: readonly StudyRater[]): Partial<ItemFilter> {
  const implied = raters.some(isSingleHuman);
  const asked = implied ? raters.filter(({ source }) => source !== "aggregate") : raters;
  return answeredBy(asked, asked.length);
}

/** Where an address can say it: of more raters than it names there is no link. */
export const leads = (filter: Partial<ItemFilter>, n: number, of: number | null = null): Leads | null =>
  (filter.by?.raters.length ?? 0) > mostBy ? null : leadsTo(filter, n, of);
