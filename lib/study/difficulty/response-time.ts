import { counted } from "#lib/numbers.ts";
import type { Evaluated } from "#lib/study/data/evaluated.ts";
import { type Study, singleHumans } from "#lib/study/data/study.ts";
import { type Drawn, binsSaid, drawnOf, refused } from "#lib/study/difficulty/drawn.ts";
import { responseTime } from "#lib/study/difficulty/measures.ts";

/** Response times measured by the annotation page, and those that came with imported labels. */
const timeSources = [
  { source: "person", title: "measured by the annotation page" },
  { source: "column", title: "imported" },
] as const;

export function byResponseTime(study: Study, { sound, failed, leftOut }: Evaluated, bins: number): Drawn {
  const head = {
    id: "response-time",
    title: "Response time",
    definition: [
      "An item's difficulty is the mean of its trustworthy response times: the longer, the harder. Times that the annotation page could not vouch for (a tab in the background, a picture not yet shown) are excluded. Bins hold equally many items, since a few times are very long.",
      "A person's own time is part of the measure. A time imported for a batch of items, as with CIFAR-10N's batches of ten images, belongs to the batch and blurs the measure.",
      `${binsSaid(bins)} People here are all those who answered enough of the items with a time, whether or not they are part of the joint comparison.`,
      "Source: Liu et al. Fig. 3 c.",
    ],
  };
  const people = singleHumans(study);
  const measures = timeSources.flatMap(({ source, title }) => {
    const timed = people.filter((human) => human.source === source && human.responseMs);
    return responseTime(study, timed, title) ?? [];
  });
  if (measures.length === 0) return refused(head, "response times");
  const items = measures
    .map(({ title, items: { length } }) => `${counted(length)} items with gold and a time, ${title}`)
    .join("; ");
  const included = leftOut.length === 0 ? "" : "; raters who answered some of them are included";
  return drawnOf(head, study, { people, sound, failed }, bins, measures, `${items}${included}`);
}
