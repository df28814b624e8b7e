import { argmax } from "#lib/stats/argmax.ts";
import { confidenceOf, type Policy } from "#lib/teaming/policies/policy.ts";
import { shares } from "#lib/teaming/policies/votes.ts";

export const majority: Policy = {
  id: "majority",
  name: "Majority of all",
  assumption: "Each person is right about as often as the machine, and they err on different items.",
  source: "one vote each; a tie goes to the class that the machine holds to be likelier",
  asks: "together",
  byConfidence: true,
  fit: null,
  team: (_, classes) => ({
    belief({ machine, answers }) {
      const own = machine === null ? [] : [{ label: argmax(machine) }];
      return shares([...answers, ...own], machine, classes);
    },
    score: confidenceOf,
    source({ machine, answers }) {
      if (answers.length === 0) return machine === null ? "none" : "machine";
      return machine === null ? "people" : "both";
    },
  }),
};
