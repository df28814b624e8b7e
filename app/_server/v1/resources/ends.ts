import { z } from "zod";
import { archivedProjectFor } from "../../project.ts";
import { done, readable } from "../outcome.ts";
import { pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { Problem } from "../problem.ts";
import { projectRoute, route } from "../route.ts";
import { findProject, projectSettings } from "#db/dataset/projects.ts";
import { archivedProjects, archiveProject, bringBack, deleteProject } from "#db/jobs/delete-project.ts";
import { duplicateMerged } from "#db/jobs/duplicate-project.ts";
import type { Db } from "#db/client.ts";
import type { User } from "#db/schema.ts";
import { slug } from "#lib/formats/slug.ts";

/** Projects that are archived, brought back, deleted and duplicated: for admins of Tandem, as on the pages. */

const tag = "projects";
const common = { tag, action: "admin", role: "admin" } as const;

const typed = z.strictObject({
  name: z.string().max(200).describe("its name, so that no other project is deleted by mistake"),
});
const archived = z.strictObject({ project: z.string().describe("short name of an archived project") });

/** @throws Problem 404 */
function archivedOf(db: Db, user: Pick<User, "id" | "role">, name: string) {
  const found = findProject(db, name);
  const project = found && archivedProjectFor(user, found.id);
  if (!project) throw new Problem(404, "There is no such archived project.");
  return project;
}

export const endRoutes = [
  projectRoute(
    {
      ...common,
      account: "admin",
      method: "put",
      path: "/projects/{project}/archived",
      summary: "Archive a project: it is out of everybody’s reach, and nothing of it changes",
      description: "It is found under /archived-projects from then on.",
      body: z.strictObject({ archived: z.literal(true) }),
      response: null,
    },
    ({ db, project, now }) => done(archiveProject(db, project, now)),
  ),
  projectRoute(
    {
      ...common,
      account: "admin",
      method: "delete",
      path: "/projects/{project}",
      summary: "Delete a project with everything",
      description: "It is gone at once, and for good; a job clears what there is of it.",
      query: typed,
      response: null,
    },
    ({ db, project, query: { name }, now }) => done(deleteProject(db, project, name, now)),
  ),
  projectRoute(
    {
      ...common,
      account: "admin",
      everywhere: true,
      method: "post",
      path: "/projects/{project}/duplicates",
      summary: "Copy a project, under the same classes or others",
      description:
        "Settings and items, and people’s answers if wanted; machines stay with the original. A job makes the copy, which is there when it is complete.",
      body: z.strictObject({
        project: slug.describe("short name of the copy"),
        name: projectSettings.shape.name,
        answers: z.boolean().default(false).describe("people’s answers and imported labels too"),
        into: z
          .array(z.int().min(0))
          .optional()
          .describe(
            "the class that each becomes, by its number: itself, or one that stays; left out: itself",
          ),
        added: z.array(z.string()).default([]).describe("new classes, behind those that stay"),
      }),
      status: 202,
      response: z.object({ project: z.string().describe("short name of the copy") }),
    },
    async ({ db, project, body: { project: short, ...copy }, now }) => {
      const made = await readable(() => duplicateMerged(db, project, { ...copy, slug: short }, now));
      return { project: done(made).slug };
    },
  ),
  route(
    {
      ...common,
      everywhere: true,
      method: "get",
      path: "/archived-projects",
      summary: "Archived projects, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(
        z.object({
          project: z.string().describe("short name"),
          name: z.string(),
          archivedAt: z.int().nullable(),
        }),
      ),
    },
    ({ db, query }) => {
      const rows = archivedProjects(db).map((project) => ({ ...project, project: project.slug }));
      return pageOfAll(query, rows);
    },
  ),
  route(
    {
      ...common,
      everywhere: true,
      method: "post",
      path: "/archived-projects/{project}/restore",
      summary: "Bring an archived project back as it was",
      params: archived,
      response: null,
    },
    ({ db, user, params, now }) => {
      bringBack(db, archivedOf(db, user, params.project), now);
      return null;
    },
  ),
  route(
    {
      ...common,
      everywhere: true,
      method: "delete",
      path: "/archived-projects/{project}",
      summary: "Delete an archived project with everything",
      params: archived,
      query: typed,
      response: null,
    },
    ({ db, user, params, query: { name }, now }) =>
      done(deleteProject(db, archivedOf(db, user, params.project), name, now)),
  ),
];
