import { undoChange } from "./actions.ts";
import { changeText } from "./words.ts";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { LiveRefresh } from "../../../_ui/live-refresh.tsx";
import { LocalTime } from "../../../_ui/local-time.tsx";
import { percent } from "../../../_ui/format.ts";
import type { ChangeShown } from "#db/changes/change.ts";
import { numbered } from "#lib/numbers.ts";

/** What was done to many items lately, how far it is, and the way back. */
export function Changes({
  changes,
  project,
  slug,
}: {
  changes: readonly ChangeShown[];
  project: number;
  slug: string;
}) {
  if (changes.length === 0) return null;
  const open = changes.some(({ state }) => state === "queued" || state === "running");
  return (
    <section
      aria-label="What was done to items"
      className="rounded-card border border-line bg-surface px-5 py-1"
    >
      {open && <LiveRefresh project={slug} />}
      <ul>
        {changes.map((change) => (
          <li
            key={change.id}
            className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line/60 py-1.5 text-sm last:border-0"
          >
            <span>
              <span className="font-medium">{stateOf(change)}</span>{" "}
              <span className="text-muted">
                {change.who ?? "the command line"}, <LocalTime at={change.at} />
              </span>
            </span>
            {change.doneAt !== null && change.undoneAt === null && change.state === "finished" && (
              <ActionButton action={undoChange} fields={{ project, change: change.id }} look="quiet">
                Undo
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateOf(change: ChangeShown): string {
  const { items, state, progress, doneAt, undoneAt, error } = change;
  const what = changeText(change);
  const some = items === null ? "Items" : numbered(items, "item");
  if (state === "failed") return `${some} ${what}: failed. ${error ?? ""}`;
  if (state === "cancelled") return `${some} ${what}: stopped.`;
  if (undoneAt !== null) return `${some} ${what}: undone.`;
  const far = state === "queued" ? "waits for the worker" : `${percent(progress, 0)} done`;
  if (doneAt === null) return `${some} being ${what}: ${far}.`;
  return state === "finished" ? `${some} ${what}.` : `${some} ${what}, being undone: ${far}.`;
}
