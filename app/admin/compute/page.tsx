import type { Metadata } from "next";
import Link from "next/link";
import { LaunchForm } from "./launch-form.tsx";
import { AdminNav } from "../admin-nav.tsx";
import { launcherWords, placeWords } from "../../_ui/launcher-words.ts";
import { Refused } from "../../_ui/refused.tsx";
import { Card } from "../../_ui/card.tsx";
import { duration, whole } from "../../_ui/format.ts";
import { LiveRefresh } from "../../_ui/live-refresh.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Progress } from "../../_ui/progress.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db, dir } from "../../_server/database.ts";
import { requireRole } from "../../_server/session.ts";
import { type Spent, spent, type WorkElsewhere, workElsewhere } from "#db/views/compute.ts";
import { installationSettings } from "#db/machines/launching.ts";

export const metadata: Metadata = { title: "Compute" };

export default async function Page() {
  const user = await requireRole("admin");
  const work = workElsewhere(db());
  const costs = spent(db());
  return (
    <Shell user={user}>
      <LiveRefresh />
      <PageHeader
        title="Compute"
        lead="Where models are trained, new pictures predicted and features computed. A cluster works in folders that its nodes share with this machine; the database stays here."
      />
      <AdminNav />
      <div className="flex flex-col gap-6">
        <Card title="On other machines now">
          {work.length === 0 ? (
            <p className="text-sm text-muted">Nothing waits or runs there.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line/60">
              {work.map((each) => (
                <WorkRow key={each.job.id} work={each} />
              ))}
            </ul>
          )}
        </Card>
        <Card title="Default for all projects">
          <LaunchForm launch={installationSettings(db())} />
          <p className="mt-5 text-sm text-muted">
            Shared folder: <span className="break-all">{dir().shared}</span> (TANDEM_SHARED).
            docs/launchers.md says what nodes need.
          </p>
        </Card>
        <Card title="What trainings took">
          {costs.length === 0 ? (
            <p className="text-sm text-muted">No training has ended yet.</p>
          ) : (
            <CostTable costs={costs} />
          )}
        </Card>
      </div>
    </Shell>
  );
}

const jobNames: Readonly<Record<string, string>> = { embed: "Features", predict: "New pictures" };

const WorkRow = ({ work }: { work: WorkElsewhere }) => (
  <li className="flex flex-col gap-2 py-3 text-sm">
    <p className="flex flex-wrap gap-x-3">
      {work.run && work.project ? (
        <Link
          className="font-medium underline-offset-4 hover:underline"
          href={`/admin/projects/${work.project.slug}/runs/${work.run.id}`}
        >
          {work.run.name}
        </Link>
      ) : (
        <span className="font-medium">{jobNames[work.job.kind] ?? work.job.kind}</span>
      )}
      <span className="text-muted">{work.project?.name}</span>
      <span className="text-muted sm:ml-auto">{placeWords(work)}</span>
    </p>
    <Refused work={work} />
    <Progress value={work.job.progress} label={`Progress of job ${work.job.id}`} tone="machine" />
  </li>
);

const CostTable = ({ costs }: { costs: readonly Spent[] }) => (
  <div className="overflow-x-auto">
    <table className="w-full text-sm tabular-nums [&_td]:py-2 [&_td]:pr-6 [&_th]:pb-2 [&_th]:pr-6 [&_th]:text-left [&_th]:font-normal [&_th]:text-muted">
      <thead>
        <tr>
          <th scope="col">Project</th>
          <th scope="col">Ran on</th>
          <th scope="col">Trainings</th>
          <th scope="col">Failed or stopped</th>
          <th scope="col">Computing time</th>
          <th scope="col">GPU minutes</th>
        </tr>
      </thead>
      <tbody>
        {costs.map(({ project, launcher, runs, unfinished, workedSeconds, cardSeconds }) => (
          <tr key={`${project.slug} ${launcher}`} className="border-t border-line/60">
            <td>
              <Link
                className="underline-offset-4 hover:underline"
                href={`/admin/projects/${project.slug}/runs`}
              >
                {project.name}
              </Link>
            </td>
            <td>{launcherWords(launcher)}</td>
            <td>{whole(runs)}</td>
            <td>{whole(unfinished)}</td>
            <td>{duration(workedSeconds * 1000)}</td>
            <td>{(cardSeconds / 60).toFixed(1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
