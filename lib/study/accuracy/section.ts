import { accuracyBlock } from "#lib/study/accuracy/accuracy.ts";
import { noiseBlock } from "#lib/study/accuracy/noise.ts";
import { sharesOf } from "#lib/study/accuracy/shares.ts";
import { agreementBlock } from "#lib/study/accuracy/without-gold.ts";
import { defineSection } from "#lib/study/section.ts";

export const accuracy = defineSection({
  id: "accuracy",
  title: "Accuracy",
  lead: "How often each person, their majority vote and each machine is right.",
  settings: ["seed", "resamples"],
  compute: (study, settings, tallies) => {
    const shares = sharesOf(settings);
    const hasGold = study.raters.some((rater) => tallies.own(rater).n > 0);
    if (!hasGold) return [agreementBlock(study, settings, shares)];
    return [accuracyBlock(study, settings, shares, tallies), noiseBlock(study, shares, tallies)];
  },
});
