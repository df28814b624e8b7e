import type { Metadata } from "next";
import { Suspense } from "react";
import { Tabs } from "./tabs.tsx";
import { Watch } from "./watch.tsx";
import { SyntheticBadge } from "../../_ui/badge.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { Skeleton } from "./study/skeleton.tsx";
import { requireProject } from "../../_server/session.ts";
import { teamOf } from "../../_server/views.ts";
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
      <Suspense fallback={<Skeleton />}>
        <WatchFrom id={project.id} slug={project.slug} />
      </Suspense>
    </Shell>
  );
}

/** The page asks for newer numbers as soon as it listens. */
const WatchFrom = async ({ id, slug }: { id: number; slug: string }) => (
  <Watch slug={slug} initial={await teamOf(id, { renewed: true })} />
);
