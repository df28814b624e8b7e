import { percent } from "#lib/numbers.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { paragraph } from "#lib/study/blocks.ts";
import { listed } from "#lib/study/data/names.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the blocks on matching can find, and how they say it. */

/** How two means compare, by whether their intervals overlap. */
export type Comparison = "more" | "less" | "more, intervals overlap" | "less, intervals overlap";

export function comparisonOf(first: Estimate, second: Estimate): Comparison {
  const how = first.value > second.value ? "more" : "less";
  return first.low > second.high || first.high < second.low ? how : `${how}, intervals overlap`;
}

const overlapSaid = (of: Comparison): string => (of === "more" || of === "less" ? "" : ", intervals overlap");

type Named = { first: string; second: string; value: number };

/** The pairs that match most and least on average over draws, without the aggregate. */
export type PairsFinding = Finding<null, { most: Named; least: Named }>;

const named = ({ first, second, value }: Named): string => `${first} given ${second} (${percent(value)})`;

export const pairsWords = ({ numbers: { most, least } }: PairsFinding): string =>
  `Averaged over all draws, matching is highest for ${named(most)} and lowest for ${named(least)}.`;

/** Do machines match each other more than they match people, and than people match each other? */
export type TypesFinding = Finding<
  { people: Comparison | null; eachOther: Comparison | null },
  {
    machines: number;
    /** mean matching of a person and a machine, and of two people; null without such a pair */
    mixed: number | null;
    people: number | null;
  }
>;

export function typesWords({ verdict, numbers: { machines, mixed, people } }: TypesFinding): string {
  const against = (how: Comparison | null, other: number | null, who: string) =>
    how && other !== null
      ? `Machines match each other ${how.startsWith("more") ? "more" : "less"} than ${who} (${percent(machines)} against ${percent(other)}${overlapSaid(how)}).`
      : "";
  return paragraph(
    against(verdict.people, mixed, "they match people"),
    against(verdict.eachOther, people, "people match each other"),
  );
}

/** Whether machines that have something in common match each other more than those that do not. */
export type GroupsFinding = Finding<
  null,
  {
    by: readonly { name: string; within: number; between: number; how: Comparison }[];
    /** what all machines have in common */
    alike: readonly string[];
  }
>;

export const groupsWords = ({ numbers: { by, alike } }: GroupsFinding): string =>
  paragraph(
    ...by.map(
      ({ name, within, between, how }) =>
        `By ${name}: ${percent(within)} within groups, ${percent(between)} between${overlapSaid(how)}.`,
    ),
    alike.length > 0 ? `All machines have the same ${listed(alike)}.` : "",
  );
