import { namingFailed } from "#lib/study/blocks.ts";
import { commonWithGold } from "#lib/study/data/common.ts";
import { failedMachines, withoutFailed } from "#lib/study/data/failed.ts";
import { groupsBlock } from "#lib/study/matching/groups.ts";
import { matchingMeans } from "#lib/study/matching/means.ts";
import { pairsBlock } from "#lib/study/matching/pairs.ts";
import { typesBlock } from "#lib/study/matching/types.ts";
import { defineSection } from "#lib/study/section.ts";

export const matching = defineSection({
  id: "matching",
  title: "Matching",
  lead: "How well one rater's being right or wrong predicts the other's, on sets where both are equally frequent.",
  pools: true,
  settings: ["order", "seed", "resamples"],
  compute: (study, settings, tallies) => {
    const usual = withoutFailed(study);
    const shared = commonWithGold(usual);
    const means = matchingMeans(shared);
    const failed = failedMachines(study);
    return [
      pairsBlock(study, settings, tallies),
      namingFailed(typesBlock(shared.study, means), failed),
      namingFailed(groupsBlock(shared.study, means), failed),
    ];
  },
});
