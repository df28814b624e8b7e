import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { z } from "zod";
import { Picture } from "../pictures.tsx";
import type { SearchParams } from "../settings-in.ts";
import { buttonClass } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Empty } from "../../../../_ui/empty.tsx";
import { whole } from "../../../../_ui/format.ts";
import { Skeleton } from "../skeleton.tsx";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { cellOf } from "../../../../_server/views.ts";
import type { Authorized } from "#db/access.ts";
import { itemPictures } from "#db/dataset/item-pictures.ts";
import type { Project } from "#db/schema.ts";
import { cellQuery } from "#lib/study/data/cell-link.ts";

export const metadata: Metadata = { title: "Pictures of a cell" };

const perPage = 60;
const asked = cellQuery.extend({ page: z.coerce.number().int().min(1).catch(1) });

/** The pictures of one cell of a matrix of answers, with what both raters said and the gold label. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}) {
  const { project } = await requireProject((await params).slug, "researcher");
  const search = await searchParams;
  return (
    <Suspense fallback={<Skeleton blocks={1} />}>
      <Cell project={project} search={search} />
    </Suspense>
  );
}

async function Cell({
  project,
  search,
}: {
  project: Authorized<Project, "researcher">;
  search: SearchParams;
}) {
  const query = asked.safeParse(search);
  const cell = query.success
    ? await cellOf(project.id, { query: query.data, page: query.data.page, perPage })
    : null;
  if (!query.success || cell === null)
    return (
      <Empty title="There is no such cell">
        This project has no such raters or classes. Open a confusion matrix of the study and select a cell
        there.
      </Empty>
    );
  const { aAnswer, bAnswer, wrong } = query.data;
  const className = (answer: number) => project.classes[answer] ?? "?";
  const pages = Math.max(1, Math.ceil(cell.total / perPage));
  const { page: here, items: shown } = cell;
  const pictures = itemPictures(
    db(),
    project,
    shown.map(({ id }) => id),
  );
  const address = (to: number) => {
    const given = Object.entries(search).filter(([, value]) => typeof value === "string");
    return `?${new URLSearchParams({ ...Object.fromEntries(given), page: String(to) }).toString()}`;
  };
  return (
    <div className="flex flex-col gap-6">
      <div>
        <h2 className="text-xl">
          {said(cell.a, className(aAnswer))}, {said(cell.b, className(bAnswer))}
        </h2>
        <p className="mt-1 text-muted tabular-nums">
          {whole(cell.total)} {cell.total === 1 ? "item" : "items"}
          {wrong && " on which both are wrong"}
          {pages > 1 && `, page ${here} of ${pages}`}
        </p>
      </div>
      {shown.length === 0 ? (
        <Empty title="No pictures in this cell">No item has these two answers any longer.</Empty>
      ) : (
        <Card>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-x-4 gap-y-5">
            {shown.map(({ id, gold }) => {
              const picture = pictures.get(id);
              return (
                picture && (
                  <li key={id} className="min-w-0 text-xs">
                    <Picture picture={picture} slug={project.slug} />
                    <p className="mt-1.5 truncate font-medium" title={picture.name}>
                      {gold === null ? "no gold" : `gold ${className(gold)}`}
                    </p>
                    {cell.a !== "gold" && (
                      <p className="truncate text-muted">
                        {cell.a}: {className(aAnswer)}
                      </p>
                    )}
                    {cell.b !== "gold" && (
                      <p className="truncate text-muted">
                        {cell.b}: {className(bAnswer)}
                      </p>
                    )}
                  </li>
                )
              );
            })}
          </ul>
        </Card>
      )}
      {pages > 1 && (
        <nav aria-label="Pages" className="flex justify-between">
          {here > 1 ? (
            <Link href={address(here - 1)} className={buttonClass()}>
              Previous
            </Link>
          ) : (
            <span />
          )}
          {here < pages && (
            <Link href={address(here + 1)} className={buttonClass()}>
              Next
            </Link>
          )}
        </nav>
      )}
    </div>
  );
}

const said = (rater: string, answer: string) =>
  rater === "gold" ? `Gold ${answer}` : `${rater} said ${answer}`;
