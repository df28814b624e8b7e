import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { z } from "zod";
import { Answers } from "./answers.tsx";
import { Beliefs } from "./beliefs.tsx";
import { Facts } from "./facts.tsx";
import { Alike } from "./alike.tsx";
import { StepKeys } from "./step-keys.tsx";
import { Why } from "./why.tsx";
import { Tabs } from "../../tabs.tsx";
import { buttonClass } from "../../../../_ui/button-class.ts";
import { Card } from "../../../../_ui/card.tsx";
import { Shell } from "../../../../_ui/shell.tsx";
import { whole } from "../../../../_ui/format.ts";
import { requireProject } from "../../../../_server/session.ts";
import { itemOf } from "../../../../_server/views.ts";
import { ItemPicture } from "../../../../_ui/item-picture.tsx";
import { readBrowse, searchOfBrowse } from "#lib/items/filter.ts";
import { sections } from "#lib/study/index.ts";

export const metadata: Metadata = { title: "Item" };

/** Everything that is known of one item. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string; item: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { slug, item: asked } = await params;
  const { user, project } = await requireProject(slug, "researcher");
  const id = z.coerce.number().int().positive().safeParse(asked);
  const search = searchOfBrowse(readBrowse(await searchParams));
  const item = id.success ? await itemOf(project.id, id.data, search) : null;
  if (!item) notFound();
  const { classes } = project;
  const base = `/research/${slug}/items`;
  const withSearch = (address: string) => `${address}${search && `?${search}`}`;
  const beside = (to: number | null) => (to === null ? null : withSearch(`${base}/${to}`));
  const [before, after] = [beside(item.around.before), beside(item.around.after)];
  return (
    <Shell user={user}>
      <Tabs slug={slug} sections={sections.map(({ id, title }) => ({ id, title }))} />
      <StepKeys before={before} after={after} />
      <header className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <p className="text-sm">
            <Link
              href={withSearch(base)}
              className="font-medium text-muted underline decoration-line-strong/60 underline-offset-4 hover:text-ink"
            >
              {search === "" ? "All items" : "Back to these items"}
            </Link>
          </p>
          <h1 className="mt-1">Item {whole(item.ordinal + 1)}</h1>
          <p className="mt-1 truncate text-muted">{item.name}</p>
        </div>
        <nav aria-label="Items beside this one" className="flex gap-2">
          <Step href={before} name="Previous" />
          <Step href={after} name="Next" />
        </nav>
      </header>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <div className="flex flex-col gap-6 lg:sticky lg:top-6">
          <div className="overflow-hidden rounded-card border border-line bg-sunken">
            <ItemPicture
              src={`/api/images/${item.id}?project=${encodeURIComponent(slug)}`}
              alt={item.name}
              className="mx-auto max-h-[70dvh] min-h-64 w-full object-contain"
            />
          </div>
          <Facts item={item} classes={classes} base={base} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="What the team believes">
            <Beliefs item={item} classes={classes} />
          </Card>
          <Card title="Why people are asked, or not">
            <Why queueing={item.queueing} />
          </Card>
          <Card title="Answers">
            <Answers item={item} classes={classes} />
          </Card>
        </div>
      </div>
      <Suspense fallback={null}>
        <Alike project={project} item={item.id} />
      </Suspense>
    </Shell>
  );
}

const Step = ({ href, name }: { href: string | null; name: string }) =>
  href === null ? (
    <span aria-disabled className={buttonClass("secondary", "opacity-50")}>
      {name}
    </span>
  ) : (
    <Link href={href} className={buttonClass()}>
      {name}
    </Link>
  );
