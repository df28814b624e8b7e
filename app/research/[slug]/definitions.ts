import { percent, whole } from "../../_ui/format.ts";
import type { TeamView } from "#db/views/team.ts";

const interval =
  "The interval is Wilson’s, at 95 %, over items: how far chance in the choice of items can carry the share.";

/** What each quantity means: the doc comments of lib/teaming/evaluate.ts in plain words, one string a paragraph. */
export const definitions = {
  eta: [
    "The threshold. An item is deferred to people when the machine’s confidence, its largest class probability, is η or less; so is an item for which the machine has no valid answer.",
    "Admins move η. All numbers here follow at once.",
  ],
  machine: (view: TeamView) => [
    `Share of the evaluated items on which the machine’s most probable class is the gold label. The run was trained on none of these ${whole(view.evaluated)} items.`,
    interval,
  ],
  people: (view: TeamView) => [
    `Share right of the people’s majority, on the evaluated items where at least one person gave a label. With equal votes the first class in order counts.`,
    ...(view.people.n === 0
      ? []
      : [
          `These are mostly items the machine finds hard: on the same ${whole(view.people.n)} the machine alone is right on ${percent(view.machineWherePeopleAnswered.value)}.`,
        ]),
    ...(view.peopleEverywhere === null
      ? []
      : [
          `On all items people would be right on about ${percent(view.peopleEverywhere.value)} (${percent(view.peopleEverywhere.low)} to ${percent(view.peopleEverywhere.high)}), estimated from deferred and audited answers, each weighted by its part.`,
        ]),
    interval,
  ],
  team: (view: TeamView) => [
    `The threshold rule: where the machine’s confidence is ${view.eta} or less, the people’s majority answers for the team; everywhere else the machine does. A deferred item that nobody has answered yet stands on the machine’s label for now.`,
    "With equal votes the machine’s label decides if it is among them, else the first class in order.",
    interval,
  ],
  oracle: [
    "Right if the machine or any person who answered is right. No rule for combining them can exceed it: an upper bound, not something to be had.",
    interval,
  ],
  gainOverMachine: [
    "Team accuracy minus machine accuracy, on the same items: the study’s gain. One point is one item in a hundred.",
    "The 95 % interval is a paired one. Team and machine agree on every item the machine keeps, so it is much narrower than the two intervals of the figure suggest.",
  ],
  gainOverBetter: [
    "Team accuracy minus that of the better member, machine or people. A team is only worth its trouble where it beats both.",
    "How good people would be on all items is estimated from deferred and audited answers, each weighted by its part of the whole. Before at least five answers of each kind are there, the machine counts as the better member. The estimate settles once all deferred items are answered, since the hardest come first.",
    "Where people are better, the interval is that of their estimated share, at 95 %.",
  ],
  routed: [
    "Items that the active run decides about: all it predicted, none of which it was trained on. Each is either deferred to people or kept by the machine.",
  ],
  deferred: [
    "Items on which the machine’s confidence is η or less. They go to people, least confident first.",
    "Answered: as many people answered as the project’s overlap asks. “Can’t tell” is an answer too, but gives no label.",
  ],
  audited: [
    "A random part of what the machine keeps, drawn by lot with the same chance for each item, and shown to people like any other.",
    "Answered: as many people answered as the project’s overlap asks.",
  ],
  agreement: [
    "Share of the audited items with a label on which the machine’s class is the people’s majority. If people are right, it is the accuracy of what the machine keeps. A person’s mistake counts against the machine here.",
    "Audited items are drawn by lot, so they speak for all kept ones. The audit never changes the team’s answer.",
    interval,
  ],
  machineByPeople: [
    "Agreement of machine and people over all routed items: that of the deferred and that of the kept items, each weighted by its number. No gold label is used.",
    "The 95 % interval allows for each part being a sample (stratified estimate, Cochran). Deferred items are answered least confident first, so it settles only once all of them are answered.",
  ],
  curve: [
    "Team accuracy at the present η after each answer, in the order in which answers came. Every deferred item starts on the machine’s label. Answers to audited items are counted too; they move nothing, since there the machine answers for the team.",
  ],
  columnAccuracy: [
    "Share right of the imported label column on the evaluated items, those that are routed and have a gold label. Columns take no part in the team.",
    interval,
  ],
  personAccuracy: [
    "Share right of this person’s current labels on items with gold. People are shown hard items above all, so it does not compare with a column’s accuracy.",
    interval,
  ],
  time: [
    "Median time from the first painted frame of the picture to the key or touch, over labels whose time is trustworthy (tab not hidden, no late painting).",
  ],
} as const;
