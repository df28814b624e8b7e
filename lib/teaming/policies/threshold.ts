import { confidenceOf, type Policy, type Seen } from "#lib/teaming/policies/policy.ts";
import { shares } from "#lib/teaming/policies/votes.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";

/** Do people answer for the team? They do where the machine's confidence is ≤ η, once somebody has answered. */
const byPeople = (seen: Seen): boolean => seen.answers.length > 0 && isDeferred(confidenceOf(seen), seen.eta);

export const threshold: Policy = {
  id: "threshold",
  name: "Threshold",
  assumption:
    "People are right more often than the machine wherever its confidence is at most η, and less often above it.",
  source: "Liu, Wei, Liu, Davis, “Do humans and machines have the same eyes?”, §5 (realistic teaming)",
  asks: "together",
  byConfidence: true,
  fit: null,
  team: (_, classes) => ({
    belief: (seen) => shares(byPeople(seen) ? seen.answers : [], seen.machine, classes),
    score: confidenceOf,
    source: (seen) => (byPeople(seen) ? "people" : seen.machine === null ? "none" : "machine"),
  }),
};
