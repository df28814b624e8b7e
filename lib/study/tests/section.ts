import { namingFailed } from "#lib/study/blocks.ts";
import { commonWithGold, onCommon } from "#lib/study/data/common.ts";
import { failedMachines, withoutFailed } from "#lib/study/data/failed.ts";
import { allWrongAnswers } from "#lib/study/data/wrong-answers.ts";
import { defineSection } from "#lib/study/section.ts";
import { compared } from "#lib/study/tests/comparisons.ts";
import { sameMistakeBlock } from "#lib/study/tests/same-mistake.ts";
import { testOneBlock } from "#lib/study/tests/test-one.ts";
import { welchBlock } from "#lib/study/tests/welch.ts";

export const tests = defineSection({
  id: "tests",
  title: "Hypothesis tests",
  lead: "Do machines make each other's mistakes more than people's? The study's first test, as described and as computed.",
  pools: true,
  settings: ["matrices"],
  compute: (everyone, { matrices }) => {
    const study = withoutFailed(everyone);
    const shared = commonWithGold(study);
    const all = allWrongAnswers(shared.study, shared.tallies, matrices);
    const comparisons = compared(study, all.types);
    const blocks = [
      onCommon(shared, testOneBlock(study, comparisons, all)),
      onCommon(shared, welchBlock(study, comparisons, all)),
      sameMistakeBlock(study),
    ];
    return blocks.map((block) => namingFailed(block, failedMachines(everyone)));
  },
});
