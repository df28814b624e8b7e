import { z } from "zod";
import { pageBy, pageOf, pageQuery } from "../paging.ts";
import { projectRoute, route } from "../route.ts";
import { written } from "../written.ts";
import { listAuditEntries, listAuditLog } from "#db/people/audit-log.ts";
import { deedKinds } from "#lib/deeds.ts";
import { auditKinds } from "#lib/domain.ts";
import { dayOn, isZone } from "#lib/timing/day.ts";

/** Who did what: in a project, and everywhere. */

const entry = {
  id: z.int(),
  at: z.int().describe("ms since 1970"),
  who: z.string().nullable().describe("null: the command line, or, of a failed sign-in, nobody knows who"),
  action: z.string().describe("such as run.activate"),
  detail: z.record(z.string(), z.unknown()).describe("of the action"),
};

const person = written(z.int().positive())
  .optional()
  .describe("number of a person: done by them, or to them");

export const logRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/activity",
      tag: "projects",
      action: "read",
      role: "admin",
      summary: "Who did what to the project, newest first",
      query: z.strictObject({
        ...pageQuery,
        person,
        kind: z.enum(deedKinds).optional(),
        day: z.iso.date().optional().describe("done on this day"),
        zone: z
          .string()
          .max(60)
          .refine(isZone, "There is no such time zone.")
          .optional()
          .describe("time zone that it is a day of, by its IANA name; else the project’s"),
      }),
      response: pageOf(
        z
          .object({ ...entry, subjectId: z.int().nullable().describe("number of the person it was done to") })
          .meta({ id: "ActivityEntry" }),
      ),
    },
    ({ db, project, query: { person, kind, day, zone, ...page } }) => {
      const filter = {
        person,
        kind,
        day: day === undefined ? undefined : dayOn(zone ?? project.dayZone, day),
      };
      return pageBy(page, (before, most) =>
        listAuditEntries(db, project.id, filter, before ?? undefined, most),
      );
    },
  ),
  route(
    {
      method: "get",
      path: "/audit",
      tag: "people",
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Who signed in, and who changed what, newest first",
      query: z.strictObject({ ...pageQuery, person, kind: z.enum(auditKinds).optional() }),
      response: pageOf(
        z
          .object({
            ...entry,
            kind: z.enum(auditKinds).nullable(),
            subject: z.string().nullable().describe("the person it was done to"),
            project: z.string().nullable().describe("name of the project"),
          })
          .meta({ id: "AuditEntry" }),
      ),
    },
    ({ db, query: { person, kind, ...page } }) =>
      pageBy(page, (before, most) => listAuditLog(db, { person, kind }, before ?? undefined, most)),
  ),
];
