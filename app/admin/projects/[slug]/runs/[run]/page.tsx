import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { type ReactNode, Suspense } from "react";
import { activate } from "../actions.ts";
import { Comparison } from "../comparison.tsx";
import { LearntFrom } from "../learnt-from.tsx";
import { QueueChange } from "../queue-change.tsx";
import { ActionButton } from "../../../../../_ui/action-button.tsx";
import { Badge } from "../../../../../_ui/badge.tsx";
import { ButtonLink } from "../../../../../_ui/button.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { db } from "../../../../../_server/database.ts";
import { requireProject } from "../../../../../_server/session.ts";
import { findRun } from "#db/machines/runs.ts";
import { decisionWords } from "#lib/teaming/comparison-words.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";

export const metadata: Metadata = { title: "Make a run active" };

/** A finished run before it routes: how good it is, and what it changes. */
export default async function Page({ params }: { params: Promise<{ slug: string; run: string }> }) {
  const { slug, run: number } = await params;
  const { project } = await requireProject(slug, "admin");
  const run = /^\d{1,15}$/.test(number) ? findRun(db(), Number(number)) : undefined;
  if (run?.projectId !== project.id || run.state !== "finished") notFound();
  const active = project.activeRunId === null ? undefined : findRun(db(), project.activeRunId);
  const routes = active?.id === run.id;
  const fitted = policyOf(project.policy).fit !== null;
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-lg">{run.name}</h2>
        {routes && <Badge tone="accent">active</Badge>}
      </div>
      {routes ? (
        <p className="text-sm text-muted">This run routes the project’s items.</p>
      ) : (
        <>
          <Card title={active ? `Beside ${active.name}, which is active` : "How good it is"}>
            <div className="flex flex-col gap-4">
              {active ? (
                <Later text="Comparing …">
                  <Comparison projectId={project.id} run={run.id} active={active} />
                </Later>
              ) : (
                <p className="text-sm text-muted">
                  No run routes yet, so there is nothing to compare it with.
                </p>
              )}
              {run.decision && <p className="max-w-prose text-sm">{decisionWords(run.decision)}</p>}
              {run.learntFrom && <LearntFrom of={run.learntFrom} answers={run.answers} />}
            </div>
          </Card>
          <Card title="What changes in the queue">
            <Later
              text={fitted ? "Fitting the policy to it, and routing every item …" : "Routing every item …"}
            >
              <QueueChange projectId={project.id} run={run.id} />
            </Later>
          </Card>
          <div className="flex flex-wrap items-center gap-3">
            <ActionButton action={activate} fields={{ project: project.id, run: run.id }} look="primary">
              Make active
            </ActionButton>
            <ButtonLink href={`/admin/projects/${project.slug}/runs`}>Back to the runs</ButtonLink>
          </div>
        </>
      )}
    </div>
  );
}

/** What a thread computes comes when it is there. */
const Later = ({ text, children }: { text: string; children: ReactNode }) => (
  <Suspense fallback={<p className="text-sm text-muted">{text}</p>}>{children}</Suspense>
);
