import type { Metadata } from "next";
import { Suspense } from "react";
import { Changes } from "./changes.tsx";
import { Chips } from "./chips.tsx";
import { Filters } from "./filters.tsx";
import { Gallery } from "./gallery.tsx";
import { Order } from "./order.tsx";
import { chipsOf } from "./words.ts";
import { Tabs } from "../tabs.tsx";
import { SyntheticBadge } from "../../../_ui/badge.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { Empty } from "../../../_ui/empty.tsx";
import { whole } from "../../../_ui/format.ts";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Shell } from "../../../_ui/shell.tsx";
import { db } from "../../../_server/database.ts";
import { projectFor } from "../../../_server/project.ts";
import { requireProject } from "../../../_server/session.ts";
import { itemCountOf, itemsOf } from "../../../_server/views.ts";
import { newestChanges, tagsOf } from "#db/changes/change.ts";
import { namedRaters } from "#db/views/items/raters.ts";
import { readBrowse, searchOfBrowse } from "#lib/items/filter.ts";
import { sections } from "#lib/study/index.ts";

export const metadata: Metadata = { title: "Items" };

/** A project's items as pictures, narrowed and ordered by the address. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { user, project } = await requireProject((await params).slug, "researcher");
  const { problems, ...browse } = readBrowse(await searchParams);
  const search = searchOfBrowse(browse);
  const raters = namedRaters(db(), project.id);
  /** the filter alone: an export has an order of its own */
  const narrowed = searchOfBrowse({ filter: browse.filter });
  const chips = chipsOf(browse.filter, { classes: project.classes, raters });
  const first = await itemsOf(project.id, search, null);
  const { classes, slug } = project;
  const machine = project.activeRunId !== null;
  const admin = projectFor(user, slug, "admin") !== null;
  const tags = tagsOf(db(), project.id);
  const fitting = countSaid(project.id, search);
  const bulk = admin ? { project: project.id, tags, fitting } : null;
  return (
    <Shell user={user}>
      <PageHeader
        title={project.name}
        badges={project.synthetic && <SyntheticBadge />}
        lead={project.description}
      />
      <Tabs slug={slug} sections={sections.map(({ id, title }) => ({ id, title }))} />
      <div className="flex flex-col gap-5">
        {problems.length > 0 && (
          <Notice tone="warning">
            This part of the address was not understood and is left out: {problems.join(", ")}
          </Notice>
        )}
        <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
          <p className="text-lg font-semibold tracking-tight tabular-nums" data-testid="item-count">
            <Suspense key={search} fallback={<span className="text-muted">Counting…</span>}>
              <Fitting words={fitting} />
            </Suspense>
          </p>
          <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
            {first.tiles.length > 0 && (
              <ButtonLink
                href={`/research/${encodeURIComponent(slug)}/exports${narrowed === "" ? "" : `?${new URLSearchParams({ only: narrowed }).toString()}`}`}
                prefetch={false}
              >
                Export {narrowed === "" ? "all" : "these"}…
              </ButtonLink>
            )}
            <Order browse={browse} machine={machine} />
          </div>
        </div>
        <Filters key={`filters ${search}`} {...{ browse, classes, raters, tags, machine }} />
        {chips.length > 0 && <Chips chips={chips} browse={browse} />}
        {admin && <Changes changes={newestChanges(db(), project.id, 3)} project={project.id} slug={slug} />}
        {first.tiles.length === 0 && first.next === null ? (
          <Empty title={chips.length === 0 ? "No items yet" : "No item fits all of this"}>
            {chips.length === 0
              ? "Pictures appear here as soon as they are imported."
              : "Take one of the filters away to see more."}
          </Empty>
        ) : (
          <Gallery key={search} {...{ slug, search, first, classes, sort: browse.sort, bulk }} />
        )}
      </div>
    </Shell>
  );
}

/** Counted one by one, where something is asked of them: the pictures do not wait for it. */
async function countSaid(id: number, search: string): Promise<string> {
  const { n, complete } = await itemCountOf(id, search);
  return `${complete ? "" : "more than "}${whole(n)} ${n === 1 && complete ? "item" : "items"}`;
}

const Fitting = async ({ words }: { words: Promise<string> }) => <>{await words}</>;
