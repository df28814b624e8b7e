import type { z } from "zod";
import type { Answer, TeamData } from "#lib/teaming/team-data.ts";

/** What a policy sees of one item. */
export type Seen = {
  /** the machine's probabilities [K]; null where it gave none */
  machine: ArrayLike<number> | null;
  /** of people, one each; may be empty */
  answers: readonly Answer[];
  /** threshold η in [0, 1] */
  eta: number;
};

/**
 * How predictions and people's answers become belief. To add one: a file with such a value and a line in
 * index.ts.
 */
export type BeliefPolicy<Schema extends z.ZodType = z.ZodType> = {
  /** as stored in projects.policy */
  id: string;
  name: string;
  /** one sentence for people: what has to hold for its answers to be good ones */
  assumption: string;
  /** paper and equation */
  source: string;
  /** of a fit, as it is stored */
  params: Schema;
  /**
   * The parameters that the data speak for.
   * @param data with gold from `leastGold` items on, else from people's answers
   * @param seed of whatever is drawn
   */
  fit(this: void, data: TeamData, seed: number): z.input<Schema>;
  /**
   * The team's probabilities for an item, in closed form.
   * @returns [K], adding up to 1
   */
  belief(this: void, seen: Seen, params: z.output<Schema>): Float64Array;
};

/** From so many items with gold on, a fit uses gold; with fewer, people's answers. */
export const leastGold = 50;

/** A policy whose schema is known where it is written and forgotten where policies stand side by side. */
export function beliefPolicy<Schema extends z.ZodType>(policy: BeliefPolicy<Schema>): FittedPolicy {
  const { id, name, assumption, source, params, fit, belief } = policy;
  return {
    id,
    name,
    assumption,
    source,
    fit: (data, seed) => fit(data, seed),
    team(stored) {
      const read = params.parse(stored);
      return (seen) => belief(seen, read);
    },
  };
}

/** A policy as its users see it: what a fit stores is theirs to keep, not to understand. */
export type FittedPolicy = Pick<BeliefPolicy, "id" | "name" | "assumption" | "source"> & {
  fit(this: void, data: TeamData, seed: number): unknown;
  /** @throws ZodError for parameters of another policy or version */
  team(this: void, stored: unknown): (seen: Seen) => Float64Array;
};
