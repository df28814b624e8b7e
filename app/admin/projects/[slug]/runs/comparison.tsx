import { percent } from "../../../../_ui/format.ts";
import { comparisonOf } from "../../../../_server/views.ts";
import { basisWords, verdictWords } from "#lib/teaming/comparison-words.ts";
import type { Verdict } from "#lib/teaming/compare-machines.ts";

const tones: Record<Verdict, string> = {
  better: "text-accent-strong",
  worse: "text-danger",
  even: "",
  "too few": "text-muted",
};

/** A run beside the one that routes, on the same items. Computed by a thread: put it behind a Suspense. */
export async function Comparison({
  projectId,
  run,
  active,
}: {
  projectId: number;
  run: number;
  /** the run that routes */
  active: { id: number; name: string };
}) {
  const comparison = await comparisonOf(projectId, run, active.id);
  const { accuracy, verdict } = comparison;
  return (
    <div className="text-sm" data-testid="comparison" data-verdict={verdict}>
      <p className={`font-medium tabular-nums ${tones[verdict]}`}>{verdictWords(comparison)}</p>
      <p className="mt-1 max-w-prose text-muted tabular-nums">
        {basisWords(comparison)}
        {accuracy &&
          verdict !== "too few" &&
          ` ${percent(accuracy.first)} right, against ${percent(accuracy.second)} for ${active.name}.`}
      </p>
    </div>
  );
}
