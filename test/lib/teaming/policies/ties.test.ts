import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "#lib/teaming/policies/policy.ts";
import { beliefPolicies, policies } from "#lib/teaming/policies/index.ts";
import { TeamDataBuilder } from "#lib/teaming/team-data.ts";

/** Where nothing is known of anybody and the machine says nothing, people at odds decide nothing, whatever the classes are called. */
test("as many votes for each of several classes are nobody's answer", () => {
  const property = fc.property(
    fc.integer({ min: 2, max: 12 }).chain((classes) =>
      fc.record({
        classes: fc.constant(classes),
        named: fc.uniqueArray(fc.integer({ min: 0, max: classes - 1 }), {
          minLength: 2,
          maxLength: Math.min(4, classes),
        }),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    ),
    ({ classes, named, times }) => {
      const nothing = new TeamDataBuilder(classes).done();
      const votes = Array.from({ length: times }, () => named).flat();
      const answers = votes.map((label, rater) => ({ rater, label }));
      for (const { team, fit, id } of policies) {
        if (id === "machine-only") continue;
        const at = team(fit?.(nothing, 1) ?? null, classes);
        const decision = decide(at, { machine: null, answers, eta: 1 });
        expect([id, decision.label, decision.source]).toEqual([id, null, "none"]);
      }
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test("a fit of nothing at all is a fit", () => {
  for (const policy of beliefPolicies) {
    const team = policy.team(policy.fit(new TeamDataBuilder(3).done(), 1), 3);
    const p = team.belief({ machine: [0.2, 0.5, 0.3], answers: [{ rater: 1, label: 2 }], eta: 1 });
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
  }
});
