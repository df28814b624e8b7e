import type { Metadata } from "next";
import { Suspense } from "react";
import { Comparison } from "./comparison.tsx";
import { PanelCard } from "./panel-card.tsx";
import { RunCard } from "./run-card.tsx";
import { combine } from "./actions.ts";
import { TrainForm } from "./train-form.tsx";
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
import { encoderChoices } from "#db/features/embedding.ts";
import { runToBeFitted } from "#db/machines/change-team.ts";
import { combinable } from "#db/machines/combined.ts";
import { labelSources, sourceName } from "#db/machines/label-sources.ts";
import { encoderOf, hasModel } from "#db/machines/models.ts";
import { listPanels } from "#db/machines/panels.ts";
import { hasTrainingSplit } from "#db/dataset/projects.ts";
import { listRaters } from "#db/labelling/raters.ts";
import { jobsOfRuns, listRuns } from "#db/machines/runs.ts";
import type { Project, Run } from "#db/schema.ts";
import { heads, pictureBackbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";
import { numbered } from "#lib/numbers.ts";

export const metadata: Metadata = { title: "Runs" };

/** Runs that are compared with the active one in the list, the newest; of others and of a panel's, their pages do. */
const mostCompared = 10;

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const runs = listRuns(db(), project.id);
  const jobs = jobsOfRuns(db(), project.id);
  const panels = listPanels(db(), project.id);
  const sources = labelSources(db(), project.id);
  const raters = new Map(listRaters(db(), project.id).map((rater) => [rater.id, rater.name]));
  const labelsOf = (run: Run) => sourceName(run, raters.get(run.labelRaterId) ?? "?");
  const encoderName = (run: Run) => encoderOf(db(), run)?.name ?? null;
  const trainable = hasTrainingSplit(db(), project.id);
  const working = liveWorkers().length > 0;
  const entries = [
    ...panels.map((view) => ({ at: view.panel.createdAt, view, run: null })),
    ...runs.filter(({ panelId }) => panelId === null).map((run) => ({ at: run.createdAt, view: null, run })),
  ].sort((a, b) => b.at - a.at);
  const hrefOf = (run: Run) => `/admin/projects/${project.slug}/runs/${run.id}`;
  const active = runs.find(({ id }) => id === project.activeRunId);
  const beside = runs.filter(
    ({ id, state, panelId }) => state === "finished" && panelId === null && id !== active?.id,
  );
  const compared = new Set(beside.slice(0, mostCompared).map(({ id }) => id));
  const wanted = runs.find(({ id }) => id === runToBeFitted(db(), project.id));
  return (
    <div className="flex flex-col gap-6">
      <LiveRefresh project={project.slug} />
      <Card title="Train">
        {sources.length === 0 ? (
          <p className="text-sm text-muted">
            There are no labels to train on yet. Label some pictures, or import a table with at least one
            label column.
          </p>
        ) : (
          <div className="flex flex-col gap-5">
            <TrainForm
              projectId={project.id}
              sources={sources.map(({ key, name, shares }) => ({ id: key, name, shares }))}
              methods={methods.map(({ id, name, shares }) => ({ id, name, shares }))}
              backbones={pictureBackbones.map(({ id, name }) => ({ id, name }))}
              heads={heads.map(({ id, name }) => ({ id, name }))}
              encoders={encoderChoices(db(), project.id)}
              split={trainable}
            />
            <p className="flex flex-wrap items-center gap-3 border-t border-line pt-4 text-sm text-muted">
              To compare methods, train several of them in one go.
              <ButtonLink href={`/admin/projects/${project.slug}/runs/panel`}>Train a panel</ButtonLink>
            </p>
            <p className="flex flex-wrap items-center gap-3 border-t border-line pt-4 text-sm text-muted">
              On the features of a pre-trained encoder a head learns in seconds.
              <ButtonLink href="/admin/encoders">Encoders</ButtonLink>
            </p>
            <p className="flex flex-wrap items-center gap-3 border-t border-line pt-4 text-sm text-muted">
              {ruleWords(project)}
              <ButtonLink href={`/admin/projects/${project.slug}/settings`}>Change the rule</ButtonLink>
            </p>
            {combinable(db(), project.id).length > 1 && (
              <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4 text-sm text-muted">
                <span className="max-w-prose">
                  Several machines make a better one: the best five, each calibrated on gold or on people’s
                  answers.
                </span>
                <ActionButton action={combine} fields={{ project: project.id }}>
                  Combine the machines
                </ActionButton>
              </div>
            )}
          </div>
        )}
      </Card>
      {!working && runs.some(({ state }) => state === "queued") && (
        <Notice tone="warning">No worker is running, so training has to wait.</Notice>
      )}
      {wanted && wanted.id !== active?.id && (
        <Notice>{wanted.name} becomes active as soon as the policy is fitted to it.</Notice>
      )}
      {entries.length === 0 ? (
        <Empty title="No runs yet">
          A run is one training of a method. It predicts only items that it was not trained on.
        </Empty>
      ) : (
        <ul className="flex flex-col gap-4">
          {entries.map(({ view, run }) =>
            view ? (
              <li key={`panel-${view.panel.id}`}>
                <PanelCard
                  view={view}
                  labelsOf={labelsOf}
                  encoderOf={encoderName}
                  activeRunId={project.activeRunId}
                  hasModel={(member) => hasModel(db(), dir(), member)}
                  hrefOf={hrefOf}
                  progressOf={(member) => jobs.get(member.id)?.progress ?? 0}
                  now={now()}
                />
              </li>
            ) : (
              <li key={run.id}>
                <RunCard
                  run={run}
                  job={jobs.get(run.id) ?? null}
                  labels={labelsOf(run)}
                  encoder={encoderName(run)}
                  active={run.id === project.activeRunId}
                  model={hasModel(db(), dir(), run)}
                  href={hrefOf(run)}
                  comparison={
                    active && compared.has(run.id) ? (
                      <Suspense fallback={<p className="text-sm text-muted">Comparing …</p>}>
                        <Comparison projectId={project.id} run={run.id} active={active} />
                      </Suspense>
                    ) : null
                  }
                />
              </li>
            ),
          )}
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
  return when === null
    ? "The project learns from people when you train on the team’s belief."
    : `The project learns from people by itself ${when}${who}.`;
}
