import { remove } from "../actions.ts";
import { ActionButton } from "../../../../../_ui/action-button.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import type { Run } from "#db/schema.ts";

/** The end of a run, and why the one that routes has to stay. */
export function DeleteRun({ run, routes }: { run: Run; routes: boolean }) {
  return (
    <Card title="Delete">
      {routes ? (
        <p className="max-w-prose text-sm text-muted">
          This run routes the project’s items, so it stays with its model. Let another run route first.
        </p>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="max-w-prose text-sm text-muted">
            Its predictions, weights and model go, and the study forgets it. Answers that people gave because
            of it stay.
          </p>
          <ActionButton
            action={remove}
            fields={{ project: run.projectId, run: run.id }}
            look="danger"
            confirm={{
              title: `Delete ${run.name}?`,
              text: "Its predictions, weights and model are removed for good. People’s answers stay.",
              yes: "Delete the run",
            }}
          >
            Delete the run
          </ActionButton>
        </div>
      )}
    </Card>
  );
}
