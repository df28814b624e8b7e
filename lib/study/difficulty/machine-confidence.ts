import { worded } from "#lib/study/blocks.ts";
import type { Evaluated } from "#lib/study/data/evaluated.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type Drawn, binsSaid, drawnOf, refused } from "#lib/study/difficulty/drawn.ts";
import { type Lead, leads } from "#lib/study/difficulty/leads.ts";
import { type Measure, machineConfidence } from "#lib/study/difficulty/measures.ts";
import { type ConfidenceFinding, confidenceWords } from "#lib/study/difficulty/words.ts";
import type { Block } from "#lib/study/section.ts";

export function byConfidence(study: Study, joint: Evaluated, bins: number): Drawn {
  const head = {
    id: "machine-confidence",
    title: "Machine confidence",
    definition: [
      "An item's difficulty is the machines' mean confidence, the largest probability that each gives: the lower, the harder. Bins have equal width.",
      binsSaid(bins),
      "Confidences that are not calibrated still order the items, but methods that push probabilities up (or down) weigh more in the mean; the reliability diagrams under “Beyond the study” show which do.",
      "Source: Liu et al. Fig. 3 a.",
    ],
  };
  if (joint.sound.length === 0) return refused(head, "machine with gold");
  const measure = machineConfidence(study, joint.items, joint.sound);
  const reading = whereUnsure(study, joint, measure, bins);
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
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return null;
  const ahead = all.filter(({ lead }) => lead.low > 0);
  return worded(
    {
      verdict: verdictOf(first),
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
