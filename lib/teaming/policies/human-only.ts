import type { Policy } from "#lib/teaming/policies/policy.ts";
import { shares } from "#lib/teaming/policies/votes.ts";

export const humanOnly: Policy = {
  id: "human-only",
  name: "People only",
  assumption: "A majority of people is right more often than the machine, on every item.",
  source: "Liu et al. §5, one of the two members alone",
  asks: "together",
  byConfidence: false,
  fit: null,
  team: (_, classes) => ({
    belief: ({ answers }) => shares(answers, null, classes),
    score: () => -1,
    source: ({ answers }) => (answers.length === 0 ? "none" : "people"),
  }),
};
