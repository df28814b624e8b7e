import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { z } from "zod";
import { ClassTable } from "./class-table.tsx";
import { Differences } from "./differences.tsx";
import { curveFigure } from "../curves.ts";
import { factsReader } from "../facts-reader.ts";
import { BlockFigure } from "../../../../../research/[slug]/study/block-figure.tsx";
import { ButtonLink } from "../../../../../_ui/button.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { Empty } from "../../../../../_ui/empty.tsx";
import { db } from "../../../../../_server/database.ts";
import { requireProject } from "../../../../../_server/session.ts";
import { manyOf } from "../../../../../_server/views.ts";
import { mostCompared } from "#db/machines/compare-many.ts";
import { projectRun } from "#db/machines/runs.ts";
import type { Project } from "#db/schema.ts";
import type { RunFacts } from "../run-facts.ts";

export const metadata: Metadata = { title: "Compare runs" };

/** ?run=3&run=7, or ?run=3: numbers of runs, the first being the one that the others are compared with. */
const asked = z.object({
  run: z
    .union([z.array(z.string()), z.string().transform((one) => [one])])
    .catch([])
    .default([]),
});

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { project } = await requireProject((await params).slug, "admin");
  const { factsOf } = factsReader(project.id);
  const numbers = [...new Set(asked.parse(await searchParams).run)];
  const rows = numbers
    .flatMap((number) => projectRun(db(), project.id, number) ?? [])
    .filter(({ state }) => state === "finished")
    .slice(0, mostCompared)
    .map(factsOf);
  const base = `/admin/projects/${project.slug}/runs`;
  if (rows.length < 2)
    return (
      <Empty title="Nothing to compare" action={<ButtonLink href={base}>Back to the runs</ButtonLink>}>
        Tick two finished runs or more in the table of runs.
      </Empty>
    );
  const figure = curveFigure(rows);
  return (
    <div className="flex flex-col gap-6">
      <div>
        <p className="text-sm text-muted">
          <Link href={base} className="underline-offset-4 hover:underline">
            Runs
          </Link>
        </p>
        <h2 className="text-lg">{rows.length} runs compared</h2>
        {numbers.length > rows.length && (
          <p className="mt-1 text-sm text-muted">
            Shown are the first {mostCompared} of those that are finished.
          </p>
        )}
      </div>
      <Suspense
        fallback={
          <Card title="On the same items">
            <p className="text-sm text-muted">Comparing …</p>
          </Card>
        }
      >
        <OnCommonItems project={project} rows={rows} base={base} />
      </Suspense>
      {figure && (
        <Card title="Learning curves">
          <BlockFigure figure={figure} name="Learning curves" />
        </Card>
      )}
    </div>
  );
}

async function OnCommonItems({ project, rows, base }: { project: Project; rows: RunFacts[]; base: string }) {
  const many = await manyOf(
    project.id,
    rows.map(({ run }) => run.id),
  );
  const names = rows.map(({ run }) => ({ id: run.id, name: run.name }));
  return (
    <>
      <Differences project={project} names={names} many={many} base={base} />
      {many.items > 0 && (
        <Card title="Class by class">
          <ClassTable names={names} classes={project.classes} many={many} />
        </Card>
      )}
    </>
  );
}
