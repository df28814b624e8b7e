import { counted } from "#lib/study/data/evaluated.ts";
import { formatCell } from "#lib/figures/format.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import { type Study, type StudyRater, aggregateOf, singleHumans } from "#lib/study/data/study.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";

/** Pictures of one group. */
const mostPictures = 24;

type Group = { title: string; items: number[] };

/** What the machine defers, and what it had better deferred: pictures. */
export function deferredPictures(study: Study): Block {
  const head = {
    id: "deferred",
    title: "What is deferred",
    definition: [
      `The items on which the machine's confidence is at most the project's η = ${study.eta}, and what came of them: up to ${mostPictures} pictures of a group, the number in brackets is how many there are. Deferred items come least confident first; kept ones on which the machine is wrong come most confident first, since no η would have caught those.`,
      `${projectMachineRule} People's answer is the aggregate; without one, that of the person with the most answers. Deferred items that nobody has answered yet are only in the first group.`,
      "Beyond the study. Open pictures that both got wrong with a sceptical eye for the gold label.",
    ],
  };
  const machine = projectMachine(study, study.raters);
  if (!machine?.machine) return refusal(head, "Needs a machine with predictions; start a training.");
  const { confidence } = machine.machine;
  const people = aggregateOf(study) ?? busiest(singleHumans(study));
  const least: Group = { title: "Least confident", items: [] };
  const saved: Group = { title: `Deferred: people right, ${machine.name} wrong`, items: [] };
  const lost: Group = { title: `Deferred: people wrong, ${machine.name} right`, items: [] };
  const hard: Group = { title: "Deferred: both wrong", items: [] };
  const missed: Group = { title: `Kept, and ${machine.name} is wrong`, items: [] };
  let predicted = 0;
  let judged = 0;
  for (let i = 0; i < study.n; i++) {
    if (machine.answers[i]! < 0) continue;
    predicted++;
    const deferred = isDeferred(confidence[i]!, study.eta);
    if (deferred) least.items.push(i);
    const gold = study.gold[i]!;
    if (gold < 0) continue;
    const right = machine.answers[i] === gold;
    if (!deferred) {
      if (!right) missed.items.push(i);
      continue;
    }
    if (!people || people.answers[i]! < 0) continue;
    judged++;
    const helped = people.answers[i] === gold;
    if (helped && !right) saved.items.push(i);
    else if (!helped && right) lost.items.push(i);
    else if (!helped) hard.items.push(i);
  }
  const groups = [
    { ...least, title: "Deferred, least confident first" },
    ...(people ? [saved, lost, hard] : []),
    missed,
  ].filter(({ items }) => items.length > 0);
  if (groups.length === 0)
    return refusal(
      head,
      `${machine.name} defers nothing at η = ${study.eta} and has no wrong answer that is known of.`,
    );
  const sure = (i: number) => (Number.isNaN(confidence[i]!) ? -1 : confidence[i]!);
  return {
    ...head,
    items: `${counted(predicted)} items that ${machine.name} predicted, ${counted(least.items.length)} of them deferred; ${counted(judged)} of these have a gold label and people's answer`,
    body: {
      kind: "pictures",
      groups: groups.map(({ title, items }) => ({
        title: `${title} (${counted(items.length)})`,
        itemIds: items
          .sort((a, b) => (title === missed.title ? sure(b) - sure(a) : sure(a) - sure(b)) || a - b)
          .slice(0, mostPictures)
          .map((i) => study.itemIds[i]!),
      })),
    },
    reading:
      judged === 0
        ? ""
        : `Of ${counted(judged)} deferred items with gold that people answered, people put right ${counted(saved.items.length)} (${formatCell(saved.items.length / judged, "percent")}) that ${machine.name} had wrong and got wrong ${counted(lost.items.length)} (${formatCell(lost.items.length / judged, "percent")}) that it had right; on ${counted(hard.items.length)} both are wrong. ${machine.name} kept ${counted(missed.items.length)} that it has wrong.`,
  };
}

const answersOf = ({ answers }: StudyRater): number => answers.reduce((n, answer) => n + +(answer >= 0), 0);

const busiest = (raters: readonly StudyRater[]): StudyRater | undefined =>
  raters.reduce<StudyRater | undefined>(
    (top, one) => (top && answersOf(top) >= answersOf(one) ? top : one),
    undefined,
  );
