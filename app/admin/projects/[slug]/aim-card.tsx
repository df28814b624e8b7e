import { Suspense } from "react";
import { closeLabelling, openLabelling } from "./actions.ts";
import { AimForm } from "./aim-form.tsx";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { Card } from "../../../_ui/card.tsx";
import { ClosedNotice } from "../../../_ui/closed-notice.tsx";
import { percent, whole } from "../../../_ui/format.ts";
import { MeasuredBy } from "../../../_ui/measured-by.tsx";
import { teamOf } from "../../../_server/views.ts";
import { aimOf, aimStandsReached, closedOf } from "#db/labelling/closed.ts";
import type { Project } from "#db/schema.ts";
import { numbered } from "#lib/numbers.ts";
import type { Aim } from "#lib/teaming/aim.ts";

/** What the project is to reach, and whether labelling is open. */
export function AimCard({
  project,
  answers,
  queue,
}: {
  project: Project;
  /** people's, that stand */
  answers: number;
  /** pictures in the queue, and all of the project */
  queue: { routed: number; items: number };
}) {
  const closed = closedOf(project);
  const aim = aimOf(project);
  return (
    <Card title="When labelling ends">
      <div className="flex flex-col gap-5">
        {closed && <ClosedNotice closed={closed} />}
        <AimForm
          key={closed?.at ?? "open"}
          projectId={project.id}
          aim={aim}
          answers={answers}
          counted={countedWords(queue)}
          measured={
            <Suspense fallback="Looking what it can be measured on …">
              <Measured project={project} />
            </Suspense>
          }
        />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line pt-5">
          {closed ? (
            <>
              <ActionButton action={openLabelling} fields={{ project: project.id }}>
                Open labelling again
              </ActionButton>
              <p className="max-w-prose text-sm text-muted" data-testid="then">
                {afterOpening(aim, aimStandsReached(project, answers))}
              </p>
            </>
          ) : (
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
          )}
        </div>
      </div>
    </Card>
  );
}

/** What the aim is about: all that is in the queue. */
function countedWords({ routed, items }: { routed: number; items: number }): string {
  if (routed >= items) return `The aim is about all ${numbered(items, "picture")} of the project.`;
  return `The aim is about the ${numbered(routed, "picture")} in the queue; the machine learnt from the other ${whole(items - routed)}, or has not seen them yet.`;
}

function afterOpening(aim: Aim | null, reached: boolean): string {
  if (aim === null) return "It then goes on until everything is answered.";
  if (reached)
    return "Opening drops the aim, since it is reached. To go on to a further one, save that first.";
  return aim.kind === "accuracy"
    ? `It then goes on until the team is right on ${percent(aim.accuracy).replace(" ", "\u00a0")}.`
    : `It then goes on until there are ${numbered(aim.questions, "answer")}.`;
}

const Measured = async ({ project }: { project: Project }) => (
  <MeasuredBy
    view={await teamOf(project.id, { renewed: true })}
    wanted={project.aimAccuracy}
    admin={`/admin/projects/${project.slug}`}
  />
);
