import { restLabelling } from "./work-actions.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { Notice } from "../../../../_ui/notice.tsx";

/** Labelling rests for a while: another thing than its end. */
export function PauseCard({
  project: { id, pausedAt },
}: {
  project: { id: number; pausedAt: number | null };
}) {
  return (
    <Card title="Pause">
      <div className="flex flex-col items-start gap-4">
        {pausedAt !== null && (
          <Notice tone="warning">
            Labelling has been paused since <LocalTime at={pausedAt} />.
          </Notice>
        )}
        <p className="max-w-prose text-sm text-pretty text-muted">
          While labelling is paused nobody is given pictures, and their page says so. The aim is not affected.
          To pause one person only, use People or the page of their work.
        </p>
        {pausedAt === null ? (
          <ActionButton
            action={restLabelling}
            fields={{ project: id, paused: "yes" }}
            confirm={{
              title: "Pause labelling?",
              text: "Pictures that people hold go back to the queue at once. Answers that are still on their way are kept, and you can let it go on at any time.",
              yes: "Pause labelling",
            }}
          >
            Pause labelling
          </ActionButton>
        ) : (
          <ActionButton action={restLabelling} fields={{ project: id, paused: "no" }} look="primary">
            Let labelling go on
          </ActionButton>
        )}
      </div>
    </Card>
  );
}
