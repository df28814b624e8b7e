import type { Evaluated } from "#lib/study/data/evaluated.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type Drawn, binsSaid, drawnOf, refused } from "#lib/study/difficulty/drawn.ts";
import { othersAgree, othersRight } from "#lib/study/difficulty/measures.ts";

export function byMachineAgreement(study: Study, joint: Evaluated, bins: number): Drawn {
  const head = {
    id: "machine-agreement",
    title: "Machine agreement",
    definition: [
      "As in the study, an item's agreement for a machine is the share of the other machines that are right on it, so that no machine's own answer is in its measure; for people it is the share of all machines. This needs the gold label: it is how often machines are right, not how often they agree. Machines that are all alike would lie on the diagonal, with a slope of 1, by construction; the study's slope of 1.00 for machines says little more than that.",
      "Without gold: the share of the other machines that give those machines' most frequent answer. This is agreement in the ordinary sense, and can be known for items that nobody has looked at; machines that share a mistake count as agreeing.",
      `There is a bin for each level that the measure can have. ${binsSaid(bins).replace(/^\d+ bins; a/, "A")}`,
      "Source: Liu et al. Fig. 3 b; the second panel is not in the study.",
    ],
  };
  const { items, sound, sentence } = joint;
  if (sound.length < 3) return refused(head, "three machines");
  const measures = [othersRight(study, items, sound), othersAgree(study, items, sound)];
  return drawnOf(head, study, joint, bins, measures, sentence);
}
