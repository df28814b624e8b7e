import { PracticeButtons } from "./practice-buttons.tsx";
import { PracticeState } from "./practice-state.tsx";
import { Card } from "../../../../_ui/card.tsx";
import type { PracticeLine } from "#db/labelling/practice-people.ts";
import { numbered, percent } from "#lib/numbers.ts";

/** Everybody of whom practice says something: where they are, and what can be done for them. */
export function PracticeCard({
  project: { id, practiceSince, practiceItems, practicePass },
  lines,
}: {
  project: { id: number; practiceSince: number | null; practiceItems: number; practicePass: number };
  lines: readonly PracticeLine[];
}) {
  if (practiceSince === null && lines.length === 0) return null;
  const hasBegun = ({ tries, letInAt }: PracticeLine) => tries > 0 || letInAt !== null;
  const [begun, waiting] = [lines.filter(hasBegun), lines.filter((line) => !hasBegun(line))];
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
        <div className="flex flex-col gap-3" data-testid="practice">
          <Lines project={id} lines={begun} />
          {waiting.length <= fewWaiting ? (
            <Lines project={id} lines={waiting} />
          ) : (
            <details className="group">
              <summary className="min-h-9 cursor-pointer text-sm font-medium text-muted select-none hover:text-ink">
                {numbered(waiting.length, "person has", "people have")} not begun
              </summary>
              <Lines project={id} lines={waiting} />
            </details>
          )}
        </div>
      )}
    </Card>
  );
}

/** More who have not begun are folded away. */
const fewWaiting = 10;

const Lines = ({ project, lines }: { project: number; lines: readonly PracticeLine[] }) =>
  lines.length > 0 && (
    <ul className="flex flex-col divide-y divide-line/60">
      {lines.map((line) => (
        <li key={line.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 py-3.5">
          <div className="flex min-w-0 flex-col gap-1">
            <p className="truncate font-medium">{line.displayName}</p>
            <PracticeState standing={line} />
          </div>
          <PracticeButtons project={project} person={line} standing={line} many />
        </li>
      ))}
    </ul>
  );
