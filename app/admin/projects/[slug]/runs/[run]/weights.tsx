import { pin } from "../actions.ts";
import { ActionButton } from "../../../../../_ui/action-button.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { LocalTime } from "../../../../../_ui/local-time.tsx";
import type { KeepWeights } from "#db/machines/weights.ts";
import type { Run } from "#db/schema.ts";
import { fileSize } from "#lib/numbers.ts";
import { weightsLost } from "#lib/storage.ts";

const ruleWords = (keep: KeepWeights): string =>
  keep === null
    ? "This installation keeps the weights of all runs."
    : `This installation keeps the weights of ${keep === 1 ? "the newest run" : `the newest ${keep} runs`} of a project, of panels, and of the run that routes.`;

/** Whether a run's weights are there, and how long they stay. @param bytes 0: they are not */
export function WeightsCard({ run, bytes, rule }: { run: Run; bytes: number; rule: KeepWeights }) {
  if (bytes === 0)
    return (
      <Card title="Weights">
        <p className="max-w-prose text-sm text-pretty">
          {run.weightsRemovedAt === null ? (
            "Its weights are not in the data folder any more. "
          ) : (
            <>
              Its weights were removed on <LocalTime at={run.weightsRemovedAt} />, by the rule for
              weights.{" "}
            </>
          )}
          {weightsLost}
        </p>
      </Card>
    );
  const pinned = run.weightsPinned;
  return (
    <Card title="Weights" aside={fileSize(bytes)}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="max-w-prose text-sm text-pretty text-muted">
          {pinned ? "The weights of this run stay, whatever the rule for weights says." : ruleWords(rule)}
        </p>
        <ActionButton
          action={pin}
          fields={{ project: run.projectId, run: run.id, pinned: pinned ? "no" : "yes" }}
        >
          {pinned ? "Leave it to the rule" : "Always keep these"}
        </ActionButton>
      </div>
    </Card>
  );
}
