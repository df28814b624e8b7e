import type { ExportTable } from "#lib/formats/exports/format.ts";

/** What the columns of exported tables mean: for the data card and for Croissant. */

/** As Croissant calls them. */
export type ColumnType = "Text" | "Integer" | "Float" | "Boolean" | "DateTime" | "ImageObject";
export type ColumnMeaning = { type: ColumnType; about: string };

const of = (type: ColumnType, about: string): ColumnMeaning => ({ type, about });
const item = of("Text", "name of the file as it was imported, with its folders");
const team = of(
  "Text",
  "the team’s label: what people and machine believe together; empty where nobody says anything",
);
const gold = of("Text", "trusted true label, where one is known");
const rater = of(
  "Text",
  "who said it: a label column, or a person as person-1, person-2, … (the same throughout)",
);
const namedRater = of("Text", "who said it: a label column, or a person by their sign-in name");
const source = of(
  "Text",
  "what it is: person (somebody here), column (an imported label column), run (a machine), review",
);
const time = of(
  "Float",
  "response time in ms, from the first painted frame to the answer; of imported answers as it came",
);

export const dictionary: Readonly<Record<string, ColumnMeaning>> = {
  project: of("Text", "short name of the project"),
  item,
  task: item,
  path: of("Text", "where the picture lies in the archive"),
  ordinal: of("Integer", "place of the item in the project, from 0"),
  row: of("Integer", "row of the item in counts.npy, probs.npy and items.csv, from 0"),
  sha256: of("Text", "SHA-256 of the picture’s file as it was imported"),
  split: of("Text", "train, test, or empty"),
  image: of(
    "ImageObject",
    "the picture as it was imported, byte for byte, with the metadata that it carries",
  ),
  label: of("Text", "the class that was said"),
  gold,
  true_category: gold,
  gold_source: of(
    "Text",
    "data (it came with the data) or review (decided where people differed; nothing is measured on it)",
  ),
  goldSource: of(
    "Text",
    "data (it came with the data) or review (decided where people differed; nothing is measured on it)",
  ),
  rater,
  worker: rater,
  annotator_id: rater,
  workers: of("Text", "who gave random_label1, 2, …, in this order"),
  rater_source: source,
  worker_source: source,
  outcome: of("Text", "label, unsure (cannot tell) or withdrawn"),
  chosen_category: of("Text", "the class that was chosen"),
  correct_guess: of("Integer", "1 where it is the gold label, 0 where not; empty without gold"),
  current: of("Boolean", "the rater’s answer as it stands: their newest, not withdrawn"),
  set_aside: of("Boolean", "an admin has set the answer aside: it counts for nothing"),
  response_ms: time,
  reaction_time: time,
  visible_ms: of("Float", "part of response_ms during which the page was visible"),
  hidden_count: of("Integer", "how often the page was hidden meanwhile"),
  input: of("Text", "key, mouse, touch or pen"),
  quality: of("Text", "ok, or what makes the response time doubtful"),
  batch: of("Integer", "answers with the same number were given at once, in the grid; empty for single ones"),
  batch_answers: of("Integer", "how many answers the batch had"),
  batch_ms: of("Float", "how long the batch took together, ms: no response time of a single answer"),
  reason: of("Text", "why the item was asked: deferred (the team was not sure) or audit (a random check)"),
  inclusion: of("Float", "probability with which it was asked: 1 if deferred, the audit rate if audited"),
  late: of("Boolean", "it came after the time for which the item was held"),
  served_at: of("DateTime", "when the item was handed out, UTC"),
  received_at: of("DateTime", "when the answer came, UTC"),
  time_stamp: of("Integer", "when the answer came, ms since 1970 UTC"),
  machine: of("Text", "the machine’s run, label and confidence"),
  machine_label: of("Text", "the machine’s label"),
  machine_confidence: of("Float", "the largest of the machine’s probabilities"),
  run: of("Text", "name of the machine’s run"),
  eta: of("Float", "an item is asked while its score is at most η"),
  deferred: of("Boolean", "the item went to people by what the machine says; empty where it is not routed"),
  team: of("Text", "the team’s label, whose word it is, how sure it is, by which policy and fit"),
  team_label: team,
  team_source: of("Text", "whose word the team’s label is: machine, people, both, or none"),
  team_belief: of("Float", "how sure the team is of its label, as a probability"),
  policy: of("Text", "the rule by which answers and prediction become the team’s belief"),
  fit: of("Integer", "number of the policy’s fitted parameters"),
  review: of("Text", "what a review decided, and when"),
  reviewed: of("Boolean", "a review has decided on the item"),
  review_label: of("Text", "what it decided; empty where it could not"),
  reviewed_at: of("DateTime", "when, UTC"),
  tags: of("Text", "tags that people put on the item"),
  flags: of("Integer", "remarks for the reviewers; in JSON lines with their words"),
  answers: of(
    "Text",
    "every answer: worker, worker_source, outcome, label, current, response_ms, quality, received_at",
  ),
  judgments: of("Text", "every answer, with everything that is known of it"),
};

/**
 * What a column of a format's table means.
 * @param names whether people are called by their sign-in names
 * @throws Error for one that nobody has described
 */
export function meaningOf(
  { numbered = [] }: Pick<ExportTable, "numbered">,
  column: string,
  names: boolean,
): ColumnMeaning {
  const meaning = dictionary[column];
  const found = names && meaning === rater ? namedRater : meaning;
  if (!found) throw new Error(`the column ${column} is not described`);
  if (!numbered.includes(column)) return found;
  const { about } = column === "label" ? team : found;
  return { type: "Integer", about: `${about}; by its number, from 0, in the order of the classes` };
}
