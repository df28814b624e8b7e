import { z } from "zod";
import { retryBusy } from "../../retry-busy.ts";
import { pageOf, pageQuery, numberIn, paged } from "../paging.ts";
import { Problem } from "../problem.ts";
import { projectRoute, route } from "../route.ts";
import { opens } from "../who.ts";
import { authorize } from "#db/access.ts";
import { changeSettings, findProjectById, projectSettings, setEta } from "#db/dataset/projects.ts";
import { placesOf, projectAndMembership } from "#db/people/members.ts";
import type { Project } from "#db/schema.ts";
import { roles } from "#lib/domain.ts";

const tag = "projects";

const shortSchema = z
  .object({
    project: z.string().describe("short name, as addresses have it"),
    name: z.string(),
    description: z.string(),
    role: z.enum(roles).describe("what you may act as here"),
    asked: z.boolean().describe("whether you answer items here"),
  })
  .meta({ id: "ProjectEntry" });

const at = z.int().describe("ms since 1970");

const projectSchema = z
  .object({
    project: z.string().describe("short name, as addresses have it"),
    name: z.string(),
    description: z.string(),
    instructions: z.string().describe("what annotators read; Markdown"),
    classes: z.array(z.string()).describe("a label is a place in this list, from 0"),
    imageSize: z.int().describe("side of the square training pictures, pixels"),
    eta: z.number().describe("an item is asked (again) while its score is at most this"),
    overlap: z.int().describe("people who answer an item, at most"),
    auditRate: z.number().describe("share of what the machine keeps that people check"),
    policy: z.string().describe("the rule by which predictions and answers become the team’s answer"),
    leaseSeconds: z.int().describe("how long an item is held for one person"),
    firstRunLabels: z
      .int()
      .describe("labelled items a class with which the first training starts by itself; 0: never"),
    activeRun: z.int().nullable().describe("number of the run that routes"),
    membersOnly: z.boolean(),
    paused: z.boolean(),
    closed: z.boolean().describe("nothing more is handed out"),
    createdAt: at,
  })
  .meta({ id: "Project" });

const shown = (project: Project): z.input<typeof projectSchema> => ({
  ...project,
  project: project.slug,
  activeRun: project.activeRunId,
  paused: project.pausedAt !== null,
  closed: project.closedAt !== null,
});

export const projectRoutes = [
  route(
    {
      method: "get",
      path: "/projects",
      tag,
      action: "read",
      role: "annotator",
      summary: "Projects that you may enter, in the order in which they were made",
      query: z.strictObject(pageQuery),
      response: pageOf(shortSchema),
    },
    ({ db, user, token, query: { limit, cursor } }) => {
      const after = numberIn(cursor) ?? 0;
      const mine = placesOf(db, user).filter(({ project: { id } }) => id > after && opens(token, id));
      return paged(
        mine.slice(0, limit + 1),
        limit,
        ({ project }) => project.id,
        ({ project: { slug, name, description }, role, asked }) => ({
          ...{ project: slug, name, description, role, asked },
        }),
      );
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}",
      tag,
      action: "read",
      role: "researcher",
      summary: "A project and its settings",
      response: projectSchema,
    },
    ({ project }) => shown(project),
  ),
  projectRoute(
    {
      method: "patch",
      path: "/projects/{project}",
      tag,
      action: "admin",
      role: "admin",
      summary: "Change settings",
      description:
        "What is left out stays as it is. Another overlap routes the items afresh; η moves the queue at once.",
      body: z
        .strictObject({ ...projectSettings.partial().shape, eta: z.number().min(0).max(1).optional() })
        .refine((body) => Object.keys(body).length > 0, "Say what to change."),
      response: projectSchema,
    },
    async ({ db, project, body: { eta, ...settings }, user, now }) => {
      if (Object.keys(settings).length > 0) {
        const wanted = projectSettings.parse({ ...project, ...settings });
        await changeSettings(db, project, wanted, now);
      }
      if (eta !== undefined) await retryBusy(() => setEta(db, project, eta, now));
      const found = projectAndMembership(db, project.id, user.id);
      const after = found && authorize(user, found.project, "admin", found.membership);
      if (!after) throw new Problem(404, "There is no such project.");
      return shown(findProjectById(db, after.id) ?? after);
    },
  ),
];
