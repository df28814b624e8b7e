import { PauseButton } from "../../../../admin/projects/[slug]/people/pause-button.tsx";
import { Leading } from "../../leading.tsx";
import { percent, whole } from "../../../../_ui/format.ts";
import { Notice } from "../../../../_ui/notice.tsx";
import { db } from "../../../../_server/database.ts";
import { isPaused } from "#db/labelling/pausing.ts";
import type { Project } from "#db/schema.ts";
import type { PersonView } from "#db/views/person.ts";

/** Somebody is right on fewer checks than the project expects: how surely, and the button that pauses their work. */
export function BelowBar({
  project: { id, checkBar },
  view: { userId, name, checks, leads },
  mayDecide,
}: {
  project: Pick<Project, "id" | "checkBar">;
  view: PersonView;
  mayDecide: boolean;
}) {
  const { value, low, high, n } = checks.accuracy;
  if (checkBar === null || value === null || value >= checkBar) return null;
  const surely = high < checkBar;
  return (
    <Notice tone="warning">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3" data-testid="below-bar">
        <p className="max-w-prose">
          Right on <Leading leads={leads.checks}>{percent(value)}</Leading> of {whole(n)} checks (
          {percent(low)} to {percent(high)}), where {percent(checkBar)} are expected.{" "}
          {surely ? "The whole interval lies below." : "It may be chance: the interval reaches above."}
        </p>
        {mayDecide && !isPaused(db(), id, userId) && (
          <PauseButton project={id} person={{ id: userId, displayName: name }} paused={false} atOnce />
        )}
      </div>
    </Notice>
  );
}
