import { evaluated } from "#lib/study/data/evaluated.ts";
import { byConfidence } from "#lib/study/difficulty/machine-confidence.ts";
import { byHumanAgreement } from "#lib/study/difficulty/human-agreement.ts";
import { byMachineAgreement } from "#lib/study/difficulty/machine-agreement.ts";
import { byResponseTime } from "#lib/study/difficulty/response-time.ts";
import { testThreeBlock } from "#lib/study/difficulty/test-three.ts";
import { testTwoBlock } from "#lib/study/difficulty/test-two.ts";
import { defineSection } from "#lib/study/section.ts";

export const difficulty = defineSection({
  id: "difficulty",
  title: "Difficulty",
  lead: "Are the items that are hard for machines hard for people too? Accuracy binned by four measures of difficulty.",
  pools: true,
  settings: ["bins", "confidence"],
  compute: (study, { bins, confidence }) => {
    const joint = evaluated(study);
    const drawn = [
      byConfidence(study, joint, bins, confidence),
      byMachineAgreement(study, joint, bins),
      byResponseTime(study, joint, bins),
      byHumanAgreement(study, joint, bins),
    ];
    const curves = drawn.flatMap((one) => one.curves);
    return [...drawn.map(({ block }) => block), testTwoBlock(curves), testThreeBlock(curves)];
  },
});
