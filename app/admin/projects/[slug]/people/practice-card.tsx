import { PracticeButtons } from "./practice-buttons.tsx";
import { PracticeState } from "./practice-state.tsx";
import { Card } from "../../../../_ui/card.tsx";
import type { PracticeLine } from "#db/labelling/practice-people.ts";
import { percent } from "#lib/numbers.ts";

/** Everybody of whom practice says something: where they are, and what can be done for them. */
export function PracticeCard({
  project: { id, practiceSince, practiceItems, practicePass },
  lines,
}: {
  project: { id: number; practiceSince: number | null; practiceItems: number; practicePass: number };
  lines: readonly PracticeLine[];
}) {
  if (practiceSince === null && lines.length === 0) return null;
  return (
    <Card
      title="Practice"
      aside={
        practiceSince === null
          ? "switched off"
          : `${practiceItems} pictures, ${percent(practicePass, 0)} to be right`
      }
    >
      {lines.length === 0 ? (
        <p className="text-sm text-muted">
          Nobody has begun yet. Whoever opens the project to label finds practice first, and then stands here.
        </p>
      ) : (
        <ul className="flex flex-col divide-y divide-line/60" data-testid="practice">
          {lines.map((line) => (
            <li
              key={line.id}
              className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 py-3.5"
            >
              <div className="flex min-w-0 flex-col gap-1">
                <p className="truncate font-medium">{line.displayName}</p>
                <PracticeState standing={line} />
              </div>
              <PracticeButtons project={id} person={line} standing={line} many />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
