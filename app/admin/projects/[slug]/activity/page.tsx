import type { Metadata } from "next";
import { AboutLink } from "./about-link.tsx";
import { asked } from "./asked.ts";
import { DayField } from "./day-field.tsx";
import { nobodyIn, sentenceOf } from "./sentences.ts";
import { pageOf } from "../../../audit/asked.ts";
import { LogFilterForm } from "../../../audit/filter-form.tsx";
import { ButtonLink } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { LiveRefresh } from "../../../../_ui/live-refresh.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { listAuditEntries, peopleInLog } from "#db/people/audit-log.ts";
import { aboutOf } from "#db/views/activity.ts";
import type { DeedKind } from "#lib/deeds.ts";
import { dayOn } from "#lib/timing/day.ts";

export const metadata: Metadata = { title: "Activity" };

const pageSize = 50;
const kinds: Record<DeedKind, string> = {
  data: "Pictures and labels",
  export: "Exports",
  machine: "Machines and policy",
  person: "People",
  review: "Review",
  settings: "Settings and queue",
};

/** Who did what to the project, newest first. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { project } = await requireProject((await params).slug, "admin");
  const { id: projectId, slug, dayZone } = project;
  const { person: number, kind, day, zone, before } = asked.parse(await searchParams);
  const people = peopleInLog(db(), projectId);
  const asks = { person: people.find(({ id }) => id === number)?.id, kind };
  const given = { ...asks, day, zone: day === undefined ? undefined : zone };
  const filter = { ...asks, day: day === undefined ? undefined : dayOn(zone ?? dayZone, day) };
  const entries = listAuditEntries(db(), projectId, filter, before, pageSize);
  const last = entries.at(-1);
  const narrowed = Object.values(given).some((value) => value !== undefined);
  const path = `/admin/projects/${slug}/activity`;
  return (
    <Card title="Activity">
      <LiveRefresh project={slug} />
      <LogFilterForm path={path} people={people} kinds={kinds} given={given}>
        <DayField day={day} dayZone={dayZone} />
      </LogFilterForm>
      {entries.length === 0 ? (
        <p className="text-sm text-muted">
          {before !== undefined
            ? "There is nothing earlier."
            : narrowed
              ? "Nothing like that has happened."
              : "Nothing has happened yet."}
        </p>
      ) : (
        <ol className="flex flex-col divide-y divide-line/60 text-sm">
          {entries.map((entry) => {
            const { id, at, who, action, detail } = entry;
            const about = aboutOf(db(), projectId, entry);
            return (
              <li key={id} className="flex flex-col gap-x-6 gap-y-0.5 py-2.5 sm:flex-row">
                <span className="shrink-0 text-muted sm:w-44">
                  <LocalTime at={at} />
                </span>
                <span className="min-w-0 break-words">
                  <span className="font-medium">{who ?? nobodyIn(action)}</span> {sentenceOf(action, detail)}
                  {about && (
                    <>
                      {" · "}
                      <AboutLink slug={slug} about={about} />
                    </>
                  )}
                </span>
              </li>
            );
          })}
        </ol>
      )}
      {(before !== undefined || entries.length === pageSize) && (
        <nav aria-label="Pages" className="mt-4 flex gap-2">
          {before !== undefined && <ButtonLink href={pageOf(path, given)}>Newest</ButtonLink>}
          {entries.length === pageSize && last && (
            <ButtonLink href={pageOf(path, { ...given, before: last.id })}>Earlier</ButtonLink>
          )}
        </nav>
      )}
    </Card>
  );
}
