import { z } from "zod";
import { carryAsides } from "../../asides.ts";
import { done } from "../outcome.ts";
import { pageBy, pageOf, pageQuery } from "../paging.ts";
import { projectRoute } from "../route.ts";
import { writtenId } from "../written.ts";
import { asidesOf, beginAside, beginReturn, personOf } from "#db/labelling/set-aside.ts";
import { Problem } from "../problem.ts";
import { asideStates } from "#lib/domain.ts";

const tag = "judgments";

const person = z
  .string()
  .regex(/^person-\d{1,12}$/, "Name a person as /raters does, such as person-7.")
  .transform((id) => Number(id.slice("person-".length)))
  .describe("as in /raters, such as person-7");

const asideSchema = z
  .object({
    id: z.int(),
    since: z.int().nullable().describe("answers from then on, ms since 1970; null: all"),
    why: z.string(),
    state: z.enum(asideStates),
    answers: z.int().describe("how many are aside"),
    setAt: z.int(),
    backAt: z.int().nullable(),
  })
  .meta({ id: "Aside" });

export const asideRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/asides",
      tag,
      action: "read",
      role: "admin",
      summary: "What was set aside of a person’s answers, newest first",
      query: z.strictObject({ rater: person, ...pageQuery }),
      response: pageOf(asideSchema),
    },
    ({ db, project, query: { rater, ...page } }) => {
      if (!personOf(db, project.id, rater)) throw new Problem(404, "There is no such person.");
      return pageBy(page, (after, most) => asidesOf(db, rater, most, after));
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/asides",
      tag,
      action: "write",
      role: "admin",
      summary: "Set a person’s answers aside",
      description:
        "Queue, team and study follow as they go, answer by answer. Nothing is deleted, and they can be taken back.",
      body: z.strictObject({
        rater: person,
        since: z.int().nullable().default(null).describe("answers from then on, ms since 1970; null: all"),
        why: z.string().trim().max(300).default(""),
      }),
      status: 202,
      response: asideSchema,
    },
    ({ db, project, body: { rater, since, why }, now }) => {
      const begun = done(beginAside(db, project, { raterId: rater, since, why }, now));
      void carryAsides();
      return begun;
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/asides/{aside}",
      tag,
      action: "write",
      role: "admin",
      summary: "Take answers back that were set aside",
      params: z.strictObject({ aside: writtenId }),
      status: 202,
      response: asideSchema,
    },
    ({ db, project, params: { aside }, now }) => {
      const begun = done(beginReturn(db, project, aside, now));
      void carryAsides();
      return begun;
    },
  ),
];
