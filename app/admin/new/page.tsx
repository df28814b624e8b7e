import type { Metadata } from "next";
import { z } from "zod";
import { emptyChoice, choiceOf } from "./choice.ts";
import { ImportForm } from "./import-form.tsx";
import { WaitingUploads } from "./waiting-uploads.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requestOf } from "../../_server/imports.ts";
import { requireRole } from "../../_server/session.ts";
import { waitingUploads } from "../../_server/uploads/begin.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { findProject } from "#db/dataset/projects.ts";

export const metadata: Metadata = { title: "Import" };

const asked = z.object({
  /** short name of the project to add to */
  into: z.string().optional().catch(undefined),
  /** an earlier import, to change and run again */
  again: z.coerce.number().int().optional().catch(undefined),
});

/** A new project, more pictures and labels for one that is there, or another try at an import that failed. */
export default async function Page({ searchParams }: { searchParams: Promise<unknown> }) {
  const user = await requireRole("admin");
  const { into, again } = asked.parse(await searchParams);
  const row = again === undefined ? undefined : findImport(db(), again);
  const earlier = row && requestOf(row);
  const slug = earlier?.options.project.slug ?? into;
  const project = slug === undefined ? undefined : findProject(db(), slug);
  const start = earlier ? choiceOf(earlier.options, earlier.files) : emptyChoice(project);
  return (
    <Shell user={user}>
      <div className="mx-auto max-w-2xl">
        <PageHeader
          title={project ? `Import into ${project.name}` : "New project"}
          lead="Upload pictures, and labels if you have them. You will see what becomes of them before anything is stored."
        />
        <WaitingUploads uploads={waitingUploads(user).filter(({ kind }) => kind !== "encoder")} />
        <ImportForm
          into={project ? { slug: project.slug, name: project.name, classes: project.classes } : null}
          start={start}
        />
      </div>
    </Shell>
  );
}
