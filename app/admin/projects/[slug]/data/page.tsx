import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { Badge } from "../../../../_ui/badge.tsx";
import { ButtonLink } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { whole } from "../../../../_ui/format.ts";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { Exports } from "../../../../research/[slug]/exports/exports.tsx";
import { NewPictures } from "../new-pictures.tsx";
import { liveWorkers } from "../../../../_server/live-workers.ts";
import { db, dir } from "../../../../_server/database.ts";
import { may } from "#db/access.ts";
import { requireProject } from "../../../../_server/session.ts";
import { splitsOf } from "../../../../_server/views.ts";
import { lostEncoder } from "#db/features/encoders.ts";
import { newcomers } from "#db/machines/new-pictures.ts";
import { importsOf } from "#db/dataset/import-record.ts";
import { crowdSizes, listRaters } from "#db/labelling/raters.ts";

export const metadata: Metadata = { title: "Data" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { user, project } = await requireProject((await params).slug, "admin");
  const raters = listRaters(db(), project.id);
  const crowds = crowdSizes(db(), project.id);
  const past = importsOf(db(), project.id);
  const news = newcomers(db(), project);
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      {news && (
        <div className="lg:col-span-2">
          <NewPictures
            project={project.id}
            newcomers={news}
            lostEncoder={lostEncoder(db(), dir(), project.activeRunId)}
            working={liveWorkers().length > 0}
          />
        </div>
      )}
      <Card title="Items">
        <table className="w-full text-left text-sm tabular-nums">
          <thead className="text-muted">
            <tr className="border-b border-line">
              <th className="py-2 font-medium">Split</th>
              <th className="py-2 text-right font-medium">Items</th>
              <th className="py-2 text-right font-medium">With gold</th>
            </tr>
          </thead>
          <tbody>
            <Suspense
              fallback={
                <tr>
                  <td className="py-2 text-muted">Counting …</td>
                </tr>
              }
            >
              <Splits project={project.id} />
            </Suspense>
          </tbody>
        </table>
        <p className="mt-4 text-sm text-muted">
          {whole(project.classes.length)} classes: {project.classes.join(" · ")}
        </p>
      </Card>
      <Exports project={project} user={user} />
      <Card
        title="Imports"
        aside={
          <span className="flex flex-wrap gap-2">
            {may(user, "admin") && (
              <ButtonLink href={`/admin/new?into=${project.slug}`}>Import pictures</ButtonLink>
            )}
            <ButtonLink href={`/admin/projects/${project.slug}/data/table`}>Import a table</ButtonLink>
          </span>
        }
      >
        <ul className="flex flex-col divide-y divide-line/60 text-sm">
          {past.map((row) => (
            <li key={row.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
              <Link
                href={`/admin/imports/${row.id}`}
                className="font-medium underline-offset-4 hover:underline"
              >
                {row.source}
              </Link>
              <Badge tone={row.state === "failed" ? "danger" : "neutral"}>{row.state}</Badge>
              <span className="w-full text-muted tabular-nums">
                <LocalTime at={row.createdAt} /> · {row.itemsAdded > 0 && `${whole(row.itemsAdded)} items, `}
                {whole(row.labelsAdded)} {row.options.kind === "predictions" ? "predictions" : "labels added"}
                {row.problems > 0 && `, ${whole(row.problems)} bad rows`}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Raters">
        {raters.length === 0 && (
          <p className="text-sm text-muted">
            Nobody has said anything of these pictures yet: people, label columns and machines are listed
            here.
          </p>
        )}
        <ul className="flex flex-col divide-y divide-line/60 text-sm">
          {raters.map((rater) => (
            <li key={rater.id} className="flex items-center justify-between gap-3 py-2.5">
              <span className="min-w-0 truncate">
                {rater.name}
                {crowds.has(rater.id) && (
                  <span className="text-muted tabular-nums"> · {whole(crowds.get(rater.id))} workers</span>
                )}
              </span>
              <Badge tone={rater.kind === "human" ? "people" : "machine"}>
                {rater.source === "column" ? "label column" : rater.source === "person" ? "person" : "run"}
              </Badge>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

const Splits = async ({ project }: { project: number }) =>
  (await splitsOf(project)).map(({ split, items, gold }) => (
    <tr key={split} className="border-b border-line/60 last:border-0">
      <td className="py-2">{split ?? "no split"}</td>
      <td className="py-2 text-right">{whole(items)}</td>
      <td className="py-2 text-right">{whole(gold)}</td>
    </tr>
  ));
