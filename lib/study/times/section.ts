import { defineSection } from "#lib/study/section.ts";
import { byAgreement } from "#lib/study/times/by-agreement.ts";
import { byMachineConfidence } from "#lib/study/times/by-confidence.ts";
import { byCorrectness } from "#lib/study/times/by-correctness.ts";
import { eachPerson } from "#lib/study/times/each-person.ts";

export const times = defineSection({
  id: "times",
  title: "Response time",
  lead: "What do people take their time over: pictures that the machine is unsure of, pictures on which people differ, or those they get wrong?",
  settings: ["bins"],
  compute: (study, { bins }) => [
    byMachineConfidence(study, bins),
    byAgreement(study),
    byCorrectness(study),
    eachPerson(study),
  ],
});
