import type { Policy } from "#lib/teaming/policies/policy.ts";
import { shares } from "#lib/teaming/policies/votes.ts";

export const machineOnly: Policy = {
  id: "machine-only",
  name: "Machine only",
  assumption:
    "The machine is right more often than people on every item; they are asked for the audit alone.",
  source: "Liu et al. §5, one of the two members alone",
  asks: "together",
  byConfidence: false,
  fit: null,
  team: (_, classes) => ({
    belief: ({ machine }) => shares([], machine, classes),
    // sure of everything that it says something of
    score: ({ machine }) => (machine === null ? -1 : 1),
    source: ({ machine }) => (machine === null ? "none" : "machine"),
  }),
};
