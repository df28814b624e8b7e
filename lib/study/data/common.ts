import { at } from "#lib/array.ts";
import { counted } from "#lib/numbers.ts";
import {
  answeredAmong,
  answeredBase,
  answeredBaseWithoutGold,
  busiestFirst,
  leastForVerdict,
  minShare,
} from "#lib/study/data/evaluated.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { listed } from "#lib/study/data/names.ts";
import { isSingleHuman, type Study, type StudyRater } from "#lib/study/data/study.ts";
import { type Tallies, talliesOf } from "#lib/study/data/tallies.ts";
import type { Block } from "#lib/study/section.ts";

/**
 * A study on the items that everybody compared has answered, and no others. People against people, machines
 * against machines and one against the other are only comparable on the same items: people who answered what
 * machines are unsure of would make machines look better, and fifty thousand items of two columns say nothing of ten
 * thousand that machines predicted.
 */
export type Common = {
  study: Study;
  tallies: Tallies;
  /** for Block.items: how many items, and who is left out */
  sentence: string;
};

/** With gold on all of them. */
export const commonWithGold = memoise((study: Study): Common =>
  commonAmong(study, answeredBase(study), true),
);
/** With gold or without. */
export const common = memoise((study: Study): Common =>
  commonAmong(study, answeredBaseWithoutGold(study), false),
);

function commonAmong(
  study: Study,
  base: { items: Int32Array; machines: readonly StudyRater[] },
  gold: boolean,
): Common {
  let { items } = base;
  const joined = new Set(base.machines);
  // The busiest person may set the items: without anybody there is nothing to compare machines with. But a handful of
  // them would say nothing of machines either.
  const least = Math.min(leastForVerdict, minShare * items.length);
  for (const { rater } of busiestFirst(study.raters.filter(isSingleHuman), items)) {
    const rest = answeredAmong(items, rater);
    const isFirst = joined.size === base.machines.length;
    if (rest.length === 0 || rest.length < (isFirst ? least : minShare * items.length)) continue;
    items = rest;
    joined.add(rater);
  }
  const raters = study.raters.filter((rater) => joined.has(rater));
  const leftOut = study.raters.filter((rater) => !joined.has(rater) && rater.source !== "aggregate");
  const some = {
    ...study,
    n: items.length,
    gold: taken(study.gold, items),
    raters: raters.map((rater) => onItems(rater, items)),
  };
  const without =
    leftOut.length === 0
      ? ""
      : `; left out, with too few of them: ${listed(leftOut.map(({ name }) => name))}`;
  return {
    study: { ...some, itemIds: Int32Array.from(items, (item) => at(study.itemIds, item)) },
    tallies: talliesOf(some),
    sentence: `${counted(items.length)} items${gold ? " with gold" : ""} that all of them answered${without}`,
  };
}

const taken = (values: Int16Array, items: Int32Array): Int16Array =>
  Int16Array.from(items, (item) => values[item] ?? -1);

/** Answers alone: what is compared of pairs needs no probabilities and no times. */
const onItems = (rater: StudyRater, items: Int32Array): StudyRater => ({
  ...rater,
  answers: taken(rater.answers, items),
  responseMs: null,
});

/** A block that stands on such items says so. */
export const onCommon = ({ sentence }: Common, block: Block): Block =>
  block.body.kind === "refusal"
    ? block
    : { ...block, items: block.items === "" ? sentence : `${sentence}; ${block.items}` };
