import type { Metadata } from "next";
import { OngoingRun } from "./ongoing-run.tsx";
import { orderOf } from "./order.ts";
import { PanelCard } from "./panel-card.tsx";
import { combine } from "./actions.ts";
import { RunTable } from "./run-table.tsx";
import { factsReader } from "./facts-reader.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { ButtonLink } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Empty } from "../../../../_ui/empty.tsx";
import { LiveRefresh } from "../../../../_ui/live-refresh.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { now } from "../../../../_server/clock.ts";
import { db, dir } from "../../../../_server/database.ts";
import { liveWorkers } from "../../../../_server/live-workers.ts";
import { requireProject } from "../../../../_server/session.ts";
import { runToBeFitted } from "#db/machines/change-team.ts";
import { combinable } from "#db/machines/combined.ts";
import { hasModel } from "#db/machines/models.ts";
import { listPanels } from "#db/machines/panels.ts";
import { jobsOfRuns, listRuns } from "#db/machines/runs.ts";
import type { Project } from "#db/schema.ts";
import { numbered } from "#lib/numbers.ts";

export const metadata: Metadata = { title: "Runs" };

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { project } = await requireProject((await params).slug, "admin");
  const order = orderOf(await searchParams);
  const runs = listRuns(db(), project.id);
  const jobs = jobsOfRuns(db(), project.id);
  const panels = listPanels(db(), project.id);
  const { factsOf, labelsOf, encoderOf } = factsReader(project.id);
  const base = `/admin/projects/${project.slug}/runs`;
  const working = liveWorkers().length > 0;
  const wanted = runs.find(({ id }) => id === runToBeFitted(db(), project.id));
  const ongoing = runs.filter(
    ({ state, panelId }) => panelId === null && (state === "queued" || state === "running"),
  );
  const several = combinable(db(), project.id).length > 1;
  return (
    <div className="flex flex-col gap-6">
      <LiveRefresh project={project.slug} />
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <p className="min-w-0 flex-1 basis-72 text-sm text-pretty text-muted">
          A run is one training of a method. It predicts only items that it was not trained on.{" "}
          {ruleWords(project)}
        </p>
        <div className="flex flex-wrap gap-2">
          <ButtonLink href={`${base}/panel`}>Train a panel</ButtonLink>
          <ButtonLink href={`${base}/train`} look="primary">
            Train a run
          </ButtonLink>
        </div>
      </div>
      {!working && runs.some(({ state }) => state === "queued") && (
        <Notice tone="warning">No worker is running, so training has to wait.</Notice>
      )}
      {wanted && wanted.id !== project.activeRunId && (
        <Notice>{wanted.name} becomes active as soon as the policy is fitted to it.</Notice>
      )}
      {ongoing.map((run) => {
        const { method, sees, labels } = factsOf(run);
        const described = run.origin ?? `${method} · ${sees} · labels: ${labels}`;
        return <OngoingRun key={run.id} run={run} job={jobs.get(run.id) ?? null} described={described} />;
      })}
      {runs.length === 0 ? (
        <Empty title="No runs yet">
          Label some pictures, or import a table with a label column; then train a first run.
        </Empty>
      ) : (
        <Card
          title={numbered(runs.length, "run")}
          aside={
            several && (
              <ActionButton action={combine} fields={{ project: project.id }} look="quiet">
                Combine the machines
              </ActionButton>
            )
          }
        >
          <RunTable base={base} rows={runs.map(factsOf)} order={order} activeRunId={project.activeRunId} />
        </Card>
      )}
      {panels.length > 0 && (
        <ul className="flex flex-col gap-4" aria-label="Panels">
          {panels.map((view) => (
            <li key={view.panel.id}>
              <PanelCard
                view={view}
                labelsOf={labelsOf}
                encoderOf={encoderOf}
                activeRunId={project.activeRunId}
                hasModel={(member) => hasModel(db(), dir(), member)}
                hrefOf={({ id }) => `${base}/${id}`}
                compareAt={`${base}/compare`}
                progressOf={(member) => jobs.get(member.id)?.progress ?? 0}
                now={now()}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ruleWords({ renewAfter, renewShare, renewMargin }: Project): string {
  const when =
    renewAfter !== null
      ? `after ${numbered(renewAfter, "new answer")}`
      : renewShare !== null
        ? `once answers have grown by ${+(100 * renewShare).toFixed(3)} %`
        : null;
  const who = renewMargin === null ? "" : ", and lets the new run route if it is not worse";
  return when === null ? "" : `The project learns from people by itself ${when}${who}.`;
}
