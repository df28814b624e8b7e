import type { ItemFilter } from "#lib/items/filter.ts";
import { trusted } from "#db/views/load.ts";

/*
 * Where raters' answers to an item stand, as SQL about one row of `items`: each is looked up by an index.
 */

/** Rows of a rater's answers to the item, to stand behind "from", and the column with the class. */
export type Source = { from: string; label: string; values: number[] };

/** The number in "person-7". */
export const numberIn = (rater: string): number => Number(rater.slice(rater.indexOf("-") + 1));

/** Whose answers only code knows: see predicates.ts. */
export const isReckoned = (rater: string): boolean => /^(team|aggregate|people)$/.test(rater);

const ofItem = "said where said.raterId = ? and said.itemId = items.id";

/** As somebody gave them, whatever an admin has set aside since: see `standings` of db/labelling/standing.ts. */
const given = `judgments ${ofItem} and said.asideId is null and said.outcome <> 'withdrawn' and not exists (
  select 1 from judgments newer where newer.itemId = said.itemId and newer.raterId = said.raterId
  and newer.id > said.id and newer.asideId is null)`;

const sources: Record<"standing" | "too" | "only", string> = {
  standing: `current_judgments ${ofItem}`,
  too: given,
  only: `${given} and not exists (
    select 1 from current_judgments now where now.itemId = said.itemId and now.raterId = said.raterId)`,
};

const ofChecks = `checks join check_answers said on said.checkId = checks.id and said.withdrawnAt is null
  where checks.userId = (select userId from raters where id = ?) and checks.itemId = items.id`;

/** All that a rater said of the item, in one place or two. @param rater neither "gold" nor reckoned */
export function sourcesOf(rater: string, answers: ItemFilter["answers"]): Source[] {
  const values = [numberIn(rater)];
  if (rater.startsWith("run-"))
    return [
      {
        from: "predictions said where said.runId = ? and said.itemId = items.id",
        ...{ label: "said.top", values },
      },
    ];
  const checked = { from: ofChecks, label: "said.label", values };
  if (rater.startsWith("checks-")) return [checked];
  const own = { from: sources[answers ?? "standing"], label: "said.label", values };
  return rater.startsWith("work-") ? [own, checked] : [own];
}

/** Whether a time of `said` can be relied on. */
export const trustedTime = `said.quality in (${trusted.map((each) => `'${each}'`).join(", ")})`;
