import type { Metadata } from "next";
import { Tabs } from "./tabs.tsx";
import { Watch } from "./watch.tsx";
import { SyntheticBadge } from "../../_ui/badge.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireProject } from "../../_server/session.ts";
import { teamView } from "#db/views/team.ts";
import { sections } from "#lib/study/index.ts";

export const metadata: Metadata = { title: "Watch" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { user, project } = await requireProject((await params).slug, "researcher");
  return (
    <Shell user={user}>
      <PageHeader
        title={project.name}
        badges={project.synthetic && <SyntheticBadge />}
        lead={project.description}
      />
      <Tabs slug={project.slug} sections={sections.map(({ id, title }) => ({ id, title }))} />
      <Watch slug={project.slug} initial={teamView(db(), project)} />
    </Shell>
  );
}
