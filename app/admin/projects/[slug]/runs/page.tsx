import type { Metadata } from "next";
import { RunCard } from "./run-card.tsx";
import { TrainForm } from "./train-form.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Empty } from "../../../../_ui/empty.tsx";
import { LiveRefresh } from "../../../../_ui/live-refresh.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { now } from "../../../../_server/clock.ts";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { liveWorkers } from "#db/jobs.ts";
import { splitCounts } from "#db/projects.ts";
import { labelColumns, listRaters } from "#db/raters.ts";
import { jobOfRun, listRuns } from "#db/runs.ts";
import { backbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";

export const metadata: Metadata = { title: "Runs" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const runs = listRuns(db(), project.id);
  const columns = labelColumns(db(), project.id);
  const raters = new Map(listRaters(db(), project.id).map((rater) => [rater.id, rater.name]));
  const trainable = splitCounts(db(), project.id).some(({ split }) => split === "train");
  const working = liveWorkers(db(), now()).length > 0;
  return (
    <div className="flex flex-col gap-6">
      <LiveRefresh project={project.slug} />
      <Card title="Train">
        {columns.length === 0 || !trainable ? (
          <p className="text-sm text-muted">
            {columns.length === 0
              ? "There are no human labels to train on: import a table with at least one label column."
              : "No item is in the training split: import with a split first."}
          </p>
        ) : (
          <TrainForm
            projectId={project.id}
            columns={columns.map(({ id, name }) => ({ id, name }))}
            methods={methods.map(({ id, name }) => ({ id, name }))}
            backbones={backbones.map(({ id, name }) => ({ id, name }))}
          />
        )}
      </Card>
      {!working && runs.some(({ state }) => state === "queued") && (
        <Notice tone="warning">No worker is running, so the training waits.</Notice>
      )}
      {runs.length === 0 ? (
        <Empty title="No runs yet">
          A run is one training; its predictions are always for items it was not trained on.
        </Empty>
      ) : (
        <ul className="flex flex-col gap-4">
          {runs.map((run) => (
            <li key={run.id}>
              <RunCard
                run={run}
                job={jobOfRun(db(), project.id, run.id) ?? null}
                labels={raters.get(run.labelRaterId) ?? "?"}
                active={run.id === project.activeRunId}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
