import { numbered } from "#lib/numbers.ts";
import { policies } from "#lib/teaming/policies/index.ts";
import type { LearntFrom as Source } from "#db/schema.ts";

/** Whose belief a run has learnt. @param answers of people in it */
export function LearntFrom({ of, answers }: { of: Source; answers: number | null }) {
  const policy = policies.find(({ id }) => id === of.policy)?.name ?? of.policy;
  const belief = [
    policy,
    ...(of.fitId === null ? [] : [`fit ${of.fitId}`]),
    ...(of.runId === null ? [] : [`run ${of.runId}`]),
  ].join(", ");
  const imported = `the imported labels of ${numbered(of.imported, of.answered > 0 ? "other" : "item")}`;
  const believed = `what the team believed of ${numbered(of.answered, "item")}, given ${numbered(answers ?? 0, "answer")} (${belief})`;
  return (
    <p className="max-w-prose text-sm text-muted tabular-nums">
      Learnt {of.answered === 0 ? imported : of.imported === 0 ? believed : `${believed}, and ${imported}`}.
    </p>
  );
}
