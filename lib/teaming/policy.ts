/** What a policy sees of one item. */
export type AnsweredItem = {
  /** largest class probability in [0, 1]; null where the machine gave no valid answer */
  confidence: number | null;
  /** the machine's class index; null where it gave none */
  machine: number | null;
  /** threshold η in [0, 1] */
  eta: number;
  /** class indices, one for each person who has labelled the item; may be empty */
  people: readonly number[];
};

export type TeamAnswer = { label: number | null; source: "people" | "machine" | "none" };

/** How predictions and people's labels become the team's answer. To add one: a file with such a value and a line in policies.ts. */
export type Policy = {
  /** as stored in projects.policy */
  id: string;
  name: string;
  /** one sentence for people: what has to hold for its answers to be good ones */
  assumption: string;
  answer(this: void, item: AnsweredItem): TeamAnswer;
};
