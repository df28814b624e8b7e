import type { Metadata } from "next";
import { z } from "zod";
import { Exports } from "./exports.tsx";
import type { Selected } from "./export-form.tsx";
import { Tabs } from "../tabs.tsx";
import { SyntheticBadge } from "../../../_ui/badge.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Shell } from "../../../_ui/shell.tsx";
import { requireProject } from "../../../_server/session.ts";
import { mostChosen } from "#db/changes/change.ts";
import { sections } from "#lib/study/index.ts";

export const metadata: Metadata = { title: "Exports" };

/** A filter or single items that the item browser leads here with; what cannot be read is nothing. */
const asked = z.object({
  only: z.string().max(4000).optional().catch(undefined),
  items: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15})*$/)
    .transform((text) => text.split(",").map(Number))
    .refine((ids) => ids.length <= mostChosen)
    .optional()
    .catch(undefined),
});

/** A project's data as files, for whoever may see all of it. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { user, project } = await requireProject((await params).slug, "researcher");
  const { only, items } = asked.parse(await searchParams);
  const selected: Selected = only !== undefined ? { only } : items ? { items } : null;
  return (
    <Shell user={user}>
      <PageHeader
        title={project.name}
        badges={project.synthetic && <SyntheticBadge />}
        lead={project.description}
      />
      <Tabs slug={project.slug} sections={sections.map(({ id, title }) => ({ id, title }))} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Exports project={project} user={user} selected={selected} />
      </div>
    </Shell>
  );
}
