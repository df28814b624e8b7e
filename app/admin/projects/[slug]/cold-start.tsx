import Link from "next/link";
import { trainFirst } from "./actions.ts";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { Card } from "../../../_ui/card.tsx";
import { whole } from "../../../_ui/format.ts";
import { Notice } from "../../../_ui/notice.tsx";
import { Progress } from "../../../_ui/progress.tsx";
import { type ColdStart, manyLabels } from "#db/machines/first-run.ts";

const atWork = ({ state }: { state: string }): boolean => state === "queued" || state === "running";

function headline({ labels, goal, run }: ColdStart): string {
  if (run && atWork(run))
    return run.state === "queued" ? "The first training is about to begin" : "A first model is being trained";
  if (run || goal === null) {
    if (labels >= manyLabels) return `More than ${whole(manyLabels - 1)} pictures labelled`;
    return `${whole(labels)} ${labels === 1 ? "picture" : "pictures"} labelled`;
  }
  if (labels < goal) return `${whole(labels)} of ${whole(goal)} labels until the first training`;
  return "Enough labels for the first training";
}

/** A project without a machine: people label at once, and how far it is to the first training. */
export function ColdStartCard({
  project,
  cold,
  working,
}: {
  project: { id: number; slug: string };
  cold: ColdStart;
  /** is there a worker? */
  working: boolean;
}) {
  const { labels, goal, least, apart, encoder, run } = cold;
  const base = `/admin/projects/${project.slug}`;
  const training = run !== null && atWork(run);
  return (
    <Card title="No model yet: every picture is open">
      <p className="max-w-prose text-sm text-muted">
        People can label at once. Pictures come in random order, those with the fewest answers first, until a
        first model says which ones need a person.
      </p>
      <div className="mt-6 flex flex-col gap-2">
        <p className="text-lg font-medium tabular-nums">{headline(cold)}</p>
        {training ? (
          <Progress value={run.progress} label="Progress of the training" tone="machine" />
        ) : (
          goal !== null &&
          !run && <Progress value={labels / goal} label="Labels until the first training" tone="people" />
        )}
        <p className="text-sm text-muted">
          {training ? (
            <>
              Answers given meanwhile are kept and count as soon as it is done.{" "}
              <Link href={`${base}/runs`} className="underline underline-offset-4">
                More about it
              </Link>
            </>
          ) : run ? (
            "The next training starts when you start it."
          ) : goal === null ? (
            <>
              The first training{encoder && `, on features of ${encoder},`} starts when you start it.{" "}
              <Link href={`${base}/settings`} className="underline underline-offset-4">
                Let it start by itself
              </Link>
            </>
          ) : labels >= goal && !apart ? (
            "So far all labels name one class: there is nothing to tell apart."
          ) : (
            <>
              It starts by itself{encoder && `, on features of ${encoder}`}.{" "}
              <Link href={`${base}/settings`} className="underline underline-offset-4">
                Change when
              </Link>
            </>
          )}
        </p>
      </div>
      {run?.state === "failed" && (
        <div className="mt-5">
          <Notice tone="danger">
            {run.name} failed: {run.error ?? "the log has the details."} It is not tried again by itself.
          </Notice>
        </div>
      )}
      {run?.state === "cancelled" && (
        <div className="mt-5">
          <Notice>{run.name} was cancelled.</Notice>
        </div>
      )}
      {training && !working && (
        <div className="mt-5">
          <Notice tone="warning">No worker is running, so training has to wait.</Notice>
        </div>
      )}
      <div className="mt-6 flex flex-wrap items-start gap-3">
        <ButtonLink href={`/annotate/${project.slug}`} look={labels < least ? "primary" : "secondary"}>
          Label pictures
        </ButtonLink>
        {!training && labels >= least && apart && (
          <ActionButton action={trainFirst} fields={{ project: project.id }} look="primary">
            {run ? "Train again" : "Train now"}
          </ActionButton>
        )}
        {!training && <ButtonLink href={`${base}/runs/train`}>Choose how to train</ButtonLink>}
      </div>
    </Card>
  );
}
