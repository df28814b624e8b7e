import { numbered } from "#lib/numbers.ts";
import { policies } from "#lib/teaming/policies/index.ts";
import type { LearntFrom as Source } from "#db/schema.ts";

/** Whose belief a run has learnt. @param answers of people in it */
export function LearntFrom({ of, answers }: { of: Source; answers: number | null }) {
  const policy = policies.find(({ id }) => id === of.policy)?.name ?? of.policy;
  const belief = [
    `${policy}’s belief`,
    ...(of.fitId === null ? [] : [`of fit ${of.fitId}`]),
    ...(of.runId === null ? [] : [`with run ${of.runId}`]),
  ].join(" ");
  return (
    <p className="max-w-prose text-sm text-muted tabular-nums">
      Learnt from {belief} on {numbered(of.answered, "item")} with {numbered(answers ?? 0, "answer")} of
      people
      {of.imported > 0 && `, and from imported labels on ${numbered(of.imported, "other item")}`}.
    </p>
  );
}
