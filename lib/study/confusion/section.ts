import { againstGoldBlock } from "#lib/study/confusion/against-gold.ts";
import { betweenRatersBlock } from "#lib/study/confusion/between-raters.ts";
import { differencesBlock } from "#lib/study/confusion/differences.ts";
import { incorrectBlock } from "#lib/study/confusion/incorrect.ts";
import { namingFailed } from "#lib/study/blocks.ts";
import { commonWithGold, onCommon } from "#lib/study/data/common.ts";
import { failedMachines, withoutFailed } from "#lib/study/data/failed.ts";
import { allWrongAnswers } from "#lib/study/data/wrong-answers.ts";
import { defineSection } from "#lib/study/section.ts";

export const confusion = defineSection({
  id: "confusion",
  title: "Confusion",
  lead: "Which classes are mistaken for which: by people, by machines, and by two of them at once.",
  pools: true,
  settings: ["matrices", "one", "other"],
  compute: (study, asked, tallies) => {
    const shared = commonWithGold(withoutFailed(study));
    const types = allWrongAnswers(shared.study, shared.tallies, asked.matrices);
    const failed = failedMachines(study);
    return [
      namingFailed(onCommon(shared, incorrectBlock(shared.study, types)), failed),
      namingFailed(onCommon(shared, differencesBlock(shared.study, types)), failed),
      againstGoldBlock(study, tallies),
      betweenRatersBlock(study, tallies, asked),
    ];
  },
});
