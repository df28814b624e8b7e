import { closeLabelling, openLabelling } from "./actions.ts";
import { AimForm } from "./aim-form.tsx";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { Card } from "../../../_ui/card.tsx";
import { ClosedNotice } from "../../../_ui/closed-notice.tsx";
import { aimOf, closedOf } from "#db/labelling/closed.ts";
import type { Project } from "#db/schema.ts";

/** What the project is to reach, and whether labelling is open. */
export function AimCard({ project, answers }: { project: Project; answers: number }) {
  const closed = closedOf(project);
  const aim = aimOf(project);
  return (
    <Card title="When labelling ends">
      <div className="flex flex-col gap-5">
        {closed && <ClosedNotice closed={closed} />}
        <AimForm key={JSON.stringify(aim)} projectId={project.id} aim={aim} answers={answers} />
        <div className="flex flex-wrap items-center gap-4 border-t border-line pt-5">
          {closed ? (
            <>
              <ActionButton action={openLabelling} fields={{ project: project.id }}>
                Open labelling again
              </ActionButton>
              {closed.because !== "hand" && (
                <p className="text-sm text-muted">
                  The aim that was reached is taken back, unless you set another.
                </p>
              )}
            </>
          ) : (
            <>
              <ActionButton
                action={closeLabelling}
                fields={{ project: project.id }}
                confirm={{
                  title: "Close labelling?",
                  text: "People are handed no more pictures. What they hold just now they can still answer, and you can open it again at any time.",
                  yes: "Close labelling",
                }}
              >
                Close labelling now
              </ActionButton>
            </>
          )}
        </div>
      </div>
    </Card>
  );
}
