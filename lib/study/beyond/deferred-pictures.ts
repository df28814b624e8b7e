import { counted } from "#lib/numbers.ts";
import type { ItemFilter, SaidWord } from "#lib/items/filter.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { deferredWords } from "#lib/study/beyond/words.ts";
import { confidenceOf, leads, said, withGold } from "#lib/study/data/items.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import { type Study, type StudyRater, aggregateOf, answersOf, singleHumans } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";

/** Pictures of one group. */
const maxPictures = 24;

/** An item with the machine's confidence; NaN for none. */
type Seen = { item: number; confidence: number };

/** Items by what the machine and people made of them. */
type Outcomes = {
  /** that the machine predicted */
  predicted: number;
  deferred: Seen[];
  /** deferred, with gold and people's answer */
  corrected: Seen[];
  spoilt: Seen[];
  bothWrong: Seen[];
  judged: number;
  /** not deferred, and the machine is wrong */
  missed: Seen[];
};

/** What the machine defers, and what it had better deferred: pictures. */
export function deferredPicturesBlock(study: Study): Block {
  const head = {
    id: "deferred",
    title: "What is deferred",
    definition: [
      `The items on which the machine's confidence is at most η = ${study.eta}, and how they turned out: up to ${maxPictures} pictures per group, with the number of items in brackets. Deferred items come least confident first; kept ones on which the machine is wrong come most confident first, since no η would have caught those.`,
      `${projectMachineRule} People's answer is the aggregate; without one, that of the person with the most answers. Deferred items that nobody has answered yet are in the first group only.`,
      "Beyond the study. Where both are wrong, consider whether the gold label itself is.",
    ],
  };
  const rater = projectMachine(study, study.raters);
  if (!rater?.machine) return refusal(head, "machine");
  const people = aggregateOf(study) ?? busiest(singleHumans(study));
  const of = outcomesOf(study, rater, rater.machine.confidence, people);
  const below = confidenceOf(rater, 0, study.eta);
  const turned = (theirs: SaidWord, its: SaidWord): Partial<ItemFilter> => ({
    ...{ ...withGold, ...below, said: people ? [said(people, theirs), said(rater, its)] : [] },
  });
  const above = confidenceOf(rater, Math.min(...of.missed.map(({ confidence }) => confidence)), 1);
  const groups = [
    { title: "Deferred, least confident first", seen: of.deferred, order: unsureFirst, filter: below },
    {
      title: `Deferred: people right, ${rater.name} wrong`,
      ...{ seen: of.corrected, order: unsureFirst, filter: turned("right", "wrong") },
    },
    {
      title: `Deferred: people wrong, ${rater.name} right`,
      ...{ seen: of.spoilt, order: unsureFirst, filter: turned("wrong", "right") },
    },
    {
      title: "Deferred: both wrong",
      ...{ seen: of.bothWrong, order: unsureFirst, filter: turned("wrong", "wrong") },
    },
    {
      title: `Kept, and ${rater.name} is wrong`,
      ...{ seen: of.missed, order: sureFirst },
      filter: { ...withGold, ...above, said: [said(rater, "wrong")] },
    },
  ].filter(({ seen }) => seen.length > 0);
  if (groups.length === 0) return refusal(head, "mistakes");
  return {
    ...head,
    items: `${counted(of.predicted)} items that ${rater.name} predicted, ${counted(of.deferred.length)} of them deferred; ${counted(of.judged)} of these have a gold label and people's answer`,
    body: {
      kind: "pictures",
      groups: groups.map(({ title, seen, order, filter }) => ({
        title: `${title} (${counted(seen.length)})`,
        leads: leads(filter, seen.length),
        itemIds: seen
          .sort(order)
          .slice(0, maxPictures)
          .flatMap(({ item }) => study.itemIds[item] ?? []),
      })),
    },
    reading:
      of.judged === 0
        ? null
        : worded(
            {
              verdict: null,
              numbers: {
                machine: rater.name,
                judged: of.judged,
                corrected: of.corrected.length,
                spoilt: of.spoilt.length,
                bothWrong: of.bothWrong.length,
                missed: of.missed.length,
              },
            },
            deferredWords,
          ),
    failed: [],
  };
}

/** Ties, and items without a confidence among each other, in the order of the items. */
const sureness = ({ confidence }: Seen): number => (Number.isNaN(confidence) ? -1 : confidence);
const unsureFirst = (a: Seen, b: Seen): number => sureness(a) - sureness(b) || a.item - b.item;
const sureFirst = (a: Seen, b: Seen): number => sureness(b) - sureness(a) || a.item - b.item;

function outcomesOf(
  { gold, eta }: Study,
  machine: StudyRater,
  confidences: Float32Array,
  people: StudyRater | undefined,
): Outcomes {
  const of: Outcomes = {
    predicted: 0,
    deferred: [],
    corrected: [],
    spoilt: [],
    bothWrong: [],
    judged: 0,
    missed: [],
  };
  for (const [item, confidence] of confidences.entries()) {
    const answer = machine.answers[item];
    if (answer === -1) continue;
    of.predicted++;
    const seen = { item, confidence };
    const deferred = isDeferred(confidence, eta);
    if (deferred) of.deferred.push(seen);
    if (gold[item] === -1) continue;
    const right = answer === gold[item];
    if (!deferred) {
      if (!right) of.missed.push(seen);
      continue;
    }
    if (!people || people.answers[item] === -1) continue;
    of.judged++;
    const helped = people.answers[item] === gold[item];
    if (helped && !right) of.corrected.push(seen);
    else if (!helped && right) of.spoilt.push(seen);
    else if (!helped) of.bothWrong.push(seen);
  }
  return of;
}

const busiest = (raters: readonly StudyRater[]): StudyRater | undefined =>
  raters[argmaxBy(raters, answersOf)];
