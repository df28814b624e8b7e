import type { ReactNode } from "react";
import { SyntheticBadge } from "../../../_ui/badge.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { NavLink } from "../../../_ui/nav-link.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { ScrolledRow } from "../../../_ui/scrolled-row.tsx";
import { Shell } from "../../../_ui/shell.tsx";
import { requireProject } from "../../../_server/session.ts";

/** Frame of a project's admin pages. Each page checks the role for itself too: a layout does not run again for every page. */
export default async function Layout({
  params,
  children,
}: {
  params: Promise<{ slug: string }>;
  children: ReactNode;
}) {
  const { user, project } = await requireProject((await params).slug, "admin");
  const base = `/admin/projects/${project.slug}`;
  return (
    <Shell user={user}>
      <PageHeader
        title={project.name}
        badges={project.synthetic && <SyntheticBadge />}
        lead={project.description}
        aside={
          <div className="flex gap-2">
            <ButtonLink href={`/annotate/${project.slug}`}>Annotate</ButtonLink>
            <ButtonLink href={`/research/${project.slug}`}>Watch</ButtonLink>
          </div>
        }
      />
      <ScrolledRow label={project.name} className="border-b border-line pb-2">
        <NavLink href={base} exact>
          Routing
        </NavLink>
        <NavLink href={`${base}/runs`}>Runs</NavLink>
        <NavLink href={`${base}/data`}>Data</NavLink>
        <NavLink href={`${base}/people`}>People</NavLink>
        <NavLink href={`${base}/review`}>Review</NavLink>
        <NavLink href={`${base}/settings`}>Settings</NavLink>
        <NavLink href={`${base}/activity`}>Activity</NavLink>
      </ScrolledRow>
      {children}
    </Shell>
  );
}
