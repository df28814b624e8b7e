import type { Metadata } from "next";
import { z } from "zod";
import { ButtonLink } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { moment } from "../../../../_ui/format.ts";
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
  const deeds = listAuditEntries(db(), project.id, before, pageSize);
  const last = deeds.at(-1);
  return (
    <Card title="Activity">
      <ul className="flex flex-col divide-y divide-line/60 text-sm">
        {deeds.map(({ id, at, who, action, detail }) => (
          <li key={id} className="grid gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[11rem_9rem_1fr]">
            <span className="text-muted tabular-nums">{moment(at)}</span>
            <span className="truncate">{who ?? "command line"}</span>
            <span className="min-w-0">
              <span className="font-medium">{action}</span>{" "}
              <span className="break-words text-muted">{summary(detail)}</span>
            </span>
          </li>
        ))}
      </ul>
      {deeds.length === 0 && <p className="text-sm text-muted">Nothing yet.</p>}
      {deeds.length === pageSize && last && (
        <div className="mt-4">
          <ButtonLink href={`?before=${last.id}`}>Earlier</ButtonLink>
        </div>
      )}
    </Card>
  );
}

const summary = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ")
    .slice(0, 300);
