import type { Metadata } from "next";
import { z } from "zod";
import { nobodyIn, sentenceOf } from "./sentences.ts";
import { ButtonLink } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { LiveRefresh } from "../../../../_ui/live-refresh.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { listAuditEntries } from "#db/people/audit-log.ts";

export const metadata: Metadata = { title: "Activity" };

const pageSize = 50;

/** Who did what to the project, newest first. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ before?: string }>;
}) {
  const { project } = await requireProject((await params).slug, "admin");
  const before = z.coerce
    .number()
    .int()
    .optional()
    .catch(undefined)
    .parse((await searchParams).before);
  const entries = listAuditEntries(db(), project.id, before, pageSize);
  const last = entries.at(-1);
  return (
    <Card title="Activity">
      <LiveRefresh project={project.slug} />
      {entries.length === 0 ? (
        <p className="text-sm text-muted">
          {before === undefined ? "Nothing has happened yet." : "There is nothing earlier."}
        </p>
      ) : (
        <ol className="flex flex-col divide-y divide-line/60 text-sm">
          {entries.map(({ id, at, who, action, detail }) => (
            <li key={id} className="flex flex-col gap-x-6 gap-y-0.5 py-2.5 sm:flex-row">
              <span className="shrink-0 text-muted sm:w-44">
                <LocalTime at={at} />
              </span>
              <span className="min-w-0 break-words">
                <span className="font-medium">{who ?? nobodyIn(action)}</span> {sentenceOf(action, detail)}
              </span>
            </li>
          ))}
        </ol>
      )}
      {(before !== undefined || entries.length === pageSize) && (
        <div className="mt-4 flex gap-2">
          {before !== undefined && <ButtonLink href="?">Newest</ButtonLink>}
          {entries.length === pageSize && last && (
            <ButtonLink href={`?before=${last.id}`}>Earlier</ButtonLink>
          )}
        </div>
      )}
    </Card>
  );
}
