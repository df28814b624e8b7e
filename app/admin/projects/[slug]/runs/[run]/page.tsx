import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { type ReactNode, Suspense } from "react";
import { DeleteRun } from "./delete-run.tsx";
import { RunDetails } from "./details.tsx";
import { WeightsCard } from "./weights.tsx";
import { WordsForm } from "./words-form.tsx";
import { activate } from "../actions.ts";
import { Comparison } from "../comparison.tsx";
import { factsReader } from "../facts-reader.ts";
import { LearntFrom } from "../learnt-from.tsx";
import { OngoingRun } from "../ongoing-run.tsx";
import { QueueChange } from "../queue-change.tsx";
import { SetAsideSince } from "../set-aside-since.tsx";
import { stateTones } from "../state-tones.ts";
import { ActionButton } from "../../../../../_ui/action-button.tsx";
import { Badge } from "../../../../../_ui/badge.tsx";
import { ButtonLink } from "../../../../../_ui/button.tsx";
import { buttonClass } from "../../../../../_ui/button-class.ts";
import { Card } from "../../../../../_ui/card.tsx";
import { LiveRefresh } from "../../../../../_ui/live-refresh.tsx";
import { Notice } from "../../../../../_ui/notice.tsx";
import { db, dir } from "../../../../../_server/database.ts";
import { requireProject } from "../../../../../_server/session.ts";
import { weightBytes } from "#db/machines/checkpoints.ts";
import { weightsRule } from "#db/machines/weights.ts";
import { trainingLog } from "#db/machines/job-folders.ts";
import { hasModel } from "#db/machines/models.ts";
import { findRun, jobsOfRuns, projectRun } from "#db/machines/runs.ts";
import { decisionWords } from "#lib/teaming/comparison-words.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";

export const metadata: Metadata = { title: "Run" };

/** One run: what it is, how good it is, what would change if it routed, and what people call it. */
export default async function Page({ params }: { params: Promise<{ slug: string; run: string }> }) {
  const { slug, run: number } = await params;
  const { project } = await requireProject(slug, "admin");
  const run = projectRun(db(), project.id, number);
  if (!run) notFound();
  const active = project.activeRunId === null ? undefined : findRun(db(), project.activeRunId);
  const routes = active?.id === run.id;
  const fitted = policyOf(project.policy).fit !== null;
  const base = `/admin/projects/${project.slug}/runs`;
  const finished = run.state === "finished";
  const ongoing = run.state === "queued" || run.state === "running";
  const job = jobsOfRuns(db(), project.id).get(run.id) ?? null;
  const log = await trainingLog(dir(), run, job);
  const facts = factsReader(project.id).factsOf(run);
  const trainedHere = finished && run.origin === null;
  const weights = trainedHere ? weightBytes(dir(), run.id) : 0;
  return (
    <div className="flex flex-col gap-6">
      <LiveRefresh project={project.slug} />
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0">
          <p className="text-sm text-muted">
            <Link href={base} className="underline-offset-4 hover:underline">
              Runs
            </Link>
          </p>
          <h2 className="text-lg break-words">{run.name}</h2>
        </div>
        <Badge tone={stateTones[run.state]}>{run.state}</Badge>
        {routes && <Badge tone="accent">active</Badge>}
        {hasModel(db(), dir(), run) && (
          <div className="ml-auto flex flex-wrap gap-2">
            {/* Downloads, not pages: plain links, so that nothing fetches them ahead. */}
            <a className={buttonClass("quiet")} href={`/api/runs/${run.id}/model?card`} download>
              Model card
            </a>
            <a className={buttonClass()} href={`/api/runs/${run.id}/model`} download>
              Download the model
            </a>
          </div>
        )}
      </div>
      {run.state === "failed" && <Notice tone="danger">{run.error ?? "It failed."}</Notice>}
      {ongoing && (
        <OngoingRun
          run={run}
          job={job}
          described={run.origin ?? `${facts.method} · ${facts.sees} · labels: ${facts.labels}`}
        />
      )}
      {finished && <SetAsideSince slug={slug} run={run} />}
      <RunDetails facts={facts} />
      {finished && !routes && (
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
              {active && (
                <p>
                  <ButtonLink href={`${base}/compare?run=${active.id}&run=${run.id}`}>
                    Compare class by class
                  </ButtonLink>
                </p>
              )}
            </div>
          </Card>
          <Card title="What changes in the queue">
            <Later
              text={fitted ? "Fitting the policy to it, and routing every item …" : "Routing every item …"}
            >
              <QueueChange projectId={project.id} run={run.id} />
            </Later>
            <div className="mt-5 flex flex-col gap-4 border-t border-line pt-5">
              {trainedHere && weights === 0 && (
                <p className="max-w-prose text-sm text-muted">
                  It has no weights any more, so people would be asked about pictures that come later.
                </p>
              )}
              <ActionButton action={activate} fields={{ project: project.id, run: run.id }} look="primary">
                Make active
              </ActionButton>
            </div>
          </Card>
        </>
      )}
      {trainedHere && <WeightsCard run={run} bytes={weights} rule={weightsRule(db())} />}
      {log !== null && (
        <Card title="Log">
          <details>
            <summary className="cursor-pointer text-sm">What happened in its training</summary>
            <pre tabIndex={0} className="mt-4 max-h-96 overflow-auto text-xs">
              {log.slice(-50_000)}
            </pre>
          </details>
        </Card>
      )}
      <Card title="Name and note">
        <WordsForm project={project.id} run={{ id: run.id, name: run.name, note: run.note }} />
      </Card>
      {!ongoing && <DeleteRun run={run} routes={routes} />}
    </div>
  );
}

/** What a thread computes comes when it is there. */
const Later = ({ text, children }: { text: string; children: ReactNode }) => (
  <Suspense fallback={<p className="text-sm text-muted">{text}</p>}>{children}</Suspense>
);
