import { PauseButton } from "../../../../admin/projects/[slug]/people/pause-button.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { db } from "../../../../_server/database.ts";
import { isPaused } from "#db/labelling/pausing.ts";

/** Whether somebody's work rests, and the button for it. */
export function Pause({
  project,
  person,
  mayDecide,
}: {
  project: number;
  person: { id: number; displayName: string };
  mayDecide: boolean;
}) {
  const paused = isPaused(db(), project, person.id);
  if (!mayDecide && !paused) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      {paused && <Badge tone="warning">work paused</Badge>}
      {mayDecide && <PauseButton project={project} person={person} paused={paused} />}
    </div>
  );
}
