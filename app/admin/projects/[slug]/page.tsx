import type { Metadata } from "next";
import { Suspense } from "react";
import { AimCard } from "./aim-card.tsx";
import { ColdStartCard } from "./cold-start.tsx";
import { NewPictures } from "./new-pictures.tsx";
import { EtaSlider, type GoesBy } from "./eta-slider.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { SetAsideSince } from "./runs/set-aside-since.tsx";
import { Card } from "../../../_ui/card.tsx";
import { LiveRefresh } from "../../../_ui/live-refresh.tsx";
import { liveWorkers } from "../../../_server/live-workers.ts";
import { db, dir } from "../../../_server/database.ts";
import { requireProject } from "../../../_server/session.ts";
import { confidencesOf, forecastOf, teamOf } from "../../../_server/views.ts";
import { coldStart } from "#db/machines/first-run.ts";
import { findRun } from "#db/machines/runs.ts";
import { lostEncoder } from "#db/features/encoders.ts";
import { newcomers } from "#db/machines/new-pictures.ts";
import { fitProblem, isFitting } from "#db/machines/change-team.ts";
import { queueAnswers, queueState } from "#db/labelling/routes.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { fitSummary } from "#db/teaming/fits.ts";
import type { Project } from "#db/schema.ts";
import { outlookOf } from "#lib/teaming/outlook.ts";
import { policies, policyOf } from "#lib/teaming/policies/index.ts";
import { machineOnly } from "#lib/teaming/policies/machine-only.ts";
import type { Policy } from "#lib/teaming/policies/policy.ts";

export const metadata: Metadata = { title: "Routing" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const cold = coldStart(db(), project);
  const news = newcomers(db(), project);
  const working = liveWorkers().length > 0;
  const active = project.activeRunId === null ? undefined : findRun(db(), project.activeRunId);
  return (
    <div className="flex flex-col gap-6">
      <LiveRefresh project={project.slug} />
      {cold ? (
        <ColdStartCard project={project} cold={cold} working={working} />
      ) : (
        <>
          {active && <SetAsideSince slug={project.slug} run={active} />}
          {news && (
            <NewPictures
              project={project.id}
              newcomers={news}
              lostEncoder={lostEncoder(db(), dir(), project.activeRunId)}
              working={working}
            />
          )}
          <Card title="Which items go to people">
            <Suspense fallback={<p className="text-muted">Counting …</p>}>
              <Slider project={project} />
            </Suspense>
          </Card>
          <Card title="Who answers for the team">
            <PolicyForm
              key={project.policy}
              projectId={project.id}
              inForce={project.policy}
              fitting={isFitting(db(), project.id)}
              problem={fitProblem(db(), project.id)}
              fit={project.activeFitId === null ? null : fitSummary(db(), project.activeFitId)}
              policies={policies.map(({ id, name, assumption, asks }) => ({ id, name, assumption, asks }))}
            />
          </Card>
        </>
      )}
      <AimCard
        project={project}
        answers={queueAnswers(db(), project)}
        queue={{ routed: queueState(db(), project).routed, items: itemsOf(db(), project.id) }}
      />
    </div>
  );
}

function goesBy({ id, asks, byConfidence }: Policy): GoesBy {
  if (asks === "in turn") return "belief";
  if (byConfidence) return "confidence";
  return id === machineOnly.id ? "no people" : "people alone";
}

async function Slider({ project }: { project: Project }) {
  const [counts, forecast, team] = await Promise.all([
    confidencesOf(project.id),
    forecastOf(project.id),
    teamOf(project.id, { renewed: true }),
  ]);
  return (
    <EtaSlider
      key={project.eta}
      projectId={project.id}
      saved={project.eta}
      auditRate={project.auditRate}
      counts={counts}
      queue={queueState(db(), project)}
      goes={goesBy(policyOf(project.policy))}
      reckoned={
        forecast && {
          outlook: outlookOf(forecast, team.team).fromHere,
          asked: forecast.asked,
          ...{ routed: forecast.routed, most: forecast.overlap, people: forecast.people },
        }
      }
    />
  );
}
