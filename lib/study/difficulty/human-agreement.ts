import type { Evaluated } from "#lib/study/data/evaluated.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type Drawn, binsSaid, drawnOf, refused } from "#lib/study/difficulty/drawn.ts";
import { inverted, spreadOfCrowd, votesOfPeople } from "#lib/study/difficulty/measures.ts";

export function byHumanAgreement(study: Study, joint: Evaluated, bins: number): Drawn {
  const head = {
    id: "human-agreement",
    title: "Human agreement",
    definition: [
      "An item's difficulty is the entropy of the people's answers, H = −Σ p ln p in nats: 0 where all say the same, larger the more they differ. Its inverse, 1 − H divided by the largest H that so many answers can have, is 1 where all say the same. (The obvious 1/H does not exist where all agree.) The inverse is the first panel mirrored; its slopes have the other sign and the same p-values.",
      "A person's own answer is part of the entropy: whoever disagrees with two others raises it and is usually the one who is wrong, so people's accuracy falls with it for that reason alone, and a comparison with machines is unfair to them. The last panel therefore leaves a person's own answer out, where there are at least three people; for machines the entropy is over all people, as before.",
      "A label column that is a crowd of many people has a panel of its own: the entropy of all its people's answers, which is known much more finely, and the crowd's own accuracy stands in it as one person's. It counts once in the other panels, by its commonest answer.",
      `${binsSaid(bins)} With few people entropy has few values: three people can differ in three ways, two in two, and a line needs three points.`,
      "Source: Liu et al. Fig. 3 d; the panel without a person's own answer is not in the study.",
    ],
  };
  const { items, people, sentence } = joint;
  const crowds = people.flatMap((one) => (one.spread ? [spreadOfCrowd(items, one, one.spread)] : []));
  if (people.length < 2 && crowds.length === 0) return refused(head, "two people");
  const entropy = people.length < 2 ? [] : [votesOfPeople(study, items, people, false)];
  const measures = [
    ...crowds,
    ...entropy,
    ...entropy.map((measure) => inverted(measure, "inverse entropy")),
    ...(people.length >= 3 ? [votesOfPeople(study, items, people, true)] : []),
  ];
  return drawnOf(head, study, joint, bins, measures, sentence);
}
