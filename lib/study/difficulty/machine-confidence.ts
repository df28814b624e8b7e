import { worded } from "#lib/study/blocks.ts";
import type { Evaluated } from "#lib/study/data/evaluated.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type Drawn, binsSaid, drawnOf, refused } from "#lib/study/difficulty/drawn.ts";
import { type Lead, leads } from "#lib/study/difficulty/leads.ts";
import { type Measure, machineConfidence, ownConfidence } from "#lib/study/difficulty/measures.ts";
import { type ConfidenceFinding, confidenceWords } from "#lib/study/difficulty/words.ts";
import type { Block } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** Items of a bin that may decide the verdict. */
const leastDecisive = 10;

export function byConfidence(
  study: Study,
  joint: Evaluated,
  bins: number,
  confidence: StudySettings["confidence"],
): Drawn {
  const head = {
    id: "machine-confidence",
    title: "Machine confidence",
    definition: [
      confidence === "own"
        ? "An item's difficulty is a machine's confidence, the largest probability that it gives: the lower, the harder. Each machine's accuracy is set against its own; people's against that of each machine in turn. Bins have equal width."
        : "An item's difficulty is the machines' mean confidence, the largest probability that each gives: the lower, the harder. Bins have equal width. A mean is seldom near 0 or 1, so that lines over it are steeper than over each machine's own.",
      "Whether people are ahead is said bin by bin of the mean confidence, which is the same for all.",
      binsSaid(bins),
      "Confidences that are not calibrated still order the items, but methods that push probabilities up (or down) weigh more in the mean; the reliability diagrams under “Beyond the study” show which do.",
      "Source: Liu et al. Fig. 3 a.",
    ],
  };
  if (joint.sound.length === 0) return refused(head, "machine with gold");
  const mean = machineConfidence(study, joint.items, joint.sound);
  const measure = confidence === "own" ? ownConfidence(joint.items, joint.sound) : mean;
  const reading = whereUnsure(study, joint, mean, bins);
  return drawnOf(head, study, joint, bins, [measure], joint.sentence, reading);
}

/** Are people ahead where machines are unsure? Null without people, or without a bin. */
function whereUnsure(
  study: Study,
  { people, sound }: Evaluated,
  measure: Measure,
  bins: number,
): Block["reading"] {
  const all = people.length === 0 ? [] : leads(study, measure, people, sound, bins);
  // what a few items say decides nothing
  const decisive = all.find(({ n }) => n >= leastDecisive);
  const [first, last] = [decisive ?? all[0], all.at(-1)];
  if (!first || !last) return null;
  const ahead = all.filter(({ lead }) => lead.low > 0);
  return worded(
    {
      verdict: decisive ? verdictOf(decisive) : "undecided",
      numbers: {
        bins: all.length,
        peopleAhead: ahead.length,
        machinesAhead: all.filter(({ lead }) => lead.high < 0).length,
        first,
        last,
        until: ahead.at(-1)?.x ?? null,
      },
    },
    confidenceWords,
  );
}

function verdictOf({ lead }: Lead): ConfidenceFinding["verdict"] {
  if (lead.low > 0) return "holds";
  return lead.high < 0 ? "fails" : "undecided";
}
