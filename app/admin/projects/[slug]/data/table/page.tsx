import type { Metadata } from "next";
import { z } from "zod";
import { TableForm } from "./form.tsx";
import { WaitingUploads } from "../../../../new/waiting-uploads.tsx";
import { db } from "../../../../../_server/database.ts";
import { requireProject } from "../../../../../_server/session.ts";
import { tableRequestOf } from "../../../../../_server/tables.ts";
import { waitingUploads } from "../../../../../_server/uploads/begin.ts";
import { findImport } from "#db/dataset/import-record.ts";

export const metadata: Metadata = { title: "Import a table" };

const asked = z.object({
  /** number of an import that is to be asked for again, perhaps with changes */
  again: z.coerce.number().int().optional().catch(undefined),
});

/** What others say of items that are there: people's labels, many at a time, or a model's predictions. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<unknown>;
}) {
  const { user, project } = await requireProject((await params).slug, "admin");
  const { again } = asked.parse(await searchParams);
  const row = again === undefined ? undefined : findImport(db(), again);
  const earlier = row?.projectId === project.id ? tableRequestOf(row) : null;
  return (
    <div className="mx-auto max-w-2xl">
      <WaitingUploads uploads={waitingUploads(user).filter(({ kind }) => kind === "table")} />
      <TableForm project={{ slug: project.slug, classes: project.classes }} start={earlier} />
    </div>
  );
}
