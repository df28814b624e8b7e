import type { z } from "zod";
import { argmax } from "#lib/stats/argmax.ts";
import type { Answer, TeamData } from "#lib/teaming/team-data.ts";

/** What a policy sees of one item. */
export type Seen = {
  /** the machine's probabilities [K]; null where it gave no valid answer */
  machine: ArrayLike<number> | null;
  /** of people, one each; may be empty */
  answers: readonly Answer[];
  /** threshold η in [0, 1] */
  eta: number;
};

/** Whose word makes the team's answer. */
export const deciders = ["machine", "people", "both", "none"] as const;
export type Decider = (typeof deciders)[number];

/** The team's answer for an item, and how sure it is of it; neither where nobody says anything or people are at odds. */
export type Decision = { label: number | null; source: Decider; belief: number | null };

/** A policy at work. */
export type Team = {
  /** The team's probabilities for an item, in closed form. @returns [K], adding up to 1 */
  belief(this: void, seen: Seen): Float64Array;
  /** What the queue goes by: asked (again) while it is at most η; −1 asks at any η. @returns −1, or in [0, 1] */
  score(this: void, seen: Seen): number;
  source(this: void, seen: Seen): Decider;
};

/**
 * How predictions and people's answers become belief and answer. To add one: a file with such a value and a
 * line in index.ts.
 */
export type Policy = {
  /** as stored in projects.policy */
  id: string;
  name: string;
  /** one sentence for people: what has to hold for its answers to be good ones */
  assumption: string;
  /** paper and equation */
  source: string;
  /** as many people at once as the overlap says, or one after the other until the team is sure */
  asks: "together" | "in turn";
  /** whether the score is the machine's confidence, whatever people say */
  byConfidence: boolean;
  /**
   * The parameters that the data speak for; null for a rule that has none.
   * @param data of the items with gold, where there is enough of it, else of people's answers as well
   * @param seed of whatever is drawn
   */
  fit: ((this: void, data: TeamData, seed: number) => unknown) | null;
  /** whether a fit looks at people's answers only, though gold be known */
  blindToGold?: true;
  /**
   * @param stored what a fit found; null for a rule without
   * @throws ZodError for parameters of another policy or version
   */
  team(this: void, stored: unknown, classes: number): Team;
};

/** A policy with parameters. */
export type FittedPolicy = Policy & { fit: NonNullable<Policy["fit"]> };

/** From so many items with gold on they say all there is to say; with fewer, answers to the others teach more. */
export const enoughGold = 1000;

/** From so many items with gold on, gold alone can be learnt from: fifty, less those put aside (folds.ts). */
export const leastGold = 40;

/** Beliefs that differ by less differ by rounding alone. */
const sameBelief = 1e-9;

export function decide({ belief, source }: Team, seen: Seen): Decision {
  const by = source(seen);
  if (by === "none") return { label: null, source: by, belief: null };
  const p = belief(seen);
  const label = argmax(p);
  const most = p[label] ?? NaN;
  // Of as many votes each, none is the team's: neither the order of the classes decides nor that of sums.
  if (by === "people" && p.some((each, k) => k !== label && each > most - sameBelief))
    return { label: null, source: "none", belief: null };
  return { label, source: by, belief: most };
}

const spoke = ({ machine, answers }: Seen): Decider => {
  if (answers.length === 0) return machine === null ? "none" : "machine";
  return machine === null ? "people" : "both";
};

/** A policy that asks until its belief is sure. Its schema is known where it is written and forgotten where policies stand side by side. */
export function beliefPolicy<Schema extends z.ZodType>(
  policy: Pick<Policy, "id" | "name" | "assumption" | "source" | "blindToGold"> & {
    /** of a fit, as it is stored */
    params: Schema;
    fit(this: void, data: TeamData, seed: number): z.input<Schema>;
    belief(this: void, seen: Seen, params: z.output<Schema>): Float64Array;
  },
): FittedPolicy {
  const { params, fit, belief, ...head } = policy;
  return {
    ...head,
    asks: "in turn",
    byConfidence: false,
    fit,
    team(stored) {
      const read = params.parse(stored);
      return {
        belief: (seen) => belief(seen, read),
        score(seen) {
          if (spoke(seen) === "none") return -1;
          const p = belief(seen, read);
          // sums of floating-point numbers can be above 1 by their last bit
          return Math.min(1, p[argmax(p)] ?? -1);
        },
        source: spoke,
      };
    },
  };
}

/** The machine's confidence: what the study's rules go by, whatever people say. */
export const confidenceOf = ({ machine }: Seen): number =>
  machine === null ? -1 : Math.min(1, machine[argmax(machine)] ?? -1);
