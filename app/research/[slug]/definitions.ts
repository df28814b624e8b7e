import { percent, whole } from "../../_ui/format.ts";
import type { TeamView } from "#db/views/team.ts";

const interval =
  "Wilson’s 95 % interval, with the items as the sample: how far off the share may be because it stands on these items and no others.";

/** Does the machine answer for the team wherever it is surer than η, whatever people say? */
const machineKeeps = ({ policy }: TeamView): boolean =>
  policy.id === "threshold" || policy.id === "machine-only";

/** What each quantity means: the doc comments of lib/teaming/evaluate.ts in plain words, a string for each paragraph. */
export const definitions = {
  eta: (view: TeamView) => [
    view.policy.asks === "in turn"
      ? "The threshold. An item is asked, and asked again, while the team’s largest class probability is η or less and not as many have answered as the project allows; so is an item for which the machine has no valid answer."
      : "The threshold. An item is deferred to people when the machine’s confidence, its largest class probability, is η or less; so is an item for which the machine has no valid answer.",
    "Admins set η; every number here follows at once.",
  ],
  machine: (view: TeamView) => [
    `Share of the evaluated items on which the machine’s most probable class is the gold label. None of these ${whole(view.evaluated)} items was used to train it.`,
    interval,
  ],
  people: (view: TeamView) => [
    "Accuracy of the people’s majority vote on the evaluated items with at least one label from a person. Where classes are tied, each counts in part, as drawing lots would on average.",
    ...(view.people.n === 0
      ? []
      : [
          `These are mostly items the machine finds hard: on the same ${whole(view.people.n)}, the machine’s accuracy is ${percent(view.machineWherePeopleAnswered.value)}.`,
        ]),
    ...(view.peopleEverywhere === null
      ? []
      : [
          `On all items, people’s accuracy would be about ${percent(view.peopleEverywhere.value)} (${percent(view.peopleEverywhere.low)} to ${percent(view.peopleEverywhere.high)}), estimated from deferred and audited items, each weighted by its share of all items.`,
        ]),
    interval,
  ],
  team: (view: TeamView) => [
    ...(view.policy.id === "threshold"
      ? [
          `The threshold rule: where the machine’s confidence is ${view.eta} or less, the people’s majority answers for the team; everywhere else the machine does. Until somebody has answered a deferred item, it keeps the machine’s label.`,
          "A tie goes to the class that the machine holds to be likelier.",
        ]
      : view.policy.asks === "in turn"
        ? [
            `${view.policy.name}: machine and people’s answers together give each class a probability, and the likeliest is the team’s answer. It counts on this: ${view.policy.assumption}`,
          ]
        : [`${view.policy.name}. It counts on this: ${view.policy.assumption}`]),
    interval,
  ],
  believed: [
    "The mean of the probabilities that the team gives its own answers. If they mean what they say, it is right that often; the next column says how often it was.",
  ],
  history: [
    "How machine and team did as the loop went on: at each look at the project, which is taken when another machine, policy, η or fit takes over, and whenever people’s answers have grown by a fiftieth. Dotted lines mark what took over.",
    "The machine is measured on items with gold. The team is too, where there are fifty or more; otherwise it is what the team believes of its answers, corrected by how much answers to items asked at random change its mind.",
  ],
  outlook: [
    "A question is one answer asked of one person. From here on, answers are drawn from people as they are known so far, and the policy is let run on them: least sure first, until it is sure or as many have answered as the project allows.",
    "The threshold rule asks one person about each item, the machine’s least sure first. Random order is the same team without the queue. Both are reckoned from the first question on.",
    "The interval covers which items were looked at and how well the team’s accuracy is known. On CIFAR-10N such forecasts were up to 1.3 points too hopeful: pictures that mislead one person mislead the next more often than is reckoned with.",
  ],
  calibration: [
    "The items with gold, by how sure the team is of its answer; how often it is right among them, with Wilson’s 95 % interval. On the dotted line belief is exactly right.",
    "Beliefs are made with parameters that were fitted on other items.",
  ],
  oracle: [
    "Right if the machine or any person who answered is right. No rule that picks one of their answers can do better: an upper bound, not a team one could have.",
    interval,
  ],
  gainOverMachine: (view: TeamView) => [
    "Team accuracy minus machine accuracy, on the same items: the study’s gain. One point is one item in a hundred.",
    `The 95 % interval is paired. Team and machine agree on ${
      machineKeeps(view) ? "every item the machine keeps" : "most items that nobody has answered"
    }, so it is much narrower than the two intervals in the figure suggest.`,
  ],
  gainOverBetter: [
    "Team accuracy minus that of the better member, machine or people. A team is only worth having if it beats both.",
    "People’s accuracy on all items is estimated from deferred and audited items, each weighted by its share of all items. Until there are five answers of each kind, the machine counts as the better member. The hardest items are asked first, so the estimate settles only once all deferred items are answered.",
    "Where people are better, the 95 % interval is that of their estimated accuracy.",
  ],
  routed: [
    "Items with a prediction of the active model, which was trained on none of them. Each is either deferred to people or kept by the machine.",
  ],
  deferred: [
    "Items on which the machine alone is sure to η or less. They go to people, the least sure first.",
    "Done: answered by as many people as the project allows, or the team is sure by now. “Can’t tell” is an answer too, but not a label.",
  ],
  audited: [
    "A random sample of what the machine keeps, each item drawn with the same probability and shown to people like any other.",
    "Done: answered by as many people as an audit asks: all that the project allows, or one where people are asked in turn, and more only if that one makes the team unsure.",
  ],
  agreement: (view: TeamView) => [
    "Share of the audited items with a label on which the machine’s class is the people’s majority. If people are right, it is the accuracy of what the machine keeps. A person’s mistake counts against the machine here.",
    `Audited items are a random sample, so they represent all kept ones. ${
      machineKeeps(view)
        ? "The audit never changes the team’s answer."
        : "Answers to audited items count for the team like any other."
    }`,
    interval,
  ],
  machineByPeople: [
    "Agreement of machine and people over all routed items: that on deferred items and that on kept items, each weighted by its share. No gold labels are used.",
    "The 95 % interval accounts for both parts being samples (stratified estimate, Cochran). Deferred items are answered least confident first, so the estimate settles only once all of them are answered.",
  ],
  curve: (view: TeamView) => [
    `Team accuracy ${machineKeeps(view) ? "at the current η " : ""}after each label, in the order in which people gave them. ${
      machineKeeps(view)
        ? "Every deferred item starts with the machine’s label. Labels of audited items count too, but change nothing: there the machine answers for the team."
        : "It starts with what the policy in force makes of no answers at all."
    }`,
    "As in the table of people below, only labels that still stand are counted: not those taken back or changed, and not “can’t tell”.",
  ],
  columnAccuracy: [
    "Accuracy of the imported label column on the evaluated items, those that are routed and have a gold label. Columns are not part of the team.",
    interval,
  ],
  personAccuracy: [
    "Accuracy of this person’s current labels on items with gold labels. People mostly see hard items, so it cannot be compared with a column’s accuracy.",
    interval,
  ],
  time: [
    "Median time from the picture’s first frame on screen to the key press or tap, over labels with a reliable time (tab visible throughout, picture not late).",
  ],
} as const;
