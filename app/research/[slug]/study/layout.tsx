import type { ReactNode } from "react";
import "./print.css";
import { PrintInLight } from "./print-in-light.tsx";
import { Tabs } from "../tabs.tsx";
import { SyntheticBadge } from "../../../_ui/badge.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Shell } from "../../../_ui/shell.tsx";
import { requireProject } from "../../../_server/session.ts";
import { sections } from "#lib/study/index.ts";

/** Frame of the study's pages. Each page checks the role for itself too: a layout does not run again for every page. */
export default async function Layout({
  params,
  children,
}: {
  params: Promise<{ slug: string }>;
  children: ReactNode;
}) {
  const { user, project } = await requireProject((await params).slug, "researcher");
  return (
    <Shell user={user}>
      <PageHeader
        title={project.name}
        badges={project.synthetic && <SyntheticBadge />}
        lead={project.description}
      />
      <Tabs slug={project.slug} sections={sections.map(({ id, title }) => ({ id, title }))} />
      <PrintInLight />
      {children}
    </Shell>
  );
}
