import type { Metadata } from "next";
import { ImportForm } from "./import-form.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireRole } from "../../_server/session.ts";
import { findProject } from "#db/dataset/projects.ts";

export const metadata: Metadata = { title: "Import" };

/** A new project, or (with ?into=) more pictures and labels for one that is there. */
export default async function Page({ searchParams }: { searchParams: Promise<{ into?: string }> }) {
  const user = await requireRole("admin");
  const { into } = await searchParams;
  const project = into === undefined ? undefined : findProject(db(), into);
  return (
    <Shell user={user}>
      <div className="mx-auto max-w-2xl">
        <PageHeader
          title={project ? `Import into ${project.name}` : "New project"}
          lead="Bring pictures, and labels if you have them. Importing the same again changes nothing."
        />
        <ImportForm
          into={project ? { slug: project.slug, name: project.name, imageSize: project.imageSize } : null}
        />
      </div>
    </Shell>
  );
}
