import type { Metadata } from "next";
import { Suspense } from "react";
import { ProjectCard, ProjectNumbers } from "./project-card.tsx";
import { Empty } from "../_ui/empty.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Shell } from "../_ui/shell.tsx";
import { db } from "../_server/database.ts";
import { requireRole } from "../_server/session.ts";
import { projectsOf } from "#db/people/members.ts";

export const metadata: Metadata = { title: "Research" };

export default async function Page() {
  const user = await requireRole("project researcher");
  const projects = projectsOf(db(), user, "researcher");
  return (
    <Shell user={user}>
      <PageHeader
        title="Research"
        lead="How accurately people, the machine and the team label each project."
      />
      {projects.length === 0 ? (
        <Empty title="No projects yet">Projects appear here once an admin has imported images.</Empty>
      ) : (
        <ul className="grid gap-6 md:grid-cols-2">
          {projects.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project}>
                <Suspense fallback={<p className="text-sm text-muted">Counting …</p>}>
                  <ProjectNumbers id={project.id} />
                </Suspense>
              </ProjectCard>
            </li>
          ))}
        </ul>
      )}
    </Shell>
  );
}
